"""A file belongs to whoever reads it for as long as he lives: long work is left to him, a dead one's is taken up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from assay.governance.services import Progress
from assay.governance.services.ingesting import leases
from assay.governance.services.ingesting.leases import BEAT, LEASE, Leases
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import Store

if TYPE_CHECKING:
    from conftest import Desk

KIND, ELSEWHERE, ANOTHER = "read", "elsewhere:1:1", "another:1:1"
MINUTE = timedelta(minutes=1)


class Clock:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def own(make: Callable[..., AbstractContextManager[Desk]], clock: Clock) -> Iterator[Desk]:
    """A home of its own whose line of files goes by the clock."""
    with make() as desk:
        desk.services.ingest._line._leases._clock = clock
        yield desk


def take_elsewhere(store: Store, clock: Clock, *, limit: int = 9) -> list[str]:
    """Do what a process of another machine does that shares the line."""
    with store.write() as db:
        taken = db.work.claim(ELSEWHERE, kind=KIND, limit=limit, seconds=LEASE.total_seconds(), now=clock.now)
        return [item.id for item in taken]


def end_elsewhere(store: Store, ids: list[str]) -> int:
    with store.write() as db:
        return db.work.complete(ids, owner=ELSEWHERE)


def while_reading(monkeypatch: pytest.MonkeyPatch, word: str, work: Callable[[], None]) -> None:
    """Let the file with a word in it take as long as `work`."""
    understand = Understanding.understand

    def slow(self: Understanding, content_id: str, extraction: Any, **how: Any) -> Any:
        if word in extraction.text:
            work()
        return understand(self, content_id, extraction, **how)

    monkeypatch.setattr(Understanding, "understand", slow)


def test_a_file_that_takes_hours_is_read_by_one_process(
    own: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.write("a.txt", "The slow gate of the hall is closed.\n")
    monkeypatch.setattr(leases, "BEAT", timedelta(0))  # the thread that writes does not wait between beats
    kept, keep = threading.Event(), Leases.keep

    def told(self: Leases) -> None:
        keep(self)
        kept.set()

    monkeypatch.setattr(Leases, "keep", told)
    taken: list[str] = []

    def three_hours() -> None:
        for _ in range(18):
            clock.passes(10 * MINUTE)
            kept.clear()
            assert kept.wait(30)
            taken.extend(take_elsewhere(own.services.store, clock))

    while_reading(monkeypatch, "slow gate", three_hours)
    report = own.ingest()
    assert (taken, report.by_status, own.services.store.counts()["work_item"]) == ([], {"complete": 1}, 0)


def test_what_a_process_elsewhere_has_in_hand_is_left_to_it_until_its_lease_ends(own: Desk, clock: Clock) -> None:
    for name in "abc":
        own.write(f"{name}.txt", f"The gate of hall {name} is closed for a quarter of an hour.\n")
    taken: list[str] = []

    def watch(progress: Progress) -> None:
        if not taken:
            taken.extend(take_elsewhere(own.services.store, clock, limit=1))

    own.services.ingest.run([str(own.folder)], progress=watch)
    assert (len(taken), len(own.listed())) == (1, 2)
    clock.passes(LEASE - MINUTE)
    assert (own.ingest().stages_run, len(own.listed())) == ({}, 2)
    clock.passes(2 * MINUTE)
    assert (own.ingest().stages_run["perceive"], len(own.listed())) == (1, 3)
    assert end_elsewhere(own.services.store, taken) == 0
    assert own.ingest().stages_run == {}


def test_the_late_result_of_one_who_stood_still_is_not_stored(
    own: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own.write("a.txt", "The slow gate of the hall is closed.\n")
    taken: list[str] = []

    def stand_still() -> None:
        if not taken:
            clock.passes(LEASE + MINUTE)
            taken.extend(take_elsewhere(own.services.store, clock))

    while_reading(monkeypatch, "slow gate", stand_still)
    assert own.ingest().by_status == {}
    assert (len(taken), own.find(path)) == (1, None)
    clock.passes(LEASE + MINUTE)
    assert own.ingest().by_status == {"complete": 1}
    assert (own.versions(path), own.services.store.counts()["work_item"]) == (1, 0)


def test_a_run_that_is_cancelled_leaves_the_files_of_others_in_the_line(own: Desk, clock: Clock) -> None:
    own.write("a.txt", "The gate of the hall is closed.\n")
    with own.services.store.write() as db:
        others = db.work.add(KIND, "other", {"source": "none"}, run_id="other")
        waiting = db.work.add(KIND, "waiting", {"source": "none"}, run_id="other")
        db.work.claim(ELSEWHERE, kind=KIND, now=clock.now)
    cancel = threading.Event()
    cancel.set()
    assert own.services.ingest.run([str(own.folder)], cancel=cancel).state == "cancelled"
    with own.services.store.write() as db:
        assert db.work.counts() == {"leased": 1, "queued": 1}
        assert db.work.complete([others], owner=ELSEWHERE) == 1
        assert [item.id for item in db.work.claim(ANOTHER, now=clock.now)] == [waiting]


def test_a_lease_is_renewed_once_a_beat_and_nothing_in_hand_is_taken_twice(own: Desk, clock: Clock) -> None:
    store = own.services.store
    with store.write() as db:
        ids = [db.work.add(KIND, key) for key in "ab"]
    line = Leases(store, KIND, owner=ANOTHER, clock=clock)
    assert [it.id for it in line.take(0)] == []
    (first,) = line.take(1)
    assert first.id == ids[0]
    clock.passes(BEAT - timedelta(seconds=1))
    line.keep()
    clock.passes(LEASE - BEAT)
    assert take_elsewhere(store, clock, limit=1) == [ids[1]]
    line.keep()
    clock.passes(LEASE - MINUTE)
    assert take_elsewhere(store, clock) == []
    clock.passes(2 * MINUTE)
    (second,) = line.take(9)
    assert second.id == ids[1]
    with store.write() as db:
        assert [line.end(db, it) for it in (first, second)] == [True, True]
    assert store.counts()["work_item"] == 0
