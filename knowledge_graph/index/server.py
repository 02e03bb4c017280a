"""A Qdrant server of one's own (`ASSAY_QDRANT_URL`), for homes that outgrow one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assay.governance.domain import Filters, Hit, Point, UnavailableError
from assay.knowledge_graph.index.payload import KEYWORDS, NUMBERS, hit_of, keywords, payload, ranges
from assay.knowledge_graph.index.sizing import Sizing, sizing
from assay.knowledge_graph.index.vectors import batches, best_first, hopeless, point_uuid, query, rows

if TYPE_CHECKING:
    from qdrant_client import QdrantClient, models
    from qdrant_client.models import Filter as ServerFilter

__all__ = ["ServerIndex", "open_server"]

_BATCH = 500
_PAGE = 5_000
_IN_MEMORY = ":memory:"
_FORMAT = 2  # of what is kept beside a vector


def open_server(
    url: str,
    *,
    dimensions: int,
    points: Callable[[], Iterable[Point]],
    collection: str = "assay",
    api_key: str | None = None,
) -> ServerIndex:
    """Connect to a server and fill the collection from `points` when it is not there yet.

    `:memory:` is the client's own small engine, for tests alone. The collection's name carries the format and the
    dimensions, so that an encoder of another size starts a new one.

    Raises:
        UnavailableError: the server does not answer.
    """
    return ServerIndex(
        url, dimensions=dimensions, points=points, collection=f"{collection}-{_FORMAT}-{dimensions}", api_key=api_key
    )


class ServerIndex:
    """Points of one collection on a Qdrant server."""

    name = "server"

    def __init__(
        self, url: str, *, dimensions: int, points: Callable[[], Iterable[Point]], collection: str,
        api_key: str | None = None,
    ) -> None:  # fmt: skip
        from qdrant_client import QdrantClient

        self._dimensions = dimensions
        self._source = points
        self._collection = collection
        self._remote = url != _IN_MEMORY
        with _answers():
            self._client: QdrantClient = (
                QdrantClient(url=url, api_key=api_key, check_compatibility=False, timeout=30)
                if self._remote
                else QdrantClient(_IN_MEMORY)
            )
            if not self._client.collection_exists(collection):
                self._create()
            self._layout = sizing(self._client.count(collection, exact=False).count)

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id; the last of equal ids holds."""
        from qdrant_client import models

        latest = list({point.id: point for point in points}.values())
        for batch in batches(latest, _BATCH):
            made = [
                models.PointStruct(
                    id=str(point_uuid(point.id)),
                    vector=vector.tolist(),
                    payload=payload(point),
                )
                for point, vector in zip(batch, rows(batch, self._dimensions), strict=True)
            ]
            with _answers():
                self._client.upsert(self._collection, points=made, wait=True)

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        from qdrant_client import models

        if ids:
            gone = models.PointIdsList(points=[str(point_uuid(point_id)) for point_id in ids])
            with _answers():
                self._client.delete(self._collection, points_selector=gone, wait=True)

    def search(self, vector: memoryview, *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the nearest points to a float32 query vector, best first, equal scores by id."""
        wanted = query(vector, self._dimensions)
        if hopeless(filters, limit):
            return ()
        with _answers():
            found = self._client.query_points(
                self._collection,
                query=wanted.tolist(),
                limit=limit,
                query_filter=_filter(filters),
                search_params=_params(self._layout, limit) if self._remote else None,
                with_payload=["id", "content", "ordinal"],
            )
        return best_first((hit_of(point.payload or {}, point.score) for point in found.points), limit)

    def ids(self) -> frozenset[str]:
        """Return all ids, for `verify`."""
        known: set[str] = set()
        offset = None
        while True:
            with _answers():
                page, offset = self._client.scroll(
                    self._collection, limit=_PAGE, offset=offset, with_payload=["id"], with_vectors=False
                )
            known.update((record.payload or {})["id"] for record in page)
            if offset is None:
                return frozenset(known)

    def optimise(self) -> bool:
        """Tell the server how to lay the collection out for its size; True where that changed. The server does it."""
        with _answers():
            layout = sizing(self._client.count(self._collection, exact=False).count)
            changed, self._layout = layout != self._layout, layout
            if changed and self._remote:
                self._client.update_collection(self._collection, **_settings(layout))
        return changed

    def rebuild(self) -> None:
        """Throw the collection away and fill a new one from SQL."""
        with _answers():
            self._client.delete_collection(self._collection)
            self._create()

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _create(self) -> None:
        from qdrant_client import models

        self._client.create_collection(
            self._collection,
            vectors_config=models.VectorParams(
                size=self._dimensions, distance=models.Distance.COSINE, datatype=models.Datatype.FLOAT16
            ),
        )
        if self._remote:
            for field in KEYWORDS:
                self._client.create_payload_index(self._collection, field, models.PayloadSchemaType.KEYWORD)
            for field in NUMBERS:
                self._client.create_payload_index(self._collection, field, models.PayloadSchemaType.INTEGER)
        for batch in batches(self._source(), _BATCH):
            self.upsert(batch)


def _settings(layout: Sizing) -> dict[str, Any]:
    from qdrant_client import models

    in_bytes = models.ScalarQuantization(
        scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, quantile=0.99, always_ram=True)
    )
    return {
        "hnsw_config": models.HnswConfigDiff(m=layout.m if layout.graph else 0, ef_construct=layout.ef_construct),
        "optimizers_config": models.OptimizersConfigDiff(default_segment_number=layout.segments),
        "quantization_config": in_bytes if layout.quantised else models.Disabled.DISABLED,
    }


def _params(layout: Sizing, limit: int) -> models.SearchParams:
    from qdrant_client import models

    bytes_first = models.QuantizationSearchParams(rescore=True, oversampling=layout.oversampling)
    return models.SearchParams(
        hnsw_ef=max(layout.ef, 2 * limit), exact=not layout.graph,
        quantization=bytes_first if layout.quantised else None,
    )  # fmt: skip


@contextmanager
def _answers() -> Iterator[None]:
    """Turn the client's many ways of saying that the server is not there into one."""
    from qdrant_client.http.exceptions import ApiException

    try:
        yield
    except (ApiException, OSError) as exc:
        raise UnavailableError("the vector server does not answer as it should") from exc


def _filter(filters: Filters) -> ServerFilter | None:
    from qdrant_client import models

    must: list[models.Condition] = [
        models.FieldCondition(key=field, match=models.MatchAny(any=sorted(allowed)))
        for field, allowed in keywords(filters)
    ]
    must += [
        models.FieldCondition(key=field, range=models.Range(gte=low, lte=high)) for field, low, high in ranges(filters)
    ]
    return models.Filter(must=must) if must else None
