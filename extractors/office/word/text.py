"""A Word paragraph's text as it reads with all insertions taken, and which ranges of it are tracked or hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assay.governance.domain import Anchor

__all__ = ["ANCESTOR_FALLBACK", "Line", "W", "deletions", "joined", "line_of"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ANCESTOR_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_ASIDE = {f"{W}txbxContent", f"{W}pPr", f"{W}rPr", f"{W}del", f"{W}moveFrom", ANCESTOR_FALLBACK}
_OFF = {"0", "false", "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Text with the ranges of it that carry a mark."""

    text: str
    anchors: tuple[Anchor, ...] = ()


def line_of(paragraph: Any, hidden_styles: frozenset[str] = frozenset()) -> Line:
    """Return a paragraph's line; text boxes, deletions and what moved away are left out."""
    return _line(_Gatherer(hidden_styles).pieces(paragraph))


def joined(lines: list[Line]) -> Line:
    """Return lines as one, a line's end between them; empty ones are left out."""
    texts: list[str] = []
    anchors: list[Anchor] = []
    at = 0
    for line in lines:
        if line.text:
            anchors += [Anchor(start=a.start + at, end=a.end + at, mark=a.mark) for a in line.anchors]
            texts.append(line.text)
            at += len(line.text) + 1
    return Line(text="\n".join(texts), anchors=tuple(anchors))


def deletions(paragraph: Any) -> Iterator[tuple[str, str]]:
    """Yield text and author of what a tracked change takes out of a paragraph, change by change."""
    for element in paragraph.iter(f"{W}del", f"{W}moveFrom"):
        if next(element.iterancestors(ANCESTOR_FALLBACK), None) is None:
            texts = (node.text or "" for node in element.iter(f"{W}delText", f"{W}delInstrText", f"{W}t"))
            yield "".join(texts).strip(), element.get(f"{W}author") or ""


class _Gatherer:
    def __init__(self, hidden_styles: frozenset[str]) -> None:
        self._hidden = hidden_styles

    def pieces(self, element: Any, mark: str | None = None) -> Iterator[tuple[str, str | None]]:
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _ASIDE:
                continue
            local = tag.rpartition("}")[2]
            if tag == f"{W}t":
                yield child.text or "", mark
            elif tag == f"{W}r":
                yield from self.pieces(child, "hidden" if self._vanishes(child) else mark)
            elif tag in (f"{W}ins", f"{W}moveTo"):
                yield from self.pieces(child, mark or "inserted")
            elif tag.startswith(W) and local in _SIGNS:
                yield _SIGNS[local], mark
            elif tag == f"{W}sym":
                yield _symbol(child.get(f"{W}char") or ""), mark
            elif local == "t" and "math" in tag:
                yield child.text or "", mark
            else:
                yield from self.pieces(child, mark)

    def _vanishes(self, run: Any) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        for name in ("vanish", "webHidden", "specVanish"):
            switch = properties.find(f"{W}{name}")
            if switch is not None:
                return (switch.get(f"{W}val") or "1") not in _OFF
        style = properties.find(f"{W}rStyle")
        return style is not None and style.get(f"{W}val") in self._hidden


def _symbol(code: str) -> str:
    """Return a symbol's character; those of symbol fonts stand in the private area and say nothing."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return chr(value) if 0x20 <= value < 0xD800 else ""


def _line(pieces: Iterator[tuple[str, str | None]]) -> Line:
    """Join pieces, strip the whole, and keep the ranges that carry a mark."""
    texts: list[str] = []
    ranges: list[tuple[int, int, str]] = []
    at = 0
    for text, mark in pieces:
        if not text:
            continue
        if mark and ranges and ranges[-1][1:] == (at, mark):
            ranges[-1] = (ranges[-1][0], at + len(text), mark)
        elif mark:
            ranges.append((at, at + len(text), mark))
        texts.append(text)
        at += len(text)
    whole = "".join(texts)
    kept = whole.strip()
    cut = len(whole) - len(whole.lstrip())
    clipped = ((max(0, start - cut), min(len(kept), end - cut), mark) for start, end, mark in ranges)
    return Line(
        text=kept, anchors=tuple(Anchor(start=start, end=end, mark=mark) for start, end, mark in clipped if start < end)
    )
