"""Invented people, firms, numbers, pictures and sounds, in both languages."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Firm", "Inventor", "Person", "fingerprint", "flipped", "spoken"]

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SURNAMES = (
    ("贺", "He"), ("温", "Wen"), ("秦", "Qin"), ("江", "Jiang"), ("陆", "Lu"), ("钟", "Zhong"), ("沈", "Shen"), ("顾", "Gu"),
    ("韩", "Han"), ("曹", "Cao"), ("彭", "Peng"), ("蒋", "Jiang"), ("魏", "Wei"), ("薛", "Xue"), ("叶", "Ye"), ("潘", "Pan"),
    ("曾", "Zeng"), ("单", "Shan"), ("仇", "Qiu"), ("翟", "Zhai"),
)  # fmt: skip
_GIVEN = (
    ("兰亭", "Lanting"), ("行之", "Xingzhi"), ("牧野", "Muye"), ("屿", "Yu"), ("知远", "Zhiyuan"), ("清和", "Qinghe"),
    ("若水", "Ruoshui"), ("云舟", "Yunzhou"), ("思齐", "Siqi"), ("景行", "Jingxing"), ("望舒", "Wangshu"), ("怀瑾", "Huaijin"),
    ("砚秋", "Yanqiu"), ("予安", "Yuan"), ("书白", "Shubai"), ("星野", "Xingye"), ("听澜", "Tinglan"), ("子衿", "Zijin"),
)  # fmt: skip
_FIRST = (
    "Helen", "Martin", "Judith", "Oscar", "Priya", "Leon", "Clara", "Hugo", "Nadia", "Edgar", "Ingrid", "Marcus", "Selma",
    "Victor", "Amelia", "Rupert", "Tessa", "Gordon", "Beatrice", "Simon",
)  # fmt: skip
_LAST = (
    "Carter", "Ashworth", "Brennan", "Castell", "Dunmore", "Eastwick", "Fairburn", "Garland", "Holloway", "Ibsen",
    "Kettering", "Lockwood", "Merriman", "Northcote", "Osgood", "Pemberton", "Radcliffe", "Sedgwick", "Thornbury", "Whitlock",
)  # fmt: skip
_CITIES = (
    ("上海", "Shanghai"),
    ("宁波", "Ningbo"),
    ("杭州", "Hangzhou"),
    ("成都", "Chengdu"),
    ("武汉", "Wuhan"),
    ("青岛", "Qingdao"),
)
_BRANDS = (
    ("银湖", "Yinhu"), ("云汀", "Yunting"), ("松原", "Songyuan"), ("澜石", "Lanshi"), ("禾木", "Hemu"), ("远岫", "Yuanxiu"),
    ("青峦", "Qingluan"), ("望川", "Wangchuan"), ("鹿鸣", "Luming"), ("白溪", "Baixi"), ("星屿", "Xingyu"), ("朗月", "Langyue"),
    ("听松", "Tingsong"), ("海岚", "Hailan"), ("墨池", "Mochi"), ("金穗", "Jinsui"), ("北岭", "Beiling"), ("南浦", "Nanpu"),
    ("丹霞", "Danxia"), ("竹里", "Zhuli"), ("临渊", "Linyuan"), ("扶光", "Fuguang"), ("栖霞", "Qixia"), ("采薇", "Caiwei"),
    ("溯洄", "Suhui"), ("霁月", "Jiyue"), ("苍梧", "Cangwu"), ("玄圃", "Xuanpu"), ("流萤", "Liuying"), ("漱玉", "Shuyu"),
    ("杏坛", "Xingtan"), ("沧溟", "Cangming"), ("枕石", "Zhenshi"), ("云岫", "Yunxiu"), ("雪堂", "Xuetang"), ("兰皋", "Langao"),
)  # fmt: skip
_TRADES = (
    ("冷链物流", "Cold Chain Logistics"),
    ("食品", "Food"),
    ("包装材料", "Packaging"),
    ("信息技术", "Information Technology"),
)
_HEADS = (
    "Silver Lake", "Harrow Gate", "Bluefern", "Copper Mill", "Eastmoor", "Foxglove", "Granby", "Hollin Bank", "Ivory Quay",
    "Juniper", "Kestrel", "Larkfield", "Mossdale", "Netherby", "Oakhanger", "Pinewick", "Quarrington", "Redcliff",
    "Stanmere", "Tidewell", "Underhill", "Vellum", "Westerby", "Yarrow",
)  # fmt: skip
_SORTS = ("Foods", "Logistics", "Packaging", "Instruments", "Timber", "Ceramics")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody: a name in either script, and a number and an address that nobody has."""

    key: str
    zh: str
    en: str
    mobile: str
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A firm: its whole name, the same with another ending, and its short one."""

    key: str
    zh: str
    zh_short: str
    en: str
    en_other: str
    en_romanised: str


class Inventor:
    """Makes things of which no two are the same."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._chinese = [(s, g) for s in _SURNAMES for g in _GIVEN]
        self._english = [(f, n) for f in _FIRST for n in _LAST]
        self._firms = [(c, b, t) for b in _BRANDS for c, t in ((rng.choice(_CITIES), rng.choice(_TRADES)),)]
        self._names = [(h, rng.choice(_SORTS)) for h in _HEADS]
        for pool in (self._chinese, self._english, self._firms, self._names):
            rng.shuffle(pool)
        self._count = 0
        self._numbers: set[str] = set()

    def person(self) -> Person:
        """Return somebody new, with a Chinese name that has a romanised form, and a mobile of an unassigned block."""
        (surname, given), self._count = self._chinese.pop(), self._count + 1
        zh, en = surname[0] + given[0], f"{given[1]} {surname[1]}"
        return Person(
            key=f"p:{zh}", zh=zh, en=en, mobile=self._mobile(), mail=f"{given[1].lower()}.{self._count}@example.com"
        )

    def englishman(self) -> Person:
        """Return somebody new with an English name."""
        (first, last), self._count = self._english.pop(), self._count + 1
        mail = f"{first.lower()}.{last.lower()}@example.org"
        return Person(
            key=f"p:{first}{last}", zh=f"{first} {last}", en=f"{first} {last}", mobile=self._mobile(), mail=mail
        )

    def firm(self) -> Firm:
        """Return a firm with a Chinese name."""
        city, brand, trade = self._firms.pop()
        return Firm(
            key=f"f:{brand[0]}", zh=f"{city[0]}{brand[0]}{trade[0]}有限公司", zh_short=f"{brand[0]}{trade[0]}",
            en=f"{city[1]} {brand[1]} {trade[1]} Co., Ltd.", en_other=f"{city[1]} {brand[1]} {trade[1]} Company Limited",
            en_romanised=f"{brand[1]} {trade[1]} Co., Ltd.",
        )  # fmt: skip

    def english_firm(self) -> Firm:
        """Return a firm with an English name."""
        head, sort = self._names.pop()
        name = f"{head} {sort}"
        return Firm(
            key=f"f:{head}", zh=f"{name} Ltd.", zh_short=name, en=f"{name} Ltd.", en_other=f"{name} Limited",
            en_romanised=name,
        )  # fmt: skip

    def number(self, form: str) -> str:
        """Return a new number in a form where `#` is a digit."""
        while True:
            made = "".join(str(self._rng.randrange(10)) if c == "#" else c for c in form)
            made = made if made[0] != "0" else f"7{made[1:]}"
            if made not in self._numbers and not any(len(made) < 10 and _near(made, other) for other in self._numbers):
                self._numbers.add(made)
                return made

    def near(self, number: str) -> str:
        """Return a number that differs from another in two neighbouring digits that changed places, or in one digit."""
        places = [i for i, c in enumerate(number) if c.isdigit()][-3:]
        for at in places:
            changed = number[:at] + str((int(number[at]) + 3) % 10) + number[at + 1 :]
            if changed not in self._numbers:
                self._numbers.add(changed)
                return changed
        raise ValueError("there is no number near it that is free")

    def picture(self) -> int:
        """Return a difference hash."""
        return self._rng.getrandbits(64)

    def _mobile(self) -> str:
        return self.number("1349#######")


def _near(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1


def spoken(number: str) -> str:
    """Return how the digits of a number are said."""
    return " ".join(_DIGITS[int(c)] for c in number if c.isdigit())


def flipped(value: int, bits: Sequence[int]) -> int:
    """Return a hash with some bits turned."""
    for bit in bits:
        value ^= 1 << bit
    return value


def fingerprint(rng: random.Random, frames: int = 160) -> list[int]:
    """Return the 32-bit sub-fingerprints of a sound that nobody made: neighbours differ in a few bits."""
    value, made = rng.getrandbits(32), []
    for _ in range(frames):
        value = flipped(value, rng.sample(range(32), 5))
        made.append(value)
    return made
