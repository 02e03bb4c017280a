"""What the packaged tagger finds beside the rules: names that no list knows, from the sentence around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assay.classifiers.names.lexicon import endings
from assay.classifiers.names.spans import Span

if TYPE_CHECKING:
    from assay.models.tagger import EntityTagger

__all__ = ["LEARNED", "LEAST", "find_learned"]

LEARNED = "read in its sentence"
_ARTICLE = re.compile(r"[Tt]he\s+(?=[A-Z])")
LEAST = 0.5
_BRANCHES = frozenset({"分公司", "子公司", "总公司", "母公司", "分行", "支行", "总行"})
_AFTER = frozenset("_@/\\=")


def find_learned(text: str, tagger: EntityTagger) -> Iterator[Span]:
    """Yield the tagger's names of at least `LEAST` calibrated probability.

    Raises:
        UnavailableError: the weights are not there or not the pinned ones.
    """
    for name in tagger.read(text).names:
        around = text[max(0, name.start - 1) : name.start] + text[name.end : name.end + 1]
        if name.score < LEAST or _AFTER & set(around):  # part of a path, a mail address or an identifier
            continue
        if name.kind == "organization" and _ordinary(text[name.start : name.end]):
            continue
        article = _ARTICLE.match(text, name.start) if name.kind == "organization" else None
        yield Span(name.kind, article.end() if article else name.start, name.end, name.score, LEARNED)


def _ordinary(value: str) -> bool:
    """Say whether an organisation is only a kind of one: a commercial bank, a branch."""
    lists = endings()
    if value in _BRANCHES or value in lists.kinds:
        return True
    rests = (value.removesuffix(it) for it in lists.strong + lists.plain if value.endswith(it))
    return any(not rest or rest in lists.kinds for rest in rests)
