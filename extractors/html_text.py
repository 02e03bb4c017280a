"""HTML to pieces of text in reading order: what a reader would see, and what hides in attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assay.extractors.draft import Stop
from assay.governance.domain import Reason, SegmentKind, Status

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

__all__ = ["Piece", "Table", "html_title", "parse_html", "parts", "plain_text", "squeezed"]

_DROPPED = {"script", "style", "template", "svg", "head", "object", "iframe"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td",
    "textarea", "tfoot", "th", "thead", "tr", "ul", "caption", "br",
}  # fmt: skip
_KINDS = {
    **{f"h{level}": SegmentKind.HEADING for level in range(1, 7)},
    "li": SegmentKind.LIST_ITEM, "dt": SegmentKind.LIST_ITEM, "dd": SegmentKind.LIST_ITEM,
    "td": SegmentKind.CELL, "th": SegmentKind.CELL, "pre": SegmentKind.CODE, "textarea": SegmentKind.CELL,
}  # fmt: skip
_VALUED = {"input", "option", "button", "data", "param"}
_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label")
_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u200b]+")
_DEEPEST = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text in one block; `path` leads to the block, `note` marks text that stands in an attribute."""

    text: str
    kind: SegmentKind
    path: str
    note: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that holds no other one; `colspan` repeats nothing."""

    path: str
    rows: list[list[str]]


def parse_html(text: str) -> HtmlElement:
    """Parse to an element; scripts are never run and nothing is loaded.

    Raises:
        Stop: nothing could be parsed.
    """
    from lxml import etree, html  # type: ignore[import-untyped]

    parser = html.HTMLParser(no_network=True, huge_tree=False, recover=True, encoding="utf-8")
    cleaned = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\x00", "\ufffd")
    try:
        root = html.document_fromstring(cleaned.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as exc:
        raise Stop(Status.FAILED, Reason.MALFORMED, type(exc).__name__) from exc
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise Stop(Status.FAILED, Reason.DEPTH_LIMIT)
    return root


def html_title(root: HtmlElement) -> str | None:
    """Return the document's title."""
    title = root.findtext(".//title")
    return squeezed(title) or None if title else None


def plain_text(text: str) -> str:
    """Return an HTML text's blocks, one a line."""
    lines = []
    for part in parts(parse_html(text)):
        if isinstance(part, Table):
            lines += ["\t".join(row) for row in part.rows]
        elif not part.note:
            lines.append(part.text)
    return "\n".join(lines)


def parts(root: HtmlElement) -> Iterator[Piece | Table]:
    """Yield the text block by block, and tables that hold no other table as tables."""
    walker = _Walker()
    walker.visit(root, "/html", SegmentKind.PARAGRAPH, 0)
    walker.flush()
    yield from walker.found


class _Walker:
    """Walks the tree once, counting paths as it goes; text gathers until a block begins or ends."""

    def __init__(self) -> None:
        self.found: list[Piece | Table] = []
        self._run: list[str] = []
        self._kind, self._path = SegmentKind.PARAGRAPH, "/html"

    def flush(self) -> None:
        text = "".join(self._run)
        text = text.strip("\r\n") if self._kind is SegmentKind.CODE else squeezed(text)
        if text.strip():
            self.found.append(Piece(text=text, kind=self._kind, path=self._path))
        self._run = []

    def visit(self, element: Any, path: str, kind: SegmentKind, depth: int) -> None:
        tag = element.tag.lower()
        if tag in _DROPPED or depth > _DEEPEST:
            return
        block = tag in _BLOCKS
        outer = self._kind, self._path
        if block:
            self.flush()
            kind = _KINDS.get(tag, kind)
            self._kind, self._path = kind, path
        if tag == "table" and self._table(element, path):
            self._kind, self._path = outer
            return
        self._attributes(element, tag, path)
        if element.text:
            self._run.append(element.text)
        for child, place in numbered(element, path):
            if place:
                self.visit(child, place, kind, depth + 1)
            if child.tail:
                self._run.append(child.tail)
        if block:
            self.flush()
            self._kind, self._path = outer

    def _table(self, table: Any, path: str) -> bool:
        """Add a table of two rows and columns at least; captions and what hides in attributes come before it."""
        if next(table.iterdescendants("table"), None) is not None:
            return False
        rows = [
            [squeezed(_cell_text(cell)) for cell in row.iterchildren("td", "th")] for row in table.iterdescendants("tr")
        ]
        if len(rows) < 2 or max(len(row) for row in rows) < 2:
            return False
        for caption in table.iterchildren("caption"):
            text = squeezed(caption.text_content())
            if text:
                self.found.append(Piece(text=text, kind=SegmentKind.PARAGRAPH, path=f"{path}/caption[1]"))
        for inner, place in _descendants(table, path):
            self._attributes(inner, inner.tag.lower(), place)
        self.found.append(Table(path=path, rows=rows))
        return True

    def _attributes(self, element: Any, tag: str, path: str) -> None:
        if not element.attrib:
            return
        names = (*_ATTRIBUTES, "value") if tag in _VALUED else _ATTRIBUTES
        for name in names:
            value = squeezed(element.get(name) or "")
            if value:
                self.found.append(Piece(text=value, kind=SegmentKind.NOTE, path=f"{path}/@{name}", note=True))
        link = element.get("href") or "" if tag == "a" else ""
        if link.lower().startswith(("mailto:", "tel:")):
            text = link.partition(":")[2]
            self.found.append(Piece(text=text, kind=SegmentKind.NOTE, path=f"{path}/@href", note=True))


def _cell_text(cell: Any) -> str:
    """Return a cell's text; blocks and line breaks part words, scripts are left out."""
    texts = [cell.text or ""]
    for inner in cell.iterdescendants():
        if isinstance(inner.tag, str) and inner.tag.lower() not in _DROPPED:
            texts.append((" " if inner.tag.lower() in _BLOCKS else "") + (inner.text or ""))
        texts.append(inner.tail or "")
    return "".join(texts)


def _descendants(element: Any, path: str) -> Iterator[tuple[Any, str]]:
    for child, place in numbered(element, path):
        if place:
            yield child, place
            yield from _descendants(child, place)


def numbered(element: Any, path: str) -> Iterator[tuple[Any, str]]:
    """Yield an element's children with their XPaths, counted in one pass; comments have none."""
    counts: dict[str, int] = {}
    for child in element:
        if isinstance(child.tag, str):
            counts[child.tag] = counts.get(child.tag, 0) + 1
            yield child, f"{path}/{child.tag}[{counts[child.tag]}]"
        else:
            yield child, ""


def squeezed(text: str) -> str:
    """Return text with runs of white space as one space."""
    return _SPACE.sub(" ", text).strip()
