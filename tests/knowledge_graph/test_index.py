"""One suite over every index: they differ in speed and in where they live, in nothing else."""

from __future__ import annotations

import multiprocessing
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assay.governance.domain import Filters, Hit, Index, LockedError, Point, UsageError
from assay.knowledge_graph.index import EdgeIndex, open_edge, open_exact, open_scan, open_server
from assay.knowledge_graph.index import sizing as sizes
from assay.knowledge_graph.index.shard import optimised
from assay.knowledge_graph.index.sizing import SCANNED, Sizing, sizing

DIMENSIONS = 24
ANY = Filters()


class Truth:
    """What SQL holds, and an index that is fed after it, as the outbox does."""

    def __init__(self) -> None:
        self.table: dict[str, Point] = {}
        self.index: Index | None = None

    def points(self) -> Iterable[Point]:
        return iter(list(self.table.values()))

    def upsert(self, *points: Point) -> None:
        self.table.update({point.id: point for point in points})
        assert self.index is not None
        self.index.upsert(points)

    def delete(self, *ids: str) -> None:
        for point_id in ids:
            self.table.pop(point_id, None)
        assert self.index is not None
        self.index.delete(ids)

    def search(self, vector: np.ndarray, limit: int = 10, filters: Filters = ANY) -> list[Hit]:
        assert self.index is not None
        return list(self.index.search(memoryview(vector.astype("<f4")), limit=limit, filters=filters))


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


def vectors(count: int, seed: int = 7) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((count, DIMENSIONS))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype("<f2")


def point(number: int, vector: np.ndarray, **more: object) -> Point:
    made = Point(id=f"p{number}", content_id=f"c{number // 2}", vector=vector.tobytes(), modality="document")
    return replace(made, **more)


def mixed(count: int) -> list[Point]:
    kinds = ("document", "email", "audio")
    topics = ((), ("finance",), ("finance", "legal"), ("hr",))
    return [
        point(
            number,
            vector,
            modality=kinds[number % 3],
            topics=topics[number % 4],
            rank=10 * (number % 5),
            ordinal=number % 2,
            sources=(f"s{number % 2}",),
            owners=("ann",) if number % 3 else (),
            principals=(f"u{number % 4}", "all")[: number % 3],
            changed=1_000 + number,
        )
        for number, vector in enumerate(vectors(count))
    ]


def clustered(count: int) -> list[Point]:
    random = np.random.default_rng(3)
    drawn = random.standard_normal((60, 32))[random.integers(60, size=count)] + random.standard_normal((count, 32))
    return [
        point(number, row, modality=("document", "audio")[number % 2], rank=10 * (number % 5))
        for number, row in enumerate((drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype("<f2"))
    ]


def by_hand(points: Iterable[Point], vector: np.ndarray) -> list[tuple[str, float]]:
    rows = [(p.id, np.frombuffer(p.vector, "<f2").astype(float)) for p in points]
    scored = [(name, float(row @ vector / np.linalg.norm(row) / np.linalg.norm(vector))) for name, row in rows]
    return sorted(scored, key=lambda pair: -pair[1])


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


def test_the_exact_index_merges_small_blocks_and_drops_dead_ones(tmp_path: Path) -> None:
    held = Truth()
    held.index = index = open_exact(folder=tmp_path, dimensions=DIMENSIONS, points=held.points)
    held.search(vectors(1)[0])
    for number, vector in enumerate(vectors(200)):
        held.upsert(point(number, vector))
    assert index._held._blocks is not None
    assert len(index._held._blocks) <= 18
    assert index.ids() == set(held.table)
    held.delete(*[f"p{n}" for n in range(100)])
    assert {hit.id for hit in held.search(vectors(1)[0], limit=500)} == {f"p{n}" for n in range(100, 200)}


def open_in_child(folder: str, answer: multiprocessing.Queue[str]) -> None:
    try:
        open_edge(folder=Path(folder), dimensions=DIMENSIONS, points=list).close()
    except LockedError:
        answer.put("locked")
    else:
        answer.put("opened")


def test_one_process_holds_the_embedded_index(tmp_path: Path) -> None:
    def child() -> str:
        context = multiprocessing.get_context("spawn")
        answer: multiprocessing.Queue[str] = context.Queue()
        process = context.Process(target=open_in_child, args=(str(tmp_path), answer))
        process.start()
        said = answer.get(timeout=60)
        process.join()
        answer.close()
        answer.join_thread()
        return said

    index = open_edge(folder=tmp_path, dimensions=DIMENSIONS, points=list)
    with pytest.raises(LockedError):
        open_edge(folder=tmp_path, dimensions=DIMENSIONS, points=list)
    assert child() == "locked"
    index.close()
    index.close()
    assert child() == "opened"


def test_the_embedded_index_keeps_its_points_and_reads_no_sql_again(tmp_path: Path) -> None:
    held = Truth()
    held.table = {p.id: p for p in mixed(25)}
    OPENERS["edge"](held, tmp_path).close()
    index = open_edge(folder=tmp_path, dimensions=DIMENSIONS, points=lambda: pytest.fail("read again"))
    assert index.ids() == set(held.table)
    index.close()


@pytest.mark.parametrize("damage", ["dimensions", "config", "panic", "half"])
def test_an_embedded_index_that_does_not_open_is_filled_again(tmp_path: Path, damage: str) -> None:
    held = Truth()
    held.table = {p.id: p for p in mixed(25)}
    if damage == "dimensions":
        open_edge(folder=tmp_path, dimensions=8, points=list).close()
    else:
        OPENERS["edge"](held, tmp_path).close()
    if damage == "config":
        (tmp_path / "shard-2" / "edge_config.json").write_text("{")
    if damage == "panic":  # the library panics over this one, which is no Exception
        for status in (tmp_path / "shard-2").rglob("status.dat"):
            status.write_bytes(b"")
    if damage == "half":  # killed between the two renames of a swap, a half-made copy beside it
        (tmp_path / "shard-2").rename(tmp_path / "old")
        (tmp_path / "copy").mkdir()
    index = OPENERS["edge"](held, tmp_path)
    assert index.ids() == set(held.table)
    index.close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["laid-out", "lock", "shard-2"]


def test_optimising_swaps_in_a_copy_and_keeps_what_was_written_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Truth()
    held.table = {p.id: p for p in mixed(50)}
    held.index = index = open_edge(folder=tmp_path, dimensions=DIMENSIONS, points=held.points)
    assert isinstance(index, EdgeIndex)
    build = index._housing.optimise_copy

    def build_while_others_write(dimensions: int, points: int) -> bool:
        assert (dimensions, points) == (DIMENSIONS, 50)
        held.upsert(point(70, vectors(1, seed=5)[0]))
        held.delete("p3")
        held.delete("p70")
        held.upsert(point(71, vectors(1, seed=6)[0]))
        assert index.optimise(at_once=True) is False
        return build(dimensions, points)

    monkeypatch.setattr(index._housing, "optimise_copy", build_while_others_write)
    assert index.optimise() is False, "fifty points need no graph"
    assert index.optimise(at_once=True) is True
    assert index.ids() == set(held.table)
    assert held.search(vectors(1, seed=6)[0], limit=1)[0].id == "p71"
    monkeypatch.setattr(index._housing, "optimise_copy", lambda dimensions, points: False)
    assert index.optimise(at_once=True) is False
    assert index.ids() == set(held.table)
    index.close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["laid-out", "lock", "shard-2"]


def test_a_large_index_is_laid_out_for_its_size_and_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "_LARGE", 300)
    monkeypatch.setattr("assay.knowledge_graph.index.edge.SCANNED", 300)
    monkeypatch.setattr(sizes, "_SMALL", 100)
    held = Truth()
    held.table = {p.id: p for p in (point(at, vector) for at, vector in enumerate(vectors(400)))}
    held.index = index = open_edge(folder=tmp_path, dimensions=DIMENSIONS, points=held.points)
    assert isinstance(index, EdgeIndex)

    def in_this_process(dimensions: int, points: int) -> bool:
        optimised(str(index._housing.copied), dimensions, points)
        return True

    monkeypatch.setattr(index._housing, "optimise_copy", in_this_process)
    asked = [vectors(1, seed=seed)[0].astype(float) for seed in range(5)]
    before = [held.search(it) for it in asked]
    assert index.optimise() is True
    assert index.optimise() is False, "nothing grew"
    assert sizing(400).quantised
    for one, two in zip(before, (held.search(it) for it in asked), strict=True):
        assert {hit.id for hit in one} == {hit.id for hit in two}
        assert [hit.score for hit in two] == pytest.approx([hit.score for hit in one], abs=1e-3), "scored again whole"
    index.close()
    again = open_edge(folder=tmp_path, dimensions=DIMENSIONS, points=lambda: pytest.fail("read again"))
    assert again._shard is not None
    assert again._shard.layout == sizing(400)
    again.close()


@pytest.mark.parametrize(
    ("points", "layout"),
    [
        (0, Sizing(graph=False)), (19_999, Sizing(graph=False)), (20_000, Sizing(graph=True)),
        (300_000, Sizing(graph=True, quantised=True, oversampling=2.0)),
        (10_000_000, Sizing(graph=True, m=24, ef_construct=200, quantised=True, oversampling=3.0, segments=4)),
    ],
)  # fmt: skip
def test_the_layout_follows_the_size(points: int, layout: Sizing) -> None:
    assert sizing(points) == layout


def test_what_is_scanned_needs_no_graph() -> None:
    assert not sizing(SCANNED - 1, scanned=SCANNED).graph
    assert sizing(SCANNED, scanned=SCANNED) == sizing(SCANNED)


@pytest.mark.parametrize("filters", [ANY, Filters(max_rank=20), Filters(modalities=frozenset({"audio"}), max_rank=30)])
def test_a_scan_by_signs_finds_what_comparing_all_finds(tmp_path: Path, filters: Filters) -> None:
    points = clustered(12_000)
    scan = open_scan(folder=tmp_path, dimensions=32, points=lambda: points)
    exact = open_exact(folder=tmp_path, dimensions=32, points=lambda: points)
    found = right = 0
    for number in range(0, 12_000, 600):
        asked = memoryview(np.frombuffer(points[number].vector, "<f2").astype("<f4"))
        near = {hit.id for hit in exact.search(asked, limit=10, filters=filters)}
        found += len(near & {hit.id for hit in scan.search(asked, limit=10, filters=filters)})
        right += len(near)
    assert found >= 0.98 * right


def test_a_scan_tells_the_same_whether_what_is_hidden_is_there_or_not(tmp_path: Path) -> None:
    points = clustered(9_000)
    whole = open_scan(folder=tmp_path, dimensions=32, points=lambda: points)
    shown = open_scan(folder=tmp_path, dimensions=32, points=lambda: [it for it in points if it.rank <= 20])
    for number in range(0, 9_000, 900):
        asked = memoryview(np.frombuffer(points[number].vector, "<f2").astype("<f4"))
        told = [it.search(asked, limit=300, filters=Filters(max_rank=20)) for it in (whole, shown)]
        assert [(hit.id, hit.score) for hit in told[0]] == [(hit.id, pytest.approx(hit.score)) for hit in told[1]]
