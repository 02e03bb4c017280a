"""The order in which a PDF page is read: its content's own order where that goes down the page, else by columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Protocol, TypeVar

from assay.extractors.pdf.space import Rect, Space, union

__all__ = ["gutter", "in_order", "rows_of"]

_BINS = 240
_FEWEST = 3
_CROSSING = 0.35
_LEAST_SHARE = 0.15
_JUMPS, _JUMP_SHARE, _ACROSS_SHARE = 2, 0.05, 0.25
_MARGIN = 0.08
_SAME_ROW, _SAME_COLUMN = 0.5, 0.5
_DEEPEST = 6
_CLOSE, _LIKE = 0.8, 1.3
_BAND = 4.0  # heights of a line between two bands of columns


class Placed(Protocol):
    """Anything with a place on a page."""

    @property
    def rect(self) -> Rect:
        """Its place."""
        ...


Item = TypeVar("Item", bound=Placed)


def in_order(items: Sequence[Item], space: Space) -> list[Item]:
    """Return what stands on a page in reading order, headers first and footers last.

    Writers mostly draw in reading order; that is kept, because it knows more than geometry does, unless it jumps
    back up or to the left more often than stray headers and notes explain, goes across columns row by row, or comes
    to a column after one that stands to the right of it. What is drawn after the lines right below it is put above.
    """
    body: list[Item] = []
    above: list[Item] = []
    below: list[Item] = []
    top, bottom = _MARGIN * space.height, (1 - _MARGIN) * space.height
    for item in items:
        rect = item.rect
        margin = rect.y1 < top or rect.y0 > bottom
        (body if not margin else above if rect.y0 < space.height / 2 else below).append(item)
    if len(above) > 1 and (heads := _heads(above, body)):
        known = {id(item) for item in (*heads, *body)}
        above = [item for item in above if id(item) not in known]
        body = [item for item in items if id(item) in known]
    rects = [item.rect for item in body]
    not_below = [(a, b) for a, b in pairwise(rects) if b.y0 < a.y1]  # most lines stand below the one before
    jumps = sum([_jumps(a, b) for a, b in not_below])
    across = sum([_across(a, b) for a, b in not_below])
    doubtful = across > _ACROSS_SHARE * len(body) or _comes_back(rects)
    if jumps > max(_JUMPS, _JUMP_SHARE * len(body)) or (doubtful and gutter(rects) is not None):
        body = _by_columns(body, _DEEPEST)
    elif jumps:
        body = _falling(body)
    return [*_by_rows(above), *_in_bands(body), *_by_rows(below)]


def rows_of(items: Sequence[Item]) -> list[list[Item]]:
    """Return the items row by row from the top, each row from the left."""
    rows: list[list[Item]] = []
    top = bottom = 0.0
    for item in sorted(items, key=lambda it: (it.rect.y0 + it.rect.y1, it.rect.x0)):
        common = min(bottom, item.rect.y1) - max(top, item.rect.y0)
        if rows and common >= _SAME_ROW * min(bottom - top, item.rect.height):
            rows[-1].append(item)
            top, bottom = min(top, item.rect.y0), max(bottom, item.rect.y1)
        else:
            rows.append([item])
            top, bottom = item.rect.y0, item.rect.y1
    return [sorted(row, key=lambda it: it.rect.x0) for row in rows]


def gutter(rects: Sequence[Rect]) -> float | None:
    """Return where a page, or a column of it, parts in two columns; None where it does not.

    A gutter is crossed by few lines (titles, wide tables) and has several lines on both sides, side by side.
    """
    if len(rects) < 2 * _FEWEST:
        return None
    left, right = min(r.x0 for r in rects), max(r.x1 for r in rects)
    width = (right - left) / _BINS
    if width <= 0:
        return None
    change = [0] * (_BINS + 2)
    for rect in rects:
        change[int((rect.x0 - left) / width)] += 1
        change[min(_BINS, int((rect.x1 - left) / width)) + 1] -= 1
    covered, now = [], 0
    for step in change[:_BINS]:
        now += step
        covered.append(now)
    inside = range(_BINS // 10, _BINS - _BINS // 10)
    least = min(covered[place] for place in inside)
    best = max(_runs(covered, inside, least), key=lambda run: run[1] - run[0])
    place = left + (best[0] + best[1]) / 2 * width
    return place if _parts(rects, place) else None


def _runs(covered: Sequence[int], inside: range, least: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in inside:
        if covered[place] > least:
            continue
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _parts(rects: Sequence[Rect], place: float) -> bool:
    lefts = [r for r in rects if r.x1 <= place]
    rights = [r for r in rects if r.x0 >= place]
    fewer, across = min(len(lefts), len(rights)), len(rects) - len(lefts) - len(rights)
    if fewer < max(_FEWEST, _LEAST_SHARE * len(rects)) or across > _CROSSING * len(rects):
        return False
    common = min(max(r.y1 for r in lefts), max(r.y1 for r in rights)) - max(
        min(r.y0 for r in lefts), min(r.y0 for r in rights)
    )
    return common > 2 * max(r.height for r in rects[:8])


def _heads(above: Sequence[Item], body: Sequence[Placed]) -> list[Item]:
    """Return of what stands at a page's top the rows on both sides of a gutter that go on below it."""
    rows = [row for row in rows_of(above) if len(row) > 1 and any(_goes_on(it.rect, body) for it in row)]
    place = gutter([it.rect for it in body]) if rows else None
    if place is None:
        return []
    return [it for row in rows if row[0].rect.x1 <= place <= row[-1].rect.x0 for it in row]


def _goes_on(rect: Rect, body: Sequence[Placed]) -> bool:
    """Say whether a line of like size stands right below another."""
    return any(
        _is_above(rect, it.rect)
        and it.rect.y0 - rect.y1 < _CLOSE * rect.height
        and 1 / _LIKE < it.rect.height / max(rect.height, 1.0) < _LIKE
        for it in body
    )


def _jumps(upper: Rect, lower: Rect) -> bool:
    """Say whether reading would have to go back: up without going right, or left in the same row."""
    ax0, ay0, ax1, ay1 = upper
    bx0, by0, bx1, by1 = lower
    if by0 >= ay1:
        return False
    tall = min(ay1 - ay0, by1 - by0)
    if by0 < ay0 - _SAME_ROW * tall:
        return bx0 < ax1 - tall
    return bx1 <= ax0 and min(ay1, by1) - max(ay0, by0) > _SAME_ROW * tall


def _across(left: Rect, right: Rect) -> bool:
    """Say whether two that follow one another stand side by side."""
    if right.x0 < left.x1:
        return False
    common = min(left.y1, right.y1) - max(left.y0, right.y0)
    return common > _SAME_ROW * min(left.height, right.height)


def _comes_back(rects: Sequence[Rect]) -> bool:
    """Say whether a column is drawn after one to the right of it, or its lower part after all of that one."""
    edge, after, beside, torn = 0.0, 0, False, False
    for before, rect in pairwise(rects):
        if after and rect.x1 <= edge:
            after += 1
        elif rect.x1 <= before.x0:
            edge, after, beside = before.x0, 1, rect.y0 < before.y1
        else:
            after = 0
        if after == _FEWEST:
            if beside:
                return True
            torn = True
    return torn and _is_torn(rects)


def _is_torn(rects: Sequence[Rect]) -> bool:
    """Say whether the left of two columns goes on after the right one; a title across both may stand before them."""
    place = gutter(rects)
    if place is None:
        return False
    sides = ["left" if it.x1 <= place else "right" if it.x0 >= place else "across" for it in rects]
    runs = [(side, len(list(run))) for side, run in groupby(sides)]
    runs = runs[1:] if runs[0][0] == "across" else runs
    return [it for it, _ in runs] == ["left", "right", "left"] and all(length >= _FEWEST for _, length in runs)


def _in_bands(items: Sequence[Item]) -> Sequence[Item]:
    """Put what stands above a wide gap across two columns before all below it, where both begin anew on one row there.

    So do leaflets and forms: two columns, and below them two others. A gap in one column alone, or one under which the
    columns go on as they come, parts nothing.
    """
    tops = [item.rect.y0 for item in items]
    if tops == sorted(tops):  # down the page all along, as most pages go: no band could change that
        return items
    rects = sorted([item.rect for item in items], key=lambda it: it.y0)
    wide = _BAND * sorted([it.height for it in rects])[len(rects) // 2]
    gaps, bottom = list[float](), rects[0].y1
    for rect in rects:
        if rect.y0 - bottom >= wide:
            gaps.append(rect.y0)
        bottom = max(bottom, rect.y1)
    if not gaps or (place := gutter(rects)) is None:
        return items
    cuts = [gap for gap in gaps if _begins_anew(rects, gap, place)]
    return sorted(items, key=lambda it: bisect_right(cuts, it.rect.y0)) if cuts else items


def _begins_anew(rects: Sequence[Rect], gap: float, place: float) -> bool:
    """Say whether both sides of a gutter stand above a gap, and begin below it on one row."""
    firsts: list[Rect] = []
    for side in ([it for it in rects if it.x1 <= place], [it for it in rects if it.x0 >= place]):
        lower = [it for it in side if it.y0 >= gap]
        if len(lower) < _FEWEST or len(side) - len(lower) < _FEWEST:
            return False
        firsts.append(lower[0])
    left, right = firsts
    return abs(left.y0 - right.y0) < _SAME_ROW * min(left.height, right.height)


def _falling(items: Sequence[Item]) -> list[Item]:
    """Put each run of items that go down the page before the runs which stand below it in the same column."""
    runs: list[list[Item]] = []
    for item in items:
        if runs and item.rect.y0 >= runs[-1][-1].rect.y0:
            runs[-1].append(item)
        else:
            runs.append([item])
    ordered: list[list[Item]] = []
    for run in runs:
        place, rect = len(ordered), _around(run)
        while place and _is_above(rect, _around(ordered[place - 1])):
            place -= 1
        if place:
            last = ordered[place - 1]
            cut = next((number for number, item in enumerate(last) if item.rect.y1 > rect.y0), len(last))
            if 0 < cut < len(last) and _is_above(rect, _around(last[cut:])):
                ordered[place - 1 : place] = [last[:cut], last[cut:]]
        ordered.insert(place, run)
    return [item for run in ordered for item in run]


def _around(items: Sequence[Placed]) -> Rect:
    return union([item.rect for item in items])


def _is_above(upper: Rect, lower: Rect) -> bool:
    common = min(upper.x1, lower.x1) - max(upper.x0, lower.x0)
    return upper.y1 <= lower.y0 and common > _SAME_COLUMN * min(upper.width, lower.width)


def _by_columns(items: Sequence[Item], depth: int) -> list[Item]:
    place = gutter([item.rect for item in items]) if depth else None
    if place is None:
        return _by_rows(items)
    ordered: list[Item] = []
    left: list[Item] = []
    right: list[Item] = []

    def flush() -> None:
        ordered.extend(_by_columns(left, depth - 1))
        ordered.extend(_by_columns(right, depth - 1))
        left.clear()
        right.clear()

    for item in sorted(items, key=lambda it: it.rect.y0):
        if item.rect.x1 <= place:
            left.append(item)
        elif item.rect.x0 >= place:
            right.append(item)
        else:
            flush()
            ordered.append(item)
    flush()
    return ordered


def _by_rows(items: Sequence[Item]) -> list[Item]:
    return [item for row in rows_of(items) for item in row]
