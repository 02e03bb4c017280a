"""HTML to segments: blocks with their XPath as place, tables cell by cell, pictures, title and description."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence, Set
from typing import Any
from urllib.parse import unquote_to_bytes

from assay.extractors.html.flat import FlatReader
from assay.extractors.html.text import Picture, Piece, Table, html_title, parse_html, parts, words_of
from assay.extractors.office.properties import write_custom
from assay.extractors.shared.camera_places import CameraPlaces
from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.tables.cells import write_cells
from assay.extractors.text.decoder import cut_long
from assay.governance.domain import Anchor, Locator, Reason

__all__ = ["write_html"]

_META = {
    "author": "author", "creator": "author", "dc.creator": "author", "article:author": "author", "dc.title": "title",
    "description": "description", "keywords": "keywords", "copyright": "copyright", "company": "company",
    "date": "created", "dcterms.created": "created", "article:published_time": "created", "last-modified": "modified",
    "dcterms.modified": "modified", "article:modified_time": "modified", "lastauthor": "last_modified_by",
}  # fmt: skip


def write_html(
    text: str, draft: Draft, *, part: str = "", page: int | None = None, head: bool = True,
    known: Set[str] = frozenset(),
) -> None:  # fmt: skip
    """Add a page's text to a draft; locators carry the XPath, after `part` where the page is one of several.

    What says nothing but `known` words is left out: another version of the page has said it. A page that is nested
    deeper than the parser goes is read line by line, and the depth is said.
    """
    try:
        root = parse_html(text)
    except Stop as stop:
        if stop.reason is not Reason.DEPTH_LIMIT:
            raise
        draft.problem(Reason.DEPTH_LIMIT, Locator(part=part or None, page=page))
        FlatReader(draft, Locator(part=part or None, page=page)).read(text)
        return
    if head:
        _head(root, draft)
    cameras = CameraPlaces(draft)
    for found in parts(root):
        where = Locator(part=f"{part}{found.path}", page=page)
        if known and words_of(found) <= known:
            continue
        if isinstance(found, Table):
            write_cells(found.rows, draft, where, {at: _marks(ranges) for at, ranges in found.hidden.items()})
        elif isinstance(found, Picture):
            _picture(found.source, draft, where, cameras)
        elif len(found.text) <= 20_000:
            _piece(found, draft, where)
        else:
            for text_part in cut_long(found.text):
                draft.add(found.kind, text_part, where)
        if draft.full:
            return


def _head(root: Any, draft: Draft) -> None:
    draft.title = draft.title or html_title(root)
    draft.property("title", html_title(root))
    for meta in root.iter("meta"):
        name, value = meta.get("name") or meta.get("property") or "", meta.get("content") or ""
        if name.lower() in _META:
            draft.property(_META[name.lower()], value)
        elif name.startswith("MSIP_Label_"):
            write_custom(name, value, draft)


def _piece(piece: Piece, draft: Draft, where: Locator) -> None:
    if piece.hidden:
        draft.facts["hidden"] = draft.facts.get("hidden", 0) + len(piece.hidden)
    draft.add(piece.kind, piece.text, where, context=piece.context, anchors=_marks(piece.hidden))


def _marks(ranges: Sequence[tuple[int, int]]) -> tuple[Anchor, ...]:
    return tuple(Anchor(start=start, end=end, mark="hidden") for start, end in ranges)


def _picture(source: str, draft: Draft, where: Locator, cameras: CameraPlaces) -> None:
    """Hand a picture that stands in its own address on to OCR, and say where it was taken."""
    from assay.extractors.shared.pictures import bitmap_of

    head, _, body = source.partition(",")
    try:
        data = base64.b64decode(unquote_to_bytes(body)) if head.lower().endswith(";base64") else unquote_to_bytes(body)
        cameras.look(data, where)
        bitmap = bitmap_of(data, draft.limits, place=where, offset=len(draft.segments))
    except (binascii.Error, ValueError):
        bitmap = None
    except Exception:  # noqa: BLE001 - a broken picture in a sound page
        draft.facts["unreadable_pictures"] = draft.facts.get("unreadable_pictures", 0) + 1
        draft.checked["pictures"] = "partial"
        return
    if bitmap is not None and draft.bitmap(bitmap):
        draft.checked.setdefault("pictures", "yes")
