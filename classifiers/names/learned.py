"""What the packaged tagger finds beside the rules: names that no list knows, from the sentence around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assay.classifiers.names.lexicon import chinese, endings
from assay.classifiers.names.spans import Span
from assay.classifiers.words import segmenter, tags

if TYPE_CHECKING:
    from assay.models.tagger_decode import Tagged
    from assay.models.taggers import NameTagger

__all__ = ["LEARNED", "LEAST", "find_learned"]

LEARNED = "read in its sentence"
_ARTICLE = re.compile(r"[Tt]he\s+(?=[A-Z])")
LEAST = 0.5
_BRANCHES = frozenset({"分公司", "子公司", "总公司", "母公司", "分行", "支行", "总行"})
_AFTER = frozenset("_@/\\=")
_ENDS = tuple("社队部局厅院所行会厂党军司店网报台团校委组府署处科站馆系室办业")
_TWO_SIGNS = re.compile("[\u3400-\u9fff]{2}")
_THING = re.compile("([\u3400-\u9fff]{2})[库室机器厂品费部站车箱柜仓层区段表件房炉塔泵阀]")
_TWO_LINES = re.compile(r"\D*\n\D*")  # an address that goes on in the next line has a number somewhere
_SEVERAL = re.compile("[\u3400-\u9fff]{2,5}")
_FAMILIAR = frozenset("老小阿")
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_CODE = re.compile("[A-Z]{1,6}|[^ A-Z]{1,40}|[A-Za-z]{1,2}")
_WORDS_OF_CODE = re.compile(
    r"[a-z].*|.*[_.()=/%#|<>{}\[\]\"'\d].*|.*[a-z][A-Z].*|(?:\S+ ){3,}.*|.*[和或及、].*", re.DOTALL
)
_LATIN_WORD = re.compile(r"[A-Za-z][\w.]+", re.ASCII)
_TECHNICAL = 2  # other Latin words in the line, from which a Chinese text is about products, formats or code
_AMONG_CHINESE = 0.7  # below, half of the Latin words in a Chinese sentence are products, formats or code
_LINE = 150
_BEFORE_A_NAME, _AFTER_A_NAME = frozenset("pcur"), frozenset({"v", "a", "d", "m", "p", "c", "u", "ad", "vd", "f"})


def find_learned(text: str, tagger: NameTagger) -> Iterator[Span]:
    """Yield the tagger's names of at least `LEAST` calibrated probability.

    Raises:
        UnavailableError: the weights are not there or not the pinned ones.
    """
    for name in tagger.read(text).names:
        around = text[max(0, name.start - 1) : name.start] + text[name.end : name.end + 1]
        if name.score < LEAST or _AFTER & set(around):  # part of a path, a mail address or an identifier
            continue
        if name.kind == "person" and _nobody(text[name.start : name.end]):
            continue
        if name.kind == "address" and _TWO_LINES.fullmatch(text, name.start, name.end):
            continue
        if _cuts_a_word(text, name.start, name.end) or (name.score < _AMONG_CHINESE and _foreign(text, name)):
            continue
        start, end = name.start, name.end
        if name.kind == "organization":
            article = _ARTICLE.match(text, start)
            start, end = (article.end(), end) if article else _trimmed(text, start, end)
            if end - start < 2 or _ordinary(text[start:end]):
                continue
        for begin, stop in _apart(text, start, end) if name.kind == "person" else ((start, end),):
            yield Span(name.kind, begin, stop, name.score, LEARNED)


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Say whether a span begins or ends inside a Latin word."""
    return bool(
        (_LATIN.match(text, start) and start and _LATIN.match(text, start - 1))
        or (_LATIN.match(text, end - 1) and _LATIN.match(text, end))
    )


def _foreign(text: str, name: Tagged) -> bool:
    """Say whether a name is of Latin words in a Chinese sentence, and looks like code or stands among others."""
    value = text[name.start : name.end]
    han = len(_HAN.findall(value))
    if han and (name.kind != "organization" or han >= len(_LATIN.findall(value))):
        return False
    first, last = text.rfind("\n", 0, name.start) + 1, text.find("\n", name.end)
    before = text[max(first, name.start - _LINE) : name.start]
    after = text[name.end : min(len(text) if last < 0 else last, name.end + _LINE)]
    if not _HAN.search(before + after):
        return False
    if name.kind != "organization":
        return name.kind == "person" and bool(_CODE.fullmatch(value))
    others = len(_LATIN_WORD.findall(before)) + len(_LATIN_WORD.findall(after))
    return bool(_WORDS_OF_CODE.fullmatch(value)) or others >= _TECHNICAL


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the names in a span: Chinese names that only a blank parts are several people's."""
    pieces = list(re.finditer(r"\S+", text[start:end]))
    if len(pieces) < 2 or not all(_SEVERAL.fullmatch(it[0]) for it in pieces):
        yield start, end
        return
    for it in pieces:
        if not _nobody(it[0]):
            yield start + it.start(), start + it.end()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a Chinese organisation without the little words before it and the verbs after it: 据…委员会, …会敦促."""
    if not _HAN.search(text, start, end):
        return start, end
    lists, known = endings(), tags()
    words = segmenter().lcut(text[start:end])
    while len(words) > 1 and (
        known.get(words[0], "")[:1] in _BEFORE_A_NAME
        or words[0] in lists.breaks
        or words[0] in lists.small
        or words[0] in chinese().verbs
    ):
        start += len(words.pop(0))
    while len(words) > 1 and known.get(words[-1], "") in _AFTER_A_NAME and not words[-1].endswith(_ENDS):
        end -= len(words.pop())
    return start, end


def _nobody(value: str) -> bool:
    """Say whether Chinese signs cannot be a name.

    Two that begin with no surname, nor with 老, 小 or 阿 before one; or a common word and what kind of thing it makes:
    a cold store (冷藏库) begins with a surname.
    """
    thing = _THING.fullmatch(value)
    if thing:
        return not tags().get(thing[1], "nr").startswith("nr")
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
