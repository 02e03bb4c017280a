"""Killed or cancelled at any moment, a run is finished by the next one: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assay.governance.services import Progress

if TYPE_CHECKING:
    from conftest import Desk

FILES = 30
CHILD = """
import sys
from assay.governance.app import build
from assay.governance.settings import load

home, config, folder = sys.argv[1:]
with build(load(home=home, config_dir=config, workers=1, embeddings=False, review_audit_share=0.0)) as services:
    services.ingest.run([folder], progress=lambda it: print(it.done, it.total, flush=True))
"""


def fill(desk: Desk) -> None:
    """Write files of many kinds of content: people, numbers that join files, copies, tables and broken ones."""
    for number in range(FILES):
        if number % 10 == 9:
            desk.write(
                f"{number:02}/copy.txt", f"合同编号 HT-2024-{number % 4:04}，联系电话 1380013{number % 3:04}。\n"
            )
        elif number % 10 == 5:
            desk.write(f"{number:02}.pdf", b"%PDF-1.7\n1 0 obj\n" + bytes([number]))
        elif number % 3:
            text = f"Contract No. 42719{number % 5:02} was signed. Call +44 20 7946 00{number:02} for delivery.\n"
            desk.write(f"note-{number:02}.txt", text * 3)
        else:
            rows = "".join(f"item {row},{row * number},1390013{row:04}\n" for row in range(12))
            desk.write(f"table-{number:02}.csv", "name,amount,phone\n" + rows)


def descendants(pid: int) -> set[int]:
    """Return the processes below a process."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
    found, more = set(), {pid}
    while more:
        more = {child for child, parent in parents.items() if parent in more} - found
        found |= more
    return found


def alive(pids: set[int]) -> set[int]:
    states = {}
    for pid in pids:
        try:
            states[pid] = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
    return {pid for pid, state in states.items() if state != "Z"}


@pytest.mark.timeout(180)
@pytest.mark.sqlite
def test_killed_again_and_again_the_run_ends_as_if_nothing_had_been(
    make: Callable[..., AbstractContextManager[Desk]], tmp_path: Path
) -> None:
    with make("whole") as desk:
        fill(desk)
        report = desk.ingest()
        assert report.files == FILES
        expected = desk.services.store.dump()
    chance = random.Random(20240402)  # noqa: S311 - a seed, so that a failure can be had again
    command = [sys.executable, "-c", CHILD, str(tmp_path / "killed/home"), str(tmp_path / "config")]
    done, orphans = 0, set()
    for _ in range(3):
        child = subprocess.Popen([*command, str(desk.folder)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for _ in range(chance.randint(1, 9)):
            if not (line := child.stdout.readline()):
                break
            done += line.split()[0] != "0"
        time.sleep(chance.uniform(0, 0.05))
        orphans |= descendants(child.pid)
        os.kill(child.pid, signal.SIGKILL)
        child.communicate(timeout=30)
    assert 0 < done < FILES
    with make("killed") as desk:
        report = desk.ingest()
        assert report.state == "done"
        assert report.files == FILES
        assert report.unchanged >= done - 4
        assert desk.services.operations.verify() == {**desk.services.operations.verify(), "ok": True, "problems": []}
        assert desk.services.store.verify_audit() is None
        assert len(desk.listed()) == FILES
        assert list(desk.services.store.dump()) == list(expected)
        assert desk.services.store.counts()["work_item"] == 0
        assert desk.ingest().stages_run == {}
    until = time.monotonic() + 20
    while alive(orphans) and time.monotonic() < until:
        time.sleep(0.1)
    assert alive(orphans) == set(), "confined processes end with the one that started them"


def test_a_cancelled_run_says_so_and_the_next_one_finishes(desk: Desk) -> None:
    for number in range(12):
        desk.write(f"{number}.txt", f"The gate of hall {number} is closed for the whole of the afternoon, cancel.\n")
    cancel = threading.Event()

    def watch(progress: Progress) -> None:
        if progress.done == 4:
            cancel.set()

    report = desk.services.ingest.run([str(desk.folder)], progress=watch, cancel=cancel)
    assert report.state == "cancelled"
    assert 4 <= sum(report.by_status.values()) < 12
    assert report.gone == 0
    again = desk.ingest()
    assert (again.state, again.by_status) == ("done", {"complete": 12})
    assert again.unchanged == sum(report.by_status.values())
    assert again.stages_run["perceive"] == 12 - again.unchanged
    assert desk.ingest().stages_run == {}


def test_cancelled_before_it_began_it_changes_nothing(desk: Desk) -> None:
    path = desk.write("a.txt", "The gate of the last hall is closed.\n")
    desk.ingest()
    path.unlink()
    desk.write("b.txt", "The gate of the first hall is open.\n")
    cancel = threading.Event()
    cancel.set()
    report = desk.services.ingest.run([str(desk.folder)], cancel=cancel)
    assert (report.state, report.gone, report.stages_run) == ("cancelled", 0, {})
    assert desk.asset(path).tombstone is None
    assert desk.ingest().gone == 1


def test_a_file_that_vanishes_in_the_middle_has_its_reason(desk: Desk) -> None:
    paths = [desk.write(f"{number:02}.txt", f"The gate of hall {number} vanishes.\n") for number in range(9)]

    def watch(progress: Progress) -> None:
        if progress.done == 1:
            paths[-1].unlink()

    report = desk.services.ingest.run([str(desk.folder)], progress=watch)
    assert report.by_status == {"complete": 8, "failed": 1}
    assert [item.reason.value for item in report.unread] == ["vanished"]
    again = desk.ingest()
    assert (again.files, again.by_status) == (8, {"complete": 8})


def test_a_fault_of_our_own_costs_one_file_and_no_other(
    make: Callable[..., AbstractContextManager[Desk]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from assay.governance.services.understanding.understanding import Understanding

    with make() as desk:
        for number in range(6):
            desk.write(f"{number}.txt", f"The gate of hall {number} fails.\n")
        understand = Understanding.understand

        def broken(self: Understanding, content_id: str, extraction, **how):
            if "hall 3" in extraction.text:
                raise RuntimeError("planted")
            return understand(self, content_id, extraction, **how)

        monkeypatch.setattr(Understanding, "understand", broken)
        report = desk.ingest()
        assert report.by_status == {"complete": 5, "failed": 1}
        assert [item.reason.value for item in report.unread] == ["worker-died"]
        assert desk.show(desk.folder / "3.txt")["sensitivity"]["code"] == "ungraded"
        assert desk.services.operations.verify()["problems"] == []
        assert "planted" not in capsys.readouterr().err
        monkeypatch.undo()
        assert desk.ingest().by_status == {"complete": 6}
