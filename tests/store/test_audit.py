# ruff: noqa: S311, S608 - chance is no secret here, and the statements are made of numbers
"""The audit trail cannot be rewritten quietly: each change is found, and where."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from assay.governance.domain import LOCAL_ADMIN
from assay.governance.store import Store
from assay.governance.store.engine import make_engine
from assay.governance.store.repositories import AuditRepository, Transaction

pytestmark = pytest.mark.sqlite
EVENTS = 40


@pytest.fixture
def trail(store: Store, tmp_path: Path) -> Path:
    with store.write() as unit:
        for number in range(EVENTS):
            unit.audit.append(LOCAL_ADMIN, "decide", f"asset-{number}", {"code": "general-3", "n": number, "é": [1.5]})
    connection = sqlite3.connect(tmp_path / "home" / "assay.db")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.commit()
    connection.close()
    return tmp_path / "home" / "assay.db"


def tamper(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_untouched_trail_holds(store: Store, trail: Path) -> None:
    assert store.verify_audit() is None
    with store.read() as unit:
        assert unit.audit.end()[0] == EVENTS
        page = unit.audit.page(limit=30)
        rest = unit.audit.page(cursor=page.next, limit=30)
        assert [event.position for event in (*page.items, *rest.items)] == list(range(EVENTS, 0, -1))
        (event,) = unit.audit.page(target="asset-7").items
        assert (event.position, event.actor, event.details) == (
            8,
            "local-admin",
            {"code": "general-3", "n": 7, "é": [1.5]},
        )


@pytest.mark.parametrize("position", [1, 2, 17, EVENTS - 1, EVENTS])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_event SET actor = 'eve' WHERE position = {}",
        "UPDATE audit_event SET action = 'nothing' WHERE position = {}",
        "UPDATE audit_event SET target = 'other' WHERE position = {}",
        "UPDATE audit_event SET at = '2020-01-01 00:00:00.000000' WHERE position = {}",
        "UPDATE audit_event SET details = '{{}}' WHERE position = {}",
        "UPDATE audit_event SET previous = 'x' WHERE position = {}",
        "UPDATE audit_event SET hash = 'x' WHERE position = {}",
        "DELETE FROM audit_event WHERE position = {}",
    ],
)
def test_a_change_is_found_where_it_is(store: Store, trail: Path, change: str, position: int) -> None:
    tamper(trail, change.format(position))
    assert store.verify_audit() == position


def forged(chance: random.Random, first: int, second: int) -> tuple[int, list[str]]:
    """Return statements that change the trail, and the first position at which it is wrong afterwards."""
    columns = ("actor", "action", "target", "details", "previous", "hash")
    swap = "UPDATE audit_event SET position = {} WHERE position = {}"
    kinds = [
        (
            first,
            [f"UPDATE audit_event SET {chance.choice(columns)} = '\"{chance.random()}\"' WHERE position = {first}"],
        ),
        (first, [f"DELETE FROM audit_event WHERE position = {first}"]),
        (first, [swap.format(-1, first), swap.format(first, second), swap.format(second, -1)]),
        (first, [f"DELETE FROM audit_event WHERE position >= {first}"]),
        (
            first + 1,
            [
                f"UPDATE audit_event SET position = -position WHERE position > {first}",
                "UPDATE audit_event SET position = 1 - position WHERE position < 0",
                "INSERT INTO audit_event SELECT workspace, position + 1, at, actor, 'forged', target, details, hash, "
                f"hash FROM audit_event WHERE position = {first}",
            ],
        ),
    ]
    return chance.choice(kinds)


def test_five_hundred_changes_are_found(store: Store, trail: Path) -> None:
    chance = random.Random(7)
    engine = make_engine(f"sqlite:///{trail}", writes=True)
    with engine.connect() as connection:
        audit = AuditRepository(Transaction(connection=connection, keyring=store._keyring))
        for _ in range(500):
            expected, statements = forged(chance, *sorted(chance.sample(range(1, EVENTS + 1), 2)))
            for statement in statements:
                connection.exec_driver_sql(statement)
            assert audit.verify(store._keyring.checkpoint(store.chain)) == expected, statements
            connection.rollback()
        assert audit.verify(store._keyring.checkpoint(store.chain)) is None
    engine.dispose()


def test_events_cut_off_at_the_end_are_missed_thanks_to_the_note_outside(store: Store, trail: Path) -> None:
    tamper(trail, f"DELETE FROM audit_event WHERE position > {EVENTS - 3}")
    with store.read() as unit:
        assert unit.audit.verify() is None
    assert store.verify_audit() == EVENTS - 2


@pytest.mark.parametrize("cut", [1, 3, EVENTS])
def test_a_trail_that_was_cut_off_and_grew_again_is_still_found(store: Store, trail: Path, cut: int) -> None:
    tamper(trail, f"DELETE FROM audit_event WHERE position > {EVENTS - cut}")
    for _ in range(cut + 2):
        with store.write() as unit:
            unit.audit.append("eve", "decide", "asset-0")
    with store.read() as unit:
        assert unit.audit.verify() is None
    assert store.verify_audit() == EVENTS


def test_an_event_that_was_rolled_back_is_not_noted(store: Store) -> None:
    with store.write() as unit:
        unit.audit.append("ann", "one")

    def fail() -> None:
        with store.write() as unit:
            unit.audit.append("ann", "two")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.verify_audit() is None
    with store.write() as unit:
        assert unit.audit.append("ann", "three").position == 2
    assert store.verify_audit() is None
