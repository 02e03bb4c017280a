"""Review: one item at a time with its evidence, or alike items as one."""

from __future__ import annotations

import streamlit as st

from assay.ui.components.trouble import kindly
from assay.ui.i18n import language, say
from assay.ui.review.case import prepare
from assay.ui.review.desk import desk
from assay.ui.review.groups import groups
from assay.ui.review.queue import ReviewQueue
from assay.ui.session import client, opener

__all__ = ["page"]


def page() -> None:
    """Show the queue."""
    st.title(say("review.title"))
    ways = {"one": say("review.one_by_one"), "groups": say("review.alike")}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        way = st.segmented_control(
            say("review.way"), list(ways), default="one", required=True, format_func=ways.__getitem__,
            key=f"review.way.{language()}", label_visibility="collapsed",
        )  # fmt: skip
        st.toggle(say("review.keys"), value=True, key="review.keys", help=say("review.keys_help"))
    with kindly():
        if way == "groups":
            with client() as api:
                groups(api, _queue())
        else:
            desk(_queue())


def _queue() -> ReviewQueue:
    """Return this visitor's queue; what was prepared stays while they look at other pages."""
    state = st.session_state
    if "review.queue" not in state:
        state["review.queue"] = ReviewQueue(open=opener(), prepare=prepare)
    queue: ReviewQueue = state["review.queue"]
    return queue
