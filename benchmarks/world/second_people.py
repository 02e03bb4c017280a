"""People and firms of the second world, from other names than those of the first."""

from __future__ import annotations

import random
from dataclasses import dataclass

__all__ = ["Cast", "Firm", "Person"]

_SURNAMES = (("郁", "Yu"), ("柏", "Bai"), ("舒", "Shu"), ("费", "Fei"), ("苗", "Miao"), ("庞", "Pang"), ("阮", "Ruan"), ("喻", "Yu"), ("詹", "Zhan"), ("欧阳", "Ouyang"), ("鲍", "Bao"), ("聂", "Nie"))  # fmt: skip
_GIVEN = (("照晚", "Zhaowan"), ("明远", "Mingyuan"), ("秋实", "Qiushi"), ("若谷", "Ruogu"), ("慕白", "Mubai"), ("承泽", "Chengze"), ("素心", "Suxin"), ("飞鸿", "Feihong"), ("静姝", "Jingshu"), ("松年", "Songnian"))  # fmt: skip
_CITIES = (("苏州", "Suzhou"), ("大连", "Dalian"), ("厦门", "Xiamen"), ("天津", "Tianjin"), ("南京", "Nanjing"))
_BRANDS = (("鸢尾", "Yuanwei"), ("听潮", "Tingchao"), ("砚池", "Yanchi"), ("棠溪", "Tangxi"), ("驭风", "Yufeng"), ("揽辰", "Lanchen"), ("沐禾", "Muhe"), ("拾光", "Shiguang"), ("岑云", "Cenyun"), ("逐浪", "Zhulang"), ("观澜", "Guanlan"), ("鹤汀", "Heting"), ("若耶", "Ruoye"), ("清欢", "Qinghuan"), ("藏锋", "Cangfeng"), ("问渠", "Wenqu"), ("晓月", "Xiaoyue"), ("含章", "Hanzhang"), ("怀玉", "Huaiyu"), ("明夷", "Mingyi"), ("既白", "Jibai"), ("未央", "Weiyang"), ("长庚", "Changgeng"), ("启明", "Qiming"), ("广陵", "Guangling"), ("汀兰", "Tinglan"), ("行云", "Xingyun"), ("落霞", "Luoxia"), ("秋水", "Qiushui"), ("孤鹜", "Guwu"), ("衔泥", "Xianni"), ("归雁", "Guiyan"), ("折柳", "Zheliu"), ("踏莎", "Tasha"), ("疏影", "Shuying"), ("横斜", "Hengxie"))  # fmt: skip
_TRADES = (("医疗器械", "Medical Devices"), ("船舶工程", "Marine Engineering"), ("教育咨询", "Education Consulting"), ("生物科技", "Biotechnology"), ("精密仪器", "Precision Instruments"), ("海洋装备", "Offshore Equipment"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a name in either script and a telephone number of an unassigned block."""

    key: str
    zh: str
    en: str
    mobile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A firm, in Chinese, in English and in English with another ending."""

    key: str
    zh: str
    en: str
    en_other: str


class Cast:
    """Invents people and firms of which no two are the same."""

    def __init__(self, rng: random.Random) -> None:
        self._people = [(s, g) for s in _SURNAMES for g in _GIVEN]
        self._firms = [(rng.choice(_CITIES), brand, rng.choice(_TRADES)) for brand in _BRANDS]
        rng.shuffle(self._people)
        rng.shuffle(self._firms)
        self._mobiles = rng.sample(range(10**7), 400)

    def person(self) -> Person:
        """Return somebody new."""
        (surname, given), mobile = self._people.pop(), f"1349{self._mobiles.pop():07d}"
        zh = surname[0] + given[0]
        return Person(key=f"q:{zh}", zh=zh, en=f"{given[1]} {surname[1]}", mobile=mobile)

    def firm(self) -> Firm:
        """Return a new firm."""
        city, brand, trade = self._firms.pop()
        en = f"{city[1]} {brand[1]} {trade[1]}"
        return Firm(
            key=f"g:{brand[0]}",
            zh=f"{city[0]}{brand[0]}{trade[0]}股份有限公司",
            en=f"{en} Corporation",
            en_other=f"{en} Ltd",
        )
