"""People in texts of Latin letters: titles, labels, signatures, addresses of mail, and given names we know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assay.classifiers.names.lexicon import english
from assay.classifiers.names.spans import Span

__all__ = ["find_english_people", "looks_like_english_name"]

_WORD = r"(?:(?:Mc|Mac|O'|O’|D'|D’|L')?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿĀ-ž]+(?:['’-][A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]+)?)"
_CAPS = r"(?:[A-ZÀ-ÖØ-Þ]{2,15})"
_PARTICLE = r"(?:van der |van den |van |von |de la |de |del |della |di |da |dos |al-|bin |ibn |le |la |ten |ter )"
_PART = rf"(?:{_PARTICLE})?(?:{_WORD}|[A-Z]\.?(?= ))"
_NAME = rf"{_WORD}(?:[ \t]+{_PART}){{0,3}}"
_FULL = rf"{_WORD}(?:[ \t]+[A-Z]\.?)?(?:[ \t]+(?:{_PARTICLE})?{_WORD}){{1,2}}"
_GIVEN = re.compile(rf"(?<![\w@.'’-]){_NAME}(?![\w@])")
_MAILBOX = re.compile(rf"(?:^|[\n:;,]\s{{0,2}})[\"']?({_FULL})[\"']?\s?<[^<>\s@]{{1,64}}@")
_TURNED = re.compile(rf"(?<![\w-])({_WORD}), ({_WORD})(?: [A-Z]\.)?(?![\w@])")
_SHOUTED = re.compile(rf"(?<![\w-]){_CAPS}(?: [A-Z]\.)?(?: {_CAPS}){{1,2}}(?![\w-])")


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(english().titles)})\.?[ \t]+({_NAME})")


@cache
def _labelled() -> re.Pattern[str]:
    labels = "|".join(re.escape(label) for label in english().labels)
    return re.compile(rf"(?<![\w-])(?i:{labels})(?:[ \t]{{0,3}}[:=#-][ \t]{{0,3}}|[ \t]+|,[ \t]+)[\"']?(?=({_NAME}))")


@cache
def _signed() -> re.Pattern[str]:
    signs = "|".join(english().signs)
    return re.compile(rf"(?<![\w-])(?i:{signs})[,!.]?[ \t]*(?:\n[ \t]*){{1,3}}({_NAME})[ \t]*(?=\n|$|,|\||\x1d)")


def find_english_people(text: str) -> Iterator[Span]:
    """Yield people in a normalised text."""
    for pattern, score, why in (
        (_titled(), 0.9, "title before a name"),
        (_signed(), 0.88, "name under a greeting"),
        (_MAILBOX, 0.92, "name before a mail address"),
    ):
        for match in pattern.finditer(text):
            trimmed = _trim(text, match.start(1), match.end(1))
            if trimmed:
                yield Span("person", *trimmed, score, why)
    yield from _after_labels(text)
    yield from _by_given_name(text)


def _after_labels(text: str) -> Iterator[Span]:
    for match in _labelled().finditer(text):
        trimmed = _trim(text, match.start(1), match.end(1))
        if trimmed is None:
            continue
        words = text[trimmed[0] : trimmed[1]].split()
        label = match[0].strip(" \t:=#,-\"'").lower()
        sure = (":" in match[0] or "=" in match[0]) and label in english().personal
        known = words[0].lower() in english().given
        if known or (sure and len(words) >= 2):
            yield Span("person", *trimmed, 0.9 if known else 0.78, "label before a name")


def _by_given_name(text: str) -> Iterator[Span]:
    words = english()
    for match in _GIVEN.finditer(text):
        trimmed = _trim(text, match.start(), match.end())
        if trimmed is None:
            continue
        parts = text[trimmed[0] : trimmed[1]].split()
        given = parts[0].lower()
        while given not in words.given and len(parts) > 2:
            trimmed = (
                trimmed[0]
                + len(parts[0])
                + len(text[trimmed[0] + len(parts[0]) : trimmed[1]])
                - len(text[trimmed[0] + len(parts[0]) : trimmed[1]].lstrip()),
                trimmed[1],
            )
            parts = parts[1:]
            given = parts[0].lower()
        if given not in words.given:
            continue
        if len(parts) >= 2:
            yield Span("person", *trimmed, 0.66 if given in words.doubtful else 0.82, "given name and surname")
        elif given not in words.doubtful:
            yield Span("person", *trimmed, 0.6, "given name")
    for match in _TURNED.finditer(text):
        last, first = match[1].lower(), match[2].lower()
        if first in words.given and first not in words.doubtful and last not in words.stop and last not in words.given:
            yield Span("person", match.start(1), match.end(2), 0.74, "surname and given name")
    for match in _SHOUTED.finditer(text):
        first = match[0].split()[0].lower()
        if first in words.given and first not in words.doubtful:
            yield Span("person", match.start(), match.end(), 0.7, "given name and surname")


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Cut words that are no names off both ends; None where nothing is left."""
    stop = english().stop
    pieces = [
        (m.start() + start, m.end() + start, m[0].strip(".'’").lower()) for m in re.finditer(r"\S+", text[start:end])
    ]
    while pieces and pieces[0][2] in stop:
        pieces = pieces[1:]
    for index, piece in enumerate(pieces):
        if piece[2] in stop and index:
            pieces = pieces[:index]
            break
    while pieces and (len(pieces[-1][2]) == 1 or pieces[-1][2] in {"van", "von", "de", "di", "la", "le", "al"}):
        pieces = pieces[:-1]
    if not pieces or len(pieces[0][2]) < 2:
        return None
    last = pieces[-1][1]
    if text[last - 1 : last] in {".", "'", "’"}:
        last -= 1
    return (pieces[0][0], last)


def looks_like_english_name(value: str) -> bool:
    """Say whether a whole cell may be a name in Latin letters."""
    parts = value.split()
    return (
        1 <= len(parts) <= 5
        and all(re.fullmatch(r"[^\W\d_][^\W\d_'’.,-]*(?:['’-][^\W\d_]+)*[.,]?", part) for part in parts)
        and not any(part.lower().strip(".,") in english().stop - english().given for part in parts)
        and value.isupper() + value.istitle() + any(char.isupper() for char in value) > 0
    )
