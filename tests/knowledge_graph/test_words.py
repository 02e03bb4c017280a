"""The index of words: BM25 as it is written in the books, over what the filters let through and nothing else."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.governance.domain import Filters, Point, QueryTerm, WordIndex, packed, term_number, terms
from assay.knowledge_graph.index import open_words

ANY = Filters()
TEXTS = ("pump valve", "pump pump seal", "valve gasket", "seal 泵 阀门", "turbine 阀门", "gasket pump turbine")


def point(number: int, text: str, **more: object) -> Point:
    made = Point(
        id=f"p{number:03}", content_id=f"c{number // 2}", ordinal=number % 2, terms=packed(text), modality="document",
        rank=10 * (number % 3), topics=(("finance",), ("hr",))[number % 2], changed=1000 + number,
        sources=(f"s{number % 2}",), owners=("o",) if number % 2 else (), principals=(f"u{number % 3}", "all"),
    )  # fmt: skip
    return replace(made, **more)


def asked(question: str, share: float = 0.0) -> dict[int, QueryTerm]:
    return {term_number(term): QueryTerm(share=share) for term in terms(question)}


def index_of(*points: Point) -> WordIndex:
    return open_words(points=lambda: points)


POINTS = tuple(point(number, text) for number, text in enumerate(TEXTS))


def test_the_score_is_bm25() -> None:
    found = index_of(*POINTS).search(asked("pump", share=0.01), limit=10, filters=ANY)
    held = 3 + 64 * 0.01
    rarity = math.log(1 + (6 + 64 - held + 0.5) / (held + 0.5))

    def score(times: int, length: int) -> float:
        return rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * length / 64))

    assert [(hit.id, hit.content_id, hit.ordinal) for hit in found] == [
        ("p001", "c0", 1), ("p000", "c0", 0), ("p005", "c2", 1),
    ]  # fmt: skip
    assert [hit.score for hit in found] == pytest.approx([score(2, 3), score(1, 2), score(1, 3)], rel=1e-5)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("VALVES", ["p000", "p002"]),
        ("阀", ["p003", "p004"]),
        ("阀门", ["p003", "p004"]),
        ("门阀", ["p003", "p004"]),
        ("turbines 泵", ["p003", "p004", "p005"]),
        ("helicopter", []),
        ("", []),
    ],
)
def test_any_of_the_words_is_enough(question: str, found: list[str]) -> None:
    assert sorted(hit.id for hit in index_of(*POINTS).search(asked(question), limit=10, filters=ANY)) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(max_rank=10), {"p000", "p001"}),
        (Filters(topics=frozenset({"hr"})), {"p001", "p005"}),
        (Filters(modalities=frozenset({"audio"})), set()),
        (Filters(contents=frozenset({"c2"})), {"p005"}),
        (Filters(contents=frozenset()), set()),
        (Filters(sources=frozenset({"s0", "other"})), {"p000"}),
        (Filters(owners=frozenset({"o"})), {"p001", "p005"}),
        (Filters(principals=frozenset({"u2"})), {"p005"}),
        (Filters(since=1001), {"p001", "p005"}),
        (Filters(until=1000), {"p000"}),
        (Filters(since=1001, until=1004), {"p001"}),
    ],
)
def test_filters_let_through_what_fits(filters: Filters, found: set[str]) -> None:
    assert {hit.id for hit in index_of(*POINTS).search(asked("pump"), limit=10, filters=filters)} == found


def test_weights_count_and_the_best_are_kept() -> None:
    index = index_of(*POINTS)
    question = {**asked("pump"), term_number("turbin"): QueryTerm(weight=20.0)}
    assert [hit.id for hit in index.search(question, limit=2, filters=ANY)] == ["p005", "p004"]
    assert index.search(question, limit=0, filters=ANY) == ()
    assert index.search({}, limit=5, filters=ANY) == ()


def test_what_changes_is_found_changed() -> None:
    index = index_of(*POINTS)
    assert len(index.search(asked("pump"), limit=10, filters=ANY)) == 3
    index.upsert([point(1, "gasket"), point(9, "pump house"), *(point(20 + it, "filler") for it in range(40))])
    for number in range(100, 140):
        index.upsert([point(number, f"oil {number}")])
    index.delete(["p000", "unknown"])
    assert [hit.id for hit in index.search(asked("pump"), limit=10, filters=ANY)] == ["p009", "p005"]
    assert len(index.search(asked("oil"), limit=100, filters=ANY)) == 40
    index.rebuild()
    assert len(index.search(asked("pump"), limit=10, filters=ANY)) == 3, "SQL is the truth"
    index.close()


@pytest.mark.parametrize("terms_of", [b"", b"\x00\x01\x00", b"\xff" + packed("pump")[1:]])
def test_terms_of_another_version_are_no_words(terms_of: bytes) -> None:
    index = index_of(point(0, "", terms=terms_of), point(1, "pump"))
    assert [hit.id for hit in index.search(asked("pump"), limit=5, filters=ANY)] == ["p001"]


WORDS = st.lists(st.sampled_from(["pump", "valve", "seal", "泵", "阀门", "the"]), max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, st.integers(0, 3)), max_size=12), st.integers(0, 3), WORDS)
def test_an_answer_is_the_same_whether_the_hidden_is_there_or_not(
    written: list[tuple[str, int]], ceiling: int, question: str
) -> None:
    points = [point(number, text, rank=rank) for number, (text, rank) in enumerate(written)]
    seen = [it for it in points if it.rank <= ceiling]
    whole = index_of(*points).search(asked(question), limit=4, filters=Filters(max_rank=ceiling))
    alone = index_of(*seen).search(asked(question), limit=4, filters=ANY)
    assert whole == alone
