"""Chunks, found again by their vectors or by their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

__all__ = ["Filters", "Hit", "Index", "Point", "QueryTerm", "WordIndex"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search may return; None means any. `max_rank` counts in the leading pack.

    Of `sources`, `owners` and `principals` (keyed hashes, the latter of who is granted anything) one must fit; `since`
    and `until` bound, in seconds since 1970 and inclusive, when an asset of the content last changed.
    """

    modalities: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    max_rank: int | None = None
    contents: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    owners: frozenset[str] | None = None
    principals: frozenset[str] | None = None
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One chunk of the index: its vector, its terms, and what can be filtered on.

    `vector` holds half-precision (float16, little-endian) values, none where there is no encoder; `terms` is what
    `domain.terms.packed` makes. A content may belong to many assets: its sources, owners and principals are those of
    any of them, its rank is the lowest, for who may see one copy sees the same text in all.
    """

    id: str
    content_id: str
    ordinal: int = 0
    vector: bytes = b""
    terms: bytes = b""
    modality: str
    topics: tuple[str, ...] = ()
    rank: int = 0
    sources: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A chunk that was found, and its score: the cosine of vectors, or BM25 of words."""

    id: str
    content_id: str
    ordinal: int = 0
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerm:
    """A term of a query: the share of texts anywhere that hold it, and how much it weighs beside the others."""

    share: float = 0.0
    weight: float = 1.0


@runtime_checkable
class Index(Protocol):
    """Nearest neighbours over points; a projection of SQL that can be thrown away and made again."""

    name: str

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        ...

    def search(self, vector: memoryview, *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the nearest points to a float32 query vector, best first."""
        ...

    def ids(self) -> frozenset[str]:
        """Return all ids, for `verify`."""
        ...

    def optimise(self) -> bool:
        """Lay the index out for as many points as it holds, where that is due; say whether it was done."""
        ...

    def rebuild(self) -> None:
        """Throw everything away and fill the index again from SQL."""
        ...

    def close(self) -> None:
        """Flush and let go."""
        ...


@runtime_checkable
class WordIndex(Protocol):
    """Chunks by their words. An answer depends on nothing but the chunks that the filters let through."""

    name: str

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        ...

    def search(self, terms: Mapping[int, QueryTerm], *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the chunks that hold any of the terms, by number, best first."""
        ...

    def rebuild(self) -> None:
        """Drop what is in memory; it is read again when it is needed."""
        ...

    def close(self) -> None:
        """Let go of the memory."""
        ...
