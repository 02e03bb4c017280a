"""Invented Chinese names: people, places, organisations and addresses by their grammar, from word lists."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

__all__ = ["COUNTRIES", "NamesZh"]

_WORDS: dict[str, list[str]] = {
    name: text.split()
    for name, text in json.loads(
        files("assay.models.training.entities").joinpath("words_zh.json").read_text(encoding="utf-8")
    ).items()
}
_FIELDS = _WORDS["fields"]
_FIRMS = _WORDS["firms"]
_SHORT = _WORDS["short"]
_BRAND = _WORDS["brand"]
_OFFICES = _WORDS["offices"]
_MINISTRIES = _WORDS["ministries"]
_STATE = _WORDS["state"]
_SCHOOLS = _WORDS["schools"]
_HOSPITALS = _WORDS["hospitals"]
_BODIES = _WORDS["bodies"]
_MEDIA = _WORDS["media"]
_SPORTS = _WORDS["sports"]
_TEAMS = _WORDS["teams"]
_TOPICS = _WORDS["topics"]
_ROADS = _WORDS["roads"]
_ESTATES = _WORDS["estates"]
_ENGLISH = _WORDS["english"]
_LATIN = _WORDS["latin"]
_REGIONS = _WORDS["regions"]
_ABBREVIATED = _WORDS["abbreviated"]
_BANKS = _WORDS["banks"]
_SITES = _WORDS["sites"]
COUNTRIES = _WORDS["countries"]


@dataclass(slots=True)
class NamesZh:
    """Draws names; `lists` has surname (weights), given, trans, fam, place, towns, villages, orgs …"""

    lists: Mapping[str, Any]
    random: random.Random
    _drawn: dict[str, list[str]] = field(default_factory=dict)
    _fake: Any = None

    def __post_init__(self) -> None:
        kinds: dict[str, list[str]] = {}
        for name, kind in self.lists["place"].items():
            kinds.setdefault(kind, []).append(name)
        self._drawn = kinds

    def draw(self, slot: str) -> str:
        """Return an invented value of a slot."""
        return str(getattr(self, f"_{slot}")())

    def _any(self, items: Sequence[str]) -> str:
        return self.random.choice(items)

    def _per(self) -> str:
        draw = self.random.random()
        if draw < 0.74:
            return self._han()
        if draw < 0.86:
            return self._fper()
        if draw < 0.91:
            return self._any(self.lists["cper"])
        if draw < 0.94:
            return self._japanese()
        if draw < 0.965:
            return self._any(("小", "老", "阿")) + self._any((self._sur(), self._any(self.lists["given1"])[0]))
        return self._any(_ENGLISH)

    def _han(self) -> str:
        draw = self.random.random()
        if draw < 0.2:
            given = self._any(self.lists["given1"])
        elif draw < 0.7:
            given = self._any(self.lists["given"])
        else:
            chars = self.lists["gchars"][:400]
            given = self._any(chars) + (self._any(chars) if self.random.random() < 0.75 else "")
        return self._sur() + given

    def _sur(self) -> str:
        names: dict[str, float] = self.lists["surname"]
        return self.random.choices(list(names), list(names.values()))[0]

    def _fper(self) -> str:
        parts = [self._any(self.lists["trans"] if self.random.random() < 0.75 else self.lists["fam"])]
        if self.random.random() < 0.45:
            parts.append(self._any(self.lists["trans"]))
        return "·".join(parts)

    def _japanese(self) -> str:
        surname = self._any(
            (
                *self.lists.get("jsur", ()),
                "田中",
                "山本",
                "渡边",
                "佐藤",
                "铃木",
                "高桥",
                "松本",
                "井上",
                "木村",
                "清水",
                "中村",
            )
        )
        return surname + self._any(
            "太郎 一郎 健二 美咲 由美子 直树 裕子 正雄 纯一郎 俊介 和也 惠子 大辅".split()  # noqa: SIM905
        )

    def _loc(self) -> str:
        draw = self.random.random()
        for share, kind in (
            (0.2, "country"),
            (0.3, "prov"),
            (0.48, "city"),
            (0.62, "area"),
            (0.74, "fcity"),
            (0.86, "cedict"),
        ):
            if draw < share:
                return self._any(self._drawn[kind])
        if draw < 0.92:
            return self._any(_REGIONS)
        return self._any(self.lists["towns"] if draw < 0.97 else self.lists["villages"])

    def _cty(self) -> str:
        return self._any(self._drawn["country"])

    def _city(self) -> str:
        return self._any(self._drawn["city" if self.random.random() < 0.75 else "prov"])

    def _fcity(self) -> str:
        return self._any(self._drawn["fcity"])

    def _club(self) -> str:
        """A club is called like its town, with or without a word of its own."""
        name = self._any(self._drawn["fcity"]) if self.random.random() < 0.6 else self._any(self.lists["trans"])
        return name + self._any(("", "", "", "", "队", "竞技", "联", self._any(self.lists["trans"])[:3]))

    def _bank(self) -> str:
        return self._any((*_BANKS, self._city() + "银行", self._brand() + "银行"))

    def _bodyz(self) -> str:
        """An office or body that begins with the place it works for."""
        place = self._any((self._city(), self._area(), self._city() + self._area()))
        return (
            place
            + self._any(_TOPICS)
            + self._any(("管理中心", "服务中心", "管理局", "协会", "总会", "研究院", "委员会", "担保中心", "规划局"))
        )

    def _latin(self) -> str:
        return self._any(_LATIN)

    def _lat(self) -> str:
        """A name of two words in Latin letters."""
        first, last = self._english().first_name(), self._english().last_name()
        return f"{first} {last}" if self.random.random() < 0.85 else f"{first}{last}"

    def _english(self) -> Any:
        if self._fake is None:
            from faker import Faker

            self._fake = Faker("en_US")
            self._fake.seed_instance(self.random.randrange(1 << 30))
        return self._fake

    def _site(self) -> str:
        """A quarter, a park of firms, a house of many, a stop: what a town's news names."""
        head = self._any(
            (
                self._any(_BRAND) + self._any(_BRAND),
                self._any(_ROADS),
                self._any(_ESTATES),
                self._any(self.lists["towns"])[:2],
            )
        )
        return head + self._any(_SITES)

    def _spot(self) -> str:
        if self.random.random() < 0.4:
            return self._any(_REGIONS)
        head = self._any((self._any(self.lists["trans"]), self._any(_BRAND) + self._any(_BRAND), self._any(_ROADS)))
        return head + self._any(
            ("山", "湖", "岛", "寺", "古镇", "大桥", "海滩", "公园", "峡谷", "河", "塔", "博物馆", "古城")
        )

    def _cross(self) -> str:
        roads = (self._road(), self._any(("与", "和")), self._road(), self._any(("交叉口", "路口", "交汇处")))
        return self._any((self._city(), self._area(), "")) + "".join(roads)

    def _abb(self) -> str:
        return self._any(_ABBREVIATED)

    def _town(self) -> str:
        return self._any(self.lists["towns"])

    def _area(self) -> str:
        return self._any(self._drawn["area"])

    def _vil(self) -> str:
        return self._any(self.lists["villages"])

    def _brand(self) -> str:
        draw = self.random.random()
        if draw < 0.6:
            return self._any(_BRAND) + self._any(_BRAND) + (self._any(_BRAND) if self.random.random() < 0.15 else "")
        return self._any(self.lists["trans"]) if draw < 0.8 else self._any(self.lists["words"])

    def _org(self) -> str:
        kinds = ("co", "gov", "uni", "team", "med", "body", "known", "short", "state", "hos", "min", "party")
        return self.draw(self.random.choices(kinds, (20, 10, 10, 12, 6, 8, 14, 12, 6, 4, 8, 2))[0])

    def _co(self) -> str:
        if self.random.random() < 0.3:
            return self._short()
        place = self._any((self._city(), "中国", "", self._area())) if self.random.random() < 0.7 else ""
        middle = self._any(_FIELDS) if self.random.random() < 0.8 else ""
        name = f"{place}{self._brand()}{middle}{self._any(_FIRMS)}"
        return name.replace("有限公司", "（中国）有限公司") if self.random.random() < 0.03 else name

    def _short(self) -> str:
        draw = self.random.random()
        if draw < 0.08:
            return self._any(_LATIN)
        return self._brand() + self._any(_SHORT) if draw < 0.93 else self._brand()

    def _gov(self) -> str:
        place = self._any((self._city(), self._area(), self._city() + self._area(), self._town()))
        return place + self._any(_OFFICES)

    def _min(self) -> str:
        return self._any(_MINISTRIES)

    def _state(self) -> str:
        place = self._any((self._cty(), self._fcity()))
        return place + self._any(_STATE)

    def _uni(self) -> str:
        where = self._any(
            (self._city(), self._fcity(), self._brand(), self._cty() if self.random.random() < 0.3 else self._city())
        )
        return where + self._any(_SCHOOLS)

    def _hos(self) -> str:
        return self._any((self._city(), self._area(), self._brand())) + self._any(_HOSPITALS)

    def _team(self) -> str:
        draw = self.random.random()
        if draw < 0.3:
            return self._cty() + self._any(("", self._any(_SPORTS))) + "队"
        if draw < 0.55:
            return self._city() + self._any(("", self._brand(), self._any(_SPORTS))) + self._any(_TEAMS)
        if draw < 0.7:
            return self._fcity() + self._any(("队", "俱乐部", "人队", "联队", "", "竞技", "联"))
        return self._city() + self._any(_SPORTS) if draw < 0.85 else self._city() + self._brand()

    def _med(self) -> str:
        return self._any((self._city(), self._cty(), self._fcity(), "", "人民", "经济")) + self._any(_MEDIA)

    def _body(self) -> str:
        return (
            self._any((self._city(), "中国", "全国", "国际", "世界", self._cty()))
            + self._any(_TOPICS)
            + self._any(_BODIES)
        )

    def _party(self) -> str:
        return self._any((self._cty(), "")) + self._any(
            "共产党 民主党 共和党 工党 保守党 社会党 自由党 国民党 人民党 社会民主党 绿党 国大党".split()  # noqa: SIM905
        )

    def _known(self) -> str:
        return self._any(self.lists["orgs"])

    def _adr(self) -> str:
        draw = self.random.random()
        number = f"{self._number()}号"
        inner = self._any(("", self._rooms(), self._estate(), self._estate() + self._rooms()))
        if draw < 0.5:
            province, city = self._any(self.lists["chn"]["prov"]), self._any(self.lists["chn"]["city"])
            head = self._any((province + city, city, city.removesuffix("市"), province))
            middle = self._any(self.lists["chn"]["area"])
            return head + middle + self._any(("", self._town())) + self._road() + number + inner
        if draw < 0.75:
            return self._area() + self._road() + number + inner
        if draw < 0.9:
            return self._road() + number + inner
        return self._area() + self._town() + self._vil() + self._any(("", f"{self.random.randint(1, 30)}组", number))

    def _num(self) -> str:
        return str(
            self.random.choice(
                (self.random.randint(1, 99), self.random.randint(100, 9_999), self.random.randint(10_000, 9_999_999))
            )
        )

    def _number(self) -> str:
        return str(self.random.choice((self.random.randint(1, 99), self.random.randint(100, 2999))))

    def _road(self) -> str:
        name = (
            self._any(_ROADS)
            if self.random.random() < 0.6
            else self._any((*self._drawn["city"][:200], *self.lists["words"][:0]))
        )
        if self.random.random() < 0.2:
            name = self._any(_BRAND) + self._any(_BRAND)
        return (
            name
            + self._any(("", "东", "西", "南", "北", "中", "一", "二", "三"))
            + self._any(("路", "路", "路", "街", "大道", "大街", "巷"))
        )

    def _estate(self) -> str:
        return self._any(_ESTATES) + self._any(
            ("小区", "花园", "家园", "苑", "大厦", "广场", "新村", "公寓", "城", "中心")
        )

    def _rooms(self) -> str:
        n = self.random.randint
        return self._any((
            f"{n(1, 40)}栋{n(1, 6)}单元{n(1, 30)}0{n(1, 6)}室", f"{n(1, 40)}号楼{n(101, 2808)}", f"{n(1, 30)}层",
            f"{n(1, 20)}幢{n(101, 1808)}室",
            f"{self._any('ABCD')}座{n(101, 2808)}", f"{n(1, 30)}-{n(1, 6)}-{n(101, 1208)}",
        ))  # fmt: skip
