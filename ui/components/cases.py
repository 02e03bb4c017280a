"""Cases, and groups of files that hold together and may become one; files of a high level that many can reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import AssayError, Permission
from assay.ui.components.badges import level
from assay.ui.components.literal import literal
from assay.ui.components.navigation import to_asset
from assay.ui.components.revealing import may
from assay.ui.i18n import language, pick, say

__all__ = ["cases", "reached"]

_GROUPS = 12
_NAMED = 3
_NAME = 200
_REACHED = 20


def cases(api: Client) -> None:
    """Show the cases, and the groups that may become one when they are asked for: the whole graph is read for them."""
    st.subheader(say("case.title"))
    if note := st.session_state.pop("case.note", None):
        st.toast(note)
    for case in api.cases():
        head = f"**{literal(case['name'])}** · {level(case['level'])} · {say('case.files', n=case['n'])}"
        opened = st.expander(head, icon=":material/work:", key=f"case.{case['id']}", on_change="rerun")
        if opened.open:
            with opened:
                st.caption(say("case.steward", name=literal(case["steward"])))
                for asset in api.case(case["id"])["assets"]:
                    to_asset(asset["id"], asset["name"])
    found = st.expander(say("case.groups"), icon=":material/hub:", key=f"case.groups.{language()}", on_change="rerun")
    if found.open:
        with found:
            _groups(api)


def reached(api: Client) -> None:
    """Show files at or above the highest level but one that everyone or a group can reach, and by what."""
    if not may(Permission.DECIDE):
        return
    opened = st.expander(say("reach.wide"), icon=":material/group:", key=f"reach.wide.{language()}", on_change="rerun")
    if not opened.open:
        return
    with opened:
        told = api.exposure(limit=_REACHED)
        st.caption(say("reach.wide_n", n=told["n"]) if told["items"] else say("reach.no_wide"))
        for item in told["items"]:
            what, ways = st.columns([2, 3])
            with what.container(gap=None):
                to_asset(item["asset"]["id"], item["asset"]["name"])
                st.markdown(f":small[{level(item['asset']['sensitivity'])}]")
            ways.markdown("  \n".join(f":small[{literal(pick(it['says']))}]" for it in item["items"]))


def _groups(api: Client) -> None:
    groups = api.communities(limit=_GROUPS)["items"]
    if not groups:
        st.caption(say("case.no_groups"))
    deciding = may(Permission.DECIDE)
    for group in groups:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(_told(group))
            if deciding:
                _confirming(api, group)


def _told(group: Mapping[str, Any]) -> str:
    names = ", ".join(literal(it["name"] or say("asset.unnamed")) for it in group["assets"][:_NAMED])
    kinds = ", ".join(f"{say('linkkind.' + kind)} {n}" for kind, n in group["kinds"].items())
    return f"{level(group['level'])} · {say('case.files', n=group['n'])}  \n{names}, …  \n:small[:gray[{kinds}]]"


def _confirming(api: Client, group: Mapping[str, Any]) -> None:
    key = group["id"]
    with st.popover(say("case.confirm"), icon=":material/work:", key=f"case.confirm.{key}"):
        st.text_input(say("case.name"), key=f"case.name.{key}", max_chars=_NAME, autocomplete="off")
        st.button(say("case.open"), key=f"case.open.{key}", type="primary", on_click=_open, args=(api, key))


def _open(api: Client, community: str) -> None:
    state = st.session_state
    name = (state.get(f"case.name.{community}") or "").strip()
    if not name:
        state["case.note"] = say("case.needs_name")
        return
    try:
        api.confirm_case(name, community=community)
    except AssayError:
        state["case.note"] = say("error.unclear")
    else:
        state["case.note"] = say("case.opened")
