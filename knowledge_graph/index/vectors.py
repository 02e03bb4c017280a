"""Vectors as they come: half-precision rows of points, a single-precision query, all of length one in the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID, uuid5

import numpy as np
import numpy.typing as npt

from assay.governance.domain import Filters, Hit, Point, UsageError

__all__ = ["batches", "best_first", "halves", "hopeless", "point_uuid", "query", "rows", "wide"]

_NAMESPACE = UUID("6f0c1a52-5d0e-5b53-9a77-3f1f4f0b7c11")
_SIGN_AND_SHIFTED = np.int32(0x8FFFE000 - (1 << 32))
_BIASES = np.float32(2.0**112)  # 127 - 15
_T = TypeVar("_T")


def rows(points: Sequence[Point], dimensions: int) -> npt.NDArray[np.float32]:
    """Return the points' vectors as rows of length one; a vector of zeros stays zero.

    Raises:
        UsageError: a vector has another number of dimensions.
    """
    return _unit(wide(_joined(points, dimensions)))


def halves(points: Sequence[Point], dimensions: int) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.float32]]:
    """Return the points' vectors as they are, and the inverse of their lengths, 1 for a vector of zeros.

    Raises:
        UsageError: a vector has another number of dimensions.
    """
    values = _joined(points, dimensions)
    lengths = np.array([np.linalg.norm(wide(row)) for row in values], np.float32)
    lengths[lengths == 0] = 1
    return values, np.reciprocal(lengths)


def wide(values: npt.NDArray[np.float16]) -> npt.NDArray[np.float32]:
    """Return finite half-precision values in single precision, in a fifth of the time that `astype` takes.

    Exponent and fraction are shifted to their places; what the exponents then lack is one multiplication, which is
    right for subnormal values too.
    """
    bits = values.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _SIGN_AND_SHIFTED
    found = bits.view(np.float32)
    found *= _BIASES
    return found


def _joined(points: Sequence[Point], dimensions: int) -> npt.NDArray[np.float16]:
    if any(len(point.vector) != 2 * dimensions for point in points):
        raise UsageError(f"a vector of the index has {dimensions} half-precision values")
    joined = b"".join(point.vector for point in points)
    return np.frombuffer(joined, "<f2").reshape(len(points), dimensions)


def query(vector: memoryview, dimensions: int) -> npt.NDArray[np.float32]:
    """Return a query of length one.

    Raises:
        UsageError: it has another number of dimensions.
    """
    values = np.frombuffer(vector, "<f4")
    if values.shape != (dimensions,):
        raise UsageError(f"a query of the index has {dimensions} single-precision values")
    return _unit(values.reshape(1, dimensions).astype(np.float32)).reshape(dimensions)


def _unit(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    norms = np.linalg.norm(values, axis=1, keepdims=True)
    norms[norms == 0] = 1
    values /= norms
    return values


def point_uuid(point_id: str) -> UUID:
    """Return the id under which Qdrant keeps a point; ours is in the payload."""
    return uuid5(_NAMESPACE, point_id)


def hopeless(filters: Filters, limit: int) -> bool:
    """Say whether nothing can be found: no hit is wanted, or a filter allows nothing."""
    empty = (
        filters.modalities, filters.topics, filters.contents, filters.sources, filters.owners, filters.principals,
    )  # fmt: skip
    return limit <= 0 or any(allowed is not None and not allowed for allowed in empty)


def best_first(hits: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """Return the nearest hits; equal scores by id, so that the order is always the same."""
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit])


def batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Cut a stream into lists."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
