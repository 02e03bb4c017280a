"""Reasons as people read them: rules of a pack, why a detector believes what it found, why a topic."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.literal import literal
from assay.ui.i18n import language, phrases, pick, say

__all__ = ["because", "rules", "topic_because"]

_CONTEXT = re.compile(r"context (.+)")
_SEEDS = re.compile(r"seed words (.+) in (\d+) segments?")
_FAILS = " does not hold"


def rules(basis: Sequence[Mapping[str, Any]], *, shown: int) -> None:
    """Show why a level holds: the first rules at once, the others on demand."""
    for entry in basis[:shown]:
        _rule(entry)
    if basis[shown:]:
        with st.expander(say("review.more_rules", n=len(basis) - shown)):
            for entry in basis[shown:]:
                _rule(entry)


def because(why: str) -> str:
    """Return a detector's reason in the language in use; what has no translation stays as the detector said it."""
    if language() == "en":
        return why
    return "、".join(_phrase(part) for part in why.split(", "))


def topic_because(why: str) -> str:
    """Return why a topic was given, in the language in use."""
    if found := _SEEDS.fullmatch(why):
        return say("topic.seeds", words=found[1], n=found[2])
    return say("topic.meaning") if why == "similar meaning" else why


def _rule(entry: Mapping[str, Any]) -> None:
    source = f"{entry['rule']} · {entry['clause']} · {say('evidence.' + entry['evidence'])}"
    st.markdown(f"{pick(entry['says'])}  \n:small[{literal(source)}]")


def _phrase(part: str) -> str:
    if found := _CONTEXT.fullmatch(part):
        return say("why.context", word=found[1])
    if part.endswith(_FAILS):
        return say("why.fails", check=_phrase(part.removesuffix(_FAILS)))
    known = phrases(language())
    plain = re.sub(r"\d+", "#", part)
    number = re.search(r"\d+", part)
    if part in known:
        return known[part]
    return known[plain].replace("#", number[0]) if plain in known and number else part
