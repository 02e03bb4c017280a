"""Digits that are spoken or written as words, in English and Chinese, turned into figures with the way back."""

from __future__ import annotations

import re
from functools import cache

from assay.classifiers.normalise import View, splice
from assay.classifiers.scanning import Buffer, Search, compile_linear, searcher

__all__ = ["heard_as_digits"]

_FIGURES = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "won": "1", "two": "2",
    "to": "2", "too": "2", "three": "3", "four": "4", "for": "4", "fore": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "ate": "8", "nine": "9", "niner": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS = {"twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
         "ninety": "9"}  # fmt: skip
_REPEATS = {"double": 2, "triple": 3, "treble": 3}
_MARKS = {"dash": "-", "hyphen": "-", "minus": "-", "slash": "/"}
_FILLERS = frozenset({"uh", "um", "er", "ah"})
_HOMOPHONES = frozenset({"to", "too", "for", "fore", "ate", "won", "o", "oh"})
_WEAK_ENDS = frozenset({"to", "too", "for", "fore", "o"})
_ARTICLES = frozenset({"a", "i"})
_NATO = {
    "alpha": "A", "alfa": "A", "bravo": "B", "charlie": "C", "delta": "D", "echo": "E", "foxtrot": "F", "golf": "G",
    "hotel": "H", "india": "I", "juliet": "J", "kilo": "K", "lima": "L", "mike": "M", "november": "N", "oscar": "O",
    "papa": "P", "quebec": "Q", "romeo": "R", "sierra": "S", "tango": "T", "uniform": "U", "victor": "V",
    "whiskey": "W", "x-ray": "X", "yankee": "Y", "zulu": "Z",
}  # fmt: skip
_LETTERS_BEFORE = 4
_ENOUGH = 5
_BEFORE = 40
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD = "(?:" + "|".join([*_FIGURES, *_TENS, *_REPEATS, *_MARKS, *_FILLERS]) + ")"
_ENGLISH_RUN = rf"(?i)(?:^|[^A-Za-z])(?P<value>{_WORD}(?:[^A-Za-z]{{1,6}}{_WORD}){{4,}})(?:$|[^A-Za-z])"
_TOKEN = re.compile(r"[A-Za-z]+(?:-ray)?\.?|[^A-Za-z]+")
_GAP = re.compile(r"[ \t\n\r,.\-…]{1,6}")
_ZH = {**dict(zip("零〇一二三四五六七八九", "00123456789", strict=True)), "幺": "1", "妖": "1", "两": "2", "兩": "2",
       "拐": "7", "洞": "0", "勾": "9"}  # fmt: skip
_ZH_TIMES = {"两": 2, "兩": 2, "三": 3, "四": 4}
_ZH_SIGN = "(?:双[{0}]|[两兩三四]个[{0}]|[{0}])".format("".join(_ZH))
_ZH_REPEATED = re.compile("(双|[两兩三四]个)(.)")
_CHINESE_RUN = f"(?P<value>{_ZH_SIGN}(?:[ ，,、-]{{0,2}}{_ZH_SIGN}){{6,40}})"


def heard_as_digits(text: str) -> View | None:
    """Return the view in which runs of at least five spoken English digits, or seven Chinese ones, are figures.

    None when there is no such run. Homophones (`for`, `to`, `ate`, `oh`) count inside a run alone, letters
    spelled before it (`h t`, `hotel tango`) join it.
    """
    buffer, done = Buffer.of(text), 0
    edits = [(start, end, _chinese(text[start:end])) for start, end in buffer.find(_run(_CHINESE_RUN), 1)]
    for begin, stop in buffer.find(_run(_ENGLISH_RUN), 1):
        first = max(done, begin - _BEFORE)
        if first:
            first += len(text[first:begin]) - len(text[first:begin].lstrip(_LETTERS))
        edits += [(start + first, end + first, put) for start, end, put in _english(text[first : stop + 4])]
        done = stop
    if not edits:
        return None
    return splice(text, sorted(edits), "heard as digits")


@cache
def _run(expression: str) -> Search:
    return searcher(compile_linear(expression))


def _chinese(run: str) -> str:
    """Return the figures of a run: 双八 is 88 and 三个六 666."""
    run = _ZH_REPEATED.sub(lambda it: it[2] * (2 if it[1] == "双" else _ZH_TIMES[it[1][0]]), run)
    return "".join(_ZH.get(char, "") for char in run)


def _english(text: str) -> list[tuple[int, int, str]]:
    edits: list[tuple[int, int, str]] = []
    run: list[tuple[int, int, str]] = []
    before: list[tuple[int, int, str]] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        if not token[0].isalpha():
            if not _GAP.fullmatch(token):
                _close(text, before, run, edits)
                before, run = [], []
            continue
        word = token.lower().rstrip(".")
        entry = (match.start(), match.start() + len(word), word)
        if word in _FIGURES or word in _TENS or word in _REPEATS or (run and (word in _MARKS or word in _FILLERS)):
            run.append(entry)
            continue
        _close(text, before, run, edits)
        before, run = ([*before, entry] if not run else [entry])[-_LETTERS_BEFORE:], []
        if len(word) > 1 and word not in _NATO:
            before = []
    _close(text, before, run, edits)
    return edits


def _close(
    text: str, before: list[tuple[int, int, str]], run: list[tuple[int, int, str]], edits: list[tuple[int, int, str]]
) -> None:
    while run and run[0][2] in _WEAK_ENDS:
        run = run[1:]
    ends = (
        not text[run[-1][1] : run[-1][1] + 40].strip(" .\t\r").startswith(tuple("abcdefghijklmnopqrstuvwxyz"))
        if run
        else True
    )
    while run and (run[-1][2] in _MARKS or run[-1][2] in _FILLERS or run[-1][2] in _REPEATS):
        run = run[:-1]
    while run and not ends and run[-1][2] in _WEAK_ENDS:
        run = run[:-1]
    counted = [word for _, _, word in run if word in _FIGURES or word in _TENS]
    if len(counted) < _ENOUGH or sum(word in _HOMOPHONES for word in counted) * 2 > len(counted):
        return
    if len(before) == 1 and before[0][2] in _ARTICLES:
        before = []
    letters = "".join(_NATO.get(word, word.upper()) for _, _, word in before)
    start = before[0][0] if letters else run[0][0]
    edits.append((start, run[-1][1], letters + _figures([word for _, _, word in run])))


def _figures(words: list[str]) -> str:
    said: list[str] = []
    times = 1
    pending = ""
    for word in words:
        if word in _REPEATS:
            times = _REPEATS[word]
            continue
        figure = _MARKS.get(word, _FIGURES.get(word, ""))
        if word in _TENS:
            said.append(pending and pending + "0")
            pending = _TENS[word]
            continue
        if pending:
            said.append(pending if len(figure) == 1 and figure not in "0-/" else pending + "0")
            pending = ""
        said.append(figure * times)
        times = 1
    said.append(pending and pending + "0")
    return "".join(said)
