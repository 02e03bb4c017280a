"""Bars of what and how many: a list that is read and tabbed through; a row that leads somewhere is a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from assay.ui.components.navigation import go
from assay.ui.i18n import language, say

__all__ = ["Bar", "bars", "bars_data"]

Bar = tuple[str, int, dict[str, str] | None]

_SHOWN = 8

_CSS = """
:host, #bars { font: inherit; }
ul { list-style: none; margin: 0; padding: 0; }
li { margin: 0; }
.row { display: grid; grid-template-columns: minmax(7.5rem, 46%) 1fr 3.2rem; gap: .7rem; align-items: center;
       padding: .28rem .4rem; border-radius: .4rem; color: var(--st-text-color); text-decoration: none;
       font-size: .92rem; line-height: 1.35; }
a.row:hover { background: color-mix(in srgb, var(--st-primary-color) 9%, transparent); }
a.row:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: -2px; }
.what { overflow-wrap: anywhere; }
.track { height: .55rem; border-radius: .3rem;
         background: color-mix(in srgb, var(--st-text-color) 8%, transparent); }
.fill { height: 100%; border-radius: .3rem; background: var(--st-primary-color); opacity: .85; min-width: 3px; }
.n { text-align: right; font-variant-numeric: tabular-nums; opacity: .85; }
.none { opacity: .6; font-size: .9rem; padding: .28rem .4rem; }
button { all: unset; cursor: pointer; color: var(--st-primary-color); font-size: .86rem; padding: .25rem .4rem;
         border-radius: .3rem; }
button:focus-visible { outline: 2px solid var(--st-primary-color); }
"""

_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector('#bars');
  root.replaceChildren();
  const list = document.createElement('ul');
  if (!data.rows.length) {
    const none = document.createElement('div');
    none.className = 'none';
    none.textContent = data.none;
    root.append(none);
    return;
  }
  data.rows.forEach((row, at) => {
    const item = document.createElement('li');
    const line = document.createElement(row.href ? 'a' : 'div');
    line.className = 'row';
    if (row.href) {
      line.href = row.href;
      line.onclick = (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
        event.preventDefault();
        setTriggerValue('picked', at);
      };
    }
    const what = document.createElement('span');
    what.className = 'what';
    what.textContent = row.what;
    const track = document.createElement('span');
    track.className = 'track';
    track.setAttribute('aria-hidden', 'true');
    const fill = document.createElement('div');
    fill.className = 'fill';
    fill.style.width = row.share + '%';
    track.append(fill);
    const n = document.createElement('span');
    n.className = 'n';
    n.textContent = row.n;
    line.append(what, track, n);
    item.append(line);
    if (at >= data.shown) item.hidden = true;
    list.append(item);
  });
  root.append(list);
  if (data.rows.length > data.shown) {
    const more = document.createElement('button');
    more.textContent = data.more;
    more.onclick = () => { list.querySelectorAll('li').forEach((it) => { it.hidden = false; }); more.remove(); };
    root.append(more);
  }
}
"""


def bars(rows: Sequence[Bar], *, key: str, page: str = "asset") -> None:
    """Show rows of what, how many, and the query of the page that lists them (None: no link)."""
    component = st.components.v2.component("assay.bars", html='<div id="bars"></div>', css=_CSS, js=_JS)
    result = component(data=bars_data(rows, page), key=f"bars.{key}.{language()}", on_picked_change=lambda: None)
    picked = getattr(result, "picked", None)
    if isinstance(picked, int) and 0 <= picked < len(rows) and rows[picked][2] is not None:
        go(page, **(rows[picked][2] or {}))


def bars_data(rows: Sequence[Bar], page: str) -> dict[str, Any]:
    """Return the component's data; the longest bar is that of the largest number."""
    from urllib.parse import urlencode

    most = max((count for _, count, _ in rows), default=1) or 1
    shown = [
        {
            "what": what, "n": f"{count:,}", "share": round(100 * count / most, 1),
            "href": None if query is None else f"/{page}?{urlencode({**query, 'lang': language()})}",
        }
        for what, count, query in rows
    ]  # fmt: skip
    more = say("bars.more", n=len(rows) - _SHOWN)
    return {"rows": shown, "none": say("table.none"), "shown": _SHOWN, "more": more}
