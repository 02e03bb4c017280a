"""Slides, read by `unstructured`, and what it passes over: charts, drawings, comments, hidden shapes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, BinaryIO

from assay.extractors.draft import Draft, Stop
from assay.extractors.html_reader import write_cells
from assay.extractors.html_text import Table, parse_html, parts
from assay.extractors.office_properties import add_pictures, ooxml_properties
from assay.extractors.safe_xml import parse_xml
from assay.extractors.zips import open_zip, read_member
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["read_slides"]

_KINDS = {
    "Title": SegmentKind.HEADING, "ListItem": SegmentKind.LIST_ITEM, "Header": SegmentKind.HEADER,
    "Footer": SegmentKind.FOOTER,
}  # fmt: skip
_OTHERS = re.compile(
    r"ppt/(?:charts/chart|diagrams/data|comments/\w*omment|slides/slide|notesSlides/notesSlide)\w*\.xml"
)


def read_slides(file: BinaryIO, draft: Draft) -> None:
    """Read a pptx; the slide's number is the locator's page."""
    with open_zip(file, draft.limits) as archive:
        ooxml_properties(archive, draft)
        draft.facts["pages"] = len([n for n in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)])
        file.seek(0)
        failed = _elements(file.read(), draft)
        lost = _others(archive, draft, {word for s in draft.segments for word in s.text.split()})
        if failed and not lost:
            raise Stop(Status.FAILED, Reason.MALFORMED, failed)
        if failed:
            draft.problem(Reason.PART_UNREADABLE, detail=failed)
        add_pictures(archive, "ppt/media/", draft)


def _elements(data: bytes, draft: Draft) -> str:
    """Add the library's elements; returns the name of its exception where it raised one."""
    from unstructured.partition.pptx import partition_pptx

    try:
        elements = partition_pptx(
            file=io.BytesIO(data), include_slide_notes=True, infer_table_structure=True, languages=[""]
        )
    except Exception as exc:  # noqa: BLE001 - it raises whatever its parts raise
        return type(exc).__name__
    counts: dict[int | None, int] = {}
    for element in elements:
        page = element.metadata.page_number
        counts[page] = counts.get(page, 0) + 1
        _element(element, Locator(page=page, part=f"slide/el[{counts[page]}]"), draft)
    return ""


def _element(element: Any, where: Locator, draft: Draft) -> None:
    shown = element.metadata.text_as_html
    if element.category == "Table" and shown:
        table = next((part for part in parts(parse_html(shown)) if isinstance(part, Table)), None)
        if table is not None:
            write_cells(table.rows, draft, where)
            return
    draft.add(_KINDS.get(element.category, SegmentKind.PARAGRAPH), element.text, where)


def _others(archive: zipfile.ZipFile, draft: Draft, known: set[str]) -> int:
    """Add paragraphs whose words stand in no element: nothing that is in the file goes unread."""
    added = 0
    for member in sorted(archive.namelist()):
        if not _OTHERS.fullmatch(member):
            continue
        try:
            root = parse_xml(read_member(archive, member) or b"")
        except Stop as stop:
            draft.problem(Reason.PART_UNREADABLE, Locator(part=member), stop.reason.value)
            continue
        slide = re.fullmatch(r"ppt/slides/slide(\d+)\.xml", member)
        page = int(slide[1]) if slide else None
        for number, paragraph in enumerate(root.iter("{*}p", "{*}pt", "{*}text"), start=1):
            text = "".join(node.text or "" for node in paragraph.iter("{*}t", "{*}v", "{*}text")).strip()
            if text and not set(text.split()) <= known and not _number_like(text):
                draft.add(SegmentKind.NOTE, text, Locator(page=page, part=f"{member}/p[{number}]"))
                added += 1
    return added


def _number_like(text: str) -> bool:
    return len(text) < 6 and text.replace(".", "").isdigit()
