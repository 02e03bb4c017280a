"""What `quickly_made` makes of a dataclass: the same noun, made in less time."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from assay.governance.domain import Anchor, Detection, Locator, Segment, SegmentKind
from assay.governance.domain.making import quickly_made


@pytest.mark.parametrize("noun", [
    Anchor(start=1, end=4, box=(0.1, 0.2, 0.3, 0.4), mark="hidden"),
    Locator(page=2, row=3, column="name"),
    Segment(index=0, kind=SegmentKind.CELL, text="nine", locator=Locator(page=1), context="hours"),
    Detection(label="phone", segment=1, start=2, end=5, value="x", normal="x", score=0.5, detector="d", why="w"),
])  # fmt: skip
def test_a_quickly_made_noun_is_as_frozen_comparable_and_replaceable_as_before(
    noun: Anchor | Locator | Segment | Detection,
) -> None:
    fields = {name: getattr(noun, name) for name in noun.__dataclass_fields__}
    assert type(noun)(**fields) == noun == replace(noun)
    assert type(replace(noun)) is type(noun)
    assert hash(replace(noun)) == hash(noun)
    name = next(iter(fields))
    with pytest.raises(FrozenInstanceError):
        setattr(noun, name, None)
    assert replace(noun, **{name: 7}) != noun


def test_what_is_missing_unknown_or_positional_is_refused() -> None:
    for wrong in (lambda: Anchor(start=1), lambda: Anchor(start=1, end=2, wide=3), lambda: Anchor(1, 2)):  # type: ignore[call-arg, misc]
        with pytest.raises(TypeError):
            wrong()


def test_a_field_that_it_does_not_serve_is_refused() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Listed:
        names: list[str] = field(default_factory=list)

    with pytest.raises(TypeError, match="names"):
        quickly_made(Listed)
