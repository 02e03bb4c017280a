"""Where lines of text are in a picture: found on a small copy, cut out of the large one, put in reading order.

Finding lines on a copy of 1,440 pixels costs half of finding them on an A4 page of 150 dpi and finds the same
ones. Where letters are too small for that, or nearly nothing was found, the picture is searched at up to 2,000.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["LARGEST_SIDE", "cut", "find", "is_blank", "lengths"]

_SHORT_SIDE, _WORKING_SIDE, LARGEST_SIDE = 736, 1_440, 2_000
_WORTH_LARGER = 1.15
_FEW, _SMALL_LETTERS = 3, 13.0
_TALL = 1.5
_SAME_ROW = 0.5
_BLANK_DEVIATION = 1.5


def find(engine: Any, picture: Any) -> Any:
    """Return the corners of all lines, float32 of shape (lines, 4, 2) in pixels, in reading order.

    `picture` is a contiguous array (height, width, 3); corners run from top left clockwise.
    """
    import numpy as np

    longest = max(picture.shape[:2])
    corners = _detect(engine, picture, _WORKING_SIDE)
    if longest > _WORKING_SIDE * _WORTH_LARGER:
        letters = float(np.median(_sizes(corners).min(axis=1))) * _WORKING_SIDE / longest if len(corners) else 0.0
        if len(corners) < _FEW or letters < _SMALL_LETTERS:
            larger = _detect(engine, picture, LARGEST_SIDE)
            corners = larger if len(larger) >= len(corners) else corners
    return corners[_reading_order(corners)]


def cut(engine: Any, picture: Any, corners: Any) -> list[Any]:
    """Return the crops of lines, straightened; one that is taller than wide is laid on its left side."""
    crops: list[Any] = engine.crop_text_regions(picture, corners)
    return crops


def lengths(corners: Any) -> tuple[Any, Any]:
    """Return each line's length in heights, and whether it runs from top to bottom."""
    import numpy as np

    if not len(corners):
        return np.zeros(0), np.zeros(0, bool)
    sizes = _sizes(corners)
    wide, high = sizes[:, 0], sizes[:, 1]
    return np.maximum(wide, high) / np.maximum(1.0, np.minimum(wide, high)), high >= _TALL * wide


def is_blank(pixels: Any) -> bool:
    """Say whether a picture (height, width, 3) is of one shade, so that looking for text is wasted time."""
    import numpy as np

    step = max(1, min(pixels.shape[0], pixels.shape[1]) // 500)
    grey = pixels[::step, ::step, 1].astype(np.int16)
    return bool(grey.std() < _BLANK_DEVIATION and np.ptp(grey) < 24)


def _detect(engine: Any, picture: Any, side: int) -> Any:
    import cv2
    import numpy as np
    from rapidocr.main import RapidOCRError
    from rapidocr.utils.process_img import map_boxes_to_original

    height, width = picture.shape[:2]
    scale = side / max(height, width)
    if scale > 1:  # small pictures are enlarged, as their letters are; not so a strip that is one line
        scale = min(scale, max(1.0, _SHORT_SIDE / min(height, width)))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    image, record = engine.preprocess_img(small)
    try:
        _, found = engine.detect_and_crop(image, record)
    except RapidOCRError:  # there is no text
        return np.zeros((0, 4, 2), np.float32)
    boxes = map_boxes_to_original(found.boxes.astype(np.float32), record, *small.shape[:2])
    boxes = boxes * np.array([width / small.shape[1], height / small.shape[0]], np.float32)
    return np.ascontiguousarray(boxes, np.float32)


def _sizes(corners: Any) -> Any:
    """Return width and height of each line along its own edges."""
    import numpy as np

    edges = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    return np.stack([np.maximum(edges[:, 0], edges[:, 2]), np.maximum(edges[:, 1], edges[:, 3])], axis=1)


def _reading_order(corners: Any) -> list[int]:
    """Group lines to rows from top to bottom, each row from left to right.

    A line belongs to a row when its middle is level with that of the row's nearest line: so a page that is a
    little askew keeps its rows.
    """
    if not len(corners):
        return []
    low, high = corners.min(axis=1), corners.max(axis=1)
    middles = (low + high) / 2
    heights = _sizes(corners).min(axis=1)
    rows: list[list[int]] = []
    for place in sorted(range(len(corners)), key=lambda item: float(middles[item, 1])):
        row = next((row for row in reversed(rows[-8:]) if _level(place, row, middles, heights)), None)
        if row is None:
            rows.append([place])
        else:
            row.append(place)
    return [place for row in rows for place in sorted(row, key=lambda item: float(low[item, 0]))]


def _level(place: int, row: Sequence[int], middles: Any, heights: Any) -> bool:
    nearest = min(row, key=lambda item: abs(float(middles[item, 0] - middles[place, 0])))
    apart = abs(float(middles[nearest, 1] - middles[place, 1]))
    return apart < _SAME_ROW * min(float(heights[nearest]), float(heights[place]))
