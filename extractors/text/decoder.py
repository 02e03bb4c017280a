"""Plain text, logs, light markup and source code, in any encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from assay.extractors.shared.draft import BaseDecoder, Draft
from assay.extractors.shared.encodings import decode_text, misread
from assay.governance.domain import Anchor, Locator, Reason, SegmentKind

__all__ = ["TextDecoder", "cut_long", "write_paragraphs"]

_MOST_LINES, _MOST_CHARACTERS = 200, 20_000
_BREAK = re.compile(r"\r\n|\n|\r|\f|\x85|\u2028|\u2029")
_LIST = re.compile(r"\s*(?:[-*•·‣▪–]\s+|\(?\d{1,3}[.)、]\s*|[（(][一二三四五六七八九十]{1,3}[)）]|[a-z][.)]\s+)")
_HEADING = re.compile(
    r"#{1,6}\s+\S|\*+\s+\S|第[一二三四五六七八九十百零\d]{1,5}[章节条篇部分]|[一二三四五六七八九十]{1,3}、\S|"
    r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z\u4e00-\u9fff]"
)
_RULE = re.compile(r"([=\-~^\"'`#*+])\1{2,}\s*")
_PGP = re.compile(r"^-----BEGIN PGP MESSAGE-----\s*$", re.MULTILINE)
_ENDS = tuple(".。!！?？;；:：,，、…\"”')）]】")


class TextDecoder(BaseDecoder):
    """Paragraphs by blank lines; each line's number stands in the anchors."""

    name: ClassVar[str] = "text"
    version: ClassVar[str] = "2"
    places: ClassVar[tuple[str, ...]] = ("row",)
    bounds: ClassVar[tuple[str, ...]] = ("characters",)
    media_types: ClassVar[frozenset[str]] = frozenset(
        {
            "text/plain", "text/x-log", "text/x-source", "text/markdown", "text/x-rst", "text/x-org",
            "application/yaml",
            "application/pkcs7-signature",
        }
    )  # fmt: skip

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Decode and part into paragraphs."""
        data = file.read(draft.limits.characters * 4 + 4)
        text, encoding, whole = decode_text(data)
        if not whole:
            draft.problem(Reason.PART_UNREADABLE, detail="encoding")
        elif misread(text):
            draft.problem(Reason.PART_UNREADABLE, detail="misread by whoever wrote it")
        draft.facts |= {"encoding": encoding, "characters": len(text)}
        write_paragraphs(text, draft, code=draft.media_type in ("text/x-source", "application/yaml"))
        draft.checked["text"] = "yes"


def write_paragraphs(text: str, draft: Draft, *, code: bool = False, part: str | None = None) -> None:
    """Add a text's paragraphs to a draft; locators carry the first line's number, anchors those of several."""
    lines_seen = 0
    for number, lines in _blocks(text):
        lines_seen = number + len(lines) - 1
        whole = "\n".join(lines)
        anchors, at = [], 0
        for place, line in enumerate(lines if len(lines) > 1 else ()):
            anchors.append(Anchor(start=at, end=at + len(line), row=number + place))
            at += len(line) + 1
        draft.add(_kind(lines, code=code), whole, Locator(row=number, part=part), anchors=anchors)
        if draft.full:
            break
    draft.facts.setdefault("lines", lines_seen)
    if _PGP.search(text):
        draft.problem(Reason.ENCRYPTED, Locator(part=part))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield runs of lines without a blank one between, cut where they grow too long."""
    block: list[str] = []
    size = 0
    number = 0
    for number, line in enumerate(_BREAK.split(text), start=1):
        blank = not line.strip()
        if block and (blank or len(block) >= _MOST_LINES or size + len(line) > _MOST_CHARACTERS):
            yield number - len(block), block
            block, size = [], 0
        if blank:
            continue
        if len(line) > _MOST_CHARACTERS:
            for piece in cut_long(line):
                yield number, [piece]
            continue
        block.append(line)
        size += len(line)
    if block:
        yield number - len(block) + 1, block


def cut_long(line: str) -> Iterator[str]:
    """Cut a very long line where white space or punctuation allows, so that no value is cut in two."""
    start = 0
    while start < len(line):
        end = min(len(line), start + _MOST_CHARACTERS)
        if end < len(line):
            window = line[end - 1_000 : end]
            cut = max((window.rfind(mark) for mark in " \t,;}>。；，、"), default=-1)
            end = end - 1_000 + cut + 1 if cut >= 0 else end
        yield line[start:end]
        start = end


def _kind(lines: list[str], *, code: bool) -> SegmentKind:
    if code:
        return SegmentKind.CODE
    first = lines[0].strip()
    if len(lines) == 1 or (len(lines) == 2 and _RULE.fullmatch(lines[1].strip())):
        short = len(first) <= 80 and not first.endswith(_ENDS)
        if short and (_HEADING.match(first) or len(lines) == 2):
            return SegmentKind.HEADING
    return SegmentKind.LIST_ITEM if all(_LIST.match(line) for line in lines) else SegmentKind.PARAGRAPH
