"""Short texts taken together lose nothing, keep their order, and never touch a long one or one in Chinese."""

from __future__ import annotations

import pytest

from assay.extractors.shared.fingerprint import fingerprint
from assay.extractors.shared.together import together

LONG = "word " * 60


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], []),
        (["a", "b"], ["a|b"]),
        (["a", "价格", "b", "c"], ["a", "价格", "b|c"]),
        ([LONG, "a", LONG], [LONG, "a", LONG]),
        (["a"] * 130, ["|".join(["a"] * 64)] * 2 + ["a|a"]),
        (["", "a"], ["|a"]),
    ],
)
def test_short_texts_are_joined_in_their_order(texts: list[str], expected: list[str]) -> None:
    assert list(together(texts, "|")) == expected


def test_a_fingerprint_is_of_the_words_however_they_are_parted() -> None:
    words = [f"word{'x' * (at % 7)}{chr(97 + at % 26)}-" for at in range(300)]
    assert fingerprint(words) == fingerprint([" ".join(words)]) is not None
    assert fingerprint(["价格" * 300, *words]) != fingerprint(words)
