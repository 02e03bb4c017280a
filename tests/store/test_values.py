"""Columns with many values: every one is found again, in one page of its set, and goes when its content goes."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from assay.governance.domain import Locator
from assay.governance.security import keyed_hash
from assay.governance.store import Store
from assay.governance.store.tables import value_page


def hashed(hand, serial: int) -> str:
    return keyed_hash(hand.keyring, "phone", f"1380013{serial:04d}")


def pages(store: Store) -> int:
    with store.read() as unit:
        return unit.values._one(select(func.count()).select_from(value_page))[0]


def test_a_column_comes_back_with_its_values(store: Store, hand) -> None:
    with store.write() as unit:
        content_id = hand.content(unit, "x")
        findings = (hand.finding(content_id), hand.column(content_id, range(9_000)))
        unit.findings.replace(content_id, findings)
        assert unit.findings.of_content(content_id) == findings
    assert pages(store) > 1


@pytest.mark.parametrize("serial", [0, 1, 4_711, 8_999])
def test_a_value_is_found_in_its_column_at_its_row_without_its_mask(store: Store, hand, serial: int) -> None:
    with store.write() as unit:
        content_id = hand.content(unit, "x")
        unit.findings.replace(content_id, [hand.column(content_id, range(9_000))])
        (place,) = unit.findings.with_value(hashed(hand, serial))
    assert place.content_id == content_id
    assert place.finding.locator == Locator(column="phone", row=serial + 2)
    assert (place.finding.masked, place.finding.value_hash) == ("[CN_MOBILE]", hashed(hand, serial))


def test_what_no_column_holds_is_not_found(store: Store, hand) -> None:
    with store.write() as unit:
        content_id = hand.content(unit, "x")
        unit.findings.replace(content_id, [hand.column(content_id)])
        assert unit.findings.with_value(hashed(hand, 300)) == []
        assert unit.findings.with_value(hashed(hand, 5).replace("h1:", "h2:")) == []
        assert list(unit.values.holding([])) == []


def test_a_row_that_has_a_finding_of_its_own_is_told_once(store: Store, hand) -> None:
    with store.write() as unit:
        content_id = hand.content(unit, "x")
        whole = hand.column(content_id)
        single = hand.example(content_id, serial=7)
        unit.findings.replace(content_id, [whole, single])
        (place,) = unit.findings.with_value(hashed(hand, 7))
    assert place.finding == single


def test_columns_of_a_group_in_other_contents_are_told_and_no_more_than_asked(store: Store, hand) -> None:
    with store.write() as unit:
        first, *others = [hand.content(unit, f"text {number}") for number in range(4)]
        for content_id in (first, *others):
            unit.findings.replace(content_id, [hand.column(content_id)])
        told = unit.values.others(first, "phone", cap=10)
        assert [content_id for content_id, _ in told] == sorted(others)
        assert len(unit.values.others(first, "phone", cap=2)) == 2
        assert unit.values.others(first, "person", cap=10) == []


def test_values_go_with_their_findings_and_with_their_content(store: Store, hand) -> None:
    with store.write() as unit:
        first, second = hand.content(unit, "x"), hand.content(unit, "y")
        for content_id in (first, second):
            unit.findings.replace(content_id, [hand.column(content_id)])
    before = pages(store)
    with store.write() as unit:
        unit.findings.replace(first, [hand.finding(first)])
    assert pages(store) == before // 2
    with store.write() as unit:
        unit.contents.forget(second)
    assert pages(store) == 0
