"""Where rules and the tagger meet: certain rules stand, words alone do not, grammar beyond the reading does."""

from __future__ import annotations

import pytest

from assay.classifiers.names.learned import LEARNED
from assay.classifiers.names.merging import merged
from assay.classifiers.names.organisations import SUFFIXED, find_organisations
from assay.classifiers.names.spans import Span


def rule(label: str, start: int, end: int, score: float) -> Span:
    return Span(label, start, end, score, "a rule")


def firm(start: int, end: int) -> Span:
    return Span("organization", start, end, 0.88, SUFFIXED)


def read(label: str, start: int, end: int, score: float = 0.7) -> Span:
    return Span(label, start, end, score, LEARNED)


@pytest.mark.parametrize(
    ("rules", "learned", "stand"),
    [
        # a place by name inside an organisation that was read
        ([rule("location", 0, 2, 0.65)], [read("organization", 0, 8)], [("organization", 0, 8)]),
        # characters that could be a name, where the sentence says a place
        ([rule("person", 0, 3, 0.62)], [read("location", 0, 2)], [("location", 0, 2)]),
        # a label is certain
        ([rule("person", 3, 6, 0.93)], [read("organization", 3, 9)], [("person", 3, 6)]),
        # the grammar of an address goes on where the reading ended
        ([rule("address", 0, 40, 0.85)], [read("address", 0, 20), read("location", 22, 30)], [("address", 0, 40)]),
        # a branch behind its bank
        (
            [rule("organization", 0, 8, 0.72)],
            [read("organization", 0, 4), read("location", 4, 6)],
            [("organization", 0, 8)],
        ),
        # a firm's legal form behind the place that its name begins with, but not behind one in the middle
        ([firm(0, 48)], [read("location", 0, 7, 0.81)], [("organization", 0, 48)]),
        ([firm(0, 48)], [read("location", 22, 29, 0.81)], [("location", 22, 29)]),
        # but not what stands before a bank that was read
        ([rule("organization", 0, 8, 0.72)], [read("organization", 4, 8)], [("organization", 4, 8)]),
        # a given name and a surname in another script
        ([rule("person", 3, 15, 0.82)], [read("organization", 3, 15)], [("person", 3, 15)]),
        # a reading that holds all that rules know of an organisation
        ([rule("organization", 2, 8, 0.95)], [read("organization", 0, 8)], [("organization", 0, 8)]),
        # but not a board behind a firm's legal form
        ([Span("organization", 0, 8, 0.9, "ending 有限公司")], [read("organization", 0, 14)], [("organization", 0, 8)]),
        # nothing was read: rules stand alone; nothing is known: the reading does
        ([rule("location", 0, 2, 0.65)], [], [("location", 0, 2)]),
        ([], [read("person", 0, 3)], [("person", 0, 3)]),
        ([rule("location", 0, 2, 0.65)], [read("person", 4, 6)], [("location", 0, 2), ("person", 4, 6)]),
    ],
)
def test_names_that_meet(rules: list[Span], learned: list[Span], stand: list[tuple[str, int, int]]) -> None:
    assert [(it.label, it.start, it.end) for it in merged(rules, learned)] == stand


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("Mr. Jingxing Shen of Shanghai Fuguang Packaging Co., Ltd. comes.", "Shanghai Fuguang Packaging Co., Ltd."),
        ("Dr Helen Carter of the Oakhanger Group wrote.", "Oakhanger Group"),
        ("Bank of Northern Harbours Ltd. wrote.", "Bank of Northern Harbours Ltd."),
    ],
)
def test_who_is_of_a_firm_is_no_part_of_its_name(text: str, firm: str) -> None:
    assert firm in {text[it.start : it.end] for it in find_organisations(text)}
    assert not any(text[it.start : it.end].startswith(("Mr", "Dr")) for it in find_organisations(text))


def test_where_both_say_the_same_the_surer_stands() -> None:
    known, sure = rule("organization", 0, 9, 0.88), read("organization", 0, 9, 0.95)
    assert merged([known], [read("organization", 0, 9, 0.56)]) == [known]
    assert merged([known], [sure]) == [sure]


def test_a_book_of_names_is_merged_without_asking_each_of_every_other() -> None:
    rules = [rule("location", at, at + 2, 0.65) for at in range(0, 400_000, 20)]
    learned = [read("organization", at, at + 8) for at in range(0, 400_000, 20)]
    assert merged(rules, learned) == learned  # with every pair looked at this takes minutes
