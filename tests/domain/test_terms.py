"""Text becomes terms: English stems, Chinese signs and pairs, nothing of what is masked."""

from __future__ import annotations

import struct

import pytest

from assay.governance.domain import TERMS_VERSION, packed, term_number, terms
from assay.governance.domain.stemming import stem


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        # Porter's own examples, from each step of the algorithm
        ("caresses", "caress"), ("ponies", "poni"), ("caress", "caress"), ("cats", "cat"), ("feed", "feed"),
        ("agreed", "agre"), ("plastered", "plaster"), ("bled", "bled"), ("motoring", "motor"), ("sing", "sing"),
        ("conflated", "conflat"), ("troubled", "troubl"), ("sized", "size"), ("hopping", "hop"), ("falling", "fall"),
        ("hissing", "hiss"), ("filing", "file"), ("happy", "happi"), ("sky", "sky"), ("relational", "relat"),
        ("conditional", "condit"), ("rational", "ration"), ("vietnamization", "vietnam"), ("sensibiliti", "sensibl"),
        ("triplicate", "triplic"), ("formalize", "formal"), ("hopeful", "hope"), ("goodness", "good"),
        ("revival", "reviv"), ("allowance", "allow"), ("adoption", "adopt"), ("controlling", "control"),
        ("roll", "roll"),        ("probate", "probat"), ("rate", "rate"),
        ("cease", "ceas"), ("governance", "govern"), ("governed", "govern"),
        # and what is no English word
        ("is", "is"), ("a4", "a4"), ("naïve", "naïve"), ("2024", "2024"), ("合同", "合同"),
    ],
)  # fmt: skip
def test_words_have_stems(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Contracts of the suppliers", ["contract", "supplier"]),
        ("涡轮机 ok", ["涡", "轮", "机", "涡轮", "轮机", "ok"]),
        ("第3页", ["第", "3", "页"]),
        ("ＡＣＭＥ-2024", ["acm", "2024"]),
        ("Contact [PERSON] at [EMAIL], [CN_MOBILE]。", ["contact"]),
        ("of the", []),
        ("", []),
        ("!?。 _ \x00", []),
    ],
)
def test_text_has_terms(text: str, found: list[str]) -> None:
    assert terms(text) == found


def test_terms_are_packed_in_order_with_their_counts() -> None:
    data = packed("pump 泵泵 pumps")
    version, length, *rest = struct.unpack("<BH3I3H", data)
    numbers = sorted((term_number("pump"), term_number("泵"), term_number("泵泵")))
    assert (version, rest[:3]) == (TERMS_VERSION, numbers)
    assert dict(zip(numbers, rest[3:], strict=True)) == {
        term_number("pump"): 2, term_number("泵"): 2, term_number("泵泵"): 1,
    }  # fmt: skip
    assert length == 2, "three signs and pairs are not yet a word"
    assert packed("") == struct.pack("<BH", TERMS_VERSION, 0)
    assert struct.unpack_from("<BH", packed("word " * 70_000)) == (TERMS_VERSION, 0xFFFF)
