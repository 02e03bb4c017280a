"""What a check may look at: an extraction with its table columns put together and its facts read with care."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from assay.governance.domain import Extraction, Issue, Locator, Segment, SegmentKind
from assay.governance.quality.catalogue import IssueType

__all__ = ["Column", "Look", "Looker", "looks_for", "registered"]

_EMPTY_WORDS = frozenset(
    {"", "-", "--", "—", "/", "n/a", "na", "null", "none", "nan", "#n/a", "无", "空", "暂无", "缺失"}
)
_LONGEST_EMPTY = max(map(len, _EMPTY_WORDS))  # lower case is never shorter


@dataclass(frozen=True, slots=True)
class Column:
    """One column over all its blocks: where it is, its header, and its blocks, of a line a row each.

    `figures` is room for what checks count of it once and use several times.
    """

    locator: Locator
    header: str
    blocks: list[Segment] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)

    @property
    def values(self) -> Iterator[tuple[str, int]]:
        """Yield each value without blanks around it and how often it stands here; words for nothing left out."""
        found: Counter[str] = Counter()
        for block in self.blocks:
            found.update(block.text.split("\n") if block.lined else (block.text,))
        for cell, count in found.items():
            value = cell.strip()
            if len(value) > _LONGEST_EMPTY or value.lower() not in _EMPTY_WORDS:
                yield value, count


class Look:
    """One extraction as the checks see it; what several of them need is made once."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.body = [segment for segment in extraction.segments if segment.kind is not SegmentKind.PROPERTY]

    def fact(self, *names: str) -> float | None:
        """Return the first of some facts that is a finite number; None where there is none."""
        for name in names:
            value = self.extraction.facts.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
                return float(value)
        return None

    @property
    def texts(self) -> Iterator[str]:
        """Yield all texts but those of metadata; never joined, for a large table is as large as its file."""
        return (segment.text for segment in self.body)

    @cached_property
    def is_empty(self) -> bool:
        """Say whether there is no text but blanks."""
        return all(not text or text.isspace() for text in self.texts)

    @cached_property
    def is_chinese(self) -> bool:
        """Say whether the text is Chinese: as it is known, or by what most of its letters are."""
        if self.extraction.language is not None:
            return self.extraction.language.partition("-")[0] == "zh"
        letters = sum(sum(map(str.isalpha, text)) for text in self.texts)
        return 2 * sum(sum("\u3400" <= sign <= "\u9fff" for sign in text) for text in self.texts) > letters

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns of all sheets, blocks joined, in their order."""
        found: dict[tuple[str | None, str | None, str | None], Column] = {}
        for segment in self.extraction.segments:
            if segment.kind is SegmentKind.COLUMN:
                place = segment.locator
                key = (place.member, place.sheet, place.column)
                column = found.setdefault(
                    key,
                    Column(
                        Locator(member=place.member, sheet=place.sheet, column=place.column, page=place.page),
                        segment.context,
                    ),
                )
                column.blocks.append(segment)
        return list(found.values())

    @cached_property
    def sheets(self) -> dict[Locator, list[Column]]:
        """Return the columns of each sheet."""
        found: dict[Locator, list[Column]] = {}
        for column in self.columns:
            place = column.locator
            found.setdefault(Locator(member=place.member, sheet=place.sheet, page=place.page), []).append(column)
        return found


Looker = Callable[[Look, IssueType], Iterator[Issue]]
_LOOKERS: dict[str, Looker] = {}


def looks_for(name: str) -> Callable[[Looker], Looker]:
    """Register a function as the one that looks for a type of the catalogue."""

    def register(looker: Looker) -> Looker:
        _LOOKERS[name] = looker
        return looker

    return register


def registered() -> dict[str, Looker]:
    """Return the functions by type."""
    return dict(_LOOKERS)
