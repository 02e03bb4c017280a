"""Names of people: read into sounds that meet over scripts and orders; compared by hashes alone."""

from __future__ import annotations

from assay.governance.domain import Named, NameForm, Sameness
from assay.knowledge_graph.entities.sounds import person_sound
from assay.knowledge_graph.entities.words import HAN, latin_words, lexicon

__all__ = ["compare_people", "read_person"]

_ONE_EACH = frozenset({"national_id", "passport"})
_CERTAIN = frozenset({"national_id", "passport", "driver_license", "staff", "payment_card", "bank_account"})


def read_person(name: str) -> NameForm | None:
    """Read a name; None where it is no whole name: one word, a month, a title alone."""
    if HAN.search(name):
        signs = "".join(HAN.findall(name))
        if not 2 <= len(signs) <= 8 or "*" in name:
            return None
        surname, given = person_sound(name)
        return NameForm(script="han", words=(signs,), keys=(_key(surname, given),))
    known = lexicon()
    words = [it for it in latin_words(name) if it not in known.titles]
    whole = [it for it in words if len(it) > 1]
    if len(whole) < 2 or len(words) > 6 or any(it.isdigit() for it in words) or "*" in name:
        return None
    if all(it in known.generic | known.months for it in whole):
        return None
    keys = {_key(*whole)}
    if len(whole) > 2:  # a given name of two syllables, written apart, before the surname or after it
        keys |= {_key(whole[0], "".join(whole[1:])), _key(whole[-1], "".join(whole[:-1]))}
    return NameForm(script="latin", words=tuple(words), keys=tuple(sorted(keys)))


def _key(*parts: str) -> str:
    return " ".join(sorted(parts))


def compare_people(left: Named, right: Named) -> Sameness | None:
    """Say how sure it is that two names are of one person: the same sound, and what else is known of both."""
    ours, theirs = _by_group(left.marks), _by_group(right.marks)
    if any(ours[it].isdisjoint(theirs[it]) for it in _ONE_EACH & ours.keys() & theirs.keys()):
        return None
    shared = left.marks & right.marks
    certain = any(it.partition(":")[0] in _CERTAIN for it in shared)
    written = left.value == right.value
    sounds = written or ((
        left.form.script != right.form.script or left.form.script == "latin"
    ) and bool(set(left.form.keys) & set(right.form.keys)))  # fmt: skip
    if not sounds:
        return None
    if shared:
        return Sameness(score=0.99 if certain else 0.95, why="one name beside one identifier")
    if left.near & right.near:
        score = 0.88 if written else 0.84
        return Sameness(score=score, why="one name beside one organisation or number")
    return None


def _by_group(marks: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for mark in marks:
        group, _, value = mark.partition(":")
        found.setdefault(group, set()).add(value)
    return found
