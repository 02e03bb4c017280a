"""Edges as walks read them: the strongest of a node, files inside files, and edges along which nothing spreads."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from assay.governance.domain import Link, LinkKind, LinkStatus
from assay.governance.store import Stop, Store


def link(left: str, right: str, score: float, kind: LinkKind = LinkKind.SAME_ENTITY) -> Link:
    return Link(
        kind=kind, left=left, right=right, score=score, left_evidence=(), right_evidence=(), producer="t@1", why="w"
    )


def contents(store: Store, hand, number: int) -> list[str]:
    with store.write() as unit:
        return [str(hand.asset(unit, f"{it}.txt").content_id) for it in range(number)]


def test_of_each_node_the_strongest_edges_come_from_both_sides_and_no_rejected_ones(store: Store, hand) -> None:
    a, b, c, d, e = contents(store, hand, 5)
    with store.write() as unit:
        ids = {
            other: unit.links.settle([], [link(*ends, score)])[0]
            for other, ends, score in ((b, (a, b), 0.5), (c, (c, a), 0.9), (d, (a, d), 0.7), (e, (e, a), 0.95))
        }
        (near,) = unit.links.settle([], [link(a, b, 0.6, LinkKind.NEAR_DUPLICATE)])
        unit.links.decide(ids[e], LinkStatus.REJECTED, actor="ann")
        unit.links.decide(ids[b], LinkStatus.CONFIRMED, actor="ann")
    with store.read() as unit:
        assert [it[0] for it in unit.edges.touching([a], most=9)[a]] == [ids[c], ids[d], near, ids[b]]
        assert unit.edges.touching([a], most=2)[a] == [
            (ids[c], "same-entity", c, a, 0.9), (ids[d], "same-entity", a, d, 0.7),
        ]  # fmt: skip
        assert [it[0] for it in unit.edges.touching([a], most=9, kinds=["near-duplicate"])[a]] == [near]
        assert [it[0] for it in unit.edges.touching([a], most=9, min_score=0.65)[a]] == [ids[c], ids[d]]
        assert unit.edges.touching([a, e, "nobody"], most=9).keys() == {a, e, "nobody"}
        assert unit.edges.touching([e, "nobody"], most=9) == {e: [], "nobody": []}
        every = unit.edges.every(most=9)
        assert [it.id for it in every] == sorted([ids[b], ids[c], ids[d], near])
        assert unit.edges.every(most=2, after=every[1].id) == every[2:]
        assert set(unit.links.many([near, "none"])) == {near}


@pytest.mark.sqlite
def test_an_edge_is_read_out_of_an_index_alone(store: Store) -> None:
    with store._reader.begin() as connection:
        for side, other in (("left_id", "right_id"), ("right_id", "left_id")):
            asked = (
                f"EXPLAIN QUERY PLAN SELECT id, kind, {side}, {other}, score FROM link WHERE workspace = 'default' "  # noqa: S608
                f"AND {side} = 'x' AND score >= 0.0 AND status != 'rejected' ORDER BY score DESC, id DESC LIMIT 9"
            )
            (plan,) = connection.execute(text(asked)).all()
            assert "COVERING INDEX" in plan[3]


def test_what_is_inside_of_what(store: Store, hand) -> None:
    with store.write() as unit:
        box = hand.asset(unit, "box.zip")
        inner = hand.asset(unit, "inner.txt", parent=box.id)
        other = hand.asset(unit, "other.txt", parent=box.id)
        alone = hand.asset(unit, "alone.txt")
    with store.read() as unit:
        for asked in ([box.id], [inner.id, other.id], None):
            assert [(it.parent, it.child, it.child_node) for it in unit.edges.inside(asked)] == [
                (box.id, inner.id, inner.content_id), (box.id, other.id, other.content_id),
            ]  # fmt: skip
        assert unit.edges.inside([alone.id]) == []
        assert unit.edges.holders([box.content_id, "none"]) == {box.content_id: (box.id,)}
    with store.write() as unit:
        unit.assets.bury(other.id)
    with store.read() as unit:
        assert [it.child for it in unit.edges.inside()] == [inner.id]
        assert unit.edges.holders([other.content_id]) == {}


def test_an_edge_is_stopped_and_let_and_forgotten_with_its_ends(store: Store, hand) -> None:
    a, b, c = contents(store, hand, 3)
    with store.write() as unit:
        for right, reason in ((b, "masked-copy"), (b, "aggregate"), (c, "aggregate")):
            unit.edges.stop(Stop(left=a, right=right, kind="derived-from", reason=reason, set_by="ann"))
    with store.read() as unit:
        assert {(it.right, it.reason) for it in unit.edges.stops()} == {(b, "aggregate"), (c, "aggregate")}
        assert [it.right for it in unit.edges.stops([c])] == [c]
    with store.write() as unit:
        assert unit.edges.let(a, b, "derived-from")
        assert not unit.edges.let(a, b, "derived-from")
        unit.assets.forget(unit.assets.of_contents([c])[c][0])
        assert unit.edges.stops() == []
