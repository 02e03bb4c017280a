"""Decisions and reviews: added, never changed; one open question an asset and pack."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assay.governance.domain import (
    Action,
    Basis,
    ConflictError,
    Decision,
    Locator,
    NotFoundError,
    PartLevel,
    ReviewTask,
    TaskState,
    Words,
)
from assay.governance.store import Store, new_id

POLICY = "gbt-43697"
START = datetime(2026, 1, 1, tzinfo=UTC)


def decided(asset_id: str, action: Action = Action.ACCEPT, code: str = "general-1", **changes: object) -> Decision:
    values = {
        "id": new_id(), "asset_id": asset_id, "policy": POLICY, "action": action, "code": code, "rank": 10,
        "fingerprint": "f", "actor": "ann", "at": START, "reason": "canary-reason said",
    }  # fmt: skip
    return Decision(**{**values, **changes})  # type: ignore[arg-type]


def task(asset_id: str, priority: float = 1.0, **changes: object) -> ReviewTask:
    values = {
        "id": new_id(), "asset_id": asset_id, "policy": POLICY, "proposal": "general-1", "reasons": ("unsure",),
        "priority": priority, "fingerprint": "f", "created_at": START,
    }  # fmt: skip
    return ReviewTask(**{**values, **changes})  # type: ignore[arg-type]


def test_decisions_come_back_in_order_and_an_undo_is_one_more_event(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        first = decided(record.id)
        second = decided(record.id, Action.CHANGE, "general-3", at=START + timedelta(seconds=1))
        unit.decisions.append(first, proposal="general-1")
        unit.decisions.append(second, proposal="general-1")
        assert unit.decisions.of_asset(record.id) == (first, second)
        assert unit.decisions.of_asset(record.id, "another-pack") == ()
        assert unit.decisions.undo(second.id, actor="ann").undone
        assert [one.undone for one in unit.decisions.of_asset(record.id)] == [False, True]
        assert unit.decisions.by_action() == {Action.ACCEPT: 1}
        with pytest.raises(ConflictError):
            unit.decisions.undo(second.id, actor="ann")
        with pytest.raises(NotFoundError):
            unit.decisions.undo("none", actor="ann")


@pytest.mark.parametrize("table", ["decision", "decision_undo", "audit_event"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET actor = 'eve'"])
@pytest.mark.sqlite
def test_what_people_did_cannot_be_changed_or_deleted(
    store: Store, hand, tmp_path: Path, table: str, statement: str
) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        one = decided(record.id)
        unit.decisions.append(one)
        unit.decisions.undo(one.id, actor="ann")
        unit.audit.append("ann", "decide", record.id)
    connection = sqlite3.connect(tmp_path / "home" / "assay.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement.format(table))
    connection.close()


@pytest.mark.sqlite
def test_a_decision_outlives_a_forgotten_asset_without_its_words(store: Store, hand, tmp_path: Path) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        one = decided(record.id)
        unit.decisions.append(one)
    assert all(b"canary-reason" not in path.read_bytes() for path in (tmp_path / "home").iterdir())
    with store.write() as unit:
        unit.assets.forget(record.id)
    with store.read() as unit:
        (left,) = unit.decisions.of_asset(record.id)
        assert (left.id, left.actor, left.reason) == (one.id, "ann", "")


def test_a_grade_comes_back_with_its_verdict(store: Store, hand) -> None:
    from dataclasses import replace

    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        grade = hand.grade("general-3", 30)
        basis = Basis(
            rule="R3", clause="6.2", evidence="secondary", object="individual", degree="serious",
            says=Words("says", "说明"), findings=("f1",),
        )  # fmt: skip
        part = PartLevel(locator=Locator(page=2), code="general-3", rank=30, findings=("f1",))
        verdict = replace(grade.verdict, basis=(basis,), parts=(part,), candidates=("core",), asks=("unsure",))
        grade = replace(grade, verdict=verdict, decided_by="ann")
        other = replace(grade, policy="company-4", verdict=replace(verdict, policy="company-4@2"))
        unit.grades.put(record.id, grade)
        unit.grades.put(record.id, other)
        assert unit.grades.of_asset(record.id) == (other, grade)
        assert unit.grades.get(record.id, POLICY) == grade
        assert unit.grades.get(record.id, "gbt-43697@7") == grade
        assert unit.grades.drop("company-4") == 1
        assert unit.grades.of_asset(record.id) == (grade,)


def test_ranks_are_those_of_assets_that_the_pack_grades(store: Store, hand) -> None:
    with store.write() as unit:
        low = hand.asset(unit, "a.txt", "same", grade=hand.grade(rank=10))
        high = hand.asset(unit, "b.txt", "same", grade=hand.grade(rank=30))
        assert unit.grades.many_ranks([low.id, high.id, "unknown"], POLICY) == {low.id: 10, high.id: 30}
        assert unit.grades.many_ranks([low.id], "company-4") == {}


def test_there_is_one_open_task_an_asset_and_pack(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        first = unit.reviews.open_or_update(task(record.id))
        before = unit.reviews.get(first.id)
        assert before is not None
        same = unit.reviews.open_or_update(task(record.id))
        assert same == first
        assert unit.reviews.get(first.id) == before
        changed = unit.reviews.open_or_update(task(record.id, 5.0, proposal="general-3"))
        assert (changed.id, changed.priority, changed.proposal) == (first.id, 5.0, "general-3")
        after = unit.reviews.get(first.id)
        assert after is not None
        assert after.etag != before.etag
        other = unit.reviews.open_or_update(task(record.id, policy="company-4"))
        assert other.id != first.id
        assert unit.reviews.counts().open == 2


def test_a_task_is_closed_once_and_opened_again_by_an_undo(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        opened = unit.reviews.open_or_update(task(record.id))
        with pytest.raises(ConflictError):
            unit.reviews.close(opened.id, "d1", if_match="77")
        closed = unit.reviews.close(opened.id, "d1", if_match="0")
        assert (closed.task.state, closed.decision_id) == (TaskState.DECIDED, "d1")
        with pytest.raises(ConflictError):
            unit.reviews.close(opened.id, "d2")
        again = unit.reviews.reopen("d1")
        assert again is not None
        assert (again.task.id, again.task.state) == (opened.id, TaskState.OPEN)
        assert unit.reviews.reopen("d1") is None
        assert unit.reviews.obsolete(record.id, POLICY)
        assert not unit.reviews.obsolete(record.id, POLICY)
        assert unit.reviews.open_of(record.id, POLICY) is None
        fresh = unit.reviews.open_or_update(task(record.id))
        assert fresh.id != opened.id
        with pytest.raises(NotFoundError):
            unit.reviews.close("none", "d")


def test_the_queue_begins_with_the_most_urgent_and_then_the_oldest(store: Store, hand) -> None:
    with store.write() as unit:
        expected = []
        for number, priority in enumerate([0.1, 3.0, 1 / 3, 3.0, 0.1]):
            record = hand.asset(unit, f"{number}.txt")
            expected.append((-priority, unit.reviews.open_or_update(task(record.id, priority)).id))
        hidden = hand.asset(unit, "gone.txt")
        unit.reviews.open_or_update(task(hidden.id, 99.0))
        unit.assets.bury(hidden.id)
    ids = [task_id for _, task_id in sorted(expected)]
    with store.read() as unit:
        found, cursor = [], None
        while True:
            page = unit.reviews.page(cursor=cursor, limit=2)
            found += [item.task.id for item in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert found == ids
        first = unit.reviews.next()
        assert first is not None
        assert first.task.id == ids[0]
        second = unit.reviews.next(skip=ids[:1])
        assert second is not None
        assert second.task.id == ids[1]
        assert unit.reviews.next(policy="another-pack") is None
        assert unit.reviews.page(state=TaskState.DECIDED).items == ()
        assert unit.reviews.counts().open == 5
