"""Keccak-256 as Ethereum uses it, from the specification (Bertoni et al. 2011): hashlib has its successor alone."""

from __future__ import annotations

from itertools import product

__all__ = ["keccak256"]

_RATE = 136
_MASK = (1 << 64) - 1
_ROUNDS = 24


def _constants() -> list[int]:
    """Return the constants of the rounds, from the linear feedback register of the specification."""
    register, found = 1, []
    for _ in range(_ROUNDS):
        constant = 0
        for bit in range(7):
            if register & 1:
                constant |= 1 << ((1 << bit) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        found.append(constant)
    return found


_CONSTANTS = _constants()


def keccak256(data: bytes) -> bytes:
    """Return the digest of a short message."""
    padded = bytearray(data + b"\x01" + b"\x00" * (-(len(data) + 1) % _RATE))
    padded[-1] |= 0x80
    state = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            word = int.from_bytes(padded[start + 8 * lane : start + 8 * lane + 8], "little")
            state[lane % 5][lane // 5] ^= word
        for constant in _CONSTANTS:
            state = _round(state, constant)
    return b"".join(state[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))


def _round(state: list[list[int]], constant: int) -> list[list[int]]:
    parity = [a[0] ^ a[1] ^ a[2] ^ a[3] ^ a[4] for a in state]
    shifted = [parity[x - 1] ^ _left(parity[(x + 1) % 5], 1) for x in range(5)]
    state = [[state[x][y] ^ shifted[x] for y in range(5)] for x in range(5)]
    x, y, lane = 1, 0, state[1][0]
    for turn in range(24):
        x, y = y, (2 * x + 3 * y) % 5
        lane, state[x][y] = state[x][y], _left(lane, (turn + 1) * (turn + 2) // 2 % 64)
    mixed = [[0] * 5 for _ in range(5)]
    for x, y in product(range(5), range(5)):
        mixed[x][y] = state[x][y] ^ (~state[(x + 1) % 5][y] & state[(x + 2) % 5][y] & _MASK)
    mixed[0][0] ^= constant
    return mixed


def _left(word: int, by: int) -> int:
    return ((word << by) | (word >> (64 - by))) & _MASK if by else word
