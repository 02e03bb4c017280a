"""Equal values meet under one keyring; nothing else does."""

from __future__ import annotations

import re

import pytest

from assay.governance.security import Keyring, keyed_hash, normal_name, path_hash

KEYS = Keyring.ephemeral()


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("John Smith", "john  smith", True),
        ("John Smith", "Smith, John", True),
        ("John Smith", "Ｊｏｈｎ　Ｓｍｉｔｈ", True),
        ("J. R. Smith", "J R Smith", True),
        ("张三", "张 三", True),
        ("买买提·艾力", "买买提•艾力", True),
        ("张三", "张四", False),
        ("John Smith", "Joan Smith", False),
    ],
)
def test_people_are_found_by_their_normalised_name(left: str, right: str, same: bool) -> None:
    assert (normal_name(left) == normal_name(right)) is same
    assert (keyed_hash(KEYS, "person", left) == keyed_hash(KEYS, "person", right)) is same


def test_a_hash_names_its_version_and_shows_nothing() -> None:
    assert re.fullmatch(r"h1:[0-9a-f]{64}", keyed_hash(KEYS, "phone", "13800138000"))


def test_groups_keyrings_and_purposes_stay_apart() -> None:
    value = "13800138000"
    assert keyed_hash(KEYS, "phone", value) != keyed_hash(KEYS, "bank_account", value)
    assert keyed_hash(KEYS, "phone", value) != keyed_hash(Keyring.ephemeral(), "phone", value)
    assert keyed_hash(KEYS, "phone", value) != path_hash(KEYS, "phone", value)


def test_a_path_is_hashed_exactly() -> None:
    assert path_hash(KEYS, "s", "file:///a") == path_hash(KEYS, "s", "file:///a")
    assert path_hash(KEYS, "s", "file:///a") != path_hash(KEYS, "s", "file:///A")
    assert path_hash(KEYS, "s", "file:///a") != path_hash(KEYS, "t", "file:///a")
    assert path_hash(KEYS, "s", "file:///\udcff").startswith("h1:")
