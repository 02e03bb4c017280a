"""What speaks for a level, in its place: a page with boxes, seconds of sound, cells with their neighbours, text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import streamlit as st

from assay.governance.client import Client
from assay.governance.domain import AssayError
from assay.ui.components.badges import place
from assay.ui.components.evidence import rows
from assay.ui.components.revealing import reveal_words
from assay.ui.components.script import script, sheet
from assay.ui.components.tables import label_names
from assay.ui.i18n import language, say

__all__ = ["exhibit", "gathered", "panel_words", "panels"]

Json = Mapping[str, Any]

_NEIGHBOURS = 3
_BEFORE = 3.0
_LEAST_SECONDS, _MOST_SECONDS = 30.0, 300.0
_MARKS = 24
_BOXES, _PAGES = 120, 500
_PAGED = frozenset({"application/pdf"})
_DRAWN = frozenset({"image", "video"})
_TABLES = frozenset({"table", "spreadsheet", "timeseries"})


def gathered(api: Client, asset_id: str, modality: str, findings: Sequence[Json]) -> dict[str, Any]:
    """Fetch what the first finding with a place in a table needs to be shown: its rows and theirs around it.

    Says too whether pages can be `drawn`. May be called from any thread; pages and sound are for the browser to
    fetch, from the server itself.
    """
    if modality == "document" and any("box" in it["locator"] for it in findings):
        return {"drawn": api.asset(asset_id)["asset"]["media_type"] in _PAGED}
    cell = next((it["locator"] for it in findings if "column" in it["locator"]), None)
    if modality not in _TABLES or (cell is None and findings):
        return {}
    cell = cell or {}
    first = max(1, cell.get("row", 1) - _NEIGHBOURS)
    try:
        table = api.rows(asset_id, row=first, limit=2 * _NEIGHBOURS + 1)
        if cell.get("sheet") in table["sheets"][1:]:
            sheet = table["sheets"].index(cell["sheet"]) + 1
            table = api.rows(asset_id, sheet=sheet, row=first, limit=2 * _NEIGHBOURS + 1)
    except AssayError:
        return {}
    return {"table": table, "focus": cell.get("row")}


def panels(
    asset_id: str, modality: str, findings: Sequence[Json], held: Json, segments: Sequence[Json] = ()
) -> list[dict[str, Any]]:
    """Return what is to be shown of an asset, as data: the place of its findings first, its text last."""
    names = label_names()
    shown: list[dict[str, Any]] = []
    if pages := _pages(asset_id, modality, findings, names, held):
        first = next((it["number"] for it in pages if it["boxes"]), pages[0]["number"])
        shown.append({"kind": "page", "pages": pages, "first": first})
    if modality in ("audio", "video") and (sound := _sound(asset_id, modality, findings, names)):
        shown.append(sound)
    if held.get("table", {}).get("rows"):
        shown.append(table_panel(held["table"], names, held.get("focus")))
    if told := [it for it in segments if not _in_table(it["locator"], held.get("table"))]:
        shown.append({"kind": "text", "rows": rows(told, names)})
    return shown


def _in_table(at: Json, table: Json | None) -> bool:
    """Say whether a passage is a column of the table that is shown; its rows show it better."""
    if not table or "column" not in at:
        return False
    return "sheet" not in at or at["sheet"] == table["sheets"][table["sheet"] - 1]


def exhibit(asset_id: str, shown: Sequence[Json], *, key: str) -> None:
    """Show panels of an asset."""
    component = st.components.v2.component(
        "assay.exhibit", html='<div id="exhibit"></div>', css=sheet("text", "exhibit", "reveal"),
        js=script("elements", "reveal", "text", "panels", "exhibit"),
    )  # fmt: skip
    data = {"asset": asset_id, "of": asset_id, "panels": list(shown), "words": panel_words()}
    component(data=data, key=f"exhibit.{key}.{language()}")


def panel_words() -> dict[str, Any]:
    """Return what panels say, and what revealing says where the role may."""
    return {
        "drawing": say("exhibit.drawing"), "before": say("exhibit.before"), "after": say("exhibit.after"),
        "silence": say("exhibit.silence"), "page_404": say("exhibit.no_page"), "page_409": say("exhibit.hidden"),
        "page_403": say("error.forbidden"), "page_failed": say("exhibit.failed"), "again": say("exhibit.again"),
        **reveal_words(),
    }  # fmt: skip


def table_panel(table: Json, names: Mapping[str, str], focus: int | None = None) -> dict[str, Any]:
    """Return rows of a table as a panel, cells that hold something marked with what it is."""
    marked: dict[tuple[int, int], str] = {}
    for mark in table["marks"]:
        marked.setdefault((mark["row"], mark["column"]), names.get(mark["label"], mark["label"]))
    lines = [
        {
            "number": row["row"],
            "cells": [{"text": text, "says": marked.get((row["row"], at), "")} for at, text in enumerate(row["cells"])],
        }
        for row in table["rows"]
    ]
    heads = [
        {"text": text, "says": _common([row["cells"][at]["says"] for row in lines if at < len(row["cells"])])}
        for at, text in enumerate(table["columns"])
    ]
    sheet = table["sheets"][table["sheet"] - 1] if table["sheets"] else ""
    where = place({"sheet": sheet}) if sheet else say("exhibit.rows")
    says = say("exhibit.of_rows", where=where, first=lines[0]["number"], last=lines[-1]["number"], all=table["total"])
    return {"kind": "rows", "head": heads, "rows": lines, "focus": focus, "says": says}


def _common(says: Sequence[str]) -> str:
    """Return what most marked cells of a column are called: it is said once, above them."""
    called = Counter(it for it in says if it)
    return called.most_common(1)[0][0] if called else ""


def _pages(
    asset_id: str, modality: str, findings: Sequence[Json], names: Mapping[str, str], held: Json
) -> list[dict[str, Any]]:
    """Return the pages to look at: those with a box, of a film every frame that was looked at; of most kinds none."""
    if modality not in _DRAWN and not held.get("drawn"):
        return []
    boxes: dict[int, list[dict[str, Any]]] = {}
    times: Sequence[float] = held.get("frame_times", ())
    for found in findings:
        at = found["locator"]
        if "box" in at:
            number = _frame(at, times) if modality == "video" else at.get("page", 1)
            boxes.setdefault(number, []).append({"box": at["box"], "says": names.get(found["label"], found["label"])})
    if modality == "video":
        numbers: Sequence[int] = range(1, len(times) + 1)
    else:
        every = range(1, min(int(held.get("pages") or 0), _PAGES) + 1)
        numbers = every or sorted(boxes) or ([1] if modality in _DRAWN else [])
    return [
        {
            "number": number, "url": _page_url(asset_id, number), "boxes": boxes.get(number, [])[:_BOXES],
            "says": _page_says(modality, number, times), "alt": say("exhibit.alt", n=len(boxes.get(number, ()))),
        }
        for number in numbers
    ]  # fmt: skip


def _frame(at: Json, times: Sequence[float]) -> int:
    second = at["time"][0] if "time" in at else None
    return times.index(second) + 1 if second in times else int(at.get("frame") or 0) + 1


def _page_says(modality: str, number: int, times: Sequence[float]) -> str:
    if modality == "video":
        return say("exhibit.frame", second=f"{times[number - 1]:.1f}")
    return say("exhibit.picture") if modality == "image" else say("place.page", n=number)


def _page_url(asset_id: str, number: int) -> str:
    return f"/v1/assets/{quote(asset_id, safe='')}/pages/{number}"


def _sound(asset_id: str, modality: str, findings: Sequence[Json], names: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the stretch of sound around what was found in it; of a recording without findings its beginning."""
    spoken = sorted(
        (it for it in findings if "time" in it["locator"] and "box" not in it["locator"]),
        key=lambda it: it["locator"]["time"][0],
    )
    if not spoken and modality == "video":
        return None
    at = max(0.0, spoken[0]["locator"]["time"][0]) if spoken else 0.0
    start = max(0.0, at - _BEFORE) if at > _LEAST_SECONDS else 0.0
    end = max((it["locator"]["time"][1] for it in spoken), default=0.0) + _BEFORE
    seconds = min(max(end - start, _LEAST_SECONDS), _MOST_SECONDS)
    marks = [
        {
            "time": it["locator"]["time"][0],
            "says": f"{it['locator']['time'][0]:.1f} s · {names.get(it['label'], it['label'])}",
        }
        for it in spoken
        if it["locator"]["time"][0] < start + seconds
    ]
    url = f"/v1/assets/{quote(asset_id, safe='')}/media?start={start:g}&seconds={seconds:g}"
    return {
        "kind": "sound", "url": url, "start": start, "seconds": seconds, "at": at,
        "marks": marks[:_MARKS], "says": say("exhibit.sound", start=f"{start:.0f}"),
    }  # fmt: skip
