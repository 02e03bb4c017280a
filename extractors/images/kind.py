"""What kind of picture it is, by simple measures and a few words; a picture that fits no kind is not guessed at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assay.governance.domain import Segment

__all__ = ["KINDS", "UNKNOWN", "kind_of"]

UNKNOWN = "not looked at"
KINDS = ("document", "id-card", "invoice", "photo", "screen", "drawing", UNKNOWN)

_CARD_NAMES = re.compile(
    r"居民身份证|公民身份号码|护照|驾驶证|行驶证|社会保障卡|通行证|居留证|identity card|id card|passport"
    r"|driv(?:er|ing)'?s? licen[cs]e|residence permit|national identity"
)
_CARD_FIELDS = re.compile(
    r"签发机关|有效期限?|民族|性别|出生|住址|准驾车型|国籍|date of birth|nationality|date of (?:expiry|issue)"
    r"|place of birth|\bsex\b|\bexpires?\b|\bsurname\b|given names?|\bdob\b"
)
_BILL_NAMES = re.compile(r"发票|收据|账单|小票|\binvoice\b|\breceipt\b|cash (?:bill|sale)s?|bill to|\btax inv")
_BILL_FIELDS = re.compile(
    r"价税合计|合计|金额|税额|税率|单价|数量|小计|\b(?:sub)?total|\bamount\b|\btax\b|\bvat\b|\bgst\b|\bqty\b|\bprice\b"
    r"|\bchange\b|\bcash\b|\brounding\b|balance due"
)
_CARD_SHAPE = 1.25, 1.8
_CARD_LINES = 30
_SCREENS = frozenset({
    (1280, 720), (1280, 800), (1280, 1024), (1366, 768), (1440, 900), (1536, 864), (1600, 900), (1680, 1050),
    (1920, 1080), (1920, 1200), (2160, 1440), (2560, 1080), (2560, 1440), (2560, 1600), (2880, 1800), (3024, 1964),
    (3440, 1440), (3456, 2234), (3840, 2160), (1170, 2532), (1179, 2556), (1290, 2796), (1125, 2436), (1242, 2688),
    (750, 1334), (828, 1792), (1080, 1920), (1080, 2340), (1080, 2400), (1440, 3200), (2048, 2732), (1668, 2388),
})  # fmt: skip
_FLAT, _ROUGH, _PAPER = 0.6, 0.25, 0.55
_VARIED, _FEW_MAIN = 100, 0.5
_LINES = 3
_TEXT_IS_MOST, _LITTLE_TEXT, _READ = 0.6, 0.05, 0.9
_DRAWN_WITH = 3


def kind_of(facts: Mapping[str, Any], lines: Sequence[Segment] | None, *, read: float = 1.0) -> str:
    """Return one of `KINDS`.

    `facts` are those of `measure`, with `faces` and `mrz` where they were looked for. `lines` are what was
    recognised, None where nothing looked: only a photo can be told then. `read` is the share that could be read of
    what looked like text: a page in an unknown script is no drawing.
    """
    text = "\n".join(line.text for line in lines or ()).lower()
    if facts.get("mrz") or _is_card(facts, text):
        return "id-card"
    if _count(_BILL_FIELDS, text) >= (1 if _BILL_NAMES.search(text) else 3):
        return "invoice"
    if "flat" not in facts:
        return UNKNOWN
    if facts["flat"] < _ROUGH and facts["paper"] < _PAPER and _many_shades(facts):
        return "photo"
    if lines is None:
        return UNKNOWN
    flat, paper = facts["flat"] >= _FLAT, facts["paper"] >= _PAPER
    size = facts["width"], facts["height"]
    if flat and len(lines) >= _LINES and (not paper or size in _SCREENS or size[::-1] in _SCREENS):
        return "screen"
    area = sum((box[2] - box[0]) * (box[3] - box[1]) for line in lines if (box := line.locator.box))
    if paper and len(lines) >= _LINES and area >= _TEXT_IS_MOST * (1 - facts["paper"]):
        return "document"
    drawn = flat and facts["colours"] >= _DRAWN_WITH and area < _LITTLE_TEXT and read >= _READ
    return "drawing" if drawn else UNKNOWN


def _is_card(facts: Mapping[str, Any], text: str) -> bool:
    """A card names itself, has two fields of one, is small in text, and of a card's shape or with a face."""
    if not _CARD_NAMES.search(text) or _count(_CARD_FIELDS, text) < 2 or text.count("\n") >= _CARD_LINES:
        return False
    width, height = facts.get("width", 1), facts.get("height", 1)
    shape = max(width, height) / max(1, min(width, height))
    return bool(facts.get("faces")) or _CARD_SHAPE[0] <= shape <= _CARD_SHAPE[1]


def _count(words: re.Pattern[str], text: str) -> int:
    return len(set(words.findall(text)))


def _many_shades(facts: Mapping[str, Any]) -> bool:
    """Photos in colour have many shades and no main ones; grey ones have noise in place of them."""
    grey = facts["saturation"] < 0.05
    return bool(grey and facts["flat"] < _ROUGH / 2) or (
        facts["colours"] >= _VARIED and facts["main_colours"] < _FEW_MAIN
    )
