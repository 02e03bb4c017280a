"""Issues of text: broken characters, repetition, too little of it, a language nobody checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, islice

from assay.governance.domain import Issue, SegmentKind
from assay.governance.quality.catalogue import IssueType
from assay.governance.quality.look import Look, looks_for

_MOJIBAKE = re.compile("锟斤拷|烫烫烫|屯屯屯|ï»¿|Ã[\u0080-\u00bf]|â€[\u0080-\u00bf™œ\u009d]")
_WORD = re.compile(r"\S+")
_BROKEN = frozenset({"Cc", "Co", "Cs", "Cn"})
_ALLOWED = frozenset("\t\n\r\f\v")
_FEWEST_LINES = 10
_SHORTEST_LINE = 4
_CHECKED = frozenset({"en", "zh"})
_TABULAR = frozenset({SegmentKind.COLUMN, SegmentKind.TABLE_ROW, SegmentKind.CELL, SegmentKind.CODE})


@looks_for("garbled-text")
def _garbled(look: Look, kind: IssueType) -> Iterator[Issue]:
    broken = size = 0
    for text in look.texts:
        size += len(text) + 1
        broken += sum(text.count(character) for character in set(text) if _is_broken(character))
        broken += sum(len(match) for match in _MOJIBAKE.findall(text))
    if broken and broken / (size - 1) > kind.limit:
        yield kind.issue(share=round(broken / len(text), 6), characters=broken)


def _is_broken(character: str) -> bool:
    """Say whether a character means nothing; bullets of symbol fonts (U+F000 to U+F0FF) do."""
    if character in _ALLOWED or "\uf000" <= character <= "\uf0ff":
        return False
    return character == "\ufffd" or unicodedata.category(character) in _BROKEN


@looks_for("duplicated-lines")
def _repeated(look: Look, kind: IssueType) -> Iterator[Issue]:
    """Headers and footers repeat by nature, and tables have a check of their own."""
    skipped = _TABULAR | {SegmentKind.HEADER, SegmentKind.FOOTER}
    lines = [
        " ".join(line.split())
        for segment in look.body
        if segment.kind not in skipped
        for line in segment.text.splitlines()
        if len(line.strip()) >= _SHORTEST_LINE
    ]
    if len(lines) >= _FEWEST_LINES:
        share = 1 - len(set(lines)) / len(lines)
        if share > kind.limit:
            yield kind.issue(share=round(share, 4), lines=len(lines))


@looks_for("text-too-short")
def _short(look: Look, kind: IssueType) -> Iterator[Issue]:
    """Chinese counts characters, other languages words."""
    if look.is_empty:
        return
    if look.is_chinese:
        length = sum(sum(not character.isspace() for character in text) for text in look.texts)
        wanted = kind.threshold_zh or kind.limit
    else:
        wanted = kind.limit
        words = chain.from_iterable(map(_WORD.finditer, look.texts))
        length = sum(1 for _ in islice(words, int(wanted) + 1))
    if length < wanted:
        unit, unit_zh = ("characters", "字") if look.is_chinese else ("words", "词")
        yield kind.issue(length=length, threshold=wanted, unit=unit, unit_zh=unit_zh)


@looks_for("language-unchecked")
def _language(look: Look, kind: IssueType) -> Iterator[Issue]:
    """Only where a language is known, or names are said to be unchecked: figures and codes are in none."""
    language = look.extraction.language
    unchecked = language is not None and language.partition("-")[0] not in _CHECKED
    if unchecked or (look.extraction.checked.get("names") == "no" and language is None):
        letters = sum(sum(map(str.isalpha, text)) for text in look.texts)
        if letters >= kind.limit:
            yield kind.issue(letters=letters)
