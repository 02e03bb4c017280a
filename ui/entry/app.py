"""The console's entry script: sign-in, language and the pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assay.ui.components.navigation import remember
from assay.ui.components.style import style
from assay.ui.i18n import LANGUAGES, language, say
from assay.ui.pages import asset, overview, quality, review, search, sources

_MARK = str(Path(__file__).parents[1] / "assets" / "mark.png")

st.set_page_config(page_title="Assay", page_icon=_MARK, layout="wide")
st.logo(_MARK, size="large")
style()


def choose_language() -> None:
    """Let the visitor choose; the choice stays in the URL."""
    codes = list(LANGUAGES)
    with st.sidebar:
        st.segmented_control(
            "Language · 语言", codes, default=language(), format_func=LANGUAGES.__getitem__, required=True,
            key="language", label_visibility="collapsed",
        )  # fmt: skip
    st.query_params["lang"] = language()


choose_language()
pages = {
    "overview": st.Page(
        overview.page, title=say("nav.overview"), icon=":material/dashboard:", url_path="overview", default=True
    ),
    "review": st.Page(review.page, title=say("nav.review"), icon=":material/rule:", url_path="review"),
    "search": st.Page(search.page, title=say("nav.search"), icon=":material/search:", url_path="search"),
    "asset": st.Page(asset.page, title=say("nav.asset"), icon=":material/draft:", url_path="asset"),
    "sources": st.Page(sources.page, title=say("nav.sources"), icon=":material/folder_data:", url_path="sources"),
    "quality": st.Page(quality.page, title=say("nav.quality"), icon=":material/verified:", url_path="quality"),
}
remember(pages)
current = st.navigation(list(pages.values()))
st.sidebar.caption(say("app.about"))
current.run()
