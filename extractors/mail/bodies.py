"""The texts of a mail: every one is read, and what two versions of one text both say is said once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assay.extractors.html.reader import write_html
from assay.extractors.office.rich_text.reader import write_rtf
from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.text.decoder import write_paragraphs
from assay.governance.domain import Locator

__all__ = ["Body", "write_bodies"]

_WORD = re.compile(r"\w+")
_ORDER = {"text/plain": 0, "text/html": 1, "application/rtf": 2}
_PARTS = {"text/plain": "body", "text/html": "body/html", "application/rtf": "body/rtf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One text of a mail; those of one `group` are versions of one another, None stands alone."""

    kind: str
    text: str
    group: int | None = None


def write_bodies(bodies: Iterable[Body], draft: Draft) -> None:
    """Write plain texts as they are, HTML and rich ones less what their plain version says."""
    said: dict[int | None, set[str]] = {}
    numbers = dict.fromkeys(_ORDER, 0)
    for body in sorted(bodies, key=lambda body: _ORDER[body.kind]):
        numbers[body.kind] += 1
        part = _PARTS[body.kind] + ("" if numbers[body.kind] == 1 else f"[{numbers[body.kind]}]")
        known = said.get(body.group, set()) if body.group is not None else set()
        before = len(draft.segments)
        if body.kind == "text/plain":
            write_paragraphs(body.text, draft, part=part)
        elif body.kind == "text/html":
            try:
                write_html(body.text, draft, part=part, head=False, known=known)
            except Stop as stop:
                draft.problem(stop.reason, Locator(part=part))
                write_paragraphs(body.text, draft, part=part)
        elif not known:
            write_rtf(body.text.encode("latin-1", "replace"), draft, part=part)
        words = {word for segment in draft.segments[before:] for word in _WORD.findall(segment.text)}
        said[body.group] = said.get(body.group, set()) | words
