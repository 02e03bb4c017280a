"""Reasons as people read them: rules of a pack, why a detector believes what it found, why a topic."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.domain import Subject
from assay.ui.components.literal import literal
from assay.ui.i18n import columns, language, phrases, pick, say

__all__ = ["because", "rule_source", "rules", "topic_because"]

_CONTEXT = re.compile(r"context (.+)")
_SEEDS = re.compile(r"seed words (.+) in (?:(\d+) segments?|segments? ([\d, ]+)(?: and (\d+) more)?)")
_MEANING = re.compile(r"by meaning (\d+)%(?:, most in segment (\d+))?")
_SUBJECT = re.compile(rf"({'|'.join(Subject)}) by (the header )?(.+)")
_COLUMN = re.compile(r"(beside a )?column of (.+)")
_HEADER = re.compile(r"header (.+)")
_ENDING = re.compile(r"ending (.+)")
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
    return say("why.and").join(_phrase(part) for part in why.split(", "))


def topic_because(why: str) -> str:
    """Return why a topic was given, in the language in use."""
    return say("topic.and").join(_topic_phrase(part) for part in why.split("; "))


def _topic_phrase(part: str) -> str:
    if found := _SEEDS.fullmatch(part):
        named = found[3].split(", ") if found[3] else []
        return say("topic.seeds", words=found[1], n=int(found[2] or len(named) + int(found[4] or 0)))
    if found := _MEANING.fullmatch(part):
        return say("topic.meant", share=found[1])
    return say("topic.meaning") if part == "similar meaning" else part


def rule_source(entry: Mapping[str, Any]) -> str:
    """Return the rule, its clause and how well that is known."""
    return f"{entry['rule']} · {entry['clause']} · {say('evidence.' + entry['evidence'])}"


def _rule(entry: Mapping[str, Any]) -> None:
    st.markdown(f"{pick(entry['says'])}  \n:small[{literal(rule_source(entry))}]")


def _phrase(part: str) -> str:
    known = phrases(language())
    if part in known:
        return known[part]
    if found := _SUBJECT.fullmatch(part):
        by = say("why.header", word=found[3]) if found[2] else known.get(found[3], found[3])
        return say("why.subject", who=say(f"subject.{found[1]}"), by=by)
    if found := _ENDING.fullmatch(part):
        return say("why.ending", word=found[1])
    if found := _CONTEXT.fullmatch(part):
        return say("why.context", word=found[1])
    if part.endswith(_FAILS):
        return say("why.fails", check=_phrase(part.removesuffix(_FAILS)))
    if found := _COLUMN.fullmatch(part):
        what = columns(language()).get(found[2], found[2])
        return say("why.beside", what=what) if found[1] else say("why.column", what=what)
    if found := _HEADER.fullmatch(part):
        return say("why.headed", word=found[1])
    plain = re.sub(r"\d+", "#", part)
    number = re.search(r"\d+", part)
    return known[plain].replace("#", number[0]) if plain in known and number else part
