"""The word lists of names, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assay.classifiers.plain import read_yaml

__all__ = ["Chinese", "Endings", "English", "Places", "chinese", "endings", "english", "places"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chinese:
    """Words that make and surround Chinese names."""

    surnames: frozenset[str]
    compound: tuple[str, ...]
    ordinary: frozenset[str]
    given: frozenset[str]
    titles: tuple[str, ...]
    roles: tuple[str, ...]
    labels: tuple[str, ...]
    verbs: tuple[str, ...]
    never: frozenset[str]
    stops: tuple[str, ...]
    person_headers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class English:
    """Words that make and surround names in Latin letters; lower case."""

    given: frozenset[str]
    doubtful: frozenset[str]
    titles: tuple[str, ...]
    labels: tuple[str, ...]
    personal: frozenset[str]
    signs: tuple[str, ...]
    stop: frozenset[str]
    person_headers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Provinces, cities and countries."""

    provinces: tuple[str, ...]
    cities: tuple[str, ...]
    ordinary: frozenset[str]
    countries_zh: tuple[str, ...]
    places_en: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endings:
    """Endings of organisations and the words around their names."""

    strong: tuple[str, ...]
    plain: tuple[str, ...]
    breaks: frozenset[str]
    small: frozenset[str]
    kinds: frozenset[str]
    leading: frozenset[str]


def _read(name: str) -> dict[str, Any]:
    return dict(read_yaml(files("assay.classifiers.names").joinpath(name).read_text(encoding="utf-8")))


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def chinese() -> Chinese:
    """Return the Chinese lists."""
    data = _read("chinese.yaml")
    return Chinese(
        surnames=frozenset(data["surnames"].replace(" ", "")),
        compound=_longest_first(data["compound"]),
        ordinary=frozenset(data["ordinary"]),
        given=frozenset(data["given"].replace(" ", "")),
        titles=_longest_first(data["titles"]),
        roles=_longest_first(data["roles"]),
        labels=_longest_first(data["labels"]),
        verbs=_longest_first(data["verbs"]),
        never=frozenset(data["never"]),
        stops=_longest_first(data["stops"]),
        person_headers=_longest_first(data["person_headers"]),
    )


@cache
def english() -> English:
    """Return the English lists."""
    data = _read("english.yaml")
    return English(
        given=frozenset(data["given"].split()),
        doubtful=frozenset(data["doubtful"]),
        titles=_longest_first(data["titles"]),
        labels=_longest_first(data["labels"]),
        personal=frozenset(data["personal"]),
        signs=_longest_first(data["signs"]),
        stop=frozenset(data["stop"].split()),
        person_headers=frozenset(data["person_headers"]),
    )


@cache
def places() -> Places:
    """Return the places."""
    data = _read("places.yaml")
    return Places(
        provinces=_longest_first(data["provinces"]),
        cities=_longest_first(data["cities"]),
        ordinary=frozenset(data["ordinary"]),
        countries_zh=_longest_first(data["countries_zh"]),
        places_en=_longest_first(data["places_en"]),
    )


@cache
def endings() -> Endings:
    """Return the endings of organisations."""
    data = _read("organisations.yaml")
    return Endings(
        strong=_longest_first(data["strong"]),
        plain=_longest_first(data["plain"]),
        breaks=frozenset(data["breaks"]),
        small=frozenset(data["small"]),
        kinds=frozenset(data["kinds"]),
        leading=frozenset(data["leading"]),
    )
