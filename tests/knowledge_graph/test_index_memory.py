"""Indexes in memory: blocks that are merged and dropped, and a scan by signs beside comparing all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.knowledge_graph.indexed import ANY, DIMENSIONS, Truth, clustered, point, vectors

from assay.governance.domain import Filters
from assay.knowledge_graph.index import open_exact, open_scan
from assay.knowledge_graph.index.block import best
from assay.knowledge_graph.index.payload import Payload
from assay.knowledge_graph.index.vectors import wide


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


def test_every_finite_half_is_widened_to_itself() -> None:
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert np.array_equal(wide(finite).view(np.uint32), finite.astype(np.float32).view(np.uint32))


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


@pytest.mark.parametrize("order", ["drawn", "rising", "falling", "level", "low where a sample looks"])
def test_the_best_of_many_scores_are_found_in_whatever_order_they_lie(order: str) -> None:
    scores = np.random.default_rng(5).random(4_000).astype(np.float32)
    if order in {"rising", "falling"}:
        scores.sort()
    if order == "falling":
        scores = scores[::-1].copy()
    if order == "level":
        scores[:] = 0.5
    if order == "low where a sample looks":
        scores[::25] += 2  # most of what is sampled is high, so the sample promises more than there is
        scores[:: 4_000 // (16 * 10)] += 4
    payload = Payload([point(at, np.zeros(DIMENSIONS, "<f2")) for at in range(len(scores))])
    found = best([(payload, np.arange(len(scores)), scores)], 10)
    right = sorted((-score, f"p{at}") for at, score in enumerate(scores.tolist()))[:10]
    assert [(-hit.score, hit.id) for hit in found] == right
