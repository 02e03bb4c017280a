"""Records of two tables: matched by rare words, one to one, and not by what they only have in common with many."""

from __future__ import annotations

import pytest

from assay.knowledge_graph.entities.records import match_records
from assay.knowledge_graph.entities.words import latin_words


def table(*rows: tuple[str, str, str, str]) -> list[dict[str, str]]:
    return [dict(zip(("title", "authors", "venue", "year"), row, strict=True)) for row in rows]


FILLER = [(f"an unrelated paper on subject number{n}", f"nobody person{n}", "some journal", "1990") for n in range(40)]


def matched(left: list[tuple[str, str, str, str]], right: list[tuple[str, str, str, str]]) -> set[tuple[int, int]]:
    found = match_records(
        table(*left, *FILLER), table(*right, *(("x" + t, f"z{a}", v, y) for t, a, v, y in FILLER)),
        title="title", people="authors", year="year", place="venue",
    )  # fmt: skip
    return {(one, two) for one, two, _ in found if one < len(left) and two < len(right)}


PAPER = ("modeling graphs in databases", "ralf hartmut güting , jan roe", "vldb", "1994")


@pytest.mark.parametrize(
    "other",
    [
        ("Modeling Graphs in Databases.", "ralf hartmut g &#252; ting , jan roe", "very large data bases", "1994"),
        ("modelling graphs in databases", "jan roe , ralf h. guting", "vldb conference", "1994"),
        ("modeling graphs in data bases", "r. guting , j. roe", "vldb", "1995"),
    ],
)
def test_one_paper_told_twice_is_one(other: tuple[str, str, str, str]) -> None:
    assert matched([PAPER], [other]) == {(0, 0)}


@pytest.mark.parametrize(
    "other",
    [
        ("modeling trees in spreadsheets", "ralf hartmut güting , jan roe", "vldb", "1994"),
        ("querying graphs in databases", "ann other , bob strange", "vldb", "2003"),
        ("", "", "", ""),
    ],
)
def test_two_papers_stay_two(other: tuple[str, str, str, str]) -> None:
    assert matched([PAPER], [other]) == set()


def test_each_record_is_in_one_pair_and_the_better_one_wins() -> None:
    copies = [PAPER, ("modeling graphs in databases", "jan roe", "vldb", "1996")]
    assert matched([PAPER], copies) == {(0, 0)}


def test_letters_of_a_markup_are_letters() -> None:
    assert latin_words("G &#252; ting") == latin_words("Güting") == ("guting",)
    assert latin_words("N&#248;rv&#229;g") == ("norvag",)
    assert latin_words("A & B") == ("a", "and", "b")
