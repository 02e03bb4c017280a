"""Names read and compared: over scripts, endings and orders; and words that name nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.governance.domain import EntityKind, Named, Resolver
from assay.knowledge_graph.entities import NameResolver

RESOLVER = NameResolver()
MERGED = 0.82
FIRM, PERSON, PLACE = EntityKind.ORGANISATION, EntityKind.PERSON, EntityKind.PLACE


def named(kind: EntityKind, name: str, *, marks: tuple[str, ...] = (), near: tuple[str, ...] = ()) -> Named:
    form = RESOLVER.read(kind, name)
    assert form is not None, name
    return Named(id=name, kind=kind, value=name, form=form, marks=frozenset(marks), near=frozenset(near))


def score(one: Named, two: Named) -> float:
    alike = RESOLVER.compare(one, two)
    return alike.score if alike is not None else 0.0


def test_the_resolver_is_a_plugin() -> None:
    assert isinstance(RESOLVER, Resolver)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Oakhanger Logistics Ltd.", "OAKHANGER LOGISTICS LIMITED"),
        ("Heron & Reed Bank", "Heron and Reed Bank"),
        ("Silver Lake Market", "Silverlake Market Ltd"),
        ("Silverlake Market Ltd", "Silver1ake Market Ltd"),
        ("Société Générale SA", "Societe Generale"),
        ("青岛苍梧冷链物流有限公司", "Qingdao Cangwu Cold Chain Logistics Co., Ltd."),
        ("杭州望川信息技术有限公司", "Hangzhou Wang Chuan Information Technology Company Limited"),
        ("云汀仪器", "云汀仪器股份有限公司"),
        ("云汀仪器有限公司", "Yunting Instruments Co., Ltd."),
        ("临溪传感器厂（示例）", "临溪传感器厂"),
    ],
)
def test_one_firm_by_two_names_is_one(one: str, two: str) -> None:
    left, right = named(FIRM, one), named(FIRM, two)
    assert score(left, right) >= MERGED
    assert set(left.form.keys) & set(right.form.keys)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("北京华联超市有限公司", "上海华联超市有限公司"),
        ("青岛苍梧冷链物流有限公司", "青岛苍梧食品有限公司"),
        ("青岛苍梧冷链物流有限公司", "Qingdao Cangwu Food Co., Ltd."),
        ("青岛苍梧冷链物流有限公司", "Hangzhou Cangwu Cold Chain Logistics Co., Ltd."),
        ("Heron Ltd", "Heron GmbH"),
        ("Northgate Timber Ltd", "Northgate Textiles Ltd"),
        ("First Capital Partners", "First Capital Ltd"),
        ("Oakhanger Logistics Ltd.", "Oakhanger Ltd."),
    ],
)
def test_two_firms_stay_two(one: str, two: str) -> None:
    assert score(named(FIRM, one), named(FIRM, two)) < MERGED


def test_a_short_form_is_proposed_and_a_shared_number_beside_it_makes_it_sure() -> None:
    short, whole = "云汀仪器", "杭州云汀仪器设备有限公司"
    assert 0.7 <= score(named(FIRM, short), named(FIRM, whole)) < MERGED
    near = ("contract:h1:x",)
    assert score(named(FIRM, short, near=near), named(FIRM, whole, near=near)) >= MERGED


def test_one_registration_number_makes_two_names_one() -> None:
    mark = ("business_id:h1:x",)
    assert score(named(FIRM, "Yunting", marks=mark), named(FIRM, "Silver Lake Market", marks=mark)) == 0.99


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (FIRM, "Bank"), (FIRM, "The Company"), (FIRM, "May"), (FIRM, "公司"), (FIRM, "人力资源部"),
        (FIRM, "三楼会议室"),
        (FIRM, "Amount 金额"), (FIRM, "cm / 81 kg"), (FIRM, "January Report"), (FIRM, "apple"), (FIRM, "甲方"),
        (FIRM, "2024-03-22 North Quay"), (PERSON, "April"), (PERSON, "Helen"), (PERSON, "Mr. Smith"), (PERSON, "王"),
        (PERSON, "H. Carter"), (PERSON, "May June"), (PERSON, "J*** S***"), (PLACE, "Room"), (PLACE, "May"),
        (PLACE, "区"), (PLACE, "North"), (PLACE, "12"),
    ],
)  # fmt: skip
def test_common_words_and_months_name_nobody(kind: EntityKind, name: str) -> None:
    assert RESOLVER.read(kind, name) is None


NEAR = ("firm:cangwu",)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("仇怀瑾", "Huaijin Qiu"), ("仇怀瑾", "QIU Huai Jin"), ("欧阳修远", "Xiuyuan Ouyang"),
        ("Helen Carter", "Carter, Helen"),
        ("Dr. Helen Carter", "helen carter"), ("张伟", "张伟"),
    ],
)  # fmt: skip
def test_one_person_by_two_names_is_one_where_something_else_says_so(one: str, two: str) -> None:
    assert score(named(PERSON, one, near=NEAR), named(PERSON, two, near=NEAR)) >= MERGED
    assert score(named(PERSON, one), named(PERSON, two, near=NEAR)) == 0
    marks = ("national_id:h1:x",)
    assert score(named(PERSON, one, marks=marks), named(PERSON, two, marks=marks)) == 0.99


@pytest.mark.parametrize(
    ("one", "two"), [("张伟", "张薇"), ("Helen Carter", "Helen Cartwright"), ("李娜", "Huaijin Qiu")]
)
def test_two_people_stay_two(one: str, two: str) -> None:
    assert score(named(PERSON, one, near=NEAR), named(PERSON, two, near=NEAR)) == 0


def test_two_identity_numbers_are_two_people() -> None:
    one, two = (named(PERSON, "张伟", marks=(f"national_id:h1:{it}",), near=NEAR) for it in "ab")
    assert score(one, two) == 0


@pytest.mark.parametrize(
    ("one", "two", "same"), [("北京市", "Beijing", True), ("苏州", "宿州", False), ("Shanghai City", "上海", True)]
)
def test_places_meet_over_scripts(one: str, two: str, same: bool) -> None:
    assert (score(named(PLACE, one), named(PLACE, two)) >= MERGED) is same


def test_numbers_are_never_merged() -> None:
    one, two = named(EntityKind.CONTRACT, "HT-1"), named(EntityKind.CONTRACT, "HT-2")
    assert RESOLVER.compare(one, two) is None


@given(st.sampled_from([FIRM, PERSON, PLACE]), st.text(max_size=24), st.text(max_size=24))
def test_any_text_is_read_and_comparing_does_not_depend_on_the_side(kind: EntityKind, one: str, two: str) -> None:
    forms = [RESOLVER.read(kind, it) for it in (one, two)]
    if all(forms):
        left, right = named(kind, one, near=NEAR), named(kind, two, near=NEAR)
        assert RESOLVER.compare(left, right) == RESOLVER.compare(right, left)
