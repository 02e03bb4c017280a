"""A sorted blob of keyed hashes answers as a dictionary would."""

from __future__ import annotations

from hashlib import sha256

import pytest

from assay.governance.domain import Finding, Locator, ValueSet, distinct_values


def hashed(number: int) -> str:
    return f"h1:{sha256(str(number).encode()).hexdigest()}"


ROWS = {hashed(number): number + 2 for number in range(3_000)}


def test_every_value_has_its_row_and_no_other_has_one() -> None:
    values = ValueSet.of(ROWS.items())
    assert len(values) == 3_000
    assert all(values.row(value) == row for value, row in ROWS.items())
    assert [values.row(hashed(number)) for number in range(3_000, 3_050)] == [None] * 50
    assert values.row(hashed(1).replace("h1", "h2")) is None


@pytest.mark.parametrize("most", [1, 7, 100, 5_000])
def test_pages_hold_every_value_once_and_are_found_by_its_bits(most: int) -> None:
    values = ValueSet.of(ROWS.items())
    pages = dict(values.pages(most))
    assert b"".join(pages.values()) == values.data
    for value, row in sorted(ROWS.items())[::30]:
        holding = [slot for slot in ValueSet.slots(value) if slot in pages]
        assert [ValueSet("h1:", pages[slot]).row(value) for slot in holding] == [row]


def test_a_value_that_stands_in_several_rows_has_the_first() -> None:
    rows = [(hashed(1), 9), (hashed(2), 4), (hashed(1), 3), (hashed(2), 5)]
    values = ValueSet.of(rows)
    assert (len(values), values.row(hashed(1)), values.row(hashed(2))) == (2, 3, 4)
    assert ValueSet.of(()) == ValueSet(":", b"")


def test_what_two_sets_share_comes_with_the_row_on_either_side() -> None:
    left = ValueSet.of({hashed(number): number for number in range(100)}.items())
    right = ValueSet.of({hashed(number): number * 10 for number in range(90, 1_000)}.items())
    expected = {(number, number * 10) for number in range(90, 100)}
    assert {(mine, theirs) for _, mine, theirs in left.shared(right)} == expected
    assert {(theirs, mine) for _, mine, theirs in right.shared(left)} == expected
    assert list(left.shared(ValueSet("h2:", right.data))) == []


def finding(value_hash: str, values: ValueSet | None = None) -> Finding:
    return Finding(
        id=value_hash, label="email", group="email", score=0.9, locator=Locator(), masked="*", value_hash=value_hash,
        detector="d@1", why="", values=values,
    )  # fmt: skip


def test_grouped_and_single_values_are_counted_together_without_counting_twice() -> None:
    first = ValueSet.of({hashed(number): 1 for number in range(100)}.items())
    second = ValueSet.of({hashed(number): 1 for number in range(50, 120)}.items())
    singles = [finding(hashed(number)) for number in (3, 3, 500)]
    assert distinct_values(singles) == 2
    assert distinct_values([*singles, finding("a", first)]) == 101
    assert distinct_values([*singles, finding("a", first), finding("b", second)]) == 121


def test_no_value_and_no_hash_stands_in_a_repr() -> None:
    assert "values" not in repr(finding("a", ValueSet.of(ROWS.items())))


def test_a_blob_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="set of values"):
        ValueSet("h1:", b"123")
