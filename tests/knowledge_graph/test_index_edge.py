"""The embedded index: held by one process, filled again where it is damaged, laid out anew on a copy."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from tests.knowledge_graph.indexed import DIMENSIONS, Truth, mixed, point, vectors

from assay.governance.domain import LockedError
from assay.knowledge_graph.index import EdgeIndex, open_edge
from assay.knowledge_graph.index import sizing as sizes
from assay.knowledge_graph.index.shard import optimised
from assay.knowledge_graph.index.sizing import SCANNED, Sizing, sizing


def opened(held: Truth, folder: Path) -> EdgeIndex:
    return open_edge(folder=folder, dimensions=DIMENSIONS, points=held.points)


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
    opened(held, tmp_path).close()
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
        opened(held, tmp_path).close()
    if damage == "config":
        (tmp_path / "shard-2" / "edge_config.json").write_text("{")
    if damage == "panic":  # the library panics over this one, which is no Exception
        for status in (tmp_path / "shard-2").rglob("status.dat"):
            status.write_bytes(b"")
    if damage == "half":  # killed between the two renames of a swap, a half-made copy beside it
        (tmp_path / "shard-2").rename(tmp_path / "old")
        (tmp_path / "copy").mkdir()
    index = opened(held, tmp_path)
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
