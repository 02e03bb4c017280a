"""Pictures to bitmaps for OCR: right way up, RGB, no larger than reading needs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from assay.governance.domain import NOWHERE, Bitmap, Box, Limits, Locator

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["LONGEST_SIDE", "bitmap_of", "guard_pixels", "to_bitmap"]

LONGEST_SIDE = 2_600
_SMALLEST = (120, 40)


def guard_pixels(limits: Limits) -> None:
    """Tell Pillow to refuse pictures of more pixels than the limit."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = limits.pixels


def bitmap_of(
    data: bytes, limits: Limits, *, place: Locator = NOWHERE, area: Box | None = None, offset: int = 0
) -> Bitmap | None:
    """Decode an embedded picture; None for one that is too small to hold words, or larger than the limit.

    Raises:
        OSError and others of Pillow's for broken data.
    """
    from PIL import Image, ImageOps

    guard_pixels(limits)
    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.size
        small = max(width, height) < _SMALLEST[0] or min(width, height) < _SMALLEST[1]
        if small or width * height > limits.pixels:
            return None
        if picture.format == "JPEG":
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        return to_bitmap(ImageOps.exif_transpose(picture), place=place, area=area, offset=offset)


def to_bitmap(picture: Image.Image, *, place: Locator = NOWHERE, area: Box | None = None, offset: int = 0) -> Bitmap:
    """Flatten transparency on white, shrink to `LONGEST_SIDE`, give 8-bit RGB rows."""
    flat = flatten(picture)
    longest = max(flat.size)
    if longest > LONGEST_SIDE:
        scale = LONGEST_SIDE / longest
        flat = flat.resize((max(1, round(flat.width * scale)), max(1, round(flat.height * scale))))
    return Bitmap(
        width=flat.width, height=flat.height, rgb=flat.tobytes(), place=place, area=area, offset=offset
    )  # fmt: skip


def flatten(picture: Image.Image) -> Image.Image:
    """Return an RGB picture; 16-bit greys are scaled.

    What is transparent becomes white, or black where what is visible is nearly white itself and would vanish.
    """
    from PIL import Image

    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        low, high = picture.getextrema()
        span = (float(high) - float(low)) or 1.0  # type: ignore[arg-type]
        scaled = picture.convert("F").point(lambda value: (value - float(low)) * (255 / span))  # type: ignore[arg-type]
        return scaled.convert("L").convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "black" if _is_pale(layer) else "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return picture.convert("RGB")


def _is_pale(layer: Image.Image) -> bool:
    """Say whether a picture has holes and what is visible of it is nearly white."""
    import numpy as np

    small = layer.copy()
    small.thumbnail((512, 512))
    pixels = np.asarray(small, dtype=np.float32)
    alpha = pixels[..., 3] / 255
    if alpha.mean() > 0.98 or alpha.sum() < 1:
        return False
    grey = pixels[..., :3].mean(axis=2)
    return bool((grey * alpha).sum() / alpha.sum() > 200)
