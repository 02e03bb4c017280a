"""What is known of one asset at a glance: level and why, topics, how it was read, who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.domain import GOVERNANCE_FIELDS, REASONS, Reason
from assay.ui.components.badges import level, status
from assay.ui.components.literal import literal
from assay.ui.components.reasons import rules, topic_because
from assay.ui.components.tables import pairs
from assay.ui.i18n import pick, say

__all__ = ["card"]

_RULES = 2
_ABSENT = "—"


def card(data: Mapping[str, Any]) -> None:
    """Show a TagResult's grade with its reasons and topics, and what stands beside them."""
    grade, facts = st.columns([3, 2], gap="large")
    with grade:
        _grade(data["sensitivity"])
        _categories(data)
    with facts:
        st.markdown(f"**{say('asset.about')}**")
        pairs(_about(data))
        _other_packs(data)
        _topics(data)
        with st.expander(say("asset.checked")):
            pairs([(say(f"checked.{name}"), say(f"answer.{value}")) for name, value in data["checked"].items()])
        with st.expander(say("asset.governance")):
            pairs([(say(f"field.{name}"), _field(data["governance"].get(name))) for name in GOVERNANCE_FIELDS])


def _grade(grade: Mapping[str, Any]) -> None:
    st.subheader(level(grade))
    st.caption(_standing(grade))
    if explanation := grade.get("explanation"):
        st.markdown(literal(pick(explanation)))
    st.markdown(f"**{say('asset.why')}**")
    if grade["basis"]:
        rules(grade["basis"], shown=_RULES)
    else:
        st.caption(say("asset.no_basis"))


def _standing(grade: Mapping[str, Any]) -> str:
    """Return the pack, what people said and how sure the rules are."""
    words = [literal(grade["policy"]), say(f"state.{grade['state']}"), say(f"certainty.{grade['certainty']}")]
    if grade["needs_review"]:
        words.append(say("asset.waits"))
    return " · ".join(words)


def _other_packs(data: Mapping[str, Any]) -> None:
    if not data["grades"]:
        return
    st.markdown(f"**{say('asset.other_packs')}**")
    for grade in data["grades"]:
        st.markdown(f"{level(grade)}  \n:small[{_standing(grade)}]")


def _categories(data: Mapping[str, Any]) -> None:
    if not data.get("categories"):
        return
    with st.expander(say("asset.categories", n=len(data["categories"]))):
        for category in data["categories"]:
            st.markdown(f"{literal(pick(category['label']))}  \n:small[{literal(pick(category['explanation']))}]")


def _topics(data: Mapping[str, Any]) -> None:
    st.markdown(f"**{say('asset.topics')}**")
    if not data["topics"]:
        st.caption(say("asset.no_topics"))
    for topic in data["topics"]:
        why = literal(topic_because(topic["why"]))
        st.markdown(f"{literal(pick(topic['label']))} ({topic['score']:.0%})  \n:small[{why}]")


def _about(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    asset, code = data["asset"], data["asset"]["language"]
    read = f"{status(data['status'])} · {say('asset.coverage', share=format(data['coverage'], '.0%'))}"
    rows = [(say("asset.status"), read)]
    if data["reason"]:
        rows.append((say("asset.reason"), pick(REASONS[Reason(data["reason"])].as_dict())))
    if asset["title"]:
        rows.append((say("asset.words"), asset["title"]))
    rows.append((say("asset.language"), say(f"language.{code}").removeprefix("language.") if code else _ABSENT))
    rows.append((say("asset.format"), asset["media_type"]))
    rows.append((say("asset.size"), say("asset.bytes", n=f"{asset['bytes']:,}")))
    return rows


def _field(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _ABSENT
    return _ABSENT if value is None else str(value)
