"""The console's entry script: sign-in, language and the pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assay.ui.i18n import LANGUAGES, language, say
from assay.ui.pages import overview, review

_MARK = str(Path(__file__).parent / "assets" / "mark.png")

st.set_page_config(page_title="Assay", page_icon=_MARK, layout="wide")
st.logo(_MARK, size="large")


def choose_language() -> None:
    """Let the visitor choose; the choice stays in the URL."""
    codes = list(LANGUAGES)
    st.sidebar.radio(
        "Language · 语言", codes, index=codes.index(language()), format_func=LANGUAGES.__getitem__,
        key="language", horizontal=True, label_visibility="collapsed",
    )  # fmt: skip
    st.query_params["lang"] = language()


choose_language()
pages = [
    st.Page(overview.page, title=say("nav.overview"), icon=":material/dashboard:", url_path="overview", default=True),
    st.Page(review.page, title=say("nav.review"), icon=":material/rule:", url_path="review"),
]
current = st.navigation(pages)
st.sidebar.caption(say("app.about"))
current.run()
