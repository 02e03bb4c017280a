"""Embedded Qdrant: an accelerator that one process holds, thrown away and filled from SQL when it does not open."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assay.governance.domain import Filters, Hit, LockedError, Point, UnavailableError
from assay.knowledge_graph.index.housing import Housing
from assay.knowledge_graph.index.vectors import batches, best_first, hopeless, point_uuid, query, rows

if TYPE_CHECKING:
    from qdrant_edge import EdgeConfig, EdgeShard
    from qdrant_edge import Filter as EdgeFilter

__all__ = ["EdgeIndex", "open_edge"]

_log = logging.getLogger(__name__)

_BATCH = 1_000
_PAGE = 10_000
_EF = 128


def open_edge(*, folder: Path, dimensions: int, points: Callable[[], Iterable[Point]]) -> EdgeIndex:
    """Open the index in `folder`, filling it from `points` when it is new, broken or of other dimensions.

    Raises:
        LockedError: another process (or another index in this one) holds the folder.
    """
    return EdgeIndex(folder=folder, dimensions=dimensions, points=points)


class EdgeIndex:
    """A qdrant-edge shard: half-precision vectors, payload indexes for modality, topics, content and rank."""

    name = "edge"

    def __init__(self, *, folder: Path, dimensions: int, points: Callable[[], Iterable[Point]]) -> None:
        self._dimensions = dimensions
        self._source = points
        self._lock = threading.RLock()
        self._journal: list[tuple[Sequence[Point], Sequence[str]]] | None = None
        self._shard: EdgeShard | None = None
        self._housing = Housing(folder)
        try:
            self._open()
        except BaseException:
            self._housing.release()
            raise

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id; the last of equal ids holds."""
        latest = list({point.id: point for point in points}.values())
        with self._lock:
            self._write(self._held(), latest)
            if self._journal is not None and latest:
                self._journal.append((latest, ()))

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        with self._lock:
            self._erase(self._held(), ids)
            if self._journal is not None and ids:
                self._journal.append(((), list(ids)))

    def search(self, vector: memoryview, *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the nearest points to a float32 query vector, best first, equal scores by id."""
        from qdrant_edge import Query, QueryRequest, SearchParams

        wanted = query(vector, self._dimensions)
        if hopeless(filters, limit):
            return ()
        request = QueryRequest(
            limit=limit,
            query=Query.Nearest(wanted.tolist()),
            filter=_filter(filters),
            params=SearchParams(hnsw_ef=max(_EF, 2 * limit)),
            with_payload=["id", "content"],
        )
        with self._lock:
            found = self._held().query(request)
        hits = []
        for point in found:
            payload = point.payload or {}
            score = min(1.0, max(-1.0, point.score))
            hits.append(Hit(id=payload["id"], content_id=payload["content"], score=score))
        return best_first(hits, limit)

    def ids(self) -> frozenset[str]:
        """Return all ids, for `verify`."""
        from qdrant_edge import ScrollRequest

        known: set[str] = set()
        offset = None
        while True:
            with self._lock:
                page, offset = self._held().scroll(ScrollRequest(offset=offset, limit=_PAGE, with_payload=["id"]))
            known.update((record.payload or {})["id"] for record in page)
            if offset is None:
                return frozenset(known)

    def rebuild(self) -> None:
        """Throw the shard away and fill a new one from SQL."""
        with self._lock:
            self._let_go()
            self._fill()

    def optimise(self) -> bool:
        """Build the graph over the vectors, on a copy and in a process of its own, then swap; True when it was done.

        Searches and writes go on meanwhile (the library's own call would hold them for minutes); what is written is
        written again to the copy. False when the copy could not be built: the shard stays as it was.
        """
        with self._lock:
            if self._journal is not None:
                return False
            self._held().flush()
            self._housing.copy()
            self._journal = []
        built = self._housing.optimise_copy()
        with self._lock:
            journal, self._journal = self._journal or [], None
            if not built or self._shard is None:
                self._housing.drop_copy()
                return False
            self._let_go()
            self._housing.swap()
            self._open()
            for points, ids in journal:
                self._write(self._held(), points)
                self._erase(self._held(), ids)
        return True

    def close(self) -> None:
        """Flush and let go of the folder."""
        with self._lock:
            self._let_go()
            self._housing.release()

    def _held(self) -> EdgeShard:
        if self._shard is None:
            raise UnavailableError("the index is closed")
        return self._shard

    def _open(self) -> None:
        from qdrant_edge import EdgeShard

        if not self._housing.shard.exists():
            self._fill()
            return
        try:
            self._shard = EdgeShard.load(str(self._housing.shard), _config(self._dimensions))
        except Exception as exc:  # the library has no exceptions of its own
            if "WouldBlock" in str(exc):
                raise LockedError("another process holds the index") from exc
            _log.warning("the index does not open and is filled again from SQL")
            self._fill()

    def _fill(self) -> None:
        """Fill a new shard aside and swap it in, so that a half-filled one is never taken for whole."""
        from qdrant_edge import EdgeShard, PayloadSchemaType, UpdateOperation

        self._housing.drop_copy()
        self._housing.copied.mkdir(parents=True)
        shard = EdgeShard.create(str(self._housing.copied), _config(self._dimensions))
        for field in ("modality", "topics", "content"):
            shard.update(UpdateOperation.create_field_index(field, PayloadSchemaType.Keyword))
        shard.update(UpdateOperation.create_field_index("rank", PayloadSchemaType.Integer))
        for batch in batches(self._source(), _BATCH):
            self._write(shard, list({point.id: point for point in batch}.values()))
        shard.flush()
        shard.close()
        self._housing.swap()
        self._shard = EdgeShard.load(str(self._housing.shard), _config(self._dimensions))

    def _write(self, shard: EdgeShard, points: Sequence[Point]) -> None:
        from qdrant_edge import Point as EdgePoint
        from qdrant_edge import UpdateOperation

        vectors = rows(points, self._dimensions) if points else ()
        made = [
            EdgePoint(
                point_uuid(point.id),
                vector.tolist(),
                {
                    "id": point.id,
                    "content": point.content_id,
                    "modality": point.modality,
                    "topics": list(point.topics),
                    "rank": point.rank,
                },
            )
            for point, vector in zip(points, vectors, strict=True)
        ]
        for batch in batches(made, _BATCH):
            shard.update(UpdateOperation.upsert_points(batch))

    def _erase(self, shard: EdgeShard, ids: Sequence[str]) -> None:
        from qdrant_edge import UpdateOperation

        if ids:
            shard.update(UpdateOperation.delete_points([point_uuid(point_id) for point_id in ids]))

    def _let_go(self) -> None:
        if self._shard is not None:
            self._shard.flush()
            self._shard.close()
            self._shard = None


def _config(dimensions: int) -> EdgeConfig:
    from qdrant_edge import Distance, EdgeConfig, EdgeVectorParams, VectorStorageDatatype

    params = EdgeVectorParams(size=dimensions, distance=Distance.Cosine, datatype=VectorStorageDatatype.Float16)
    return EdgeConfig(vectors=params, max_search_threads=1)


def _filter(filters: Filters) -> EdgeFilter | None:
    from qdrant_edge import FieldCondition, Filter, MatchAny, RangeFloat

    must = [
        FieldCondition(field, match=MatchAny(sorted(allowed)))
        for field, allowed in (
            ("modality", filters.modalities),
            ("topics", filters.topics),
            ("content", filters.contents),
        )
        if allowed is not None
    ]
    if filters.max_rank is not None:
        must.append(FieldCondition("rank", range=RangeFloat(lte=float(filters.max_rank))))
    return Filter(must=list(must)) if must else None
