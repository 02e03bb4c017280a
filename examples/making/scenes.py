"""A view of a harbour, painted by formula: a sky, hills in the haze, moving water, a cold store on the quay."""

from __future__ import annotations

from typing import Any

from making.story import SEED

__all__ = ["harbour"]

_WIDTH, _HEIGHT, _HORIZON = 960, 640, 330


def _waves(draw: Any, size: int, octaves: int) -> Any:
    """Return smooth noise along a line of so many points, -1 to 1."""
    import numpy as np

    total, places = np.zeros(size), np.linspace(0, 1, size)
    for octave in range(octaves):
        knots = draw.normal(0, 1, 3 * 2**octave + 1)
        total += np.interp(places, np.linspace(0, 1, len(knots)), knots) / 2**octave
    return total / np.abs(total).max()


def harbour() -> Any:
    """Return the picture, 960 by 640."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFilter

    draw = np.random.default_rng(SEED)
    down = np.linspace(0, 1, _HORIZON)[:, None, None]
    canvas = np.zeros((_HEIGHT, _WIDTH, 3))
    canvas[:_HORIZON] = np.array([116, 158, 196]) * (1 - down) + np.array([232, 224, 205]) * down
    for depth, (height, colour) in enumerate([(120, (158, 176, 183)), (85, (120, 146, 143)), (46, (82, 112, 96))]):
        ridge = _HORIZON - height * (0.6 + 0.4 * _waves(draw, _WIDTH, 6 + depth))
        rows = np.arange(_HEIGHT)[:, None]
        canvas[(rows >= ridge[None, :]) & (rows < _HORIZON)] = colour
    rows = np.arange(_HEIGHT - _HORIZON)[:, None]
    columns = np.arange(_WIDTH)[None, :]
    far = 1 / (1 + rows / 22.0)
    swell = np.sin(rows * 2.1 * far + 0.05 * columns * (1.2 - far) + 3 * _waves(draw, _WIDTH, 5)[None, :])
    swell += 0.7 * draw.normal(0, 1, (_HEIGHT - _HORIZON, _WIDTH)) * (1 - far * 0.7)
    water = np.array([66, 104, 126]) + swell[..., None] * np.array([13, 15, 16])
    canvas[_HORIZON:] = water * (1 - 0.45 * far[..., None]) + np.array([196, 198, 190]) * 0.45 * far[..., None]
    picture = Image.fromarray(np.clip(canvas, 0, 255).astype("uint8")).filter(ImageFilter.GaussianBlur(0.8))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(520, 352), (960, 338), (960, 420), (500, 392)], fill="#8c857a")
    pen.polygon([(500, 392), (960, 420), (960, 452), (498, 410)], fill="#5f5a52")
    pen.polygon([(600, 236), (900, 222), (900, 372), (600, 364)], fill="#d7d2c6")
    pen.polygon([(590, 238), (910, 222), (900, 206), (604, 224)], fill="#8a3f34")
    for left in range(630, 880, 64):
        pen.rectangle((left, 300, left + 40, 366), fill="#4c5558")
        pen.line((left, 300, left + 40, 300), fill="#b9b3a6", width=3)
    pen.polygon([(150, 430), (372, 424), (340, 470), (186, 474)], fill="#7a2f28")
    pen.polygon([(150, 430), (372, 424), (370, 430), (152, 437)], fill="#e8e2d3")
    pen.polygon([(258, 262), (262, 424), (352, 418)], fill="#efe9db")
    pen.polygon([(252, 290), (252, 424), (196, 420)], fill="#dcd5c4")
    pen.line((256, 250, 258, 428), fill="#3b342c", width=4)
    return picture.filter(ImageFilter.GaussianBlur(0.6))
