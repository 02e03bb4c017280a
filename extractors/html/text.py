"""HTML to pieces of text in reading order: what a reader would see, and what hides in attributes and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assay.extractors.html.hidden import Unseen
from assay.extractors.shared.draft import Stop
from assay.governance.domain import Reason, SegmentKind, Status

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

__all__ = ["Picture", "Piece", "Table", "html_title", "parse_html", "parts", "squeezed", "words_of"]

_DROPPED = {"script", "style", "head", "iframe"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td",
    "textarea", "tfoot", "th", "thead", "tr", "ul", "caption", "br", "svg", "text", "title", "desc", "template",
}  # fmt: skip
_KINDS = {
    **{f"h{level}": SegmentKind.HEADING for level in range(1, 7)},
    "li": SegmentKind.LIST_ITEM, "dt": SegmentKind.LIST_ITEM, "dd": SegmentKind.LIST_ITEM,
    "td": SegmentKind.CELL, "th": SegmentKind.CELL, "pre": SegmentKind.CODE, "textarea": SegmentKind.CELL,
}  # fmt: skip
_VALUED = {"input", "option", "button", "data", "param"}
_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label")
_SPACE = re.compile(r"[ \t\r\n\f\u00a0\u200b]+")
_WORD = re.compile(r"\w+")
_DEEPEST = 260
_CONDITIONAL = re.compile(r"\s*(?:\[if\b|<!\[|\[endif)", re.IGNORECASE)

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text in one block; `path` leads to the block, `note` marks text that stands in no element's text.

    `hidden` are the ranges that a reader of the page does not see; `context` is what a form calls the value.
    """

    text: str
    kind: SegmentKind
    path: str
    note: bool = False
    hidden: Ranges = ()
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that holds no other one; `colspan` repeats nothing. `hidden` are ranges by row and place."""

    path: str
    rows: list[list[str]]
    hidden: dict[tuple[int, int], Ranges] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that the page itself holds, as the text of its `data:` address."""

    path: str
    source: str


def parse_html(text: str) -> HtmlElement:
    """Parse to an element; scripts are never run and nothing is loaded.

    Raises:
        Stop: nothing could be parsed, or it is nested deeper than libxml2 goes.
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
    return _gathered(root)


def _gathered(root: Any) -> Any:
    """Put what stands behind the end of a page into its body, as browsers do; gateways add lines to mails there.

    The parser makes a second root of it. Comments around the page go the same way.
    """
    from lxml.etree import Comment  # type: ignore[import-untyped]

    body = root.find("body")
    body = root if body is None else body
    around = [it for it in root.itersiblings(preceding=True) if it.tag is Comment][::-1]
    for found in [*around, *root.itersiblings()]:
        if found.tag is Comment:
            body.append(found)
        elif found.tag == "html":
            _append(body, found.text)
            for part in list(found):
                if part.tag == "body":
                    _append(body, part.text)
                    body.extend(list(part))
                    _append(body, part.tail)
                else:
                    body.append(part)
    return root


def _append(element: Any, text: str | None) -> None:
    if text and len(element):
        element[-1].tail = (element[-1].tail or "") + text
    elif text:
        element.text = (element.text or "") + text


def html_title(root: HtmlElement) -> str | None:
    """Return the document's title."""
    title = root.findtext(".//title")
    return squeezed(title) or None if title else None


def words_of(part: Piece | Table | Picture) -> set[str]:
    """Return the words of a part; its address for a picture, which no text says again."""
    if isinstance(part, Picture):
        return {part.source}
    texts = [part.text] if isinstance(part, Piece) else [cell for row in part.rows for cell in row]
    return {word for text in texts for word in _WORD.findall(text)}


def parts(root: HtmlElement) -> Iterator[Piece | Table | Picture]:
    """Yield the text block by block, tables that hold no other table as tables, and the pictures inside."""
    walker = _Walker(root)
    walker.visit(root, "/html", SegmentKind.PARAGRAPH, 0, hidden=False)
    walker.flush()
    yield from walker.found


class _Walker:
    """Walks the tree once, counting paths as it goes; text gathers until a block begins or ends."""

    def __init__(self, root: Any) -> None:
        self.found: list[Piece | Table | Picture] = []
        self._unseen = Unseen(root)
        self._labels = {label.get("for"): squeezed(label.text_content()) for label in root.iter("label")}
        self._run: list[tuple[str, bool]] = []
        self._kind, self._path = SegmentKind.PARAGRAPH, "/html"

    def flush(self) -> None:
        hidden: Ranges
        if self._kind is SegmentKind.CODE:
            text, hidden = "".join(text for text, _ in self._run).strip("\r\n"), ()
        else:
            text, hidden = _squeezed_runs(self._run)
        if text.strip():
            self.found.append(Piece(text=text, kind=self._kind, path=self._path, hidden=hidden))
        self._run = []

    def visit(self, element: Any, path: str, kind: SegmentKind, depth: int, *, hidden: bool) -> None:
        tag = element.tag.lower()
        if tag in _DROPPED or depth > _DEEPEST:
            return
        block = tag in _BLOCKS
        outer = self._kind, self._path
        if block:
            self.flush()
            kind = _KINDS.get(tag, kind)
            self._kind, self._path = kind, path
        hidden = hidden or tag == "template" or self._unseen.hides(element)
        if tag == "table" and self._table(element, path, hidden=hidden):
            self._kind, self._path = outer
            return
        self._attributes(element, tag, path, hidden=hidden)
        if element.text:
            self._run.append((element.text, hidden))
        for child, place in numbered(element, path):
            if isinstance(child.tag, str):
                self.visit(child, place, kind, depth + 1, hidden=hidden)
            else:
                self._comment(child, place)
            if child.tail:
                self._run.append((child.tail, hidden))
        if block:
            self.flush()
            self._kind, self._path = outer

    def _table(self, table: Any, path: str, *, hidden: bool) -> bool:
        """Add a table of two rows and columns at least; captions and what hides in attributes come before it."""
        if next(table.iterdescendants("table"), None) is not None:
            return False
        trees = [(row, list(row.iterchildren("td", "th"))) for row in table.iterdescendants("tr")]
        if len(trees) < 2 or max(len(cells) for _, cells in trees) < 2:
            return False
        rows: list[list[str]] = []
        unseen: dict[tuple[int, int], Ranges] = {}
        for number, (row, cells) in enumerate(trees):
            dark = hidden or self._unseen.hides(row)
            texts = [_squeezed_runs(list(self._runs(cell, hidden=dark))) for cell in cells]
            rows.append([text for text, _ in texts])
            unseen |= {(number, place): ranges for place, (_, ranges) in enumerate(texts) if ranges}
        for caption in table.iterchildren("caption"):
            text = squeezed(caption.text_content())
            if text:
                self.found.append(Piece(text=text, kind=SegmentKind.PARAGRAPH, path=f"{path}/caption[1]"))
        for inner, place in _descendants(table, path):
            if isinstance(inner.tag, str):
                self._attributes(inner, inner.tag.lower(), place, hidden=hidden or self._unseen.hides(inner))
            else:
                self._comment(inner, place)
        self.found.append(Table(path=path, rows=rows, hidden=unseen))
        return True

    def _runs(self, element: Any, *, hidden: bool) -> Iterator[tuple[str, bool]]:
        """Yield a cell's text piece by piece; blocks and line breaks part words, scripts are left out."""
        hidden = hidden or self._unseen.hides(element)
        if element.text:
            yield element.text, hidden
        for child in element:
            if isinstance(child.tag, str) and child.tag.lower() not in _DROPPED:
                if child.tag.lower() in _BLOCKS:
                    yield " ", hidden
                yield from self._runs(child, hidden=hidden)
            if child.tail:
                yield child.tail, hidden

    def _attributes(self, element: Any, tag: str, path: str, *, hidden: bool) -> None:
        if not element.attrib:
            return
        if tag == "img" and element.get("src", "")[:11].lower() == "data:image/":
            self.found.append(Picture(path=path, source=element.get("src")))
        called = ""
        if tag in ("input", "textarea", "select"):
            called = self._labels.get(element.get("id")) or element.get("name") or ""
        for name in (*_ATTRIBUTES, "value") if tag in _VALUED else _ATTRIBUTES:
            self._note(element.get(name) or "", f"{path}/@{name}", hidden=hidden, context=called)
        link = element.get("href") or "" if tag == "a" else ""
        if link.lower().startswith(("mailto:", "tel:")):
            self._note(link.partition(":")[2], f"{path}/@href", hidden=hidden)

    def _comment(self, node: Any, path: str) -> None:
        text = node.text or ""
        if path and not _CONDITIONAL.match(text):
            self._note(text, path, kind=SegmentKind.COMMENT, hidden=True)

    def _note(
        self, raw: str, path: str, *, kind: SegmentKind = SegmentKind.NOTE, hidden: bool, context: str = ""
    ) -> None:
        text = squeezed(raw)
        if text:
            ranges = ((0, len(text)),) if hidden else ()
            self.found.append(Piece(text=text, kind=kind, path=path, note=True, hidden=ranges, context=context))


def _descendants(element: Any, path: str) -> Iterator[tuple[Any, str]]:
    for child, place in numbered(element, path):
        yield child, place
        if isinstance(child.tag, str):
            yield from _descendants(child, place)


def numbered(element: Any, path: str) -> Iterator[tuple[Any, str]]:
    """Yield an element's children with their XPaths, counted in one pass; processing instructions have none."""
    from lxml.etree import Comment

    counts: dict[str, int] = {}
    for child in element:
        name = child.tag if isinstance(child.tag, str) else "comment()" if child.tag is Comment else ""
        if name:
            counts[name] = counts.get(name, 0) + 1
        yield child, f"{path}/{name}[{counts[name]}]" if name else ""


def squeezed(text: str) -> str:
    """Return text with runs of white space as one space."""
    return _SPACE.sub(" ", text).strip()


def _squeezed_runs(runs: list[tuple[str, bool]]) -> tuple[str, Ranges]:
    """Squeeze runs as one text, and return which ranges of it were hidden."""
    if not any(hidden for _, hidden in runs):
        return squeezed("".join(text for text, _ in runs)), ()
    out = ""
    ranges: list[tuple[int, int]] = []
    for raw, hidden in runs:
        text = _SPACE.sub(" ", raw)
        text = text[1:] if text.startswith(" ") and (not out or out.endswith(" ")) else text
        if hidden and text.strip():
            if ranges and ranges[-1][1] == len(out):
                ranges[-1] = (ranges[-1][0], len(out) + len(text))
            else:
                ranges.append((len(out), len(out) + len(text)))
        out += text
    kept = out.rstrip()
    return kept, tuple((start, min(end, len(kept))) for start, end in ranges if start < len(kept))
