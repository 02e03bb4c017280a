"""Types of columns as data: what `classifiers/columns/types/*.yaml` may say, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from assay.classifiers.columns.headers import Phrases, plain_header
from assay.classifiers.columns.values import PROFILES, TESTS
from assay.classifiers.plain import read_yaml
from assay.governance.domain import PluginError, Words, labels

__all__ = ["ColumnType", "load_types", "phrases"]

_FIELDS = frozenset({
    "id", "says", "headers", "groups", "words", "telling_words", "pattern", "test", "telling", "profile", "alone",
    "distinct", "most", "damaged", "label",
})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ColumnType:
    """One type of column.

    A cell fits when a detector found a value of `groups` (labels or groups of them) in it, or it is one of `words`, or
    fits `pattern` and `test`.
    Without a header that names it, a type needs a share `alone` of its cells to be `telling`, and `distinct` values at
    least; with neither it never stands alone. `most` bounds how many different values there may be. A `damaged` type is
    also told by its header where a spreadsheet destroyed the numbers. Cells of a type with a `label` are findings.
    """

    id: str
    says: Words
    headers: tuple[str, ...]
    groups: frozenset[str]
    words: frozenset[str]
    telling_words: frozenset[str]
    pattern: str | None
    test: str | None
    telling: str | None
    profile: str | None
    alone: float | None
    distinct: int
    most: int | None
    damaged: bool
    label: str | None

    @cached_property
    def _compiled(self) -> re.Pattern[str] | None:
        return re.compile(self.pattern) if self.pattern else None

    def fits(self, cell: str, groups: frozenset[str] = frozenset()) -> bool:
        """Say whether a cell may be of this type; `groups` are those of what detectors found in it."""
        if self.groups & groups:
            return True
        if self.words and cell.casefold().strip(" .") in self.words:
            return True
        if self._compiled is not None and (len(cell) > 300 or not self._compiled.fullmatch(cell)):
            return False
        if self.test is not None:
            return TESTS[self.test](cell)
        return self._compiled is not None

    def tells(self, cell: str, groups: frozenset[str] = frozenset()) -> bool:
        """Say whether a cell speaks for this type by itself: where detectors know a type, their word alone counts."""
        if self.groups & groups:
            return True
        if self.telling_words:
            return cell.casefold().strip(" .") in self.telling_words
        if self.telling is not None:
            return TESTS[self.telling](cell)
        if self.words:
            return cell.casefold().strip(" .") in self.words
        return self.alone is not None and not self.groups and self.fits(cell)


@cache
def load_types() -> tuple[ColumnType, ...]:
    """Return the types of this package, read once; their order is their precedence.

    Raises:
        PluginError: a file says something unknown, or two types have one id.
    """
    found: dict[str, ColumnType] = {}
    folder = files("assay.classifiers.columns").joinpath("types")
    for name in ("people", "contacts", "money", "business"):
        text = folder.joinpath(f"{name}.yaml").read_text(encoding="utf-8")
        for entry in read_yaml(text)["types"]:
            kind = _type(entry)
            if kind.id in found:
                raise PluginError(f"type of column {kind.id} stands twice")
            found[kind.id] = kind
    return tuple(found.values())


@cache
def phrases() -> Phrases:
    """Return the phrases of all types, as headers are looked at."""
    return Phrases({kind.id: kind.headers for kind in load_types()})


def _type(entry: dict[str, Any]) -> ColumnType:
    unknown = entry.keys() - _FIELDS
    named = [entry.get("test"), entry.get("telling")]
    label, profile = entry.get("label"), entry.get("profile")
    if (
        unknown
        or any(name is not None and name not in TESTS for name in named)
        or (label is not None and label not in labels())
        or (profile is not None and profile not in PROFILES)
    ):
        raise PluginError(f"type of column {entry.get('id')}: unknown label, test or field {sorted(unknown)}")
    return ColumnType(
        id=entry["id"],
        says=Words(entry["says"]["en"], entry["says"]["zh"]),
        headers=tuple(plain_header(word) for words in entry["headers"].values() for word in words),
        groups=frozenset(entry.get("groups", ())),
        words=_folded(entry.get("words", ())),
        telling_words=_folded(entry.get("telling_words", ())),
        pattern=entry.get("pattern"),
        test=entry.get("test"),
        telling=entry.get("telling"),
        profile=profile,
        alone=entry.get("alone"),
        distinct=int(entry.get("distinct", 2)),
        most=entry.get("most"),
        damaged=bool(entry.get("damaged", False)),
        label=label,
    )


def _folded(words: Iterable[Any]) -> frozenset[str]:
    return frozenset(str(word).casefold() for word in words)
