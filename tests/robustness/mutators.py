"""Twenty-five ways to break a file; each takes bytes and a seeded chance, and always gives the same for the same."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

__all__ = ["MUTATORS"]

Chance = random.Random
Mutator = Callable[[bytes, Chance], bytes]
_LONGEST = 1 << 20


def _span(data: bytes, chance: Chance, most: int = 64) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.randint(1, most))


def _put(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


def flip_bit(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return _put(data, at, bytes([data[at] ^ 1 << chance.randrange(8)]))


def flip_many(data: bytes, chance: Chance) -> bytes:
    changed = bytearray(data)
    for _ in range(max(4, len(data) // 100)):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def flip_head(data: bytes, chance: Chance) -> bytes:
    return _put(data, chance.randrange(min(32, len(data))), bytes([chance.randrange(256)]))


def high_bits(data: bytes, chance: Chance) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + bytes(byte ^ 0x80 for byte in data[start:end]) + data[end:]


def zero_span(data: bytes, chance: Chance) -> bytes:
    start, end = _span(data, chance, 256)
    return data[:start] + bytes(end - start) + data[end:]


def ones_span(data: bytes, chance: Chance) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + b"\xff" * (end - start) + data[end:]


def delete_span(data: bytes, chance: Chance) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def double_span(data: bytes, chance: Chance) -> bytes:
    start, end = _span(data, chance, 512)
    return data[:end] + data[start:end] + data[end:]


def repeat_span(data: bytes, chance: Chance) -> bytes:
    start, end = _span(data, chance)
    times = min(2_000, _LONGEST // (end - start))
    return data[:start] + data[start:end] * times + data[end:]


def insert_noise(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(chance.randint(1, 64)) + data[at:]


def insert_nulls(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes(chance.randint(1, 2_000)) + data[at:]


def swap_spans(data: bytes, chance: Chance) -> bytes:
    a, b = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    size = min(32, b - a, len(data) - b)
    return data[:a] + data[b : b + size] + data[a + size : b] + data[a : a + size] + data[b + size :]


def reverse_span(data: bytes, chance: Chance) -> bytes:
    start, end = _span(data, chance, 128)
    return data[:start] + data[start:end][::-1] + data[end:]


def cut_half(data: bytes, chance: Chance) -> bytes:
    return data[: max(1, chance.randrange(len(data) // 4, len(data) * 3 // 4))]


def cut_early(data: bytes, chance: Chance) -> bytes:
    return data[: chance.randint(1, min(64, len(data)))]


def cut_last(data: bytes, chance: Chance) -> bytes:
    return data[: max(1, len(data) - chance.randint(1, 16))]


def drop_head(data: bytes, chance: Chance) -> bytes:
    return data[chance.randint(1, max(1, min(32, len(data) - 1))) :]


def prepend_noise(data: bytes, chance: Chance) -> bytes:
    return chance.randbytes(chance.randint(1, 600)) + data


def append_noise(data: bytes, chance: Chance) -> bytes:
    return data + chance.randbytes(chance.randint(1, 600))


def twice(data: bytes, chance: Chance) -> bytes:
    return data + data


def _number(data: bytes, chance: Chance, value: bytes) -> bytes:
    return _put(data, chance.randrange(max(1, len(data) - len(value))), value)


def largest_number(data: bytes, chance: Chance) -> bytes:
    return _number(data, chance, b"\xff\xff\xff\x7f" if chance.randrange(2) else b"\x7f\xff\xff\xff")


def no_number(data: bytes, chance: Chance) -> bytes:
    return _number(data, chance, bytes(4))


def long_digits(data: bytes, chance: Chance) -> bytes:
    """Make a written number absurd: a length, an offset, a count."""
    places = [match.span() for match in re.finditer(rb"[0-9]+", data)]
    if not places:
        return insert_noise(data, chance)
    start, end = chance.choice(places)
    return data[:start] + b"9" * chance.choice((3, 9, 10, 19, 40)) + data[end:]


def nest(data: bytes, chance: Chance) -> bytes:
    """Open what looks like a bracket or a tag a thousand times."""
    places = [match.span() for match in re.finditer(rb"<[a-zA-Z:]+>|[\[{(]|<<", data)]
    if not places:
        return insert_nulls(data, chance)
    start, end = chance.choice(places)
    return data[:start] + data[start:end] * 1_000 + data[end:]


def splice(data: bytes, chance: Chance) -> bytes:
    """Go on, from somewhere, with another place of the file."""
    return data[: chance.randrange(1, len(data) + 1)] + data[chance.randrange(len(data)) :]


MUTATORS: tuple[Mutator, ...] = (
    flip_bit, flip_many, flip_head, high_bits, zero_span, ones_span, delete_span, double_span, repeat_span,
    insert_noise, insert_nulls, swap_spans, reverse_span, cut_half, cut_early, cut_last, drop_head, prepend_noise,
    append_noise, twice, largest_number, no_number, long_digits, nest, splice,
)  # fmt: skip
