"""The normalised view and the way back."""

from __future__ import annotations

import random

import pytest

from assay.classifiers.normalise import normalise, splice


@pytest.mark.parametrize(
    ("original", "text"),
    [
        ("plain", "plain"),
        ("１２３ＡＢＣ", "123ABC"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("a–b—c‐d－e", "a-b-c-d-e"),
        ("（合同）：", "(合同):"),
        ("㎏①ﬁ", "kg1fi"),
        ("١٢٣", "123"),
        ("中文😀。", "中文😀。"),
        ("1\uffa02", "12"),
        ("", ""),
    ],
)
def test_forms_are_folded(original: str, text: str) -> None:
    assert normalise(original).text == text


def test_positions_lead_back() -> None:
    original = "x\u200b１㎏\u00ad９end"
    view = normalise(original)
    assert view.text == "x1kg9end"
    assert original[slice(*view.span(1, 2))] == "１"
    assert original[slice(*view.span(2, 4))] == "㎏"
    assert original[slice(*view.span(1, 5))] == "１㎏\u00ad９"
    assert original[slice(*view.span(5, 8))] == "end"


def test_random_texts_lead_back_in_order() -> None:
    rng = random.Random(3)  # noqa: S311 - a seed, for tests
    for _ in range(200):
        original = "".join(rng.choices("aé中1１㎏ﬃ\u200b\u00ad😀 \n—", k=30))
        view = normalise(original)
        places = [view.origin(i) for i in range(len(view.text))]
        assert places == sorted(places)
        assert all(0 <= place < len(original) for place in places)


def test_long_texts_read_as_their_pieces_do() -> None:
    rng = random.Random(5)  # noqa: S311 - a seed, for tests
    pieces = ["".join(rng.choices("aé中1１㎏ﬃ\u200b\u00ad\uffa0\ud800\U000e0100😀，：。 \n—", k=40)) for _ in range(60)]
    whole, parts = normalise("#".join(pieces)), [normalise(piece) for piece in pieces]
    assert whole.text == "#".join(part.text for part in parts)
    begins = [sum(len(piece) + 1 for piece in pieces[:number]) for number in range(60)]
    assert [whole.origin(place) for place in range(len(whole.text)) if whole.text[place] != "#"] == [
        begin + part.origin(place) for begin, part in zip(begins, parts, strict=True) for place in range(len(part.text))
    ]


def test_splices_lead_to_what_they_replaced() -> None:
    view = splice("say one two three now", [(4, 17, "123")])
    assert view.text == "say 123 now"
    assert view.span(4, 7) == (4, 17)
    assert view.span(8, 11) == (18, 21)


def test_what_lies_around_joins_leads_back_as_the_whole_does() -> None:
    rng = random.Random(4)  # noqa: S311 - a seed, for tests
    for _ in range(200):
        original = "".join(rng.choices("ab12 \n", k=300))
        starts = sorted(rng.sample(range(0, 296, 5), rng.randint(1, 6)))
        view = splice(original, [(start, start + rng.randint(1, 4), rng.choice(("", "X", "XYZ"))) for start in starts])
        near = view.around(9)
        kept = [(near.origin(place), char) for place, char in enumerate(near.text) if char in "ab12"]
        assert all(original[place] == char for place, char in kept)
        assert [near.text[start:end] for start, end in near.joins] == [view.text[s:e] for s, e in view.joins]
        assert [near.span(start, end) for start, end in near.joins if end > start] == [
            view.span(start, end) for start, end in view.joins if end > start
        ]
        assert max(map(len, near.text.split("\x1d"))) < 150


def test_of_a_view_without_joins_nothing_lies_around_them() -> None:
    assert splice("plain", []).around(9).text == ""
