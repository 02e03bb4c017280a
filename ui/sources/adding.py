"""Adding a source: the place, what of it counts, and an estimate before anything is read."""

from __future__ import annotations

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import AssayError, ConflictError, ForbiddenError, UsageError
from assay.ui.i18n import say
from assay.ui.sources.estimate import estimate
from assay.ui.sources.scope import patterns, scope_fields

__all__ = ["adding"]


def adding(api: Client) -> None:
    """Ask for a place; nothing is read before a scan is begun."""
    state = st.session_state
    if state.pop("sources.clear", False):
        for name in ("place", "name", "include.new", "exclude.new"):
            state[f"sources.{name}"] = ""
        state.pop("sources.plan.new", None)
    where, called = st.columns([3, 2])
    place = where.text_input(
        say("sources.place"), key="sources.place", placeholder=say("sources.place_hint"), autocomplete="off",
        help=say("sources.place_help"), max_chars=4096,
    )  # fmt: skip
    name = called.text_input(
        say("sources.name"), key="sources.name", placeholder=say("sources.name_hint"), autocomplete="off", max_chars=100
    )
    include, exclude = scope_fields("new")
    with st.container(horizontal=True):
        reckon = st.button(
            say("sources.estimate"), key="sources.reckon.new", icon=":material/timer:", disabled=not place.strip()
        )
        add = st.button(
            say("sources.add_it"), key="sources.add", type="primary", icon=":material/add:", disabled=not place.strip()
        )
        scan = st.button(
            say("sources.add_and_scan"), key="sources.add_scan", icon=":material/play_arrow:",
            disabled=not place.strip(),
        )  # fmt: skip
    try:
        if reckon:
            with st.spinner(say("sources.reckoning")):
                state["sources.plan.new"] = api.plan(
                    place.strip(), include=patterns(include), exclude=patterns(exclude), seconds=5.0
                )
        if add or scan:
            made = api.add_source(
                place.strip(), name=name.strip() or None, include=patterns(include), exclude=patterns(exclude)
            )
            if scan:
                api.scan(made["id"])
            state["sources.note"], state["sources.clear"] = say("sources.added"), True
            st.rerun()
    except ConflictError:
        st.warning(say("sources.known"), icon=":material/content_copy:")
    except UsageError:
        st.warning(say("sources.no_place"), icon=":material/folder_off:")
    except ForbiddenError:
        st.error(say("sources.forbidden"), icon=":material/lock:")
    except AssayError:
        st.error(say("error.unavailable"), icon=":material/cloud_off:")
    if state.get("sources.plan.new"):
        estimate(state["sources.plan.new"])
