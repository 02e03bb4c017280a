"""Reasons as people read them: rules of a pack, why a detector believes what it found, why a topic."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.governance.domain import cited, explain_reasons
from assay.ui.components.literal import literal
from assay.ui.i18n import pick, say

__all__ = ["because", "rule_source", "rules", "topic_because"]

_SEEDS = re.compile(r"seed words (.+) in (?:(\d+) segments?|segments? ([\d, ]+)(?: and (\d+) more)?)")
_MEANING = re.compile(r"by meaning (\d+)%(?:, most in segment (\d+))?")


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
    return pick(explain_reasons(why).as_dict())


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
    return f"{entry['rule']} · {pick(cited(entry['clause']).as_dict())} · {say('evidence.' + entry['evidence'])}"


def _rule(entry: Mapping[str, Any]) -> None:
    st.markdown(f"{pick(entry['says'])}  \n:small[{literal(rule_source(entry))}]")
