"""From the space of a PDF page to the page as a reader sees it: crop and rotation applied, origin top left."""

from __future__ import annotations

import ctypes
import math
from typing import Any, NamedTuple

from assay.extractors.pdf.calls import address, calls
from assay.governance.domain import Box

__all__ = ["Rect", "Space", "direction", "union"]

_GRID = 1_000_000
_FAR = 1_000.0
_FINE = 100_000
_SAMPLES = 12
_new = tuple.__new__  # a NamedTuple's own takes twice as long, and there is a rectangle a word


class Rect(NamedTuple):
    """A rectangle in points as a page reads: left, top, right, bottom, growing to the right and downwards."""

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
        return _new(Rect, (
            ax0 if ax0 < bx0 else bx0, ay0 if ay0 < by0 else by0, ax1 if ax1 > bx1 else bx1, ay1 if ay1 > by1 else by1,
        ))  # fmt: skip


class Space:
    """The map of one page; made once a page, because asking PDFium for every corner is slow.

    Layout needs lines that run to the right. Where the text of a page runs another way, as on a landscape page in a
    portrait file, rectangles are those of the page turned by `quarter` quarters so that it reads; boxes never are.
    """

    def __init__(self, page: Any, quarter: int = 0) -> None:
        self._wide, self._high = (max(1.0, side) for side in page.get_size())
        self._quarter = quarter
        (x, y), (right_x, right_y), (up_x, up_y) = _shown(page, (0.0, 0.0), (_FAR, 0.0), (0.0, _FAR))
        across = (right_x - x) / _FAR * self._wide, (up_x - x) / _FAR * self._wide, x * self._wide
        down = (right_y - y) / _FAR * self._high, (up_y - y) / _FAR * self._high, y * self._high
        if quarter == 1:  # reads from top to bottom
            across, down = down, _from(self._wide, across)
        elif quarter == 2:
            across, down = _from(self._wide, across), _from(self._high, down)
        elif quarter == 3:
            across, down = _from(self._high, down), across
        self._across, self._down = across, down
        self._fine = _FINE / self._wide, _FINE / self._high
        self._upright = across[1] == 0.0 == down[0]
        self.width, self.height = (self._high, self._wide) if quarter % 2 else (self._wide, self._high)

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect:
        """Return a rectangle of page space as it reads, in points."""
        a, b, c = self._across
        d, e, f = self._down
        if self._upright:
            xa, xb, ya, yb = a * left + c, a * right + c, e * top + f, e * bottom + f
        else:
            xa, xb = a * left + b * bottom + c, a * right + b * top + c
            ya, yb = d * left + e * bottom + f, d * right + e * top + f
        return _new(Rect, (xa if xa < xb else xb, ya if ya < yb else yb, xb if xa < xb else xa, yb if ya < yb else ya))

    def box(self, rect: Rect) -> Box:
        """Return a rectangle as fractions of the page as it is shown, cut at its edges."""
        x0, y0, x1, y1 = rect
        wide, high = self._wide, self._high
        if self._quarter == 1:
            x0, y0, x1, y1 = wide - y1, x0, wide - y0, x1
        elif self._quarter == 2:
            x0, y0, x1, y1 = wide - x1, high - y1, wide - x0, high - y0
        elif self._quarter == 3:
            x0, y0, x1, y1 = y0, high - x1, y1, high - x0
        if x0 < 0 or y0 < 0 or x1 > wide or y1 > high:
            x0, x1 = (min(wide, max(0.0, x)) for x in (x0, x1))
            y0, y1 = (min(high, max(0.0, y)) for y in (y0, y1))
        across, down = self._fine  # five digits; `round` takes eight times as long
        return (
            int(x0 * across + 0.5) / _FINE, int(y0 * down + 0.5) / _FINE,
            int(x1 * across + 0.5) / _FINE, int(y1 * down + 0.5) / _FINE,
        )  # fmt: skip


def _from(far: float, line: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return an axis counted from its other end."""
    a, b, c = line
    return -a, -b, far - c


def _shown(page: Any, *points: tuple[float, float]) -> list[tuple[float, float]]:
    """Return where points of page space stand, as fractions of the page as it is shown."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    right, down = ctypes.c_int(), ctypes.c_int()
    found = []
    for x, y in points:
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, _GRID, _GRID, 0, x, y, right, down)
        found.append((right.value / _GRID, down.value / _GRID))
    return found


def direction(page: Any, textpage: Any) -> int:
    """Return in how many quarters of a turn, clockwise, the text of a page runs; judged by a few of its characters."""
    import pypdfium2.raw as pdfium

    turned, characters = page.get_rotation() // 90, address(textpage)
    count = pdfium.FPDFText_CountChars(textpage)
    angle_of, is_generated = calls().angle, calls().is_generated
    seen: dict[int, int] = {}
    places = range(0, count, max(1, count // _SAMPLES))
    for place in places:
        angle = angle_of(characters, place)
        if angle >= 0 and not is_generated(characters, place):
            quarter: int = (turned + round(angle * 2 / math.pi)) % 4
            seen[quarter] = number = seen.get(quarter, 0) + 1
            if 2 * number > len(places):  # the rest cannot outvote them
                return quarter
    return max(seen, key=lambda quarter: seen[quarter]) if seen else 0


def union(rects: list[Rect]) -> Rect:
    """Return the smallest rectangle around at least one."""
    if len(rects) == 1:
        return rects[0]
    x0s, y0s, x1s, y1s = zip(*rects, strict=True)
    return Rect(min(x0s), min(y0s), max(x1s), max(y1s))
