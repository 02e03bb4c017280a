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

__all__ = ["Piece", "html_tables", "html_title", "parse_html", "pieces", "plain_text"]

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
    return _SPACE.sub(" ", title).strip() or None if title else None


def plain_text(text: str) -> str:
    """Return an HTML text's blocks, one a line."""
    return "\n".join(piece.text for piece in pieces(parse_html(text)) if not piece.note)


def html_tables(root: HtmlElement) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield path and rows of each table that holds no other table; `colspan` repeats nothing."""
    tree = root.getroottree()
    for table in root.iter("table"):
        if next(table.iterdescendants("table"), None) is not None:
            continue
        rows = [
            [_SPACE.sub(" ", cell.text_content()).strip() for cell in row.iterchildren("td", "th")]
            for row in table.iter("tr")
        ]
        if max((len(row) for row in rows), default=0) > 1 and len(rows) > 1:
            yield tree.getpath(table), rows


def pieces(root: HtmlElement, *, skip: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Yield the text block by block; elements whose path is in `skip` are left out with all they hold."""
    walker = _Walker(root, skip)
    walker.visit(root, SegmentKind.PARAGRAPH, 0)
    walker.flush()
    yield from walker.found


class _Walker:
    """Walks the tree once; text gathers until a block begins or ends."""

    def __init__(self, root: HtmlElement, skip: frozenset[str]) -> None:
        self.tree = root.getroottree()
        self.skip = skip
        self.found: list[Piece] = []
        self._run: list[str] = []
        self._kind, self._path = SegmentKind.PARAGRAPH, self.tree.getpath(root)

    def flush(self) -> None:
        text = "".join(self._run)
        text = text.strip("\r\n") if self._kind is SegmentKind.CODE else _SPACE.sub(" ", text).strip()
        if text.strip():
            self.found.append(Piece(text=text, kind=self._kind, path=self._path))
        self._run = []

    def visit(self, element: Any, kind: SegmentKind, depth: int) -> None:
        if not isinstance(element.tag, str):
            return
        tag = element.tag.lower()
        if tag in _DROPPED or depth > _DEEPEST:
            return
        path = self.tree.getpath(element) if tag in _BLOCKS or self.skip else ""
        if path and path in self.skip:
            return
        block = tag in _BLOCKS
        outer_kind, outer_path = self._kind, self._path
        if block:
            self.flush()
            kind = _KINDS.get(tag, kind)
            self._kind, self._path = kind, path
        self._attributes(element, tag)
        if element.text:
            self._run.append(element.text)
        for child in element:
            self.visit(child, kind, depth + 1)
            if child.tail:
                self._run.append(child.tail)
        if block:
            self.flush()
            self._kind, self._path = outer_kind, outer_path

    def _attributes(self, element: Any, tag: str) -> None:
        names = (*_ATTRIBUTES, "value") if tag in ("input", "option", "button", "data", "param") else _ATTRIBUTES
        for name in names:
            value = _SPACE.sub(" ", element.get(name) or "").strip()
            if value:
                path = f"{self.tree.getpath(element)}/@{name}"
                self.found.append(Piece(text=value, kind=SegmentKind.NOTE, path=path, note=True))
        link = element.get("href") or "" if tag == "a" else ""
        if link.lower().startswith(("mailto:", "tel:")):
            path = f"{self.tree.getpath(element)}/@href"
            self.found.append(Piece(text=link.partition(":")[2], kind=SegmentKind.NOTE, path=path, note=True))
