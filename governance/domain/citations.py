"""Where a rule stands, for readers of either language: `附录H 3级; 表B.1` is `Annex H level 3; Table B.1`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from assay.governance.domain.words import Words

__all__ = ["cited"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_FIGURES = {char: number for number, char in enumerate("零一二三四五六七八九")}
_MARKS = str.maketrans({"〔": "[", "〕": "]", "（": "(", "）": ")", "，": ", ", "、": ", ", "；": "; "})
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"第([零一二三四五六七八九十]{1,3})条"), lambda m: f" Article {_number(m[1])} "),
    (re.compile(r"附录([A-Z])"), lambda m: f" Annex {m[1]} "),
    (re.compile(r"表([A-Z]\.\d+)"), lambda m: f" Table {m[1]} "),
    (re.compile(r"(\d)级"), lambda m: f" level {m[1]} "),
    (re.compile(r"(\d+)号"), lambda m: f" No. {m[1]}"),
)
_BLANKS = re.compile(r" {2,}")
_BEFORE_MARK = re.compile(r" +(?=[;,)\]])|(?<=[(\[]) +")


def cited(clause: str) -> Words:
    """Return a citation as it is, and in English; numbers of standards and names of our rules stay as they are."""
    if not _HAN.search(clause):
        return Words(clause, clause)
    text = clause
    for chinese, english in _terms():
        text = text.replace(chinese, f" {english} ")
    for pattern, says in _FORMS:
        text = pattern.sub(says, text)
    text = re.sub(r"(?<=\w)\(", " (", text.translate(_MARKS))
    return Words(_BEFORE_MARK.sub("", _BLANKS.sub(" ", text)).strip(), clause)


@cache
def _terms() -> tuple[tuple[str, str], ...]:
    """Return Chinese terms with what they are called in English, the longest first."""
    told: dict[str, str] = json.loads(files(__package__).joinpath("citations.en.json").read_text(encoding="utf-8"))
    return tuple(sorted(told.items(), key=lambda pair: -len(pair[0])))


def _number(han: str) -> int:
    """Return the number that up to three Chinese figures write."""
    tens, ten, ones = han.rpartition("十")
    return (_FIGURES.get(tens, 1) * 10 if ten else 0) + (_FIGURES[ones] if ones else 0)
