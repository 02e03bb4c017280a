"""What an image measures: sharpness, light, contrast, entropy, a hash of its looks, and how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["measure"]

_SIDE = 512
_SHADES = 16
_WORTH_COUNTING = 0.0005


def measure(picture: Image.Image) -> dict[str, Any]:
    """Return blur, brightness, contrast, entropy and dhash of an upright picture.

    `blur` is the variance of the Laplacian on a grey copy whose long side is 512 pixels at most: small means
    blurred (Pech-Pacheco et al., 2000). Brightness and contrast are mean and standard deviation, 0 to 1;
    entropy is in bits, 0 to 8; `dhash` is 64 bits as 16 hex digits, by the gradient of a 9 x 8 grey copy. The rest
    tells kinds of pictures apart, in shares of the pixels: `flat` are exactly as their left neighbour, for what is
    drawn has no noise; `paper` are bright and colourless; `main_colours` have the eight commonest of 4,096 colours,
    `colours` counts those of more than 0.05 %; `saturation` is the mean.
    """
    import cv2
    import numpy as np
    from PIL import Image

    from assay.extractors.shared.pictures import flatten

    small = picture if picture.mode in ("RGB", "L") else None
    if small is None:
        small = flatten(picture)
    made = _making(small, np)
    grey = small.convert("L")
    tiny = np.asarray(grey.resize((9, 8), Image.Resampling.BOX), dtype=np.int16)
    grey.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    pixels = np.asarray(grey)
    shares = np.bincount(pixels.ravel(), minlength=256) / pixels.size
    shares = shares[shares > 0]
    bits = (tiny[:, 1:] > tiny[:, :-1]).ravel()
    return {
        "blur": round(float(cv2.Laplacian(pixels, cv2.CV_64F).var()), 2),
        "brightness": round(float(pixels.mean()) / 255, 4),
        "contrast": round(float(pixels.std()) / 255, 4),
        "entropy": round(abs(float(-(shares * np.log2(shares)).sum())), 3),
        "dhash": f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}",
        **made,
    }


def _making(picture: Image.Image, np: Any) -> dict[str, Any]:
    """Measure noise at the middle, where nothing is resampled, and colours on a small copy."""
    from PIL import Image

    left, top = max(0, picture.width - _SIDE) // 2, max(0, picture.height - _SIDE) // 2
    middle = np.asarray(picture.crop((left, top, min(left + _SIDE, picture.width), min(top + _SIDE, picture.height))))
    same = middle[:, 1:] == middle[:, :-1]
    same = same.all(axis=2) if same.ndim == 3 else same
    copy = picture.convert("RGB")
    copy.thumbnail((_SIDE // 2, _SIDE // 2), Image.Resampling.BOX)
    colours = np.asarray(copy, dtype=np.int16)
    most, least = colours.max(axis=2), colours.min(axis=2)
    codes = (colours // (256 // _SHADES) * (_SHADES**2, _SHADES, 1)).sum(axis=2)
    shares = np.sort(np.bincount(codes.ravel(), minlength=_SHADES**3))[::-1] / codes.size
    return {
        "flat": round(float(same.mean()), 3) if same.size else 1.0,
        "paper": round(float(((least > 180) & (most - least < 40)).mean()), 3),
        "saturation": round(float(((most - least) / np.maximum(1, most)).mean()), 3),
        "main_colours": round(float(shares[:8].sum()), 3),
        "colours": int((shares > _WORTH_COUNTING).sum()),
    }
