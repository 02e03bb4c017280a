"""What a column is called, as one would say it: `GivenName`, `given_name` and `Given name:` are one header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assay.classifiers.normalise import normalise

__all__ = ["Named", "Phrases", "plain_header"]

_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ASIDE = re.compile(r"[(\[{<][^()\[\]{}<>]*[)\]}>]")
_SIGNS = re.compile(r"[^\w\u3400-\u9fff]+|_+")
_FILLERS = re.compile(
    r"(?: (?:\d{1,2}|field|col|column|value|val|string|str|txt|raw|new|old|en|eng|cn|zh|line|full|required|optional))+$"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_EXACT, _HEAD, _PART, _COVER = 1.0, 0.82, 0.56, 0.15


def plain_header(header: str) -> str:
    """Return a header in lower case with its words apart, without what stands in brackets; linear in its length."""
    text = _HUMPS.sub(" ", _ASIDE.sub(" ", normalise(header).text)).replace("'", "").replace("’", "")
    return " ".join(_SIGNS.sub(" ", text).lower().split())


@dataclass(frozen=True, slots=True)
class Named:
    """How well a header names something (0 to 1), and the phrase of our lists that it holds."""

    strength: float
    phrase: str


class Phrases:
    """Phrases that headers hold, each standing for some types."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._held: dict[str, list[str]] = {}
        for kind, words in phrases.items():
            for word in words:
                self._held.setdefault(word, []).append(kind)
        self._joined: dict[str, str] = {}
        for phrase in self._held:
            self._joined.setdefault(phrase.replace(" ", ""), phrase)

    def of(self, header: str) -> dict[str, Named]:
        """Return by type how well the header names it: as a whole, by its last words, or somewhere in it."""
        found: dict[str, Named] = {}
        plain = plain_header(header)
        if not plain:
            return found
        whole = self._joined.get(plain.replace(" ", ""))
        if whole is None:
            plain = _FILLERS.sub("", plain).rstrip("0123456789 ") or plain
            whole = self._joined.get(plain.replace(" ", "")) or self._joined.get(plain.replace(" ", "").rstrip("s"))
        for phrase, kinds in self._held.items():
            strength = _EXACT if phrase == whole else _held(phrase, plain)
            for kind in kinds if strength else ():
                if kind not in found or strength > found[kind].strength:
                    found[kind] = Named(strength, phrase)
        return found

    def kinds(self, phrase: str) -> int:
        """Return how many types a phrase stands for: one that stands for several says little of each."""
        return len(self._held.get(phrase, ()))


def _held(phrase: str, header: str) -> float:
    """Return how well a header holds a phrase: Chinese ones anywhere, others as whole words; the end says most."""
    place = header.rfind(phrase)
    if place < 0:
        return 0.0
    end = place + len(phrase)
    if not _HAN.search(phrase):
        before, after = header[place - 1 : place], header[end : end + 2]
        if (before and before.isalnum() and before.isascii()) or (
            after and after[0].isalnum() and after[0].isascii() and after not in {"s", "s "}
        ):
            return 0.0
    elif len(phrase) == 1 and header != phrase:
        return 0.0
    at_end = end >= len(header) - (not _HAN.search(phrase) and header.endswith("s") and not phrase.endswith("s"))
    return (_HEAD if at_end else _PART) + _COVER * len(phrase) / len(header)
