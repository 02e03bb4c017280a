"""Who is looking, in which language, and the client that speaks for them."""

from __future__ import annotations

import os

import streamlit as st

from assay.governance.client import Client

__all__ = ["SESSION_COOKIE", "client", "use_api"]

SESSION_COOKIE = "assay_session"


def use_api(url: str) -> None:
    """Set the address of the API for every page of this process."""
    os.environ["ASSAY_URL"] = url


def client() -> Client:
    """Return the visitor's client: their cookie where they signed in, the environment's key where they did not."""
    cookie = st.context.cookies.get(SESSION_COOKIE)
    if cookie:
        return Client(session=cookie)
    return Client()
