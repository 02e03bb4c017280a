"""Chunks are found by words of both languages; vectors make points."""

from __future__ import annotations

import pytest

from assay.governance.domain import Locator, UsageError
from assay.governance.store import UNRANKED, ChunkRecord, Store, point_id
from assay.governance.store.repositories.words import indexed, matching

LEADING = "gbt-43697"
TEXTS = {
    "en": "The supplier delivers the turbines in March. Contact [PERSON] at [EMAIL].",
    "zh": "供应商应于三月交付涡轮机，联系人[PERSON]，电话[CN_MOBILE]。",
    "mixed": "合同 ACME-2024 由星河科技有限公司签署",
}


@pytest.fixture
def filled(store: Store, hand) -> tuple[Store, dict[str, str]]:
    with store.write() as unit:
        ids = {str(hand.asset(unit, f"{name}.txt", text).content_id): name for name, text in TEXTS.items()}
    return store, ids


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("turbines", ["en"]),
        ("TURBINES in march", ["en"]),
        ("涡轮", ["zh"]),
        ("涡轮机", ["zh"]),
        ("有限公司", ["mixed"]),
        ("星河 turbines", ["en", "mixed"]),
        ("acme-2024", ["mixed"]),
        ("ＡＣＭＥ", ["mixed"]),
        ("机涡", []),
        ("person", []),
        ("cn_mobile", []),
        ("helicopter", []),
        ("", []),
        ("!?。", []),
        ('" OR words:*', []),
        ("turbines NOT march NEAR(", ["en"]),
    ],
)
def test_chunks_are_found_by_their_words(filled: tuple[Store, dict[str, str]], query: str, found: list[str]) -> None:
    store, ids = filled
    with store.read() as unit:
        hits = unit.chunks.search(query)
    assert sorted(ids[hit.chunk.content_id] for hit in hits) == found
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World", "Hello World"),
        ("涡轮机 ok", "涡 轮 机 ok"),
        ("a[PERSON]b", "a b"),
        ("第3页", "第 3 页"),
    ],
)
def test_text_becomes_words(text: str, words: str) -> None:
    assert indexed(text) == words


def test_a_query_of_any_length_is_bounded() -> None:
    assert len((matching("涡轮机" * 5000) or "").split(" OR ")) <= 32
    assert len((matching(" ".join(map(str, range(5000)))) or "").split(" OR ")) == 32


def test_chunks_are_replaced_whole(filled: tuple[Store, dict[str, str]]) -> None:
    store, ids = filled
    content_id = next(iter(ids))
    fresh = [
        ChunkRecord(
            content_id=content_id, ordinal=number, segment=number, text=f"part {number}",
            locator=Locator(page=number + 1),
        )
        for number in range(3)
    ]  # fmt: skip
    with store.write() as unit:
        unit.chunks.put(content_id, fresh)
        assert unit.chunks.of(content_id) == tuple(fresh)
        assert unit.chunks.search("turbines") == []
        assert [hit.chunk.ordinal for hit in unit.chunks.search("part")] == [0, 1, 2]
        assert unit.chunks.many([(content_id, 1), (content_id, 9)]) == {(content_id, 1): fresh[1]}


def test_vectors_make_points_with_what_can_be_filtered_on(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt", topics=("legal", "finance"), grade=hand.grade(rank=30))
        gone = hand.asset(unit, "gone.txt")
        unit.assets.bury(gone.id)
        fresh = unit.assets.add(record.source_id, "file:///docs/new.txt", name="new.txt", folder="docs")
        ungraded = hand.content(unit, "not graded yet")
        unit.assets.add_version(fresh.id, ungraded)
        unit.vectors.put(record.content_id, "mini@1", bytes(range(32)), dimensions=8)
    with store.read() as unit:
        points = {point.id: point for point in unit.vectors.points(leading=LEADING)}
        assert unit.vectors.point_ids() == frozenset(points)
        assert len(points) == 3
        second = points[point_id(record.content_id, 1)]
        assert (second.vector, second.modality, second.topics, second.rank) == (
            bytes(range(16, 32)), "text", ("legal", "finance"), 30,
        )  # fmt: skip
        assert points[point_id(ungraded, 0)].rank == UNRANKED
        assert {point.content_id for point in unit.vectors.points([ungraded, "0" * 64], leading=LEADING)} == {ungraded}
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
