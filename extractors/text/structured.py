"""Structured text: JSON, JSON lines and XML; every value with the path that leads to it."""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO, ClassVar

from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.shared.encodings import decode_text
from assay.extractors.shared.safe_xml import parse_xml
from assay.extractors.text.decoder import write_paragraphs
from assay.extractors.text.graphs import graphml_profile, node_link_profile
from assay.extractors.text.json_tables import Members, flat_rows, write_table
from assay.extractors.text.json_values import ValueWriter
from assay.governance.domain import Locator, Reason, SegmentKind

__all__ = ["StructuredDecoder"]

_TOLD = 20
_ENCODING = re.compile(rb"""(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*["'][^"']*["']""")


class StructuredDecoder(BaseDecoder):
    """JSON pointers (RFC 6901) and XPaths as parts; text that does not parse is still read, as text.

    Fifty like objects or more are a table, lines of JSON as well as lists: `row` is the line, or the place in the list
    from 1, `column` the pointer inside the object. Graphs are profiled.
    """

    name: ClassVar[str] = "structured"
    version: ClassVar[str] = "3"
    places: ClassVar[tuple[str, ...]] = ("part", "row", "column")
    bounds: ClassVar[tuple[str, ...]] = ("characters",)
    media_types: ClassVar[frozenset[str]] = frozenset(
        {"application/json", "application/x-ndjson", "application/xml", "image/svg+xml"}
    )

    @classmethod
    def warm(cls) -> None:
        """Import lxml."""
        import lxml.etree  # type: ignore[import-untyped]  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Parse by the media type."""
        data = file.read()
        text, encoding, whole = decode_text(data)
        draft.facts |= {"encoding": encoding}
        if not whole:
            draft.problem(Reason.PART_UNREADABLE, detail="encoding")
        if draft.media_type == "application/x-ndjson":
            _read_lines(text, draft)
        elif draft.media_type == "application/json":
            _read_json(text, draft)
        else:
            _read_xml(text, draft)
        draft.checked["text"] = "yes"


def _read_lines(text: str, draft: Draft) -> None:
    parsed: list[tuple[int, Any]] = []
    broken: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            parsed.append((number, json.loads(line, object_pairs_hook=Members)))
        except (ValueError, RecursionError):
            broken.append((number, line.strip()))
    rows = flat_rows(parsed)
    if rows is not None and write_table(rows, draft):
        parsed = []
    else:
        draft.facts["rows"] = len(parsed)
    for number, value in parsed:
        if not ValueWriter(draft, row=number).write(value):
            break
    for count, (number, line) in enumerate(broken):
        if count < _TOLD:
            draft.problem(Reason.PART_UNREADABLE, Locator(row=number))
        draft.add(SegmentKind.PARAGRAPH, line, Locator(row=number))
    draft.facts["broken_rows"] = len(broken)
    draft.facts["rows"] += len(broken)
    if draft.facts["rows"]:
        draft.coverage = 1.0 - len(broken) / draft.facts["rows"]


def _read_json(text: str, draft: Draft) -> None:
    try:
        value = json.loads(text.lstrip("\ufeff"), object_pairs_hook=Members)
    except RecursionError:
        draft.problem(Reason.DEPTH_LIMIT)
    except ValueError as exc:
        ended = getattr(exc, "pos", 0) >= len(text.rstrip()) - 1 or "Unterminated" in str(exc)
        draft.problem(Reason.TRUNCATED if ended else Reason.MALFORMED)
    else:
        ValueWriter(draft).write(value)
        if isinstance(value, Members) and {name for name, _ in value} & {"nodes", "graph", "elements"}:
            node_link_profile(json.loads(text.lstrip("\ufeff")), draft)
        return
    write_paragraphs(text, draft, code=True)


def _read_xml(text: str, draft: Draft) -> None:
    data = _ENCODING.sub(rb"\1", text.lstrip("\ufeff \t\r\n").encode("utf-8", errors="replace"))
    try:
        root = parse_xml(data)
    except Stop as stop:
        if stop.reason is Reason.DEPTH_LIMIT:
            raise
        draft.problem(stop.reason if text.rstrip().endswith(">") else Reason.TRUNCATED)
        try:
            root = parse_xml(data, recover=True)
        except Stop as again:
            if again.reason is Reason.DEPTH_LIMIT:
                raise
            write_paragraphs(text, draft, code=True)
            return
    walker = _XmlWalker(draft)
    walker.visit(root, f"/*[local-name()='{_local(root)}']" if "}" in root.tag else f"/{root.tag}")
    graphml_profile(root, draft)
    if walker.unresolved:
        draft.problem(Reason.PART_UNREADABLE, detail="entity")


class _XmlWalker:
    """Walks an XML tree once, counting XPaths as it goes: by tag, by position where a tag has a namespace."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.unresolved = False

    def visit(self, element: Any, path: str) -> None:
        """Add an element's text, attributes and children."""
        name = _local(element)
        self._say(element.text, path, name)
        for attribute, value in element.attrib.items():
            local = attribute.rpartition("}")[2]
            step = f"@{local}" if local == attribute else f"@*[local-name()='{local}']"
            self.draft.add(SegmentKind.CELL, value, Locator(part=f"{path}/{step}"), context=local)
        self._children(element, path, name)

    def _children(self, element: Any, path: str, name: str) -> None:
        from lxml import etree

        counts: dict[str, int] = {}
        for child in element:
            if self.draft.full:
                return
            if isinstance(child, etree._Comment):
                counts["comment()"] = counts.get("comment()", 0) + 1
                where = Locator(part=f"{path}/comment()[{counts['comment()']}]")
                self.draft.add(SegmentKind.COMMENT, (child.text or "").strip(), where)
            elif isinstance(child, etree._Entity):
                self.unresolved = True
            elif isinstance(child.tag, str):
                counts["*"] = counts.get("*", 0) + 1
                counts[child.tag] = counts.get(child.tag, 0) + 1
                step = f"*[{counts['*']}]" if "}" in child.tag else f"{child.tag}[{counts[child.tag]}]"
                self.visit(child, f"{path}/{step}")
            self._say(child.tail, f"{path}/text()", name)

    def _say(self, text: str | None, path: str, name: str) -> None:
        if text and text.strip():
            self.draft.add(SegmentKind.CELL, text.strip(), Locator(part=path), context=name)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
