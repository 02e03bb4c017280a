"""Pages that are nested deeper than a tree may be: their text alone, with the number of its line."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from assay.extractors.html.text import squeezed
from assay.extractors.shared.draft import Draft
from assay.extractors.text.decoder import cut_long
from assay.governance.domain import Locator, SegmentKind

__all__ = ["FlatReader"]

_BREAKS = {"p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "body", "table"}


class FlatReader(HTMLParser):
    """Reads text without a tree: whatever stands between tags, with the number of its line."""

    def __init__(self, draft: Draft, where: Locator) -> None:
        super().__init__(convert_charrefs=True)
        self._draft, self._where = draft, where
        self._run: list[str] = []
        self._line, self._dropped = 1, 0

    def read(self, text: str) -> None:
        """Read all of a page."""
        self.feed(text)
        self.close()
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a new piece at a block; nothing is taken inside scripts."""
        self._dropped += tag in ("script", "style")
        if tag in _BREAKS:
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        """End a piece at a block's end."""
        self._dropped = max(0, self._dropped - (tag in ("script", "style")))
        if tag in _BREAKS:
            self._flush()

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._dropped:
            if not self._run:
                self._line = self.getpos()[0]
            self._run.append(data)

    def _flush(self) -> None:
        text = squeezed("".join(self._run))
        self._run = []
        for piece in cut_long(text):
            self._draft.add(SegmentKind.PARAGRAPH, piece, replace(self._where, row=self._line))
