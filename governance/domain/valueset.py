"""The distinct keyed hashes of a column's values as one sorted blob, each with the row where it first stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

__all__ = ["ValueSet", "distinct"]

_HASH_BYTES = 16
_ROW_BYTES = 4
_MOST_BITS = 14
_WIDTH = _HASH_BYTES + _ROW_BYTES


class ValueSet:
    """Hashes (the first 16 bytes of a keyed hash's digest) with rows, sorted; 20 bytes a value and no object each.

    `prefix` is what stands before the digits of the hashes, such as `h1:`: the version of their key.
    """

    __slots__ = ("data", "prefix")

    def __init__(self, prefix: str, data: bytes) -> None:
        if len(data) % _WIDTH:
            raise ValueError("not a set of values")
        self.prefix, self.data = prefix, data

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int]]) -> ValueSet:
        """Pack keyed hashes (`h1:` and hex digits), all of one key version, each with the least of its rows."""
        prefix, packed = ":", list[bytes]()
        for value, row in rows:
            prefix = prefix if packed else value.partition(":")[0] + ":"
            packed.append(_head(value) + row.to_bytes(_ROW_BYTES, "big"))
        packed.sort()
        before = [b"", *packed]
        firsts = (it for last, it in zip(before, packed, strict=False) if last[:_HASH_BYTES] != it[:_HASH_BYTES])
        return cls(prefix, b"".join(firsts))

    def __len__(self) -> int:
        return len(self.data) // _WIDTH

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ValueSet) and (self.prefix, self.data) == (other.prefix, other.data)

    def __hash__(self) -> int:
        return hash((self.prefix, self.data))

    def row(self, value_hash: str) -> int | None:
        """Return the row where a value first stands, None where the set does not hold it; a binary search."""
        if not value_hash.startswith(self.prefix):
            return None
        wanted, low, high = _head(value_hash), 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.data[middle * _WIDTH : middle * _WIDTH + _HASH_BYTES] < wanted:
                low = middle + 1
            else:
                high = middle
        entry = self.data[low * _WIDTH : (low + 1) * _WIDTH]
        return int.from_bytes(entry[_HASH_BYTES:], "big") if entry[:_HASH_BYTES] == wanted else None

    def heads(self) -> Iterator[bytes]:
        """Yield the hashes' first 16 bytes in order."""
        return (self.data[start : start + _HASH_BYTES] for start in range(0, len(self.data), _WIDTH))

    def shared(self, other: ValueSet) -> Iterator[tuple[str, int, int]]:
        """Yield what two sets have in common: the hash as far as it is known, and the row on either side."""
        if self.prefix != other.prefix:
            return
        small, large = sorted((self, other), key=len)
        if not len(small):
            return
        theirs = {head: place for place, head in enumerate(small.heads())}
        for place, head in enumerate(large.heads()):
            if (home := theirs.get(head)) is not None:
                rows = {id(small): small._row_at(home), id(large): large._row_at(place)}
                yield self.prefix + head.hex(), rows[id(self)], rows[id(other)]

    def _row_at(self, place: int) -> int:
        return int.from_bytes(self.data[place * _WIDTH + _HASH_BYTES : (place + 1) * _WIDTH], "big")

    def pages(self, most: int) -> Iterator[tuple[int, bytes]]:
        """Yield (slot, piece): the set cut by leading bits into pieces of about `most` values; see `slots`."""
        bits = min(_MOST_BITS, max(0, (len(self) // most).bit_length()))
        starts = [_first_at(self, prefix, bits) for prefix in range(1 << bits)]
        for prefix, (low, high) in enumerate(pairwise([*starts, len(self)])):
            if low < high:
                yield (1 << bits) + prefix, self.data[low * _WIDTH : high * _WIDTH]

    @staticmethod
    def slots(value_hash: str) -> list[int]:
        """Return the slots in which a page that holds a value may stand, one a number of leading bits."""
        number = int.from_bytes(_head(value_hash)[:8], "big")
        return [(1 << bits) + (number >> (64 - bits)) for bits in range(_MOST_BITS + 1)]


def _head(value_hash: str) -> bytes:
    return bytes.fromhex(value_hash.partition(":")[2][: 2 * _HASH_BYTES])


def _first_at(values: ValueSet, prefix: int, bits: int) -> int:
    """Return the place of the first value whose leading bits are `prefix` or more."""
    wanted = (prefix << (64 - bits)).to_bytes(8, "big") if bits else bytes(8)
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if values.data[middle * _WIDTH : middle * _WIDTH + 8] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def distinct(hashes: Iterable[str], sets: Sequence[ValueSet]) -> int:
    """Return how many different values single hashes and sets name together."""
    single = set(hashes)
    if not sets:
        return len(single)
    if len(sets) == 1:
        return len(sets[0]) + sum(sets[0].row(value) is None for value in single)
    every = {(values.prefix, head) for values in sets for head in values.heads()}
    every.update((value.partition(":")[0] + ":", _head(value)) for value in single)
    return len(every)
