"""The lines of mails that are signatures: what stands under a closing or behind two dashes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assay.classifiers.scanning import Search, Texts, compile_linear, searcher
from assay.governance.domain import Segment

__all__ = ["Signatures", "signature_lines"]

_CLOSING = re.compile(
    r"^\W{0,3}(?:(?:with )?(?:best|kind|warm|many)(?:est)? (?:regards|wishes|thanks)|regards"
    r"|yours (?:sincerely|faithfully|truly)"
    r"|sincerely(?: yours)?|cheers|thanks(?: again)?|thank you|"
    r"顺祝商祺|此致|敬礼|祝好|祝商祺|顺颂商祺|谢谢|此致敬礼|顺颂时祺|敬上)\W{0,3}$",
    re.IGNORECASE,
)
_DASHES = re.compile(r"^(?:-- ?|—{2,}|_{3,}|-{2,10})$")
_WORDS = (
    r"(?i)regards|wishes|thank|sincerely|faithfully|truly|cheers|商祺|此致|敬礼|祝好|谢谢|时祺|敬上"
    r"|(?m:^[ \t]*(?:-{2,10} ?|—{2,}|_{3,})[ \t\r]*$)"
)
_SENTENCE = re.compile(r"[.!?。！？;；]\s*$")
_CLOSING_LONGEST = 60
_LINES = 9
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Signatures:
    """Ranges of characters by segment."""

    ranges: dict[int, list[tuple[int, int]]]

    def holds(self, segment: int, start: int) -> bool:
        """Say whether a place stands in a signature."""
        ranges = self.ranges.get(segment)
        return ranges is not None and any(first <= start < last for first, last in ranges)


@cache
def _closing_words() -> Search:
    return searcher(compile_linear(_WORDS))


def signature_lines(segments: Sequence[Segment], texts: Texts | None = None) -> Signatures:
    """Return the signatures of texts: up to nine lines under a closing that are short and no sentences.

    A signature may begin in one segment and go on in the next, as paragraphs of a mail do.
    """
    ranges: dict[int, list[tuple[int, int]]] = {}
    left = 0
    closing = (texts or Texts([segment.text for segment in segments])).holding(_closing_words())
    for number, segment in enumerate(segments) if closing else ():
        if not left and number not in closing:
            continue
        position = 0
        for line in segment.text.split("\n"):
            end, text = position + len(line), line.strip()
            if len(text) <= _CLOSING_LONGEST and (_CLOSING.match(text) or _DASHES.match(text)):
                left = _LINES
            elif text and left:
                if len(text) > _LONGEST or (_SENTENCE.search(text) and len(text) > 40):
                    left = 0
                else:
                    left -= 1
                    ranges.setdefault(segment.index, []).append((position, end + 1))
            position = end + 1
    return Signatures(ranges)
