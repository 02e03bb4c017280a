"""From the space of a PDF page to the page as a reader sees it: crop and rotation applied, origin top left."""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

from assay.governance.domain import Box

__all__ = ["Rect", "Space", "union"]

_GRID = 1_000_000
_FAR = 1_000.0


class Rect(NamedTuple):
    """A rectangle in points as shown: left, top, right, bottom, growing to the right and downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.y1 - self.y0

    @property
    def width(self) -> float:
        """Its width in points."""
        return self.x1 - self.x0

    def joined(self, other: Rect) -> Rect:
        """Return the smallest rectangle around both."""
        ax0, ay0, ax1, ay1 = self
        bx0, by0, bx1, by1 = other
        return Rect(
            ax0 if ax0 < bx0 else bx0, ay0 if ay0 < by0 else by0, ax1 if ax1 > bx1 else bx1, ay1 if ay1 > by1 else by1
        )


class Space:
    """The affine map of one page; made once a page, because asking PDFium for every corner is slow."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = (max(1.0, side) for side in page.get_size())
        origin, right, up = (_shown(page, *point) for point in ((0.0, 0.0), (_FAR, 0.0), (0.0, _FAR)))
        self._xx, self._yx = ((right[axis] - origin[axis]) / _FAR for axis in (0, 1))
        self._xy, self._yy = ((up[axis] - origin[axis]) / _FAR for axis in (0, 1))
        self._x, self._y = origin

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect:
        """Return a rectangle of page space as it is shown, in points."""
        xa = (self._x + self._xx * left + self._xy * bottom) * self.width
        xb = (self._x + self._xx * right + self._xy * top) * self.width
        ya = (self._y + self._yx * left + self._yy * bottom) * self.height
        yb = (self._y + self._yx * right + self._yy * top) * self.height
        return Rect(xa if xa < xb else xb, ya if ya < yb else yb, xb if xa < xb else xa, yb if ya < yb else ya)

    def box(self, rect: Rect) -> Box:
        """Return a shown rectangle as fractions of the page, cut at its edges."""
        x0, y0, x1, y1 = rect
        wide, high = self.width, self.height
        if x0 >= 0 and y0 >= 0 and x1 <= wide and y1 <= high:
            return round(x0 / wide, 5), round(y0 / high, 5), round(x1 / wide, 5), round(y1 / high, 5)
        return (
            round(min(1.0, max(0.0, x0 / wide)), 5), round(min(1.0, max(0.0, y0 / high)), 5),
            round(min(1.0, max(0.0, x1 / wide)), 5), round(min(1.0, max(0.0, y1 / high)), 5),
        )  # fmt: skip

    def is_off(self, rect: Rect) -> bool:
        """Say whether a rectangle lies outside the page, where nobody sees it."""
        return rect.x1 <= 0 or rect.y1 <= 0 or rect.x0 >= self.width or rect.y0 >= self.height


def _shown(page: Any, x: float, y: float) -> tuple[float, float]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    right, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, right, down)
    return right.value / _GRID, down.value / _GRID


def union(rects: list[Rect]) -> Rect:
    """Return the smallest rectangle around at least one."""
    if len(rects) == 1:
        return rects[0]
    x0s, y0s, x1s, y1s = zip(*rects, strict=True)
    return Rect(min(x0s), min(y0s), max(x1s), max(y1s))
