"""Whom and what a content is about, in few bytes, so that a form filled in twice is not taken for a copy."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from assay.governance.domain import Finding
from assay.knowledge_graph.linkers.strengths import Sort, strength

__all__ = ["identity", "of_others"]

_MOST = 16
_BYTES = 6


def identity(findings: Iterable[Finding]) -> bytes:
    """Return the smallest hashes of the content's document numbers and of its other identifiers.

    Layout: one byte with the count of document numbers (at most 16), their 6-byte hashes, then the others'.
    """
    numbers: set[bytes] = set()
    others: set[bytes] = set()
    for finding in findings:
        power = strength(finding.label, finding.group)
        if power is None or power.sort in (Sort.HOUSE, Sort.NAME) or not finding.value_hash or finding.values:
            continue
        digest = blake2b(finding.value_hash.encode(), digest_size=_BYTES).digest()
        (numbers if power.sort is Sort.DOCUMENT else others).add(digest)
    least = sorted(numbers)[:_MOST]
    return bytes([len(least)]) + b"".join(least) + b"".join(sorted(others)[:_MOST])


def of_others(left: bytes, right: bytes, *, least: int = 2) -> bool:
    """Say whether two contents speak of different things: numbers or identifiers on both sides, none in common.

    One differing identifier may be a misreading; two (`least`), or one document number, may not.
    """
    left_numbers, left_others = _parts(left)
    right_numbers, right_others = _parts(right)
    if left_numbers and right_numbers and not left_numbers & right_numbers:
        return True
    return len(left_others) >= least and len(right_others) >= least and not left_others & right_others


def _parts(packed: bytes) -> tuple[set[bytes], set[bytes]]:
    if not packed:
        return set(), set()
    cut = 1 + packed[0] * _BYTES
    pieces = [packed[start : start + _BYTES] for start in range(1, len(packed), _BYTES)]
    count = (cut - 1) // _BYTES
    return set(pieces[:count]), set(pieces[count:])
