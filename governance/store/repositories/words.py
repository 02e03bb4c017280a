"""How text becomes words for the full-text index: Chinese by single characters, the rest by words."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

__all__ = ["indexed", "matching"]

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]+\]")
_MOST_TERMS = 32


def indexed(text: str) -> str:
    """Return the words of a masked text, separated by spaces; placeholders are left out."""
    return " ".join(" ".join(token) if _is_han(token) else token for token in _tokens(_PLACEHOLDER.sub(" ", text)))


def matching(query: str) -> str | None:
    """Return an FTS5 expression that finds texts with any of a query's words; None where it has none.

    A run of Chinese characters is looked for as overlapping pairs, so that a part of it is found too.
    """
    terms: list[str] = []
    for token in _tokens(query):
        if _is_han(token) and len(token) > 1:
            terms += [f'"{left} {right}"' for left, right in pairwise(token)]
        else:
            terms.append(f'"{token}"')
    return " OR ".join(dict.fromkeys(terms[:_MOST_TERMS])) or None


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text))


def _is_han(token: str) -> bool:
    return re.match(rf"[{_HAN}]", token) is not None
