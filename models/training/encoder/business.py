"""Business language in both languages at once: our own templates over our own bilingual terms."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["business_pairs"]

_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")


@cache
def _language() -> dict[str, Any]:
    text = files("assay.models.training.encoder").joinpath("business.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def business_pairs(seed: int, count: int) -> list[Any]:
    """Return `count` different pairs (fewer where the templates have no more), and every term by itself."""
    from assay.models.training.encoder.sources import Pair

    language = _language()
    draw = random.Random(seed)  # noqa: S311 - sentences, not secrets
    made = {Pair(en, zh): None for terms in language["terms"].values() for en, zh in terms}
    for _ in range(count * 3):
        if len(made) >= count:
            break
        parts = [_sentence(language, draw) for _ in range(draw.choice((1, 1, 1, 1, 2, 3)))]
        made[Pair(" ".join(en for en, _ in parts), "".join(zh for _, zh in parts))] = None
    return list(made)


def _sentence(language: dict[str, Any], draw: random.Random) -> tuple[str, str]:
    en, zh = draw.choice(language["templates"])
    chosen: dict[str, tuple[str, str]] = {}
    for kind, number in _SLOT.findall(en) + _SLOT.findall(zh):
        chosen.setdefault(kind + number, tuple(draw.choice(language["terms"][kind])))
    en = _SLOT.sub(lambda found: chosen[found[1] + found[2]][0], en)
    zh = _SLOT.sub(lambda found: chosen[found[1] + found[2]][1], zh)
    en = re.sub(r"\b([Aa]) (?=[aeioAEIO])", r"\1n ", en)
    return en[:1].upper() + en[1:], zh
