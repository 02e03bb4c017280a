"""Numbers that pass a check by chance: of a column of order numbers one in ten is a card number by Luhn's rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt

from assay.classifiers.columns.profile import Profile
from assay.governance.domain import Detection

__all__ = ["CHANCE", "weakened"]

# How often a string of the right shape passes (measured over 20,000 random ones of each).
CHANCE = {"bank_card": 0.1, "iccid": 0.1, "cn_uscc": 0.033, "vin": 0.092}
_FEWEST = 20
_WEAK = 0.4
_SAID = "no more of them than chance gives"


def weakened(column: Profile, found: Sequence[Detection]) -> Iterator[Detection]:
    """Yield the detections of a column, those weak that are as many as chance gives among its like values.

    Like are values of the same length, with the same first character. What a header or words around it speak for stays.
    """
    doubtful = [it for it in found if it.label in CHANCE and "context" not in it.why]
    if not doubtful:
        yield from found
        return
    like = Counter(
        shape for segment in column.segments for cell in segment.text.split("\n") if (shape := _shape(cell.strip()))
    )
    hits = Counter((it.label, _shape(it.value)) for it in doubtful)
    for detection in found:
        shape = _shape(detection.value)
        if detection.label in CHANCE and "context" not in detection.why and shape is not None:
            among, chance = like[shape], CHANCE[detection.label]
            most = among * chance + 3 * sqrt(among * chance * (1 - chance))
            if among >= _FEWEST and hits[detection.label, shape] <= most:
                yield replace(detection, score=min(detection.score, _WEAK), why=f"{detection.why}, {_SAID}")
                continue
        yield detection


def _shape(value: str) -> tuple[int, str] | None:
    return (len(value), value[0]) if value.isalnum() and value.isascii() else None
