"""Content safety: what is offensive or hateful by trained heads, what is sexual, violent or about self-harm by lists.

Words alone are read, line by line, in both languages. What was found is never shown: a facet names its kind and place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from assay.classifiers.meaning.windows import Line
from assay.classifiers.normalise import normalise
from assay.classifiers.plain import read_yaml
from assay.classifiers.taxonomies import load
from assay.governance.domain import Facet, Segment
from assay.models.heads import shipped

__all__ = ["unsafe"]

_SPEAKS = 0.8
_LISTED = 0.7
_SHORTEST, _SHORTEST_HAN = 12, 6
_HAN = re.compile(r"[\u3400-\u9fff]")


def unsafe(segments: Sequence[Segment], of: Sequence[Line]) -> list[Facet]:
    """Return each kind of unsafe content with its surest line."""
    best: dict[str, tuple[float, int, str]] = {}
    for line in of:
        for kind, score, why in (*_listed(line.text), *_learned(line.text)):
            if score > best.get(kind, (0.0, 0, ""))[0]:
                best[kind] = score, line.segment, why
    labels = load("safety")
    return [
        Facet(
            kind="safety", value=kind, label=labels.label(kind), score=round(score, 4), why=why,
            locator=replace(segments[place].locator, segment=segments[place].index),
        )
        for kind, (score, place, why) in sorted(best.items())
    ]  # fmt: skip


def _learned(text: str) -> list[tuple[str, float, str]]:
    chinese = len(_HAN.findall(text))
    if chinese < _SHORTEST_HAN and len(text) < _SHORTEST:
        return []  # too short to tell
    head = shipped("safety-zh" if chinese else "safety-en")
    (row,) = head.probabilities([text])
    place = int(row[1:].argmax()) + 1
    chance = float(row[1:].sum())
    return [(head.info.classes[place], chance, "words of a trained head")] if chance >= _SPEAKS else []


def _listed(text: str) -> list[tuple[str, float, str]]:
    folded = normalise(text).text.lower()
    return [(kind, _LISTED, "words of a list") for kind, pattern in _lists().items() if pattern.search(folded)]


@cache
def _lists() -> Mapping[str, re.Pattern[str]]:
    text = files("assay.classifiers.meaning").joinpath("unsafe.yaml").read_text(encoding="utf-8")
    return {kind: _pattern(words) for kind, words in read_yaml(text).items()}


def _pattern(words: Mapping[str, Any]) -> re.Pattern[str]:
    latin = "|".join(re.escape(word.lower()) for word in words.get("en", ()))
    han = [re.escape(word) for word in words.get("zh", ())]
    return re.compile("|".join([rf"\b(?:{latin})\b", *han] if latin else han))
