"""One source at a glance: what was read, what was not and why, its scope, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import REASONS, AssayError, ConflictError, Reason
from assay.ui.components.badges import status
from assay.ui.components.literal import literal
from assay.ui.components.navigation import link_to
from assay.ui.i18n import pick, say
from assay.ui.sources.estimate import estimate
from assay.ui.sources.progress import progress
from assay.ui.sources.scope import patterns, scope_fields

__all__ = ["source_card"]


def source_card(api: Client, source: Mapping[str, Any]) -> None:
    """Show a source."""
    key = source["id"]
    with st.container(border=True):
        what, does = st.columns([3, 2], vertical_alignment="center")
        with what:
            kind = say(f"sourcekind.{source['kind']}").removeprefix("sourcekind.")
            st.markdown(f"#### {literal(source['name'])}\n:small[:gray[{literal(kind)} · {literal(source['root'])}]]")
        with does, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
            _actions(api, source)
        if source["job"]:
            progress(api, source["job"])
        counts = [f"{status(name)}: {n:,}" for name, n in sorted(source["by_status"].items())]
        assets = say("sources.assets", n=format(source["assets"], ","))
        st.markdown(f":small[{' · '.join([assets, *counts])}]")
        reasons = [f"{pick(REASONS[Reason(code)].as_dict())} {n:,}" for code, n in source["by_reason"].items()]
        if reasons:
            st.markdown(f":small[:gray[{say('sources.unread')} {literal(' · '.join(reasons))}]]")
        if st.session_state.get(f"sources.plan.{key}"):
            estimate(st.session_state[f"sources.plan.{key}"])
        if "include" in source:
            _scope(api, source)


def _actions(api: Client, source: Mapping[str, Any]) -> None:
    key = source["id"]
    if source["assets"]:
        link_to("asset", say("sources.open"), icon=":material/draft:", source=key)
    if "include" not in source:
        return
    if st.button(say("sources.estimate"), key=f"sources.reckon.{key}", icon=":material/timer:"):
        with st.spinner(say("sources.reckoning")):
            st.session_state[f"sources.plan.{key}"] = api.plan(source=key, seconds=5.0)
    st.button(
        say("sources.scan"), key=f"sources.scan.{key}", type="primary", icon=":material/play_arrow:",
        disabled=bool(source["job"]), on_click=_scan, args=(api, key),
    )  # fmt: skip


def _scope(api: Client, source: Mapping[str, Any]) -> None:
    key = source["id"]
    with st.expander(say("sources.scope"), icon=":material/filter_alt:", key=f"sources.scope.{key}"):
        if source["configured"]:
            st.caption(say("sources.configured"))
            return
        include, exclude = scope_fields(key, "\n".join(source["include"]), "\n".join(source["exclude"]))
        st.caption(say("sources.scope_help"))
        st.button(
            say("sources.save_scope"), key=f"sources.save.{key}", on_click=_save,
            args=(api, source, patterns(include), patterns(exclude)),
        )  # fmt: skip


def _scan(api: Client, key: str) -> None:
    st.session_state.pop(f"sources.plan.{key}", None)
    try:
        api.scan(key)
    except AssayError:
        st.session_state["sources.note"] = say("error.unavailable")


def _save(api: Client, source: Mapping[str, Any], include: list[str], exclude: list[str]) -> None:
    try:
        api.change_source(source["id"], include=include, exclude=exclude, etag=source["etag"])
        st.session_state["sources.note"] = say("sources.scope_saved")
    except ConflictError:
        st.session_state["sources.note"] = say("error.changed")
    except AssayError:
        st.session_state["sources.note"] = say("error.unclear")
