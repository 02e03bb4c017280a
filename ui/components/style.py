"""The look that theme settings cannot give: tighter pages, calm cards, the product's name beside its mark."""

from __future__ import annotations

import streamlit as st

__all__ = ["style"]

_CSS = """
<style>
.stMainBlockContainer { padding: 2.2rem 2.6rem 4rem; max-width: 1360px; }
@media (max-width: 1100px) { .stMainBlockContainer { padding: 1.8rem 1.4rem 3rem; } }
[data-testid="stHeader"] { background: transparent; height: 2.2rem; min-height: 2.2rem; }
.stMainBlockContainer h1 { padding: 0 0 .45rem; letter-spacing: -.015em; }
.stMainBlockContainer h3 { padding: .4rem 0 .1rem; }
[data-testid="stSidebarHeader"] { padding-bottom: .4rem; }
[data-testid="stSidebarLogo"], [data-testid="stLogo"] { height: 2rem; }
[data-testid="stSidebarHeader"]::after { content: "Assay"; order: 1; margin: 0 auto 0 .55rem; font-size: 1.3rem;
                                         font-weight: 650; letter-spacing: -.02em; }
[data-testid="stSidebarHeader"] [data-testid="stSidebarCollapseButton"] { order: 2; }
[data-testid="stMetricValue"] { font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
[data-testid="stMetricLabel"] { opacity: .75; }
[data-testid="stExpander"] details { border-radius: .6rem; }
button kbd, .stButton button kbd { opacity: .65; }
:focus-visible { outline: 2px solid var(--st-primary-color, #0f766e); outline-offset: 2px; }
[data-testid="stTextInput"] input:focus-visible, [data-testid="stTextArea"] textarea:focus-visible,
[data-testid="stSelectbox"] input:focus-visible { outline: none; }  /* the field around shows it */
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
</style>
"""


def style() -> None:
    """Put the style sheet into the page; it holds no content."""
    st.html(_CSS)
