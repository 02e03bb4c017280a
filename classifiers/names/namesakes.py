"""A person who is surely named once in a file is meant wherever the same name stands in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from assay.classifiers.names.spans import Span

__all__ = ["ELSEWHERE", "people_of", "with_namesakes"]

ELSEWHERE = "named elsewhere in the file"
_SURE = 0.85
_SCORE = 0.85
_MOST = 500  # names of one file: more are a register, whose cells are judged by their header
_HAN_NAME = re.compile(r"[\u3400-\u9fff·]{2,6}")
_FULL_NAME = re.compile(r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’.-]*){1,3}")
_WORD = re.compile(r"\w")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHORT = 2


def people_of(text: str, spans: Iterable[Span]) -> set[str]:
    """Return the whole names of people that are sure: Chinese ones, and Latin ones of at least two words."""
    named = {text[it.start : it.end] for it in spans if it.label == "person" and it.score >= _SURE}
    return {name for name in named if _HAN_NAME.fullmatch(name) or _FULL_NAME.fullmatch(name)}


def with_namesakes(text: str, spans: Sequence[Span], people: Collection[str]) -> list[Span]:
    """Return the spans of a text with the people of `people` that stand in it, in order.

    What was taken for a place or a firm of exactly that name becomes the person; a longer name keeps what it holds. A
    Chinese name of two characters is looked for between other signs alone: in a sentence it may be part of a word.
    """
    wanted = sorted((name for name in people if name in text), key=len, reverse=True)[:_MOST]
    if not wanted:
        return list(spans)
    kept = list(spans)
    for found in re.finditer("|".join(map(re.escape, wanted)), text):
        start, end = found.span()
        met = [it for it in kept if it.start < end and start < it.end]
        if not _stands_alone(text, start, end) and not any((it.start, it.end) == (start, end) for it in met):
            continue
        if all((it.start, it.end) == (start, end) and it.label in {"location", "organization"} for it in met):
            kept = [it for it in kept if it not in met]
            kept.append(Span("person", start, end, _SCORE, ELSEWHERE))
    return sorted(kept, key=lambda it: (it.start, it.end))


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if _HAN.match(text, start):
        return end - start > _SHORT or not (_HAN.match(before) or _HAN.match(after))
    return not (_WORD.match(before) or _WORD.match(after))
