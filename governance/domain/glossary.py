"""Terms of the business: one thing by its names in both languages, what it means, and how it is found in data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assay.governance.domain.errors import UsageError
from assay.governance.domain.words import Words

__all__ = ["TERM_TARGETS", "Term"]

TERM_TARGETS = ("label", "group", "topic", "category")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_TARGET = re.compile(rf"(?:{'|'.join(TERM_TARGETS)}):[A-Za-z0-9_.:-]{{1,150}}")
_LONGEST, _LONGEST_DEFINITION, _MOST = 200, 4_000, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term. `also` are other names of it; `means` says how it shows in data.

    `means` names what detectors find (`label:cn_mobile`, `group:phone`), a topic (`topic:finance`) or a category
    (`category:genre:news`).

    Raises:
        UsageError: an id, a name or a target that cannot be; the message holds none of it.
    """

    id: str
    zh: str
    en: str
    also: tuple[str, ...] = ()
    definition: str = ""
    owner: str | None = None
    means: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise UsageError("a term's id is lower case letters, digits, dots and dashes")
        names = self.names
        if not self.zh.strip() or not self.en.strip() or any(not 0 < len(it) <= _LONGEST for it in names):
            raise UsageError(f"a term has a name in each language, of {_LONGEST} letters at most")
        if len(self.definition) > _LONGEST_DEFINITION or len(self.owner or "") > _LONGEST or len(self.also) > _MOST:
            raise UsageError("the definition, the owner or the other names of a term are too long")
        if len(self.means) > _MOST or any(not _TARGET.fullmatch(it) for it in self.means):
            raise UsageError(f"a term means {', '.join(f'{it}:…' for it in TERM_TARGETS)}")

    @property
    def names(self) -> tuple[str, ...]:
        """All names of the term."""
        return (self.en, self.zh, *self.also)

    @property
    def label(self) -> Words:
        """The names that it is shown under."""
        return Words(self.en, self.zh)
