"""What a found name must look like to be reported: no title in front, no sign at its edges, no pronoun alone.

An office or a deity is nobody's name ("the Princess Royal", "God"), and the dot of "Inc." or "Jr." belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assay.models.tagger_decode import Tagged

__all__ = ["outside", "plain", "tidied"]

# ruff: noqa: E501, SIM905 - a list of words
_TITLE = re.compile(r"(?i)(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|dear|professor|doctor)\b\.?\s+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_SCRIPT = re.compile(r"(?:\s+[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff'’.-]+)+$")
_EDGES = ' \t\r\n,;:!?"“”«»()[]{}<>|*_=、，。；：！？（）《》【】\x1d'
_PRONOUNS = frozenset(
    "i you he she it we they me him her us them my your his its our their who what this that these those the a an and or "
    "they're we're you're i'm it's he's she's there here yes no not if when where why how hi hello thanks please".split()
)
_OFFICES = frozenset(
    "god lord king queen prince princess duke duchess earl count emperor empress pope president minister prime mayor "
    "majesty highness royal sir madam mr mrs ms miss dr prof santa mom dad mum".split()
)
_ARTICLE = re.compile(r"(?i)the\s")
_WORDS = re.compile(r"[^\W\d_]+")
_SHORT = re.compile(r"(?i)(?:\b|^)(?:inc|ltd|corp|co|bros|jr|sr)$")
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]+\]")  # as masked text has them in the place of identifiers
_LATIN_LETTER = re.compile(r"[A-Za-z]")


def plain(text: str) -> str:
    """Return a text with a number as long in the place of each placeholder: no network takes that for a name."""
    return _PLACEHOLDER.sub(lambda held: "0" * len(held[0]), text) if "[" in text else text


def outside(text: str, names: Iterable[Tagged]) -> list[Tagged]:
    """Return the names that meet no placeholder of the text."""
    held = [it.span() for it in _PLACEHOLDER.finditer(text)] if "[" in text else []
    return [it for it in names if all(it.end <= start or end <= it.start for start, end in held)]


def tidied(text: str, name: Tagged) -> Tagged | None:
    """Return the name under our guideline, None where it is none; `text` is what its offsets count in."""
    start, end = name.start, name.end
    if name.kind == "person":
        title = _TITLE.match(text, start, end)
        if title is not None:
            start = title.end()
        value = text[start:end]
        if _LATIN_LETTER.match(value):  # a dash that was read in a wrong encoding looks like a letter
            tail = _OTHER_SCRIPT.search(value)
            end -= len(value) - tail.start() if tail is not None and not _HAN.search(value) else 0
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    value = text[start:end]
    if not any(char.isalpha() for char in value) or value.lower().replace("’", "'") in _PRONOUNS:
        return None
    if name.kind == "person" and _nobody(value):
        return None
    return Tagged(start, end + _closing(text, start, end), name.kind, name.score)


def _nobody(value: str) -> bool:
    """Say whether it is an office, a title or a deity, or begins like one: a person's name has no article."""
    words = _WORDS.findall(value.lower())
    return bool(_ARTICLE.match(value)) or (_OFFICES.issuperset(words) and bool(words))


def _closing(text: str, start: int, end: int) -> int:
    """Return how many signs behind a name are its own: the dot of an abbreviation, the second of two brackets."""
    after = text[end : end + 1]
    if after == "." and _SHORT.search(text, start, end):
        return 1
    return int(after == ")" and text.count("(", start, end) > text.count(")", start, end))
