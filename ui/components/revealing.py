"""Words of revealing, and who may. The value itself never passes through here: the browser asks the server for it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assay.governance.domain import AssayError, Permission
from assay.ui.i18n import say
from assay.ui.session import client

__all__ = ["may", "reveal_words"]


def may(permission: Permission) -> bool:
    """Say whether the visitor's role allows something; asked once a session, and the server checks again."""
    state = st.session_state
    if "session.may" not in state:
        try:
            with client() as api:
                state["session.may"] = frozenset(api.me()["may"])
        except AssayError:
            return False
    return permission.value in state["session.may"]


def reveal_words() -> dict[str, Any]:
    """Return what the form says; nothing where the role may not reveal, so that no way to it is shown."""
    if not may(Permission.REVEAL):
        return {}
    return {
        "reveal": say("reveal.reveal"), "reveal_page": say("reveal.page"), "reveal_sound": say("reveal.sound"),
        "reason": say("reveal.reason"), "hint": say("reveal.hint"), "show": say("reveal.show"),
        "cancel": say("reveal.cancel"), "hide": say("reveal.hide"), "left": say("reveal.left", n="{n}"),
        "reasons": [say("reveal.to_check"), say("reveal.to_answer"), say("reveal.to_investigate")],
        "failed": say("error.unavailable"), "failed_403": say("error.forbidden"), "failed_404": say("reveal.not_kept"),
        "failed_409": say("exhibit.hidden"), "failed_422": say("reveal.many"),
    }  # fmt: skip
