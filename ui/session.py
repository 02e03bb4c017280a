"""Who is looking, and the client that speaks for them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from assay.governance.client import Client

__all__ = ["SESSION_COOKIE", "client", "opener", "use_api"]

SESSION_COOKIE = "assay_session"


def use_api(url: str) -> None:
    """Set the address of the API for every page of this process."""
    os.environ["ASSAY_URL"] = url


@contextmanager
def client() -> Iterator[Client]:
    """Give the visitor's client: their cookie where they signed in, the environment's key where they did not.

    One is kept a session: making one costs more than most calls.
    """
    yield _kept()


def opener() -> Callable[[], Client]:
    """Return what gives the visitor's client to threads that know no session."""
    kept = _kept()
    return lambda: kept


def _kept() -> Client:
    cookie = st.context.cookies.get(SESSION_COOKIE)
    held = st.session_state.get("client")
    if held is None or held[0] != cookie:
        held = (cookie, Client(session=cookie) if cookie else Client())
        st.session_state["client"] = held
    kept: Client = held[1]
    return kept
