"""What a reader can do to the service: hang, take memory, die; many times over, with other files beside it."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from descendants import forked, grandchildren

from assay.extractors.sandbox import ConfinedSandbox
from assay.extractors.sandbox.decoding import BEHIND
from assay.governance.domain import FileRef, Limits, Perceived, Reason, Status

HOSTILE = f"{Path(__file__).parents[1] / 'extractors' / 'sandbox' / 'hostile_decoder.py'}:HostileDecoder"
LIMITS = Limits(cpu_seconds=3, cpu_seconds_per_unit=1, stall_seconds=2)
GRACE = 2.0
MIB = 1 << 20
pytestmark = [pytest.mark.robustness, pytest.mark.timeout(1_800)]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(workers=3, decoders=[HOSTILE]) as made:
        ask(made, "morning")
        yield made


def ask(sandbox: ConfinedSandbox, text: str, limits: Limits = LIMITS) -> tuple[Perceived, float]:
    """Return what was seen, and after how many seconds."""
    descriptor = os.memfd_create("hostile")
    try:
        os.write(descriptor, text.encode())
        begun = time.monotonic()
        seen = sandbox.perceive(FileRef(fd=descriptor, size=len(text), name="file.txt"), limits)
        return seen, time.monotonic() - begun
    finally:
        os.close(descriptor)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def stepped_back(done: threading.Event) -> int:
    """Count the decoders that were seen to run behind others until all is done."""
    seen = set()
    while not done.wait(0.1):
        seen |= {pid for pid in grandchildren() if niceness(pid) == os.getpriority(os.PRIO_PROCESS, 0) + BEHIND}
    return len(seen)


def niceness(pid: int) -> int | None:
    try:
        return os.getpriority(os.PRIO_PROCESS, pid)
    except OSError:
        return None


def none_alive() -> bool:
    until = time.monotonic() + GRACE
    while forked() and time.monotonic() < until:
        time.sleep(0.05)
    return not forked()


def test_forty_hanging_files_are_killed_in_time_and_hold_nobody_up(sandbox: ConfinedSandbox) -> None:
    """Others alone and beside what hangs, in turns: what else the machine does counts for both."""
    alone: list[float] = []
    beside: list[float] = []
    ends: list[tuple[Perceived, float]] = []
    behind = 0
    for _ in range(4):
        alone += [ask(sandbox, f"number-{number}")[1] for number in range(30)]
        done = threading.Event()

        def neighbour(until: threading.Event) -> None:
            while not until.is_set():
                seen, seconds = ask(sandbox, f"number-{len(beside)}")
                assert seen.extraction.status is Status.COMPLETE
                beside.append(seconds)

        kinds = [
            "spin",
            "native-spin",
            "regex",
            "sleep",
            "spin",
            "native-spin",
            "regex",
            "sleep",
            "spin",
            "native-spin",
        ]
        with ThreadPoolExecutor(4) as pool:
            watching, stepping = pool.submit(neighbour, done), pool.submit(stepped_back, done)
            try:
                ends += pool.map(lambda kind: ask(sandbox, f"die {kind}"), kinds)
            finally:
                done.set()
            watching.result()
            behind += stepping.result()
    assert behind > 0
    assert [seen.extraction.reason for seen, _ in ends] == [Reason.TIME_LIMIT] * 40
    assert max(seconds for _, seconds in ends) < LIMITS.stall_seconds + GRACE
    assert len(beside) > 40
    ratio = statistics.median(beside) / statistics.median(alone)
    print(f"40 hangs, the last after {max(s for _, s in ends):.2f} s; {len(beside)} others, {ratio:.2f} x as long")  # noqa: T201
    assert none_alive()


def test_thirty_files_that_take_all_memory_cost_the_service_none(sandbox: ConfinedSandbox) -> None:
    ask(sandbox, "die allocate")
    before = resident()
    kinds = ["allocate", "allocate-slowly", "many-pixels"] * 10
    ends = [ask(sandbox, f"die {kind}", Limits(decoder_memory_bytes=512 * MIB, stall_seconds=20)) for kind in kinds]
    assert [seen.extraction.reason for seen, _ in ends] == [Reason.MEMORY_LIMIT] * 30
    assert resident() - before < 20 * MIB
    assert none_alive()
    assert ask(sandbox, "morning")[0].extraction.text == "good morning"


@pytest.mark.parametrize("death", ["abort", "segfault", "end", "exit"])
def test_twenty_deaths_of_a_kind_are_recorded_and_have_no_effect(sandbox: ConfinedSandbox, death: str) -> None:
    def both(number: int) -> tuple[str | None, str]:
        died = ask(sandbox, f"die {death}")[0].extraction
        return died.reason, ask(sandbox, f"number-{number}")[0].extraction.text

    with ThreadPoolExecutor(3) as pool:
        ends = list(pool.map(both, range(20)))
    assert ends == [(Reason.WORKER_DIED, f"good number-{number}") for number in range(20)]
    assert none_alive()
