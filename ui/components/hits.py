"""Hits of a search: what, at which level, where and why, with the ways onward."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assay.ui.components.badges import level, place
from assay.ui.components.literal import literal, literal_marked
from assay.ui.components.navigation import to_asset
from assay.ui.components.parts import path_words
from assay.ui.components.tables import label_names
from assay.ui.i18n import say

__all__ = ["hit_list"]

_PLACEHOLDER = re.compile(r"\[([A-Z][A-Z0-9_]+)\]")
_HOW = frozenset({"words", "meaning", "picture", "sound", "sight"})
_ALSO = "also: "


def hit_list(hits: Sequence[Mapping[str, Any]], text: str) -> None:
    """Show hits, best first, with the words of the query marked in their snippets."""
    names = label_names()
    words = [word for word in re.split(r"[\s,，。;；?？!！]+", text) if word]
    for hit in hits:
        with st.container(border=True, gap="xsmall"):
            _hit(hit, words, names)


def _hit(hit: Mapping[str, Any], words: Sequence[str], names: Mapping[str, str]) -> None:
    what, grade = st.columns([2, 1])
    what.markdown(f"**{literal(hit['name']) or say('asset.unnamed')}**")
    grade.markdown(level(hit["sensitivity"]))
    where = [say(f"modality.{hit['modality']}"), literal(path_words(hit["path"] or "")), literal(place(hit["locator"]))]
    if hit["copies"]:
        where.append(say("search.copies", n=hit["copies"]))
    st.caption(" · ".join(part for part in where if part))
    if hit["snippet"]:
        st.markdown(literal_marked(_named(hit["snippet"], names), words))
    how = ", ".join(_how(it, names) for it in hit["why"])
    st.caption(say("search.by", how=literal(how)))
    with st.container(horizontal=True, vertical_alignment="center"):
        to_asset(hit["asset"])
        st.button(
            say("link.like"), key=f"like.{hit['asset']}", type="tertiary", icon=":material/join_inner:",
            on_click=_like, args=(hit["asset"],),
        )  # fmt: skip


def _how(spoke: str, names: Mapping[str, str]) -> str:
    """Return what spoke for a hit in words: a way of searching, another name of what was asked for, or a label."""
    if spoke.startswith(_ALSO):
        return say("how.also", name=spoke.removeprefix(_ALSO))
    return say(f"how.{spoke}") if spoke in _HOW else names.get(spoke, spoke)


def _named(snippet: str, names: Mapping[str, str]) -> str:
    """Return a snippet in which what stands for a value says in words what it was."""
    return _PLACEHOLDER.sub(lambda found: f"[{names.get(found[1].lower(), found[1])}]", snippet)


def _like(asset_id: str) -> None:
    st.query_params["like"] = asset_id
