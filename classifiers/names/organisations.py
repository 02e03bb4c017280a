"""Organisations by their endings, with the left edge where the name begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assay.classifiers.names.lexicon import chinese, endings, english, places
from assay.classifiers.names.spans import Span
from assay.classifiers.words import segmenter, tags

__all__ = ["SUFFIXED", "find_organisations", "looks_like_organisation"]

SUFFIXED = "company suffix"
"""Why a name that ends in a legal form is an organisation's."""

_LEFT = re.compile(r"[\u3400-\u9fffA-Za-z0-9()·&.]{1,30}$")
_BREAK_TAGS = frozenset("pcury")
_BREAK_TAGS_PLAIN = frozenset("pcuryvdmqef")

_TOOK_OFFICE = re.compile(r"[年月日起今初底末0-9]任(?!天堂|子行|我行|氏|丘|县|务|何|意)")

_CAP = r"(?:[A-ZÀ-ÖØ-Þ][\w&'’.-]{0,60}|&|of|and|the|for|de|du|di|von|und|y|et)"
_SUFFIX = (
    r"(?:Limited|Ltd|LTD|Inc|INC|Incorporated|LLC|L\.L\.C|LLP|L\.P|GmbH|mbH|AG|KG|SE|plc|PLC|Corp|CORP|Corporation|"
    r"CORPORATION|S\.A|SA|SAS|SARL|S\.p\.A|SpA|S\.r\.l|B\.V|BV|N\.V|NV|Oy|AB|A/S|ApS|Pty|Co|Company|K\.K|Holdings|Group)"
)
_COMPANY = re.compile(
    rf"(?<![\w&])([A-Z0-9À-Þ][\w&'’.-]{{0,60}}(?:,?[ \t]+{_CAP}){{0,6}}?,?[ \t]+"
    rf"{_SUFFIX}(?:\.?,?[ \t]+{_SUFFIX}){{0,2}}\.?)(?![\w&-])"
)
_SOMEBODY_OF = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?[ \t]+(?:[A-Z][\w'’-]{0,60}[ \t]+){1,3}(?:of|and|for)[ \t]+(?:the[ \t]+)?"
)
_PLACE_OF = re.compile(
    r"(?<![\w&])((?:University|Bank|Ministry|Department|Institute|Academy|College|Museum|Hospital|Bureau|Embassy)"
    r"(?:[ \t]+of(?:[ \t]+the)?)(?:[ \t]+(?:[A-Z][\w'’-]{0,60}|and|&|of)){1,5})(?![\w&-])"
)
_NAMED = re.compile(
    r"(?<![\w&])((?:[A-Z][\w&'’.-]{0,60}[ \t]+){1,5}"
    r"(?:University|College|Hospital|Bank|Institute|Foundation|Association|"
    r"Committee|Council|Agency|Authority|Commission|Ministry|Society|Church|Airlines|Airways|Partners|Associates|Industries|Systems|"
    r"Technologies|Solutions|Laboratories|Labs|Ventures|Capital|Insurance|Securities|Pharmaceuticals|Motors|Logistics|Enterprises|"
    r"Consulting|Trust))(?![\w&-])"
)
_AND_SONS = re.compile(
    r"(?<![\w&])([A-Z][a-z]+(?:, [A-Z][a-z]+)?(?:-[A-Z][a-z]+)? "
    r"(?:and|&) (?:Sons|[A-Z][a-z]+ (?:LLP|Ltd|LLC|Inc)))(?![\w&-])"
)
_SPLIT = re.compile(r"[ \t]+")


@cache
def _ending() -> re.Pattern[str]:
    words = endings()
    return re.compile("|".join(sorted((*words.strong, *words.plain), key=len, reverse=True)))


def find_organisations(text: str) -> Iterator[Span]:
    """Yield organisations in a normalised text."""
    for match in _ending().finditer(text):
        start = _left_edge(text, match.start(), match[0] in endings().strong)
        for took in _TOOK_OFFICE.finditer(text, max(0, start - 1), match.start()):  # 2010年任…
            start = took.end()
        name = text[start : match.end()]
        core = text[start : match.start()]
        if (
            not core
            or name in endings().kinds
            or (text[match.end() : match.end() + 1] in {"卡", "法", "业", "家"} and match[0] not in endings().strong)
        ):
            continue
        strong = match[0] in endings().strong
        if len(core) < 2 or (not strong and len(core) < 2):
            continue
        if not strong and _generic(core):
            continue
        yield Span("organization", start, match.end(), 0.9 if strong else 0.72, f"ending {match[0]}")
    for pattern, score, why in (
        (_COMPANY, 0.88, SUFFIXED),
        (_PLACE_OF, 0.82, "kind of institution"),
        (_NAMED, 0.76, "kind of institution"),
        (_AND_SONS, 0.7, "firm of partners"),
    ):
        for match in pattern.finditer(text):
            first = match.start(1) if pattern is _PLACE_OF else _english_start(text, match.start(1), match.end(1))
            if first is not None:
                yield Span("organization", first, match.end(1), score, why)


def _generic(core: str) -> bool:
    """Say whether what stands before a plain ending is an ordinary word: 一家银行, 商业银行."""
    tag = tags().get(core, "")
    return (
        tag[:1] in {"r", "m", "v", "a", "d", "b", "p", "t"}
        or (len(core) == 2 and tag == "n")
        or core in endings().breaks
    )


def _left_edge(text: str, end: int, strong: bool) -> int:
    """Walk back word by word from an ending to where the name begins."""
    run = _LEFT.search(text[max(0, end - 30) : end])
    if run is None:
        return end
    start = end - len(run[0])
    begun = _place_start(run[0])
    position = end
    for word in reversed(segmenter().lcut(run[0])):
        if word in endings().breaks or word in chinese().verbs or word in endings().small:
            break
        if word in {"(", ")", "."} and not _bracketed(text, position, word):
            break
        tag = tags().get(word, "")
        if tag[:1] in (_BREAK_TAGS if strong else _BREAK_TAGS_PLAIN) and tag != "vn":
            break
        position -= len(word)
        if position - start == begun and begun:
            break
    return position


def _place_start(run: str) -> int:
    """Return where the last place name in a run begins, if a name may begin there: 与【北京】某某."""
    best = 0
    for name in (*places().provinces, *places().cities):
        place = run.rfind(name)
        if place > best and len(run) - place > len(name) and run[place - 1] not in "(（":
            best = place
    return best


def _bracketed(text: str, position: int, word: str) -> bool:
    """Say whether a bracket belongs to a name, as in 华为(中国)有限公司."""
    if word == ")":
        return "(" in text[max(0, position - 8) : position]
    return word == "(" and ")" in text[position : position + 8]


def _english_start(text: str, start: int, end: int) -> int | None:
    """Move the left edge past words that begin sentences rather than names; None where nothing is left."""
    stop = english().stop | {"and", "of", "the", "for", "between", "with"}
    bearer = _SOMEBODY_OF.match(text, start, end)
    start = bearer.end() if bearer else start
    words = list(_SPLIT.split(text[start:end]))
    while len(words) > 1 and words[0].strip(",.").lower() in endings().leading:
        start += (
            len(words[0]) + len(text[start + len(words[0]) : end]) - len(text[start + len(words[0]) : end].lstrip())
        )
        words = words[1:]
    if len(words) < 2 or all(word.strip(",.").lower() in stop for word in words[:-1]):
        return None
    return start


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(
        rf".*(?:{_ending().pattern})(?:[(].{{0,12}}[)])?$|"
        rf".*[ ,]{_SUFFIX}\.?$|.*\b(?:University|College|Hospital|Bank|Institute)\b.*"
    )


def looks_like_organisation(value: str) -> bool:
    """Say whether a whole cell is an organisation by its ending."""
    return 3 <= len(value) <= 80 and bool(_whole().fullmatch(value))
