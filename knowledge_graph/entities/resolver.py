"""The resolver: reads names of each kind of entity, and says which of them are of one thing."""

from __future__ import annotations

import re
from typing import ClassVar

from assay.governance.domain import EntityKind, Named, NameForm, Sameness
from assay.knowledge_graph.entities.organisations import compare_organisations, read_organisation
from assay.knowledge_graph.entities.people import compare_people, read_person
from assay.knowledge_graph.entities.sounds import pinyin
from assay.knowledge_graph.entities.words import HAN, latin_words, lexicon

__all__ = ["NameResolver"]

_PLACE_ENDING = re.compile(r"(?:市|省|自治区|特别行政区|区|县)$")
_CITY = frozenset({"city", "province", "county", "district"})
_NEAR = 0.1


class NameResolver:
    """Reads and compares names; numbers of documents are what they are, and are never merged."""

    name: ClassVar[str] = "names"
    version: ClassVar[str] = "1"

    def read(self, kind: EntityKind, name: str) -> NameForm | None:
        """Return a name's form, or None where it names nothing in particular."""
        if kind is EntityKind.ORGANISATION:
            return read_organisation(name)
        if kind is EntityKind.PERSON:
            return read_person(name)
        if kind is EntityKind.PLACE:
            return _read_place(name)
        return NameForm(script="latin", words=(), keys=())

    def compare(self, left: Named, right: Named) -> Sameness | None:
        """Say how sure it is that two names of one kind are of one thing; None where nothing says so."""
        if left.kind is EntityKind.PERSON:
            return compare_people(left, right)
        if left.kind is EntityKind.PLACE:
            return _compare_places(left.form, right.form)
        if left.kind is not EntityKind.ORGANISATION:
            return None
        if left.marks & right.marks:
            return Sameness(score=0.99, why="two names beside one registration number")
        alike = compare_organisations(left.form, right.form)
        if alike is not None and left.near & right.near:
            return Sameness(score=min(0.99, round(alike.score + _NEAR, 4)), why=f"{alike.why}, beside one number")
        return alike


def _read_place(name: str) -> NameForm | None:
    if HAN.search(name):
        signs = "".join(HAN.findall(name))
        bare = _PLACE_ENDING.sub("", signs) if len(signs) > 2 else signs
        return NameForm(script="han", words=(bare,), keys=(pinyin(bare),)) if len(bare) >= 2 else None
    words = tuple(it for it in latin_words(name) if it not in _CITY)
    known = lexicon()
    if not words or all(it in known.generic | known.months or len(it) < 3 or it.isdigit() for it in words):
        return None
    return NameForm(script="latin", words=words, keys=("".join(words),))


def _compare_places(left: NameForm, right: NameForm) -> Sameness | None:
    if left.script == right.script:
        return Sameness(score=0.97, why="the same place") if left.words == right.words else None
    return Sameness(score=0.85, why="the same place in the other script") if set(left.keys) & set(right.keys) else None
