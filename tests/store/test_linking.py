"""Blocking keys, links and what people said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assay.governance.domain import Evidence, JoinKey, Link, LinkKind, LinkStatus, Locator, NotFoundError
from assay.governance.store import Store, link_id


def link(left: str, right: str, score: float = 0.5, **changes: object) -> Link:
    evidence = (Evidence(locator=Locator(page=1, start=2, end=3), masked="C****7", label="contract_number"),)
    made = Link(
        kind=LinkKind.SAME_ENTITY, left=left, right=right, score=score, left_evidence=evidence, right_evidence=evidence,
        producer="shared-values@1", why="one contract number",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def contents(store: Store, hand) -> list[str]:
    with store.write() as unit:
        return [str(hand.asset(unit, f"{number}.txt").content_id) for number in range(4)]


def test_contents_that_share_a_key_are_candidates(store: Store, contents: list[str]) -> None:
    a, b, c, d = contents
    key = JoinKey(
        linker="shared", value="h1:x", locator=Locator(page=3), label="email", masked="j***@***", payload=b"\0"
    )
    with store.write() as unit:
        unit.joins.replace(a, [key, key, JoinKey(linker="near", value="band-1")])
        unit.joins.replace(b, [key])
        unit.joins.replace(c, [JoinKey(linker="near", value="band-1"), JoinKey(linker="other", value="h1:x")])
        unit.joins.replace(d, [JoinKey(linker="near", value="band-2")])
    with store.read() as unit:
        assert unit.joins.of(a, "shared") == (key, key)
        assert len(unit.joins.of(a)) == 3
        low, high = sorted((a, b)), sorted((a, c))
        assert unit.joins.shared([a], cap=9) == {("shared", "h1:x"): tuple(low), ("near", "band-1"): tuple(high)}
        assert unit.joins.shared(None, cap=9) == unit.joins.shared([a, b, c, d], cap=9) == unit.joins.shared([a], cap=9)
        assert unit.joins.shared([d], cap=9) == {}
        assert unit.joins.frequency("h1:x") == 3
        assert unit.joins.frequency("h1:x", "shared") == 2
        assert unit.joins.frequency("nothing") == 0
        assert unit.joins.contents() == 4


def test_a_key_that_too_many_have_says_nothing(store: Store, contents: list[str]) -> None:
    with store.write() as unit:
        for content_id in contents:
            unit.joins.replace(content_id, [JoinKey(linker="shared", value="common")])
    with store.read() as unit:
        assert unit.joins.shared(contents[:1], cap=3) == {}
        assert unit.joins.shared(contents[:1], cap=4) == {("shared", "common"): tuple(sorted(contents))}


def test_what_is_gone_shares_nothing(store: Store, contents: list[str]) -> None:
    with store.write() as unit:
        for content_id in contents[:2]:
            unit.joins.replace(content_id, [JoinKey(linker="shared", value="v")])
        unit.assets.bury(unit.assets.of_contents(contents[:1])[contents[0]][0])
        assert unit.joins.shared(None, cap=9) == {}
        assert unit.joins.frequency("v") == 1
        assert unit.joins.holders("shared", "v") == tuple(sorted(contents[:2]))


def test_keys_of_one_linker_are_renewed_alone(store: Store, contents: list[str]) -> None:
    mine, other = JoinKey(linker="names", value="a", label="name"), JoinKey(linker="shared", value="v")
    with store.write() as unit:
        unit.joins.replace(contents[0], [mine, other])
        unit.joins.replace(contents[1], [mine])
        unit.joins.replace_of("names", {contents[0]: [replace(mine, value="b")], contents[1]: []})
        assert unit.joins.of_many(contents) == {
            contents[0]: {"names": (replace(mine, value="b"),), "shared": (other,)},
        }  # fmt: skip
        assert [(it, key.value) for it, key in unit.joins.labelled("names", "name")] == [(contents[0], "b")]
        assert unit.joins.of_many(contents, linker="shared") == {contents[0]: {"shared": (other,)}}
        assert unit.joins.of_many(contents, bare=False) == {contents[0]: {"names": (replace(mine, value="b"),)}}
        assert unit.joins.frequencies([("names", "b"), ("names", "a")]) == {("names", "b"): 1, ("names", "a"): 0}
        unit.assets.bury(unit.assets.of_contents(contents[:1])[contents[0]][0])
        assert unit.joins.frequencies([("names", "b")]) == {("names", "b"): 0}


def test_a_link_found_again_is_one_link_and_keeps_what_people_said(store: Store, contents: list[str]) -> None:
    a, b, *_ = contents
    with store.write() as unit:
        first = unit.links.settle([], [link(a, b)])[0]
        unit.links.decide(first, LinkStatus.CONFIRMED, actor="ann")
        (again,) = unit.links.settle([], [link(a, b, 0.9, producer="shared-values@2")])
        assert again == first == link_id("same-entity", a, b, "shared-values@7")
        record = unit.links.get(first)
        assert record is not None
        assert record.link == link(a, b, 0.9, producer="shared-values@2", status=LinkStatus.CONFIRMED)
        assert unit.links.count() == 1
        with pytest.raises(NotFoundError):
            unit.links.decide("none", LinkStatus.REJECTED, actor="ann")


def test_new_links_of_a_content_replace_those_that_nobody_decided(store: Store, contents: list[str]) -> None:
    a, b, c, d = contents
    with store.write() as unit:
        unit.links.settle([a], [link(a, b), link(a, c, 0.7)])
        kept = unit.links.settle([d], [link(a, d, 0.9)])
        unit.links.decide(kept[0], LinkStatus.REJECTED, actor="ann")
        unit.links.settle([a], [link(a, b, 0.8)])
        assert [(record.link.right, record.link.status.value) for record in unit.links.of([a], rejected=True)] == [
            (d, "rejected"), (b, "proposed"),
        ]  # fmt: skip
        assert [record.link.right for record in unit.links.of([a])] == [b]
        assert unit.links.of([c]) == []
        assert unit.links.by_kind() == {LinkKind.SAME_ENTITY: 1}


def test_links_to_what_is_gone_do_not_count(store: Store, contents: list[str]) -> None:
    a, b, *_ = contents
    with store.write() as unit:
        unit.links.settle([], [link(a, b)])
        unit.assets.bury(unit.assets.of_contents([b])[b][0])
        assert unit.links.count() == 0
        assert len(unit.links.of([a])) == 1
