"""What is sealed opens with its key at its place, unchanged, and in no other way."""

from __future__ import annotations

import pytest

from assay.governance.domain import IntegrityError
from assay.governance.security import new_key, seal, unseal, unwrap_key, wrap_key

KEY = new_key()


@pytest.mark.parametrize("data", [b"", b"x", "身份证".encode(), bytes(100_000)])
def test_sealed_bytes_open(data: bytes) -> None:
    sealed = seal(KEY, data, b"place")
    assert unseal(KEY, sealed, b"place") == data
    assert len(sealed) == len(data) + 29


def test_the_same_bytes_are_sealed_differently_each_time() -> None:
    assert seal(KEY, b"value", b"") != seal(KEY, b"value", b"")


def test_every_changed_byte_is_found() -> None:
    sealed = seal(KEY, b"value", b"place")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(IntegrityError):
            unseal(KEY, bytes(changed), b"place")


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x01" + bytes(20)])
def test_what_is_too_short_does_not_open(broken: bytes) -> None:
    with pytest.raises(IntegrityError):
        unseal(KEY, broken, b"place")


def test_another_key_and_another_place_do_not_open() -> None:
    sealed = seal(KEY, b"value", b"place")
    with pytest.raises(IntegrityError):
        unseal(new_key(), sealed, b"place")
    with pytest.raises(IntegrityError):
        unseal(KEY, sealed, b"other place")


def test_a_wrapped_key_opens_for_its_owner_alone() -> None:
    master, data_key = new_key(), new_key()
    wrapped = wrap_key(master, data_key, "content:a")
    assert unwrap_key(master, wrapped, "content:a") == data_key
    with pytest.raises(IntegrityError):
        unwrap_key(master, wrapped, "content:b")
    with pytest.raises(IntegrityError):
        unwrap_key(new_key(), wrapped, "content:a")
