"""Ids: time-ordered random ones, and deterministic ones where doing a thing twice must give one row."""

from __future__ import annotations

import hashlib
import os
import time
import uuid

__all__ = ["link_id", "new_id", "point_id", "stable_id"]

_POINTS = uuid.UUID("6f1d8f0e-3b0a-5c1c-9a53-0d1d5a1f7c11")


def new_id() -> str:
    """Return a version 7 UUID as 32 hex digits: ids sort by the time they were made, to the millisecond."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return f"{value:032x}"


def stable_id(*parts: object) -> str:
    """Return 32 hex digits that depend on the parts alone."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def link_id(kind: str, left: str, right: str, producer: str) -> str:
    """Return the id of a link; the producer's version does not take part, so a new version keeps decisions."""
    return stable_id("link", kind, left, right, producer.partition("@")[0])


def point_id(content_id: str, ordinal: int) -> str:
    """Return the id of a chunk's point in an index: a version 5 UUID, as vector stores want it."""
    return str(uuid.uuid5(_POINTS, f"{content_id}/{ordinal}"))
