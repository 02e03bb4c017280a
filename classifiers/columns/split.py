"""Numbers that were cut in two and written into neighbouring columns: only together does their check hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assay.classifiers.columns.profile import Profile
from assay.classifiers.identifiers.validators import CHECKS, Outcome, Probe
from assay.governance.domain import Detection, Segment

__all__ = ["split_numbers"]

_FEWEST, _TRIED = 3, 40
_SHARE = 0.8  # of the rows; one number in ten passes Luhn's rule by chance
_KINDS = (("cn_resident_id", "resident_id", range(18, 19)), ("bank_card", "card", range(15, 20)))
_SCORE = 0.9


def split_numbers(columns: Sequence[Profile]) -> Iterator[Detection]:
    """Yield both halves of identity and card numbers whose halves stand in columns side by side, row by row."""
    for one, other in pairwise(columns):
        if one.place == other.place:
            for left, right in zip(one.segments, other.segments, strict=False):
                yield from _between(left, right)


def _between(left: Segment, right: Segment) -> Iterator[Detection]:
    rows = [(a, b) for a, b in zip(_cells(left), _cells(right), strict=False) if a[1] and b[1]]
    some = rows[:: max(1, len(rows) // _TRIED)]
    if len(some) < _FEWEST or not all(
        a[1].isalnum() and b[1].isalnum() and a[1].isdecimal() for a, b in some[:_FEWEST]
    ):
        return
    for label, check, sizes in _KINDS:
        right_ones = [(a, b) for a, b in some if len(a[1]) + len(b[1]) in sizes and _proven(check, a[1] + b[1])]
        if len(right_ones) < max(_FEWEST, _SHARE * len(some)):
            continue
        for a, b in rows:
            if _proven(check, a[1] + b[1]):
                yield _half(left, a, label, a[1] + b[1])
                yield _half(right, b, label, a[1] + b[1])
        return


def _cells(segment: Segment) -> Iterator[tuple[int, str]]:
    """Yield each cell with the place where it begins."""
    start = 0
    for cell in segment.text.split("\n"):
        value = cell.strip()
        yield start + (cell.index(value) if value else 0), value
        start += len(cell) + 1


def _proven(check: str, value: str) -> bool:
    if not value.isalnum() or not value[:-1].isdecimal():
        return False
    return CHECKS[check].run(Probe(value, value, 0, len(value))) is Outcome.PROVEN


def _half(segment: Segment, cell: tuple[int, str], label: str, whole: str) -> Detection:
    start, value = cell
    check = "GB 11643 checksum" if label == "cn_resident_id" else "Luhn checksum"
    return Detection(
        label=label, segment=segment.index, start=start, end=start + len(value), value=value, normal=whole.upper(),
        score=_SCORE, detector=f"columns/{label}@1", why=f"pattern, {check}, joined across cells",
    )  # fmt: skip
