"""Subtitles: what is said in a film, with the seconds in which it is shown.

Source: WebVTT (W3C), 4; SubRip as players read it.
"""

from __future__ import annotations

import html
import re
from typing import BinaryIO, ClassVar

from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.shared.encodings import decode_text
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["SubtitleDecoder"]

_CUE = re.compile(
    r"^[ \t]*(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})[ \t]*-->[ \t]*"
    r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})[^\n]*$",
    re.MULTILINE,
)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^{}\n]{0,200}\}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,60})?\s+([^<>\n]{1,200})>")
_NOTE = re.compile(r"^NOTE(?:[ \t]+|\n)(.*?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


class SubtitleDecoder(BaseDecoder):
    """One segment a cue; who speaks, where a cue says so, is its context. Notes to the translator are notes."""

    name: ClassVar[str] = "subtitle"
    version: ClassVar[str] = "1"
    places: ClassVar[tuple[str, ...]] = ("row", "time")
    media_types: ClassVar[frozenset[str]] = frozenset({"text/vtt", "application/x-subrip"})

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read cue after cue."""
        text, encoding, whole = decode_text(file.read())
        if not whole:
            draft.problem(Reason.PART_UNREADABLE, detail="encoding")
        draft.facts["encoding"] = encoding
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        cues = list(_CUE.finditer(text))
        if not cues:
            raise Stop(Status.FAILED, Reason.MALFORMED, "no cue")
        draft.facts["cues"] = len(cues)
        rows = _Rows(text)
        for cue, after in zip(cues, [*cues[1:], None], strict=True):
            at, end = cue.end() + 1, after.start() if after is not None else len(text)
            blank = text.find("\n\n", at - 1, end)
            said = text[at : blank if blank >= 0 else end]
            voice = _VOICE.search(said)
            begun, ended = (_seconds(cue.groups()[place : place + 4]) for place in (0, 4))
            draft.add(
                SegmentKind.UTTERANCE, html.unescape(_TAG.sub("", said)).strip("\n"),
                Locator(row=rows.at(at), time=(begun, max(begun, ended))), context=voice[1].strip() if voice else "",
            )  # fmt: skip
        if draft.media_type == "text/vtt":
            rows = _Rows(text)
            for note in _NOTE.finditer(text):
                draft.add(SegmentKind.NOTE, note[1].strip(), Locator(row=rows.at(note.start(1))))
        draft.checked["text"] = "yes"


class _Rows:
    """Numbers of lines, from 1, of places that only grow."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._row = text, 0, 1

    def at(self, place: int) -> int:
        self._row += self._text.count("\n", self._at, place)
        self._at = place
        return self._row


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, rest = (part or "0" for part in parts)
    return int(hours) * 3_600 + int(minutes) * 60 + int(seconds) + int(rest.ljust(3, "0")) / 1_000
