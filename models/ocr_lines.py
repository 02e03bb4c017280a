"""Recognised lines: their words' places, pieces of one line joined, and how far a page's reading is to be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assay.governance.domain import Anchor, Box

__all__ = ["WEAK_LINE", "WEAK_PAGE", "Line", "PageText", "Region", "joined", "judged", "line_of", "mean", "turn"]

WEAK_LINE = 0.5
WEAK_PAGE = 0.6
_LONG_REGION, _SPARSE = 4.0, 0.25
_SPECK = 2.0
_SAME_ROW, _WIDEST_GAP, _OVERLAP, _WORD_GAP = 0.6, 0.9, -0.8, 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A recognised line: its text, its box as fractions of the picture, its score, and the boxes of its words."""

    text: str
    box: Box
    confidence: float
    words: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What was read in one picture.

    `coverage` is the share of what looked like text that was read with confidence, estimated in characters;
    `weak` says that the reading is doubtful: a line was dropped, could not be read at all (another script), or
    the mean of all is low. `cut` says that the time for one picture was over before its last line. `turned` are
    the degrees by which the picture had to be turned to the left to be read: 0, 90, 180 or 270. `zones` are the
    formats of machine-readable zones whose check digits hold, `doubtful_zones` counts the others.
    """

    lines: tuple[Line, ...] = ()
    coverage: float = 1.0
    blank: bool = False
    weak: bool = False
    cut: bool = False
    turned: int = 0
    zones: tuple[str, ...] = ()
    doubtful_zones: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place that looked like a line of text, with what was read there and its width in heights."""

    line: Line
    aspect: float

    @property
    def characters(self) -> float:
        """How many characters it holds: those read, at least half as many as squares fit into it."""
        return max(len(self.line.text.strip()), self.aspect / 2)

    @property
    def legible(self) -> bool:
        """Whether it was read; one character in a long line is a script the model does not know."""
        count = len("".join(self.line.text.split()))
        sparse = self.aspect >= _LONG_REGION and count < self.aspect * _SPARSE
        return count > 0 and self.line.confidence >= WEAK_LINE and not sparse


def line_of(text: str, score: float, corners: Any, words: Sequence[Any], width: int, height: int) -> Line:
    """Make a line of what the engine says: corners and words' corners in pixels become boxes in fractions."""
    anchors, at = [], 0
    for word, _, place in words:
        start = text.find(word, at)
        if start < 0:
            continue
        at = start + len(word)
        anchors.append(Anchor(start=start, end=at, box=_box(place, width, height)))
    return Line(text=text, box=_box(corners, width, height), confidence=min(1.0, max(0.0, score)), words=tuple(anchors))


def _box(corners: Any, width: int, height: int) -> Box:
    xs = [min(1.0, max(0.0, float(x) / width)) for x, _ in corners]
    ys = [min(1.0, max(0.0, float(y) / height)) for _, y in corners]
    return round(min(xs), 5), round(min(ys), 5), round(max(xs), 5), round(max(ys), 5)


def turn(region: Region, quarters: int) -> Region:
    """Give a line its place in the picture as it is, which was read after so many quarter turns to the left."""
    for _ in range(quarters % 4):
        line = region.line
        words = tuple(replace(word, box=_turned_back(word.box)) for word in line.words if word.box is not None)
        region = Region(line=replace(line, box=_turned_back(line.box), words=words), aspect=region.aspect)
    return region


def _turned_back(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return round(1 - y1, 5), x0, round(1 - y0, 5), x1


def mean(regions: Sequence[Region]) -> float:
    """Mean score, weighted by characters."""
    total = sum(region.characters for region in regions)
    return sum(region.line.confidence * region.characters for region in regions) / total if total else 0.0


def judged(regions: Sequence[Region], *, cut: bool, turned: int) -> PageText:
    """Keep the lines that were read, and say how much of what looks like text they are."""
    kept = [region for region in regions if region.legible]
    lost = [region for region in regions if not region.legible and region.aspect >= _SPECK]
    sure, unsure = (sum(region.characters for region in part) for part in (kept, lost))
    coverage = sure / (sure + unsure) if unsure else 1.0
    doubtful = bool(kept) and mean(kept) < WEAK_PAGE
    if doubtful:
        coverage = min(coverage, mean(kept))
    return PageText(
        lines=tuple(region.line for region in kept), coverage=round(coverage, 4), weak=bool(lost) or doubtful,
        cut=cut, turned=turned,
    )  # fmt: skip


def joined(regions: Iterable[Region], *, shape: float = 1.0) -> list[Region]:
    """Join what the detector cut in two: neighbours in one row, with no more than a letter's width between them.

    `shape` is the picture's width by its height, so that a gap can be told in heights of the line. Values that
    are cut in two (a name, a number) would be found by nobody.
    """
    done: list[Region] = []
    for region in regions:
        before = done[-1] if done else None
        gap = _gap(before.line.box, region.line.box, shape) if before else None
        if before is None or gap is None or not (before.legible and region.legible):
            done.append(region)
            continue
        done[-1] = _join(before, region, gap)
    return done


def _gap(left: Box, right: Box, shape: float) -> float | None:
    """Return the gap between two boxes in heights of the line, None where they are no neighbours."""
    height = min(left[3] - left[1], right[3] - right[1])
    common = min(left[3], right[3]) - max(left[1], right[1])
    if height <= 0 or common < _SAME_ROW * max(left[3] - left[1], right[3] - right[1]):
        return None
    gap = (right[0] - left[2]) * shape / height
    return gap if _OVERLAP <= gap <= _WIDEST_GAP else None


def _join(left: Region, right: Region, gap: float) -> Region:
    """Make one line of two; where their boxes overlap, the letter that both hold is written once."""
    tail = right.line
    if gap < 0 and tail.text[1:2] == " " and tail.text[0] == left.line.text[-1]:
        words = tuple(replace(w, start=max(0, w.start - 2), end=w.end - 2) for w in tail.words if w.end > 2)
        tail = replace(tail, text=tail.text[2:], words=words)
    both_latin = left.line.text[-1].isascii() and tail.text[:1].isascii()
    glue = " " if both_latin or gap > _WORD_GAP else ""
    moved = len(left.line.text) + len(glue)
    boxes = left.line.box, tail.box
    return Region(
        line=Line(
            text=left.line.text + glue + tail.text,
            box=(
                min(b[0] for b in boxes),
                min(b[1] for b in boxes),
                max(b[2] for b in boxes),
                max(b[3] for b in boxes),
            ),
            confidence=mean([left, right]),
            words=left.line.words + tuple(replace(w, start=w.start + moved, end=w.end + moved) for w in tail.words),
        ),
        aspect=left.aspect + right.aspect,
    )
