"""What a scanner and a telephone's camera do to a page."""

from __future__ import annotations

import io
from typing import Any

from making.files import font

__all__ = ["face", "jpeg", "photographed", "png", "scanned", "sheet"]


def face(size: int, *, bold: bool = False, chinese: bool = True) -> Any:
    """Return a font for pictures: the Chinese one, or the Latin one that the PDF library brings."""
    from pathlib import Path

    import reportlab  # type: ignore[import-untyped]
    from PIL import ImageFont

    if chinese:
        return ImageFont.truetype(font(), size)
    return ImageFont.truetype(Path(reportlab.__file__).parent / "fonts" / ("VeraBd.ttf" if bold else "Vera.ttf"), size)


def sheet(width: int, height: int, colour: str = "white") -> tuple[Any, Any]:
    """Return an empty picture and what draws on it."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, height), colour)
    return picture, ImageDraw.Draw(picture)


def png(picture: Any) -> bytes:
    """Return the picture as PNG."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def jpeg(picture: Any, *, quality: int = 78, **more: Any) -> bytes:
    """Return the picture as JPEG."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, **more)
    return buffer.getvalue()


def _noisy(picture: Any, *, seed: int, grain: float, shade: Any = 1.0) -> Any:
    import numpy as np
    from PIL import Image

    noise = np.random.default_rng(seed).normal(0, grain, (picture.height, picture.width, 1))
    values = np.asarray(picture, dtype=float) * shade + noise
    return Image.fromarray(np.clip(values, 0, 255).astype("uint8"))


def scanned(pdf: bytes, *, seed: int, dpi: int = 130, tilt: float = 0.6) -> bytes:
    """Return the PDF as a scanner would: each page a slightly turned, grainy colour picture, and no text."""
    import numpy as np
    import pypdfium2  # type: ignore[import-untyped]
    from PIL import Image
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=dpi / 72).to_pil().convert("RGB")
        picture = picture.rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor="white")
        across = np.linspace(0, 1, picture.width)[None, :, None]
        edge = 0.97 - 0.25 * np.exp(-across * 60)  # the dark line of a lid that is not quite shut
        picture = _noisy(picture, seed=seed, grain=5, shade=edge * np.array([1.0, 0.995, 0.975]))
        canvas.drawImage(ImageReader(io.BytesIO(jpeg(picture, quality=60, dpi=(dpi, dpi)))), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def photographed(picture: Any, *, seed: int, size: tuple[int, int] = (1400, 1050), wood: bool = True) -> Any:
    """Return a photo of a sheet on a wooden desk, or of a board on a wall: seen from an angle, lit from one side."""
    import numpy as np
    from PIL import Image

    width, height = size
    rows = np.arange(height)[:, None]
    grain = np.sin(rows / 5.0 + 2.2 * np.sin(rows / 41.0)) * 6 + np.sin(rows / 1.7) * 2
    board = np.stack([148 + grain, 112 + grain * 0.8, 78 + grain * 0.6], axis=-1)
    board = board if wood else np.full_like(board, 204.0)
    desk = Image.fromarray(np.clip(np.broadcast_to(board, (height, width, 3)), 0, 255).astype("uint8"))
    corners = [(0.10, 0.06), (0.93, 0.035), (0.965, 0.95), (0.055, 0.975)]
    target = [(x * width, y * height) for x, y in corners]
    source = [(0, 0), (picture.width, 0), (picture.width, picture.height), (0, picture.height)]
    matrix = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        matrix += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    terms = np.linalg.solve(np.array(matrix), np.array(source, dtype=float).ravel())

    def seen(flat: Any) -> Any:
        return flat.transform(size, Image.Transform.PERSPECTIVE, tuple(terms), resample=Image.Resampling.BICUBIC)

    desk.paste(seen(picture), mask=seen(Image.new("L", picture.size, 255)))
    across, down = np.linspace(0, 1, width)[None, :, None], np.linspace(0, 1, height)[:, None, None]
    light = 1.0 - 0.30 * across * down - 0.08 * (1 - across)
    return _noisy(desk, seed=seed, grain=4, shade=light * np.array([1.0, 0.985, 0.94]))
