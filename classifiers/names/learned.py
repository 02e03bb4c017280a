"""What the packaged tagger finds beside the rules: names that no list knows, from the sentence around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assay.classifiers.names.lexicon import chinese, endings
from assay.classifiers.names.spans import Span

if TYPE_CHECKING:
    from assay.models.taggers import NameTagger

__all__ = ["LEARNED", "LEAST", "find_learned"]

LEARNED = "read in its sentence"
_ARTICLE = re.compile(r"[Tt]he\s+(?=[A-Z])")
LEAST = 0.5
_BRANCHES = frozenset({"分公司", "子公司", "总公司", "母公司", "分行", "支行", "总行"})
_AFTER = frozenset("_@/\\=")
_TWO_SIGNS = re.compile("[\u3400-\u9fff]{2}")
_FAMILIAR = frozenset("老小阿")


def find_learned(text: str, tagger: NameTagger) -> Iterator[Span]:
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
        if name.kind == "person" and _nobody(text[name.start : name.end]):
            continue
        article = _ARTICLE.match(text, name.start) if name.kind == "organization" else None
        yield Span(name.kind, article.end() if article else name.start, name.end, name.score, LEARNED)


def _nobody(value: str) -> bool:
    """Say whether two Chinese signs cannot be a name: they begin with no surname, nor with 老, 小 or 阿 before one."""
    if not _TWO_SIGNS.fullmatch(value):
        return False
    surnames = chinese().surnames
    return value[0] not in surnames and not (value[0] in _FAMILIAR and value[1] in surnames)


def _ordinary(value: str) -> bool:
    """Say whether an organisation is only a kind of one: a commercial bank, a branch."""
    lists = endings()
    if value in _BRANCHES or value in lists.kinds:
        return True
    rests = (value.removesuffix(it) for it in lists.strong + lists.plain if value.endswith(it))
    return any(not rest or rest in lists.kinds for rest in rests)
