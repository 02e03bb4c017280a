"""Texts of our own to learn from: scenarios in both languages, told each time in another way.

A scenario is a list of sentences for either language. `[cut|reduced]` chooses, `{person}` is filled, some sentences are
left out; what varies says nothing of the class. Measured is on whole scenarios left out, never on tellings.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Example", "Scenario", "examples", "render", "scenarios"]

LANGUAGES = ("en", "zh")
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{([a-z]+)\}")
_MASKED = {"person": "[PERSON]", "code": "[ACCESS_KEY]"}
_KEPT, _FEWEST, _MASKS = 0.7, 2, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One document as it might be: its topics, the main one first, genre, level, and its sentences by language."""

    id: str
    topics: tuple[str, ...]
    genre: str
    level: str
    said: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A scenario as it was told once."""

    text: str
    language: str
    scenario: Scenario


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Return all scenarios, in the order of their ids."""
    folder = files("assay.models.training.heads").joinpath("scenarios")
    rows = [
        row
        for file in folder.iterdir()
        if file.name.endswith(".json") and file.name != "slots.json"
        for row in json.loads(file.read_text(encoding="utf-8"))
    ]
    found = [
        Scenario(
            id=row["id"], topics=tuple(row["topics"]), genre=row["genre"], level=row["level"],
            said={language: tuple(row[language]) for language in LANGUAGES},
        )
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda it: it.id))


def examples(chosen: Iterable[Scenario], *, tellings: int, seed: int) -> list[Example]:
    """Return each scenario told so often in each language, equal tellings once."""
    made: dict[str, Example] = {}
    for scenario in chosen:
        for language in LANGUAGES:
            draw = random.Random(f"{seed}/{scenario.id}/{language}")  # noqa: S311 - texts, not secrets
            for _ in range(tellings):
                text = render(scenario, language, draw)
                made.setdefault(text, Example(text=text, language=language, scenario=scenario))
    return list(made.values())


def render(scenario: Scenario, language: str, draw: random.Random) -> str:
    """Tell a scenario once; half of the tellings have placeholders where a detector would have put them."""
    said = scenario.said[language]
    kept = [text for text in said if draw.random() < _KEPT]
    if len(kept) < _FEWEST:
        kept = list(said[:_FEWEST])
    masked = draw.random() < _MASKS
    values: dict[str, str] = {}

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if masked and name in _MASKED:
            return _MASKED[name]
        return values.setdefault(name, draw.choice(_slots()[language][name]))

    joined = "\n".join(_CHOICE.sub(lambda found: draw.choice(found[1].split("|")), text) for text in kept)
    return _SLOT.sub(fill, joined)


@cache
def _slots() -> dict[str, dict[str, Sequence[str]]]:
    file = files("assay.models.training.heads").joinpath("scenarios", "slots.json")
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded
