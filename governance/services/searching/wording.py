"""The words of a question: its terms, how common each is anywhere, and what else they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from assay.governance.domain import QueryTerm, Taxonomy, term_number, terms

__all__ = ["Wording", "bare"]

_MOST = 64
_ASIDE = 0.35
_STEPS = 8
_WHERE = "assay.governance.services.searching"
_FILE = "background.bin"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ENDS = " \t\r\n.?!…。．？！"

Names = Sequence[str]


def bare(question: str) -> str:
    """Return a Chinese question without the signs that end it, for the encoder; any other as it is.

    With them its vector lies among questions, farther from what answers it (`python -m benchmarks retrieval`). English
    is found a little better with them.
    """
    return (question.rstrip(_ENDS) if _HAN.search(question) else question) or question


class Wording:
    """Turns masked questions into weighted terms.

    `glossary` gives sets of names that mean the same: a question that holds one of them finds the others too, at a
    third of the weight. The taxonomy's topics are such sets, by their labels in both languages.
    """

    def __init__(self, taxonomy: Taxonomy, glossary: Callable[[], Iterable[Names]] = tuple) -> None:
        self._topics = [(it.label.en, it.label.zh) for it in taxonomy.topics]
        self._glossary = glossary

    def terms(self, question: str, also: Iterable[str] | None = None) -> Mapping[int, QueryTerm]:
        """Return the terms of a question by number: 64 at most, its own before those that mean the same.

        `also` are other names of what it names, where they are known already.
        """
        own = terms(question)
        found = {term_number(term): QueryTerm(share=_share(term)) for term in own[:_MOST]}
        for name in self.also(question) if also is None else also:
            for term in terms(name):
                if len(found) < _MOST:
                    found.setdefault(term_number(term), QueryTerm(share=_share(term), weight=_ASIDE))
        return found

    def also(self, question: str) -> list[str]:
        """Return other names of what a question names, in order."""
        text = f" {' '.join(terms(question))} "
        found: dict[str, None] = {}
        for names in (*self._topics, *self._glossary()):
            for name in names:
                if (own := terms(name)) and f" {' '.join(own)} " in text:
                    found.update(dict.fromkeys(it for it in names if it != name))
        return list(found)


def _share(term: str) -> float:
    """Return the share of texts anywhere that hold a term; 0 for one that is rarer than the background knows."""
    numbers, codes = _background()
    number = term_number(term)
    at = int(np.searchsorted(numbers, number))
    known = at < len(numbers) and int(numbers[at]) == number
    return float(2.0 ** (-int(codes[at]) / _STEPS)) if known else 0.0


@cache
def _background() -> tuple[np.ndarray, np.ndarray]:
    """Read what `assay.models.training.background` wrote."""
    data = files(_WHERE).joinpath(_FILE).read_bytes()
    count = len(data) // 5
    return np.frombuffer(data, "<u4", count), np.frombuffer(data, np.uint8, count, 4 * count)
