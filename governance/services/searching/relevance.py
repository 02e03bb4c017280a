"""How far passages answer a question: by what their sentences mean and by how much of the question they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assay.governance.services.searching.matching import coverage
from assay.governance.services.searching.quoting import sentences, speaks_to_machines
from assay.governance.services.searching.wording import bare

__all__ = ["NEAR", "Judged", "Sentence", "judged"]

_LEAST, _LEAST_BY_WORDS, _LEAST_ACROSS = 0.80, 0.35, 0.45
_MOST = 2.0
NEAR = _LEAST / _MOST
"""Support from which a passage in the script of the question answers it: chosen by `python -m benchmarks answers`."""
_SENTENCES = 40
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_MOSTLY = 0.25

Encode = Callable[[Sequence[str]], memoryview]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a passage, by its span, and how near it is to the question."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A passage: how far it supports an answer (0 to 1), whether that is enough, its sentences, and whom it speaks to.

    Support is the cosine of the passage or its nearest sentence and the share of the question that it holds; in a
    script other than the question's the cosine alone, without an encoder the share alone. Sentences that tell machines
    what to do are no answer: they are left out.
    """

    support: float
    enough: bool
    sentences: tuple[Sentence, ...]
    speaks_to_machines: bool

    @property
    def best(self) -> Sentence | None:
        """The sentence nearest to the question, the first of equals."""
        return max(self.sentences, key=lambda it: it.score, default=None)


def judged(
    texts: Sequence[str], question: str, wanted: Mapping[int, float], encode: Encode | None
) -> tuple[Judged, ...]:
    """Judge passages in one pass of the encoder; without one, by words alone."""
    spans = [list(sentences(text))[:_SENTENCES] for text in texts]
    cut = [[text[start:end] for start, end in own] for text, own in zip(texts, spans, strict=True)]
    near = _near(question, texts, cut, encode)
    chinese = _is_chinese(question)
    return tuple(
        _judged(text, own, words, wanted, of, across=_is_chinese(text) != chinese)
        for text, own, words, of in zip(texts, spans, cut, near, strict=True)
    )


def _judged(
    text: str, spans: Sequence[tuple[int, int]], cut: Sequence[str], wanted: Mapping[int, float],
    near: tuple[float, Sequence[float]] | None, *, across: bool,
) -> Judged:  # fmt: skip
    meant = near[1] if near else [0.0] * len(spans)
    commanding = [speaks_to_machines(it) for it in cut]
    found = tuple(
        Sentence(start=start, end=end, score=cosine + coverage(words, wanted))
        for (start, end), words, cosine, never in zip(spans, cut, meant, commanding, strict=True)
        if not never
    )
    meaning, held = max([near[0], *meant]) if near else 0.0, coverage(text, wanted)
    support, least = meaning + held, _LEAST
    if near is None:
        support, least = 2 * held, 2 * _LEAST_BY_WORDS
    elif across:
        support, least = 2 * meaning, 2 * _LEAST_ACROSS
    return Judged(
        support=min(1.0, max(0.0, support / _MOST)), enough=support >= least, sentences=found,
        speaks_to_machines=any(commanding) or speaks_to_machines(text),
    )  # fmt: skip


def _is_chinese(text: str) -> bool:
    return len(_HAN.findall(text)) > _MOSTLY * len(text)


def _near(
    question: str, texts: Sequence[str], cut: Sequence[Sequence[str]], encode: Encode | None
) -> list[tuple[float, Sequence[float]] | None]:
    """Return the cosine of each passage and of its sentences with the question; None where nothing encodes."""
    if encode is None or not texts:
        return [None] * len(texts)
    distinct = list(dict.fromkeys([bare(question), *texts, *(it for own in cut for it in own)]))
    rows = np.frombuffer(encode(distinct), "<f4").reshape(len(distinct), -1)
    cosine = dict(zip(distinct, (float(it) for it in rows @ rows[0]), strict=True))
    return [(cosine[text], [cosine[it] for it in own]) for text, own in zip(texts, cut, strict=True)]
