"""MinHash signatures, their bands and the estimate of Jaccard similarity (Broder 1997; b-bit: Li and König 2010)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

__all__ = ["BANDS", "PERMUTATIONS", "ROWS", "alike", "bands", "compress", "jaccard", "signature"]

PERMUTATIONS = 128
BANDS = 16
ROWS = PERMUTATIONS // BANDS
"""16 bands of 8 rows: a pair of similarity 0.85 shares a band with 99.4 %, one of 0.5 with 6 %."""

_BLOCK = 4_096  # 128 rows of it in 64 bits are 4 MB: as much as stays near a core
_PAIRS = 8_192
_CHANCE = 1 / 256


@cache
def _permutations() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    def column(name: bytes) -> npt.NDArray[np.uint64]:
        digests = (blake2b(b"assay minhash %s %d" % (name, i), digest_size=8).digest() for i in range(PERMUTATIONS))
        return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64)[:, None]

    return column(b"factor") | np.uint64(1), column(b"offset")


def signature(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """Return 128 minima of the hashes under 128 multiply-shift permutations; there must be at least one hash."""
    factors, offsets = _permutations()
    least = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, np.uint32)
    for start in range(0, len(hashes), _BLOCK):
        block = hashes[start : start + _BLOCK][None, :]
        shifted = ((factors * block + offsets) >> np.uint64(32)).astype(np.uint32)
        np.minimum(least, shifted.min(axis=1), out=least)
    return least


def bands(values: npt.NDArray[np.uint32]) -> tuple[str, ...]:
    """Return one short hash for each of the 16 bands; contents that are alike share at least one."""
    rows = values.astype("<u4").reshape(BANDS, ROWS)
    return tuple(f"{band:x}:{blake2b(row.tobytes(), digest_size=8).hexdigest()}" for band, row in enumerate(rows))


def compress(values: npt.NDArray[np.uint32]) -> bytes:
    """Return the lowest 8 bits of each minimum, 128 bytes: all that the estimate needs."""
    return values.astype(np.uint8).tobytes()


def jaccard(left: bytes, right: bytes) -> float:
    """Estimate the Jaccard similarity of two contents from compressed signatures, 0 to 1.

    The standard error is at most 0.044; chance agreement of 8 bits (1 in 256) is taken out.
    """
    return alike([left], [right])[0]


def alike(left: Sequence[bytes], right: Sequence[bytes]) -> list[float]:
    """Estimate as `jaccard` does, pair by pair; what follows a signature in its bytes is not looked at."""
    scores: list[float] = []
    for start in range(0, len(left), _PAIRS):
        one, two = (
            np.frombuffer(b"".join(it[:PERMUTATIONS] for it in side[start : start + _PAIRS]), np.uint8)
            for side in (left, right)
        )
        equal = (one == two).reshape(-1, PERMUTATIONS).mean(axis=1)
        scores += np.maximum(0.0, (equal - _CHANCE) / (1 - _CHANCE)).tolist()
    return scores
