"""The library of embedded Qdrant, spoken to in our own words; it knows no exception but the general one and panics."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from assay.governance.domain import Filters, Hit, LockedError, Point, UnavailableError
from assay.knowledge_graph.index.payload import KEYWORDS, NUMBERS, hit_of, keywords, payload, ranges
from assay.knowledge_graph.index.sizing import Sizing, sizing
from assay.knowledge_graph.index.vectors import batches, point_uuid, rows

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from qdrant_edge import EdgeConfig, EdgeShard
    from qdrant_edge import Filter as EdgeFilter

__all__ = ["Shard", "optimised"]

_BATCH = 1_000
_PAGE = 10_000
_KILOBYTES_NEVER = 1 << 40


class Shard:
    """An open shard of half-precision vectors; one with a graph has payload indexes for all that can be filtered on.

    A smaller one does without: their pages take 40 MB of memory, and what is small is looked through whole.

    Raises:
        LockedError: somebody else has the shard open.
        UnavailableError: the shard is damaged; any call may find that out.
    """

    def __init__(self, shard: EdgeShard, dimensions: int, layout: Sizing) -> None:
        self._shard = shard
        self._dimensions = dimensions
        self.layout = layout

    @classmethod
    def create(cls, path: Path, dimensions: int) -> Shard:
        """Make an empty shard in a folder that is not there yet."""
        from qdrant_edge import EdgeShard

        path.mkdir(parents=True)
        with _sound():
            shard = EdgeShard.create(str(path), _config(dimensions, layout := sizing(0)))
        return cls(shard, dimensions, layout)

    @classmethod
    def load(cls, path: Path, dimensions: int, *, laid_out: int = 0) -> Shard:
        """Open a shard that is laid out for a number of points; read one of them, to see that it can be read."""
        from qdrant_edge import EdgeShard, ScrollRequest

        with _sound():
            shard = EdgeShard.load(str(path), _config(dimensions, layout := sizing(laid_out)))
            shard.scroll(ScrollRequest(limit=1, with_payload=True, with_vector=True))
        return cls(shard, dimensions, layout)

    def __len__(self) -> int:
        with _sound():
            return int(self._shard.info().points_count)

    def write(self, points: Sequence[Point]) -> None:
        """Add or replace points; the last of equal ids holds."""
        from qdrant_edge import Point as EdgePoint
        from qdrant_edge import UpdateOperation

        latest = {point.id: point for point in points}
        for batch in batches(latest.values(), _BATCH):
            made = [
                EdgePoint(
                    point_uuid(point.id),
                    vector.tolist(),
                    payload(point),
                )
                for point, vector in zip(batch, rows(batch, self._dimensions), strict=True)
            ]
            with _sound():
                self._shard.update(UpdateOperation.upsert_points(made))

    def erase(self, ids: Sequence[str]) -> None:
        """Remove points."""
        from qdrant_edge import UpdateOperation

        if ids:
            with _sound():
                self._shard.update(UpdateOperation.delete_points([point_uuid(point_id) for point_id in ids]))

    def search(self, vector: npt.NDArray[np.float32], limit: int, filters: Filters) -> list[Hit]:
        """Return the nearest points that the filters allow."""
        from qdrant_edge import QuantizationSearchParams, Query, QueryRequest, SearchParams

        layout = self.layout
        bytes_first = QuantizationSearchParams(rescore=True, oversampling=layout.oversampling)
        request = QueryRequest(
            limit=limit,
            query=Query.Nearest(vector.tolist()),
            filter=_filter(filters),
            params=SearchParams(
                hnsw_ef=max(layout.ef, 2 * limit),
                exact=not layout.graph,
                quantization=bytes_first if layout.quantised else None,
            ),
            with_payload=["id", "content", "ordinal"],
        )
        with _sound():
            found = self._shard.query(request)
        hits = []
        for point in found:
            hits.append(hit_of(point.payload or {}, point.score))
        return hits

    def page(self, offset: UUID | int | str | None) -> tuple[set[str], UUID | int | str | None]:
        """Return the ids of up to 10,000 points, and where the next ones start; None when there are no more."""
        from qdrant_edge import ScrollRequest

        with _sound():
            records, following = self._shard.scroll(ScrollRequest(offset=offset, limit=_PAGE, with_payload=["id"]))
        return {(record.payload or {})["id"] for record in records}, following

    def flush(self) -> None:
        """Bring everything to the disk."""
        with _sound():
            self._shard.flush()

    def close(self) -> None:
        """Flush and let go."""
        with _sound():
            self._shard.flush()
            self._shard.close()


@contextmanager
def _sound() -> Iterator[None]:
    """Turn what the library raises, a Rust panic among it, into our own errors; nothing of its text is kept."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as exc:
        if "WouldBlock" in str(exc):
            raise LockedError("another process holds the index") from exc
        raise UnavailableError("the index is damaged: repair makes it again") from exc


def optimised(path: str, dimensions: int, points: int) -> None:
    """Build the shard in a folder anew for as many points, and leave it closed."""
    from qdrant_edge import EdgeShard, PayloadSchemaType, UpdateOperation

    layout = sizing(points)
    shard = EdgeShard.load(path, _config(dimensions, layout))
    if layout.graph:
        for field in KEYWORDS:
            shard.update(UpdateOperation.create_field_index(field, PayloadSchemaType.Keyword))
        for field in NUMBERS:
            shard.update(UpdateOperation.create_field_index(field, PayloadSchemaType.Integer))
    shard.optimize()
    shard.flush()
    shard.close()


def _config(dimensions: int, layout: Sizing) -> EdgeConfig:
    from qdrant_edge import (
        Distance,
        EdgeConfig,
        EdgeOptimizersConfig,
        EdgeVectorParams,
        HnswIndexConfig,
        Memory,
        ScalarQuantizationConfig,
        ScalarType,
        VectorStorageDatatype,
    )

    in_bytes = ScalarQuantizationConfig(ScalarType.Int8, quantile=0.99, memory=Memory.Pinned)
    read = layout.graph and not layout.quantised  # else these are read for an answer's best alone, if at all
    params = EdgeVectorParams(
        size=dimensions, distance=Distance.Cosine, datatype=VectorStorageDatatype.Float16,
        memory=None if read else Memory.Cold, quantization_config=in_bytes if layout.quantised else None,
    )  # fmt: skip
    spare = max(1, (os.cpu_count() or 2) // 2)
    graph = HnswIndexConfig(
        m=layout.m, ef_construct=layout.ef_construct, full_scan_threshold=10_000, max_indexing_threads=spare
    )
    optimisers = EdgeOptimizersConfig(
        default_segment_number=layout.segments, indexing_threshold=None if layout.graph else _KILOBYTES_NEVER
    )
    return EdgeConfig(vectors=params, hnsw_config=graph, optimizers=optimisers, max_search_threads=1)


def _filter(filters: Filters) -> EdgeFilter | None:
    from qdrant_edge import FieldCondition, Filter, MatchAny, RangeFloat

    must: list[FieldCondition] = [
        FieldCondition(field, match=MatchAny(sorted(allowed))) for field, allowed in keywords(filters)
    ]
    must += [FieldCondition(field, range=RangeFloat(gte=low, lte=high)) for field, low, high in ranges(filters)]
    return Filter(must=list(must)) if must else None
