"""Every value of a column with many is found, counted, linked and masked, though few have findings of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assay.governance.domain import LOCAL_ADMIN

ROWS = 600


def number(serial: int) -> str:
    """Return a resident number of nobody alive, with its check character."""
    body = f"110101190{serial // 300 % 2}0101{serial:03d}"
    return body + "10X98765432"[sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(body)) % 11]


def table(first: int, rows: int = ROWS) -> str:
    lines = [f"item {at},{number(first + at)},open" for at in range(rows)]
    return "\n".join(["item,resident_id,state", *lines]) + "\n"


@pytest.fixture
def filled(desk: Any) -> Any:
    desk.write("many.csv", table(0))
    desk.write("other.csv", table(ROWS - 1, 300))
    desk.write("letter.txt", f"Our file concerns the holder of 身份证号 {number(450)} alone.")
    desk.write("stranger.txt", f"Our file concerns the holder of 身份证号 {number(980)} alone.")
    desk.ingest()
    return desk


def of_column(shown: dict[str, Any]) -> list[dict[str, Any]]:
    return [it for it in shown["findings"] if it["label"] == "cn_resident_id"]


def test_a_column_has_one_finding_for_all_and_a_few_with_their_rows(filled: Any) -> None:
    whole, *examples = of_column(filled.show(filled.folder / "many.csv"))
    assert (whole["count"], len(examples)) == (ROWS, 20)
    assert [it["locator"]["row"] for it in examples] == list(range(2, 22))
    assert "row" not in whole["locator"]


@pytest.mark.parametrize("serial", [0, 19, 20, 450, ROWS - 2])
def test_every_value_is_found_by_search_with_its_row(filled: Any, serial: int) -> None:
    hits = filled.services.search.query(value=number(serial), actor=LOCAL_ADMIN)["hits"]
    rows = {hit["name"]: hit["locator"]["row"] for hit in hits if hit["name"].endswith(".csv")}
    assert rows["many.csv"] == serial + 2


def test_a_value_that_is_nowhere_is_not_found(filled: Any) -> None:
    assert filled.services.search.query(value=number(999), actor=LOCAL_ADMIN)["hits"] == []


def links(filled: Any, name: str) -> set[str]:
    graph = filled.services.assets.links(filled.asset(filled.folder / name).id)
    names = {node["id"]: node.get("name") or node.get("label") for node in graph["nodes"]}
    ours = filled.asset(filled.folder / name).id
    return {
        str(names[end])
        for edge in graph["edges"]
        if ours in (edge["left"], edge["right"])
        for end in (edge["left"], edge["right"])
        if end != ours
    }


def test_a_letter_is_linked_to_the_row_that_it_speaks_of_and_tables_to_one_another(filled: Any) -> None:
    assert "many.csv" in links(filled, "letter.txt")
    assert "other.csv" in links(filled, "many.csv")
    assert "many.csv" not in links(filled, "stranger.txt")


def test_the_order_in_which_files_come_changes_no_link(desk: Any) -> None:
    letter = desk.write("letter.txt", f"Our file concerns the holder of 身份证号 {number(777)} alone.")
    desk.ingest(letter)
    late = desk.write("late.csv", table(600, 300))
    desk.ingest(late)
    assert "late.csv" in links(desk, "letter.txt")


def test_no_value_stands_in_what_is_stored_to_search(filled: Any, make: Callable[..., Any]) -> None:
    with filled.services.store.read() as db:
        content = filled.asset(filled.folder / "many.csv").content_id
        text = " ".join(piece.text for piece in db.chunks.of(content))
    assert "[CN_RESIDENT_ID]" in text
    assert not any(number(serial) in text for serial in range(ROWS))


def test_distinct_subjects_are_counted_over_columns(desk: Any) -> None:
    rows = [f"{number(at)},{number(at)},{number(at + 300)}" for at in range(250)]
    desk.write("twice.csv", "\n".join(["resident_id,guardian resident_id,contact resident_id", *rows]) + "\n")
    desk.ingest()
    with desk.services.store.read() as db:
        content = desk.asset(desk.folder / "twice.csv").content_id
        findings = [it for it in db.findings.of_content(content) if it.label == "cn_resident_id"]
    from assay.governance.domain import distinct_values

    assert distinct_values(findings) == 500
