"""Killed at any moment, nothing acknowledged is lost and nothing is half there; writers take turns."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event

from assay.governance.domain import UnavailableError
from assay.governance.security import Keyring
from assay.governance.store import Store

CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from conftest import Hand
from assay.governance.security import Keyring
from assay.governance.store import Store

keyring = Keyring.open(Path(sys.argv[1]))
store, hand = Store.open(sys.argv[2], keyring), Hand(keyring)
number = int(sys.argv[4])
while True:
    with store.write() as unit:
        record = hand.asset(unit, f"{number}.txt", f"words {number} " * 50)
        unit.outbox.add("index", record.content_id)
        unit.audit.append("child", "ingest", record.id, {"n": number})
        if number % 5 == 4:
            unit.assets.forget(unit.assets.find(record.source_id, f"file:///docs/{number - 1}.txt").id)
    print(number, flush=True)
    number += 1
"""


def test_killed_at_any_moment_nothing_acknowledged_is_lost(tmp_path: Path, url: str, keyring: Keyring, hand) -> None:
    chance, number, written, acknowledged = random.Random(11), 0, set[int](), 0  # noqa: S311 - no secret is made
    for _ in range(8):
        command = [sys.executable, "-c", CHILD, str(tmp_path / "config"), url, str(Path(__file__).parent), str(number)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(chance.uniform(0, 0.08))
        child.kill()
        rest = child.communicate(timeout=30)[0]
        told = {int(line) for line in (first + rest).split()}
        written, acknowledged = written | told, acknowledged + len(told)
        store = Store.open(url, keyring)
        with store.read() as unit:
            stored = {int(record.name.removesuffix(".txt")) for record in unit.assets.each()}
            events = unit.audit.end()
            outbox = len(unit.outbox.pending(limit=1_000_000))
        number = max(stored) + 1
        assert told <= set(range(number))
        written.add(number - 1)  # it may have been written without being told
        assert stored == {n for n in written if n % 5 != 3 or n + 1 not in written}
        assert events is not None
        assert events[0] == outbox == number
        assert store.verify_audit() is None
        assert store.check() == []
        store.close()
    assert acknowledged >= 8


def test_a_failure_at_any_statement_leaves_all_or_nothing(store: Store, hand) -> None:
    with store.write() as unit:
        hand.asset(unit, "before.txt")
    seen = {"left": 0}

    @event.listens_for(store._writer, "before_cursor_execute")
    def fail(*_: object) -> None:
        seen["left"] -= 1
        if seen["left"] == 0:
            raise UnavailableError("planted")

    before, n, outcomes = store.dump(), 0, set()
    while "whole" not in outcomes:
        n += 1
        seen["left"] = n
        try:
            with store.write() as unit:
                record = hand.asset(unit, "a.txt")
                unit.audit.append("ann", "ingest", record.id)
                unit.outbox.add("index", record.content_id)
        except UnavailableError:
            assert store.dump() == before, n
            outcomes.add("nothing")
        else:
            outcomes.add("whole")
        assert store.verify_audit() is None
    assert n > 25
    assert store.check() == []
    assert len(store.dump()) > len(before)


def test_writers_take_turns_and_lose_nothing(url: str, keyring: Keyring, hand) -> None:
    stores = [Store.open(url, keyring) for _ in range(2)]
    failures: list[BaseException] = []

    def work(store: Store, name: str) -> None:
        try:
            for number in range(12):
                with store.write() as unit:
                    record = hand.asset(unit, f"{name}-{number}.txt")
                    unit.audit.append(name, "ingest", record.id)
                with store.read() as unit:
                    assert unit.assets.get(record.id) is not None
        except BaseException as exc:  # noqa: BLE001 - the thread hands it to the test
            failures.append(exc)

    threads = [threading.Thread(target=work, args=(stores[number % 2], f"t{number}")) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    with stores[0].read() as unit:
        assert unit.listing.count() == 48
        assert unit.audit.end()[0] == 48
    assert stores[0].verify_audit() is None
    assert stores[0].check() == []
    for store in stores:
        store.close()


def test_a_reader_sees_one_state_while_others_write(store: Store, hand) -> None:
    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
    with store.read() as reader:
        assert reader.listing.count() == 1
        with store.write() as unit:
            hand.asset(unit, "b.txt")
            unit.assets.bury(record.id)
        assert reader.listing.count() == 1
        found = reader.assets.get(record.id)
        assert found is not None
        assert found.tombstone is None
    with store.read() as reader:
        assert [one.name for one in reader.assets.each()] == ["b.txt"]


@pytest.mark.parametrize("wrong", ["x" * 32, ""])
def test_keys_made_anew_after_a_loss_are_told_apart(store: Store, url: str, tmp_path: Path, wrong: str) -> None:
    from assay.governance.domain import IntegrityError, SettingsError

    path = tmp_path / "config" / "master.key"
    path.write_text(bytes(32).hex() if wrong else "")
    with pytest.raises((IntegrityError, SettingsError)):
        Store.open(url, Keyring.open(tmp_path / "config"))
