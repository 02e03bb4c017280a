"""Every sentence of the console, in English and in Chinese, as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import streamlit as st

__all__ = ["LANGUAGES", "language", "pick", "say", "sentences"]

LANGUAGES = {"en": "English", "zh": "中文"}


@cache
def sentences(code: str) -> Mapping[str, str]:
    """Return all sentences of one language by key."""
    loaded: dict[str, str] = json.loads(files(__package__).joinpath(f"{code}.json").read_text(encoding="utf-8"))
    return loaded


def language() -> str:
    """Return the language in use: the one that was chosen, else the browser's, else English."""
    chosen = st.session_state.get("language") or st.query_params.get("lang")
    if chosen in LANGUAGES:
        return str(chosen)
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def say(key: str, **values: object) -> str:
    """Return a sentence in the language in use, with figures filled in; the key itself where there is none.

    A sentence with `n` may have another form for one thing, under `KEY.one`.
    """
    known = sentences(language())
    one = known.get(f"{key}.one") if str(values.get("n")) == "1" else None
    sentence = one or known.get(key, key)
    return sentence.format(**values) if values else sentence


def pick(words: Mapping[str, str] | None) -> str:
    """Return the side of an `{"en": …, "zh": …}` pair that is in use."""
    if not words:
        return ""
    return words.get(language()) or words.get("en") or ""
