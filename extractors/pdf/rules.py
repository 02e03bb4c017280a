"""The drawn grids of a PDF page: ruling lines and filled boxes that meet, as the edges of rows and columns."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from assay.extractors.pdf.calls import address, calls
from assay.extractors.pdf.space import Rect

__all__ = ["Grid", "grids"]

_THIN, _SNAP = 3.0, 3.0
_SHORTEST, _LEAST_RUN = 5.0, 0.3
_SMALLEST_CELL = (12.0, 6.0)
_MOST_RULES, _MOST_SEGMENTS = 1_500, 400
_MOST_CELLS = 4_000


class Rule(NamedTuple):
    """A drawn line: at `place` on its axis, from `start` to `end` on the other."""

    place: float
    start: float
    end: float


@dataclass(slots=True, kw_only=True)
class Grid:
    """A table's frame: `xs` part its columns, `ys` its rows; `upright` are the lines that are really drawn."""

    xs: list[float]
    ys: list[float]
    upright: list[Rule] = field(default_factory=list)

    @property
    def rect(self) -> Rect:
        """Return the place of the whole grid."""
        return Rect(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def cut(self, rect: Rect) -> list[float]:
        """Return where drawn lines cut through something, so that its parts stand in several cells."""
        middle = (rect.y0 + rect.y1) / 2
        return [
            x
            for x in self.xs[1:-1]
            if rect.x0 + 1 < x < rect.x1 - 1
            and any(abs(rule.place - x) <= _SNAP and rule.start <= middle <= rule.end for rule in self.upright)
        ]


def grids(paths: Iterable[tuple[Any, Callable[[float, float, float, float], Rect]]]) -> list[Grid]:
    """Return the grids of at least two rows and two columns that a page's paths draw.

    Each path comes with the map from its own space to the page as shown.
    """
    flat: list[Rule] = []
    upright: list[Rule] = []
    for path, shown in paths:
        for rect in _strokes(path, shown):
            _edges(rect, flat, upright)
        if len(flat) + len(upright) > _MOST_RULES:
            break
    found = []
    for lines, columns in _joined(flat, upright):
        xs, ys = _opened(_edges_of(columns, lines), lines), _edges_of(lines, columns)
        if len(xs) >= 3 and len(ys) >= 3 and len(xs) * len(ys) <= _MOST_CELLS:
            found.append(Grid(xs=xs, ys=ys, upright=columns))
    return found


def _edges(rect: Rect, flat: list[Rule], upright: list[Rule]) -> None:
    """Take a thin shape as one line and a box as four."""
    if rect.height <= _THIN:
        if rect.width >= _SHORTEST:
            flat.append(Rule((rect.y0 + rect.y1) / 2, rect.x0, rect.x1))
    elif rect.width <= _THIN:
        if rect.height >= _SHORTEST:
            upright.append(Rule((rect.x0 + rect.x1) / 2, rect.y0, rect.y1))
    elif rect.width >= _SMALLEST_CELL[0] and rect.height >= _SMALLEST_CELL[1]:
        flat += [Rule(rect.y0, rect.x0, rect.x1), Rule(rect.y1, rect.x0, rect.x1)]
        upright += [Rule(rect.x0, rect.y0, rect.y1), Rule(rect.x1, rect.y0, rect.y1)]


def _strokes(path: Any, shown: Callable[[float, float, float, float], Rect]) -> list[Rect]:
    """Return a path's straight pieces; a box drawn as such is one piece. Curves are none."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    count = pdfium.FPDFPath_CountSegments(path)
    if not 2 <= count <= _MOST_SEGMENTS:
        return []
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    a, b, c, d, e, f = matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y, at, asked = ctypes.addressof(x), ctypes.addressof(y), address(path), calls()
    segment_at, type_of, point_of = asked.path_segment, asked.segment_type, asked.segment_point
    pieces: list[Rect] = []
    points: list[tuple[float, float]] = []
    for place in range(count):
        segment = segment_at(at, place)
        kind = type_of(segment)
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return []
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            pieces += _pieces(points, shown)
            points = []
        point_of(segment, to_x, to_y)
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
    return pieces + _pieces(points, shown)


def _pieces(points: Sequence[tuple[float, float]], shown: Callable[[float, float, float, float], Rect]) -> list[Rect]:
    """Return one box for four or five corners of a rectangle, else each straight step."""
    if len(points) < 2:
        return []
    if 4 <= len(points) <= 5 and all(abs(ax - bx) < 1 or abs(ay - by) < 1 for (ax, ay), (bx, by) in pairwise(points)):
        xs, ys = zip(*points, strict=True)
        return [shown(min(xs), min(ys), max(xs), max(ys))]
    return [shown(ax, ay, bx, by) for (ax, ay), (bx, by) in pairwise(points)]


def _edges_of(rules: Sequence[Rule], across: Sequence[Rule]) -> list[float]:
    """Return the places of rules that run along a good part of the grid, those that nearly coincide as one."""
    extent = max(rule.place for rule in across) - min(rule.place for rule in across)
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.place - groups[-1][-1].place <= _SNAP:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    long = [group for group in groups if _length(group) >= _LEAST_RUN * extent]
    return [sum(rule.place for rule in group) / len(group) for group in long]


def _opened(xs: list[float], flat: Sequence[Rule]) -> list[float]:
    """Add the open sides of a table: where its flat lines go on, on the left or right, for a cell's width or more."""
    if len(xs) < 2:
        return xs
    wide = [rule for rule in flat if rule.start <= xs[0] + _SNAP and rule.end >= xs[-1] - _SNAP]
    if len(wide) < 2:
        return xs
    left, right = median(rule.start for rule in wide), median(rule.end for rule in wide)
    before = [left] if xs[0] - left >= _SMALLEST_CELL[0] else []
    return [*before, *xs, *([right] if right - xs[-1] >= _SMALLEST_CELL[0] else [])]


def _length(rules: Sequence[Rule]) -> float:
    """Return how much of its axis a group of rules covers."""
    total, at = 0.0, float("-inf")
    for _, start, end in sorted(rules, key=lambda rule: rule.start):
        total += max(0.0, end - max(start, at))
        at = max(at, end)
    return total


def _joined(flat: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Gather lines that meet. Boxes that meet are joined until nothing changes; each group is one grid."""
    groups: list[tuple[Rect, list[Rule], list[Rule]]] = [
        (Rect(r.start, r.place, r.end, r.place), [r], []) for r in flat
    ]
    groups += [(Rect(r.place, r.start, r.place, r.end), [], [r]) for r in upright]
    merged: list[tuple[Rect, list[Rule], list[Rule]]] = []
    for group in sorted(groups, key=lambda it: (it[0].y0, it[0].x0)):
        current = group
        apart = []
        for other in merged:
            if _meet(current[0], other[0]):
                current = (current[0].joined(other[0]), other[1] + current[1], other[2] + current[2])
            else:
                apart.append(other)
        merged = [*apart, current]
    return [(lines, columns) for _, lines, columns in merged if lines and columns]


def _meet(a: Rect, b: Rect) -> bool:
    return (
        a.x0 <= b.x1 + _SNAP and b.x0 <= a.x1 + _SNAP and a.y0 <= b.y1 + _SNAP and b.y0 <= a.y1 + _SNAP
    )  # fmt: skip
