"""Addresses by their grammar, and places by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assay.classifiers.names.lexicon import places
from assay.classifiers.names.spans import Span

__all__ = ["find_addresses", "find_places", "looks_like_address"]

_HAN = r"[\u3400-\u9fff]"
_LEVELS = (
    ("district", re.compile(rf"{_HAN}{{1,7}}?(?:新区|开发区|高新区|自治县|区|县|旗|市)")),
    ("town", re.compile(rf"{_HAN}{{1,8}}?(?:街道|镇|乡|苏木)")),
    ("village", re.compile(rf"{_HAN}{{1,8}}?(?:社区|村|屯|组|庄)")),
    ("road", re.compile(
        r"[\u3400-\u9fffA-Za-z0-9]{1,10}?(?:大道|大街|胡同|路|街|巷|弄|道)"
        r"(?:[东西南北中]段?|[一二三四五六七八九十]段)?"
    )),
    ("number", re.compile(r"(?:\d{1,5}|[一二三四五六七八九十百]{1,5})(?:[-—]\d{1,4})?(?:弄|号院|号)(?:院|之\d{1,3})?")),
    ("estate", re.compile(
        r"[\u3400-\u9fffA-Za-z0-9·]{1,14}?"
        r"(?:小区|大厦|广场|花园|公寓|家园|新村|苑|园|城|中心|楼|座|府|里)(?:[A-Z]座|[A-Z]区)?"
    )),
    ("building", re.compile(r"[A-Za-z0-9一二三四五六七八九十东西南北]{1,4}(?:号楼|栋|幢|座|楼)")),
    ("unit", re.compile(r"[A-Za-z0-9一二三四五六七八九十]{1,3}单元|[A-Za-z0-9一二三四五六七八九十]{1,4}(?:层|楼)")),
    ("room", re.compile(r"[A-Za-z]?[\d-]{1,8}(?:室|户|房|号)")),
)  # fmt: skip
_LABEL = re.compile(
    r"(?:家庭住址|家庭地址|通讯地址|通信地址|联系地址|收货地址|注册地址|办公地址|居住地址|户籍地址|现住址|单位地址|详细地址|收件地址|送货地址|住所地|住所|住址|地址)"
    r"(?:[ \t]{0,3}[::为是][ \t]{0,3}|[ \t|]{1,3})"
)
_HEAD = re.compile(
    rf"(?:^|[\s::;,、。()(|\x1d在于住至往])({_HAN}{{2,3}}(?:区|县))(?={_HAN}{{1,10}}?(?:路|街|大道|镇|乡|街道))"
)
_BUSINESS = frozenset({"号", "室"})

_STREET = (
    r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Parkway|"
    r"Pkwy|Highway|Hwy|Close|Crescent|Cres|Circle|Cir|Trail|Trl|Alley|Row|Walk|Mews|Gardens|Grove|Hill|Loop|Plaza|Quay|Broadway|"
    r"Straße|Strasse|straße|strasse|gatan|vägen|vej|veien|katu|laan|straat|weg|platz|utca|út)"
)
_UNIT = r"(?:,?\s{1,2}(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|#)\.?\s?#?\s?[\w-]{1,6})"
_CITY = r"(?:,?\s{1,3}(?:[A-ZÀ-Þ][A-Za-zß-ÿ'’.-]{1,60}\s?){1,4})"
_CODE = r"(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4}\s?[A-Z]{0,2})"
_STATE = r"(?:\s?,\s{0,2}[A-Z]{2,3})?"
_TAIL = rf"(?:{_CITY}{_STATE}(?:,?\s{{1,3}}(?:[A-Z]{{2}}\s{{1,2}})?(?:[A-Z][a-z]+\s{{1,2}}){{0,2}}{_CODE})?)"
_STREET_ADDRESS = re.compile(
    rf"(?<![\w.,/-])(\d{{1,6}}[A-Za-z]?(?:[-/]\d{{1,4}})?,?[ \t]+(?:[NSEW]\.?[ \t]+)?"
    rf"(?:(?:[A-ZÀ-Þ0-9][\w'’.-]{{0,60}}[ \t]+){{1,4}}?{_STREET}|"
    rf"(?:[A-ZÀ-Þ][\w'’.-]{{0,60}}[ \t]+){{0,3}}?(?:[A-ZÀ-Þ][\w'’-]{{1,60}}{_STREET}|Broadway))"
    rf"\b\.?(?:[ \t]+(?:[NSEW]{{1,2}}|\d{{1,5}})\b)?{_UNIT}?{_TAIL}?)(?![\w-])"
)
_NUMBER_LAST = re.compile(
    rf"(?<![\w.,/-])((?:[A-ZÀ-Þ][\w'’-]{{0,60}}[ \t]+){{0,2}}[A-ZÀ-Þ][\w'’-]{{0,60}}"
    rf"(?:straße|strasse|gatan|vägen|vej|veien|katu|laan|straat|weg|platz|gasse)"
    rf"[ \t]+\d{{1,5}}[a-z]?{_UNIT}?{_TAIL}?)(?![\w-])"
)
_PO_BOX = re.compile(r"(?i:(?<!\w)(p\.?\s?o\.?\s?box\s\d{1,6}))(?!\w)")
_EN_LABEL = re.compile(
    r"(?i:(?<!\w)(?:address|lives at|located at|residing at|ship to|deliver to)(?: is)?\s?[::]?\s{1,3})"
    r"(\d{1,6}[ ,][^\n]{5,60}?\s\d{4,6})(?!\d)"
)


@cache
def _start() -> re.Pattern[str]:
    words = places()
    provinces = "|".join(
        f"{name}(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)?" for name in words.provinces
    )
    cities = "|".join(words.cities)
    return re.compile(
        rf"(?:中国)?(?:(?:{provinces})"
        rf"(?:(?:(?![于位处至往的在与和及是有省]){_HAN}){{2,8}}?(?:市|自治州|地区|盟))?|(?:{cities})市?)"
    )


def find_addresses(text: str) -> Iterator[Span]:
    """Yield addresses in a normalised text: four levels with a number or a room, or fewer after a label."""
    labelled = {match.end() for match in _LABEL.finditer(text)}
    starts = {match.start(): (match.end(), 1 + (match.end() - match.start() > 5)) for match in _start().finditer(text)}
    for match in _HEAD.finditer(text):
        starts.setdefault(match.start(1), (match.start(1), 0))
    for begin in labelled:
        starts.setdefault(begin, (begin, 0))
    done = 0
    for begin in sorted(starts):
        if begin < done:
            continue
        position, levels = starts[begin]
        names: list[str] = []
        position = _walk(text, position, names)
        levels += len(names)
        exact = any(name in {"number", "room", "building", "unit"} for name in names)
        if begin in labelled and levels >= 2:
            yield Span("address", begin, position, 0.93 if exact else 0.8, f"label, address grammar of {levels} levels")
        elif exact and (levels >= 4 or (levels >= 3 and "road" in names)):
            yield Span("address", begin, position, 0.88 if levels >= 4 else 0.75, f"address grammar of {levels} levels")
        else:
            continue
        done = position
    for pattern, score in ((_STREET_ADDRESS, 0.85), (_NUMBER_LAST, 0.82), (_PO_BOX, 0.75), (_EN_LABEL, 0.75)):
        for match in pattern.finditer(text):
            end = match.end(1) - (len(match[1]) - len(match[1].rstrip(" ,\n")))
            yield Span("address", match.start(1), end, score, "street grammar")


def _walk(text: str, position: int, names: list[str]) -> int:
    """Follow the levels of an address from the large to the small; levels may be left out, none comes twice."""
    first = 0
    while True:
        for index in range(first, len(_LEVELS)):
            name, pattern = _LEVELS[index]
            skip = 1 if text[position : position + 1] in {" ", ","} and names else 0
            match = pattern.match(text, position + skip)
            if match is None or re.search(r"[的在与和及于位处至往是有,。]", match[0]):
                continue
            names.append(name)
            position, first = match.end(), index + 1
            break
        else:
            return position


def find_places(text: str) -> Iterator[Span]:
    """Yield provinces, cities and countries by name."""
    words = places()
    for match in _start().finditer(text):
        name = match[0].removeprefix("中国")
        bare = name.removesuffix("市")
        following = text[match.end() : match.end() + 1]
        if (bare in words.ordinary and bare == name) or following in set("路街道大银商人医东西南北"):
            continue
        yield Span("location", match.start(), match.end(), 0.65, "place by name")
    for match in _named().finditer(text):
        yield Span("location", match.start(), match.end(), 0.62, "place by name")


@cache
def _named() -> re.Pattern[str]:
    words = places()
    latin = "|".join(re.escape(name) for name in words.places_en)
    return re.compile(
        rf"(?<![A-Za-z\u00c0-\u024f-])(?:{latin})(?![A-Za-z\u00c0-\u024f-])|{'|'.join(words.countries_zh)}"
    )


def looks_like_address(value: str) -> bool:
    """Say whether a whole cell under an address header is one: a digit or a level word, and some length."""
    return (
        len(value) >= 5
        and bool(re.search(r"\d|[省市区县镇乡村路街道号室]", value))
        and not value.replace(" ", "").isdigit()
    )
