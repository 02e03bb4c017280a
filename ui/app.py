"""The console's entry script: sign-in, language and the pages."""

from __future__ import annotations

import streamlit as st

from assay.ui.i18n import LANGUAGES, language, say
from assay.ui.pages import overview, review

st.set_page_config(page_title="Assay", page_icon=":material/verified_user:", layout="wide")


def choose_language() -> None:
    """Let the visitor choose; the choice stays in the URL."""
    current = language()
    st.session_state.setdefault("language", current)
    st.sidebar.segmented_control(
        "Language · 语言",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language",
        label_visibility="collapsed",
    )
    if st.session_state.get("language"):
        st.query_params["lang"] = language()


choose_language()
pages = [
    st.Page(overview.page, title=say("nav.overview"), icon=":material/dashboard:", url_path="overview", default=True),
    st.Page(review.page, title=say("nav.review"), icon=":material/rule:", url_path="review"),
]
current = st.navigation(pages)
st.sidebar.caption(say("app.about"))
current.run()
