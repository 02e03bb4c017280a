"""What an image measures: sharpness, light, contrast, entropy, and a hash of its looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["measure"]

_SIDE = 512


def measure(picture: Image.Image) -> dict[str, Any]:
    """Return blur, brightness, contrast, entropy and dhash of an upright picture.

    `blur` is the variance of the Laplacian on a grey copy whose long side is 512 pixels at most: small means
    blurred (Pech-Pacheco et al., 2000). Brightness and contrast are mean and standard deviation, 0 to 1;
    entropy is in bits, 0 to 8; `dhash` is 64 bits as 16 hex digits, by the gradient of a 9 x 8 grey copy.
    """
    import cv2
    import numpy as np
    from PIL import Image

    from assay.extractors.pictures import flatten

    small = picture if picture.mode in ("RGB", "L") else None
    if small is None:
        small = flatten(picture)
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
    }
