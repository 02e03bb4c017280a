"""Words that names are made of, and names read as words: endings, trades, places and what names nobody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["HAN", "Lexicon", "latin_words", "lexicon"]

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+")
_ENTITY = re.compile(r"\s?&\s?#(\d{2,6});\s?")
_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")


_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})


def _letter(match: re.Match[str]) -> str:
    code = int(match[1])
    return chr(code) if code < 0xD800 else " "


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The words of `words.yaml`, ready to be looked up."""

    legal: Mapping[str, str]
    legal_zh: tuple[str, ...]
    generic: frozenset[str]
    generic_zh: frozenset[str]
    months: frozenset[str]
    titles: frozenset[str]
    trades: Mapping[str, tuple[tuple[str, ...], ...]]
    places_zh: tuple[str, ...]
    surnames: Mapping[str, str]


@cache
def lexicon() -> Lexicon:
    """Read the words once."""
    import yaml

    plain = yaml.safe_load(resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"))
    return Lexicon(
        legal={word: family for family, words in plain["legal"].items() for word in words},
        legal_zh=tuple(sorted(plain["legal_zh"], key=len, reverse=True)),
        generic=frozenset(plain["generic"].split()),
        generic_zh=frozenset(plain["generic_zh"].split()),
        months=frozenset(plain["months"].split()),
        titles=frozenset(plain["titles"]),
        trades={zh: tuple(tuple(it.split()) for it in english) for zh, english in plain["trades"].items()},
        places_zh=tuple(sorted(plain["places_zh"].split(), key=len, reverse=True)),
        surnames=plain["surnames"],
    )


def latin_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in Latin letters: no accents, no case, `L.L.C.` one word, `&` said as *and*.

    Letters that stand as numbers of a markup (`G&#252;ting`), with or without spaces about them, are read as letters.
    """
    told = unicodedata.normalize("NFKC", _ENTITY.sub(_letter, name)).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", told.replace("&", " and "))
    bare = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return tuple(_WORD.findall(_DOTTED.sub("", re.sub(r"['’]s?\b", "", bare))))
