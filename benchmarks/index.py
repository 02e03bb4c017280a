"""Exact against embedded search: `python -m benchmarks.index --points 10000 --optimise`.

Vectors are synthetic: 400 directions with noise around them, as passages cluster around subjects; queries are drawn
the same way. Recall is against the exact index of the same run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assay.governance.domain import Filters, Index, Point
from assay.knowledge_graph.index import EdgeIndex, open_edge, open_exact

MODALITIES = ("document", "email", "spreadsheet", "image", "audio")
FILTERS = {
    "any": Filters(),
    "filtered": Filters(modalities=frozenset({"document", "email"}), topics=frozenset({"t1", "t2"}), max_rank=20),
}


class Corpus:
    """Synthetic points and queries, the same for the same seed."""

    def __init__(self, points: int, dimensions: int, seed: int = 1) -> None:
        self.count = points
        self.dimensions = dimensions
        self._random = np.random.default_rng(seed)
        self._centres = self._random.standard_normal((400, dimensions)).astype(np.float32)

    def vectors(self, count: int) -> npt.NDArray[np.float32]:
        """Return rows of length one."""
        chosen = self._centres[self._random.integers(400, size=count)]
        drawn = chosen + 0.9 * self._random.standard_normal(chosen.shape).astype(np.float32)
        unit: npt.NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return unit

    def points(self) -> Iterator[Point]:
        """Return the points, a thousand in memory at a time."""
        for start in range(0, self.count, 1_000):
            for offset, vector in enumerate(self.vectors(min(1_000, self.count - start)).astype("<f2")):
                number = start + offset
                yield Point(
                    id=f"p{number}",
                    content_id=f"c{number // 8}",
                    vector=vector.tobytes(),
                    modality=MODALITIES[number // 8 % len(MODALITIES)],
                    topics=(f"t{number // 8 % 7}",),
                    rank=10 * (number // 8 % 4),
                )


def asked(index: Index, queries: Iterable[memoryview], filters: Filters) -> tuple[list[set[str]], list[float]]:
    """Return what each query found, and how long it took in milliseconds."""
    found, spent = [], []
    for vector in queries:
        start = time.perf_counter()
        hits = index.search(vector, limit=10, filters=filters)
        spent.append(1000 * (time.perf_counter() - start))
        found.append({hit.id for hit in hits})
    return found, spent


def main(argv: Sequence[str] | None = None) -> None:
    """Print a table: index, filter, seconds to build, p50 and p95 of a query, recall@10."""
    parser = argparse.ArgumentParser(description="exact against embedded vector search")
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--dimensions", type=int, default=384)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument(
        "--optimise", action="store_true", help="build the graph over the vectors too (minutes at 100k)"
    )
    options = parser.parse_args(argv)
    corpus = Corpus(options.points, options.dimensions)
    table = list(corpus.points())
    queries = [memoryview(row) for row in corpus.vectors(options.queries)]
    print(f"{options.points:,} points of {options.dimensions} dimensions, {options.queries} queries, 10 hits each\n")
    print(f"{'index':<16}{'filter':<10}{'built s':>9}{'p50 ms':>9}{'p95 ms':>9}{'recall@10':>11}")
    with tempfile.TemporaryDirectory() as folder:
        truth: dict[str, list[set[str]]] = {}

        def line(name: str, index: Index, built: float) -> None:
            for kind, filters in FILTERS.items():
                found, spent = asked(index, queries, filters)
                right = truth.setdefault(kind, found)
                hits = sum(len(one & two) for one, two in zip(found, right, strict=True))
                recall = hits / max(1, sum(len(one) for one in right))
                p50, p95 = np.percentile(spent, [50, 95])
                print(f"{name:<16}{kind:<10}{built:>9.2f}{p50:>9.2f}{p95:>9.2f}{recall:>11.4f}")

        start = time.perf_counter()
        exact = open_exact(folder=Path(folder), dimensions=options.dimensions, points=lambda: iter(table))
        exact.ids()
        line("exact", exact, time.perf_counter() - start)
        exact.close()
        start = time.perf_counter()
        edge: EdgeIndex = open_edge(folder=Path(folder), dimensions=options.dimensions, points=lambda: iter(table))
        line("edge", edge, time.perf_counter() - start)
        if options.optimise:
            start = time.perf_counter()
            edge.optimise()
            line("edge optimised", edge, time.perf_counter() - start)
        edge.close()


if __name__ == "__main__":
    main()
