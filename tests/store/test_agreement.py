"""The dump is the same for stores that say the same; the check finds what does not agree."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assay.governance.domain import Evidence, JoinKey, Link, LinkKind, Locator, ReviewTask
from assay.governance.store import Store, new_id


def fill(store: Store, hand, order: list[int]) -> None:
    for number in order:
        with store.write() as unit:
            record = hand.asset(unit, f"{number}.txt", topics=("finance",))
            unit.findings.replace(record.content_id, [hand.finding(record.content_id), hand.column(record.content_id)])
            unit.findings.replace_asset(record.id, [hand.finding(record.path_hash)])
            unit.joins.replace(record.content_id, [JoinKey(linker="shared", value="v", payload=b"x")])
            unit.reviews.open_or_update(
                ReviewTask(
                    id=new_id(), asset_id=record.id, policy="gbt-43697", proposal="general-1", reasons=("unsure",),
                    priority=1 / 3, fingerprint="f", created_at=datetime.now(UTC),
                )
            )  # fmt: skip
            holders = unit.joins.shared([record.content_id], cap=99).get(("shared", "v"), ())
            for other in (it for it in holders if it != record.content_id):
                left, right = sorted((record.content_id, other))
                evidence = (Evidence(locator=Locator(page=1)),)
                found = Link(
                    kind=LinkKind.SAME_ENTITY, left=left, right=right, score=1 / 3, left_evidence=evidence,
                    right_evidence=evidence, producer="shared@1", why="w",
                )  # fmt: skip
                unit.links.settle([], [found])


@pytest.fixture
def pair(open_store: Callable[[str], Store], tmp_path: Path) -> tuple[Store, Store]:
    return open_store(f"sqlite:///{tmp_path / 'one' / 'a.db'}"), open_store(f"sqlite:///{tmp_path / 'two' / 'a.db'}")


def test_the_order_in_which_files_came_does_not_matter(pair: tuple[Store, Store], hand) -> None:
    order = list(range(8))
    fill(pair[0], hand, order)
    fill(pair[1], hand, random.Random(3).sample(order, 8))  # noqa: S311 - no secret is made
    first, second = pair[0].dump(), pair[1].dump()
    assert first == second
    assert len(first) > 8 * 6


def test_a_difference_shows(pair: tuple[Store, Store], hand) -> None:
    for store in pair:
        fill(store, hand, [1, 2])
    with pair[1].write() as unit:
        record = next(iter(unit.assets.each()))
        unit.grades.put(record.id, hand.grade("general-2", 20))
    difference = set(pair[0].dump()) ^ set(pair[1].dump())
    assert len(difference) == 2
    assert all(line.startswith('["grade"') for line in difference)


def test_a_clean_store_agrees_with_itself(store: Store, hand) -> None:
    fill(store, hand, [1, 2, 3])
    with store.write() as unit:
        record = next(iter(unit.assets.each()))
        hand.asset(unit, "in.txt", parent=record.id, uri="file:///docs/1.txt!/in.txt")
        unit.assets.bury(record.id)
    assert store.check() == []
    counts = store.counts()
    assert (counts["asset"], counts["link"], counts["chunk"], counts["vector"]) == (4, 3, 4, 4)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("DELETE FROM content WHERE id = (SELECT min(id) FROM content)", "finding-without-content"),
        ("DELETE FROM content WHERE id = (SELECT min(id) FROM content)", "vector-without-content"),
        ("DELETE FROM content WHERE id = (SELECT min(id) FROM content)", "chunk-without-content"),
        ("DELETE FROM content WHERE id = (SELECT min(id) FROM content)", "join_key-without-content"),
        ("DELETE FROM content WHERE id = (SELECT min(id) FROM content)", "stage-without-content"),
        ("DELETE FROM content WHERE id = (SELECT min(id) FROM content)", "value_page-without-content"),
        ("DELETE FROM content WHERE id = (SELECT min(id) FROM content)", "content_topic-without-content"),
        ("DELETE FROM content WHERE id = (SELECT min(id) FROM content)", "asset-without-content"),
        ("UPDATE link SET left_id = 'x'", "link-without-left"),
        ("UPDATE link SET right_id = 'x'", "link-without-right"),
        ("DELETE FROM asset WHERE id = (SELECT min(id) FROM asset)", "grade-without-asset"),
        ("DELETE FROM asset WHERE id = (SELECT min(id) FROM asset)", "asset_finding-without-asset"),
        ("DELETE FROM asset WHERE id = (SELECT min(id) FROM asset)", "review_task-without-asset"),
        ("DELETE FROM asset WHERE id = (SELECT min(id) FROM asset)", "version-without-asset"),
        ("DELETE FROM source", "asset-without-source"),
        ("DELETE FROM version", "asset-without-version"),
        ("DELETE FROM version", "content-unreferenced"),
        ("UPDATE asset SET parent = 'x'", "asset-without-parent"),
        ("UPDATE asset SET content_id = NULL", "asset-without-state"),
        ("UPDATE asset SET content_id = NULL, status = 'failed'", "unread-but-graded"),
        ("UPDATE version SET content_id = (SELECT min(id) FROM content)", "version-of-another-content"),
        ("UPDATE version SET asset_id = (SELECT min(id) FROM asset)", "version-of-another-content"),
        ("DELETE FROM vault_key WHERE owner LIKE 'asset:%'", "asset-without-key"),
        ("DELETE FROM vault_item", "content-without-extraction"),
        ("DELETE FROM content", "key-without-owner"),
        ("DELETE FROM asset", "key-without-owner"),
        ("DELETE FROM grade", "asset-without-grade"),
        ("DELETE FROM chunk WHERE content_id = (SELECT min(id) FROM content)", "chunks-and-vectors-differ"),
        ("UPDATE vector SET ordinal = 7, content_id = (SELECT min(id) FROM content) WHERE content_id = "
         "(SELECT max(id) FROM content)", "chunks-and-vectors-differ"),
    ],
)  # fmt: skip
@pytest.mark.sqlite
def test_what_does_not_agree_is_found(store: Store, hand, tmp_path: Path, statement: str, kind: str) -> None:
    fill(store, hand, [1, 2, 3])
    connection = sqlite3.connect(tmp_path / "home" / "assay.db")  # foreign keys are off here
    with connection:
        assert connection.execute(statement).rowcount != 0
    connection.close()
    assert kind in {problem.kind for problem in store.check()}
