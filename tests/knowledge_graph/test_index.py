"""One suite over every index: they differ in speed and in where they live, in nothing else."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.knowledge_graph.indexed import DIMENSIONS, Truth, by_hand, mixed, point, vectors

from assay.governance.domain import Filters, Index, Point, UsageError
from assay.knowledge_graph.index import EdgeIndex, open_edge, open_exact, open_scan, open_server

SERVER = "ASSAY_TEST_QDRANT_URL"


def open_real_server(truth: Truth, folder: Path) -> Index:
    if SERVER not in os.environ:
        pytest.skip(f"no server: {SERVER} says where one answers")
    name = f"assay-test-{zlib.crc32(str(folder).encode()):08x}"
    return open_server(os.environ[SERVER], dimensions=DIMENSIONS, points=truth.points, collection=name)


OPENERS: dict[str, Callable[[Truth, Path], Index]] = {
    "exact": lambda truth, folder: open_exact(folder=folder, dimensions=DIMENSIONS, points=truth.points),
    "scan": lambda truth, folder: open_scan(folder=folder, dimensions=DIMENSIONS, points=truth.points),
    "edge": lambda truth, folder: open_edge(folder=folder, dimensions=DIMENSIONS, points=truth.points),
    "edge alone": lambda truth, folder: EdgeIndex(
        folder=folder, dimensions=DIMENSIONS, points=truth.points, scan=False
    ),
    "local server": lambda truth, folder: open_server(":memory:", dimensions=DIMENSIONS, points=truth.points),
    "server": open_real_server,
}


@pytest.fixture(params=sorted(OPENERS))
def opener(request: pytest.FixtureRequest) -> Callable[[Truth, Path], Index]:
    return OPENERS[request.param]


@pytest.fixture
def truth(opener: Callable[[Truth, Path], Index], tmp_path: Path) -> Iterator[Truth]:
    held = Truth()
    held.index = opener(held, tmp_path / "index")
    yield held
    held.index.close()


def test_an_empty_index_finds_nothing(truth: Truth) -> None:
    assert isinstance(truth.index, Index)
    assert truth.search(vectors(1)[0]) == []
    assert truth.index.ids() == frozenset()
    truth.index.upsert([])
    truth.delete()
    truth.delete("unknown")


def test_the_nearest_come_first_with_their_cosine(truth: Truth) -> None:
    points = mixed(120)
    truth.upsert(*points)
    for asked in vectors(5, seed=11).astype(float):
        found = truth.search(asked, limit=12)
        expected = by_hand(points, asked)[:12]
        assert [hit.score for hit in found] == pytest.approx([score for _, score in expected], abs=2e-3)
        assert {hit.id for hit in found[:10]} <= {name for name, _ in expected}
        assert found[0].id == expected[0][0]
        assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
        assert all(hit.content_id == truth.table[hit.id].content_id for hit in found)
        assert all(hit.ordinal == truth.table[hit.id].ordinal for hit in found)


def test_a_vector_finds_itself_with_a_score_of_one(truth: Truth) -> None:
    points = mixed(30)
    truth.upsert(*points)
    own = np.frombuffer(points[17].vector, "<f2").astype(float)
    for stretched in (own, 40 * own):
        best = truth.search(stretched, limit=1)[0]
        assert best.id == "p17"
        assert best.score == pytest.approx(1.0, abs=2e-3)
        assert best.score <= 1.0


def test_replacing_a_point_moves_it_and_its_payload(truth: Truth) -> None:
    first, second = vectors(2)
    truth.upsert(point(1, first, topics=("hr",), rank=10))
    assert truth.search(first)[0].score == pytest.approx(1, abs=2e-3)
    truth.upsert(point(1, second, content_id="other", topics=("legal",), rank=40))
    (hit,) = truth.search(second)
    assert (hit.content_id, round(hit.score, 2)) == ("other", 1.0)
    assert truth.search(second, filters=Filters(topics=frozenset({"hr"}))) == []
    assert truth.search(second, filters=Filters(max_rank=10)) == []
    assert len(truth.search(second, filters=Filters(topics=frozenset({"legal"}), max_rank=40))) == 1


def test_the_last_of_equal_ids_in_one_call_holds(truth: Truth) -> None:
    first, second = vectors(2)
    truth.search(first)
    truth.upsert(point(1, first), point(1, second))
    (hit,) = truth.search(second)
    assert hit.score == pytest.approx(1, abs=2e-3)


def test_deleted_points_are_gone_and_may_come_back(truth: Truth) -> None:
    points = mixed(10)
    truth.upsert(*points)
    truth.delete("p3", "p4", "nobody")
    assert truth.index is not None
    assert truth.index.ids() == {f"p{n}" for n in range(10)} - {"p3", "p4"}
    assert {hit.id for hit in truth.search(vectors(1)[0], limit=20)} == truth.index.ids()
    truth.upsert(points[3])
    assert "p3" in truth.index.ids()


@pytest.mark.parametrize(
    ("filters", "keep"),
    [
        (Filters(modalities=frozenset({"email"})), lambda p: p.modality == "email"),
        (Filters(modalities=frozenset({"email", "audio"})), lambda p: p.modality != "document"),
        (Filters(topics=frozenset({"finance"})), lambda p: "finance" in p.topics),
        (Filters(topics=frozenset({"hr", "legal"})), lambda p: {"hr", "legal"} & set(p.topics)),
        (Filters(max_rank=20), lambda p: p.rank <= 20),
        (Filters(max_rank=-1), lambda p: False),
        (Filters(contents=frozenset({"c1", "c2", "nowhere"})), lambda p: p.content_id in {"c1", "c2"}),
        (Filters(sources=frozenset({"s1", "nowhere"})), lambda p: "s1" in p.sources),
        (Filters(owners=frozenset({"ann"})), lambda p: "ann" in p.owners),
        (Filters(principals=frozenset({"u0", "u1"})), lambda p: {"u0", "u1"} & set(p.principals)),
        (Filters(owners=frozenset()), lambda p: False),
        (Filters(since=1_020), lambda p: p.changed >= 1_020),
        (Filters(until=1_020), lambda p: p.changed <= 1_020),
        (Filters(since=1_010, until=1_020, max_rank=20), lambda p: 1_010 <= p.changed <= 1_020 and p.rank <= 20),
        (Filters(modalities=frozenset({"no such"})), lambda p: False),
        (Filters(topics=frozenset()), lambda p: False),
        (Filters(contents=frozenset()), lambda p: False),
        (
            Filters(modalities=frozenset({"document"}), topics=frozenset({"finance"}), max_rank=30),
            lambda p: p.modality == "document" and "finance" in p.topics and p.rank <= 30,
        ),
        (
            Filters(
                modalities=frozenset({"audio", "email"}), topics=frozenset({"legal", "hr"}), max_rank=40,
                contents=frozenset(f"c{n}" for n in range(15)),
            ),
            lambda p: p.modality != "document" and {"hr", "legal"} & set(p.topics) and int(p.content_id[1:]) < 15,
        ),
    ],
)  # fmt: skip
def test_filters_keep_what_they_allow_and_nothing_else(
    truth: Truth, filters: Filters, keep: Callable[[Point], object]
) -> None:
    points = mixed(60)
    truth.upsert(*points)
    found = truth.search(vectors(1)[0], limit=100, filters=filters)
    assert {hit.id for hit in found} == {p.id for p in points if keep(p)}


@pytest.mark.parametrize(("limit", "expected"), [(0, 0), (-1, 0), (1, 1), (7, 7), (20, 20), (500, 20)])
def test_no_more_hits_come_than_were_asked_for(truth: Truth, limit: int, expected: int) -> None:
    truth.upsert(*mixed(20))
    assert len(truth.search(vectors(1)[0], limit=limit)) == expected


def test_equal_scores_come_in_the_order_of_ids(truth: Truth) -> None:
    (same,) = vectors(1)
    truth.upsert(*(point(number, same) for number in (5, 3, 9, 1)))
    assert [hit.id for hit in truth.search(same)] == ["p1", "p3", "p5", "p9"]


def test_a_vector_of_another_size_is_the_callers_mistake(truth: Truth) -> None:
    truth.search(np.zeros(DIMENSIONS))
    wrong = Point(id="x", content_id="c", vector=b"\0" * 10, modality="text")
    assert truth.index is not None
    with pytest.raises(UsageError, match="24"):
        truth.index.upsert([wrong])
    with pytest.raises(UsageError, match="24"):
        truth.search(np.ones(DIMENSIONS + 1))
    assert truth.index.ids() == frozenset()


def test_a_new_index_is_filled_from_sql(opener: Callable[[Truth, Path], Index], tmp_path: Path) -> None:
    held = Truth()
    held.table = {p.id: p for p in mixed(25)}
    held.index = opener(held, tmp_path / "index")
    assert held.index.ids() == set(held.table)
    assert len(held.search(vectors(1)[0], limit=50, filters=Filters(topics=frozenset({"hr"})))) == 6
    held.table.pop("p3")
    held.index.rebuild()  # type: ignore[attr-defined]
    assert held.index.ids() == set(held.table)
    held.index.close()


def test_many_small_changes_keep_the_answers_right(truth: Truth) -> None:
    random = np.random.default_rng(3)
    pool = vectors(40)
    asked = vectors(1, seed=99)[0].astype(float)
    for step in range(60):
        number = int(random.integers(15))
        if random.random() < 0.3:
            truth.delete(f"p{number}")
        else:
            truth.upsert(point(number, pool[random.integers(40)], rank=step))
        found = truth.search(asked, limit=50)
        assert {hit.id for hit in found} == set(truth.table)
    expected = dict(by_hand(truth.table.values(), asked))
    assert {hit.id: hit.score for hit in found} == pytest.approx(expected, abs=2e-3)
