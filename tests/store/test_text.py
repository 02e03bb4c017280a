"""Chunks with their terms and their vectors make points."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assay.governance.domain import Locator, UsageError, packed
from assay.governance.store import UNRANKED, ChunkRecord, Store, point_id

LEADING = "gbt-43697"


def test_chunks_are_replaced_whole(store: Store, hand) -> None:
    with store.write() as unit:
        content_id = str(hand.asset(unit, "a.txt", "The supplier delivers the turbines.").content_id)
        fresh = [
            ChunkRecord(
                content_id=content_id, ordinal=number, segment=number, text=f"part {number}",
                locator=Locator(page=number + 1),
            )
            for number in range(3)
        ]  # fmt: skip
        unit.chunks.put(content_id, fresh)
        assert unit.chunks.of(content_id) == tuple(fresh)
        assert unit.chunks.many([(content_id, 1), (content_id, 9)]) == {(content_id, 1): fresh[1]}
        points = list(unit.points.each([content_id], leading=LEADING))
        assert [point.terms for point in points] == [packed(f"part {number}") for number in range(3)]
        assert [point.ordinal for point in points] == [0, 1, 2]


@pytest.mark.sqlite
def test_terms_of_an_earlier_version_are_made_again(store: Store, hand, tmp_path: Path) -> None:
    with store.write() as unit:
        old, new = (str(hand.asset(unit, f"{name}.txt", f"text {name}").content_id) for name in ("old", "new"))
    connection = sqlite3.connect(tmp_path / "home" / "assay.db")
    with connection:
        connection.execute("UPDATE chunk SET terms = x'' WHERE content_id = ?", (old,))
    connection.close()
    with store.write() as unit:
        assert unit.chunks.stale() == [old]
        unit.chunks.renew(old)
        assert unit.chunks.stale() == []
        assert {it.content_id: it.terms for it in unit.points.each(leading=LEADING)} == {
            old: packed("text old"), new: packed("text new"),
        }  # fmt: skip


def test_vectors_make_points_with_what_can_be_filtered_on(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt", topics=("legal", "finance"), grade=hand.grade(rank=30))
        gone = hand.asset(unit, "gone.txt")
        unit.assets.bury(gone.id)
        fresh = unit.assets.add(record.source_id, "file:///docs/new.txt", name="new.txt", folder="docs")
        ungraded = hand.content(unit, "not graded yet")
        unit.assets.add_version(fresh.id, ungraded)
        pieces = [
            ChunkRecord(content_id=record.content_id, ordinal=number, segment=0, text="part", locator=Locator())
            for number in range(2)
        ]
        unit.chunks.put(record.content_id, pieces)
        unit.vectors.put(record.content_id, "mini@1", bytes(range(32)), dimensions=8)
    with store.read() as unit:
        points = {point.id: point for point in unit.points.each(leading=LEADING)}
        assert unit.vectors.point_ids() == frozenset(points)
        assert len(points) == 3
        second = points[point_id(record.content_id, 1)]
        assert (second.vector, second.modality, second.topics, second.rank) == (
            bytes(range(16, 32)), "text", ("legal", "finance"), 30,
        )  # fmt: skip
        assert points[point_id(ungraded, 0)].rank == UNRANKED
        assert {point.content_id for point in unit.points.each([ungraded, "0" * 64], leading=LEADING)} == {ungraded}
        assert unit.vectors.of(record.content_id) == (bytes(range(16)), bytes(range(16, 32)))


@pytest.mark.parametrize(("data", "dimensions"), [(bytes(15), 8), (bytes(16), 0), (bytes(17), 8)])
def test_half_a_row_is_refused(store: Store, hand, data: bytes, dimensions: int) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        with pytest.raises(UsageError):
            unit.vectors.put(record.content_id, "mini@1", data, dimensions=dimensions)


def test_another_model_replaces_the_vectors_of_the_first(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        unit.vectors.put(record.content_id, "other@1", bytes(8), dimensions=4)
        assert unit.vectors.of(record.content_id) == (bytes(8),)
        assert unit.vectors.count() == 1
