"""Generated malformed files through the real sandbox: twenty formats, twenty-five mutators, seeds by `--seeds`.

`pytest tests/robustness --seeds 20` reads 10,000; a failure names file, mutator and seed, and can be had again.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from broken import broken
from descendants import forked
from mutators import MUTATORS
from samples import NAMES, sample

from assay.extractors.sandbox import ConfinedSandbox
from assay.governance.domain import REASONS, FileRef, Limits, Perceived, Reason, SegmentKind, Status

# Pictures are decoded but not read: models open no format, and noise is not worth their time.
LIMITS = Limits(ocr_pages=0, speech_seconds=60, stall_seconds=10, cpu_seconds_per_unit=10, cpu_seconds=20)
GRACE = 2.0
pytestmark = pytest.mark.malformed


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(workers=2) as made:
        perceive(made, b"warm", "warm.txt")
        yield made


def perceive(sandbox: ConfinedSandbox, data: bytes, name: str) -> Perceived:
    descriptor = os.memfd_create("broken")
    try:
        os.write(descriptor, data)
        return sandbox.perceive(FileRef(fd=descriptor, size=len(data), name=name), LIMITS)
    finally:
        os.close(descriptor)


def wrong(seen: Perceived, seconds: float) -> str | None:
    """Say what a reading promises and did not keep."""
    extraction = seen.extraction
    if not isinstance(extraction.status, Status) or not 0 <= extraction.coverage <= 1:
        return "no status"
    if (extraction.status is Status.COMPLETE) != (extraction.coverage == 1.0):
        return "coverage without status"
    if extraction.status is not Status.COMPLETE and extraction.reason not in REASONS:
        return "no reason"
    text = any(segment.kind is not SegmentKind.PROPERTY for segment in extraction.segments)
    looked = text or seen.children or extraction.checked.keys() & {"pictures", "speech"}
    if extraction.status is Status.COMPLETE and not looked:
        return "empty and complete"
    if extraction.reason is Reason.WORKER_DIED:
        return "a reader died"
    return None if seconds < LIMITS.stall_seconds + GRACE else "longer than the limit"


@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("name", NAMES)
def test_a_malformed_file_ends_in_a_known_state(sandbox: ConfinedSandbox, name: str, seeds: int) -> None:
    ends: Counter[str] = Counter()

    def ask(mutator: int, seed: int) -> str | None:
        data = broken(name, mutator, seed)
        begun = time.monotonic()
        seen = perceive(sandbox, data, name)
        ends[f"{seen.extraction.status}/{seen.extraction.reason}"] += 1
        found = wrong(seen, time.monotonic() - begun)
        return f"{name} {MUTATORS[mutator].__name__} seed {seed}: {found}" if found else None

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask, mutator, seed) for seed in range(seeds) for mutator in range(len(MUTATORS))]
        found = [said for said in (each.result() for each in asked) if said]
    print(name, dict(ends))  # noqa: T201 - shown by -rP, and when it fails
    assert not found, f"{len(found)} of {len(asked)}"
    assert sum(ends.values()) == len(asked)
    until = time.monotonic() + GRACE
    while forked() and time.monotonic() < until:
        time.sleep(0.05)
    assert forked() == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_read_whole_before_it_is_broken(sandbox: ConfinedSandbox, name: str) -> None:
    extraction = perceive(sandbox, sample(name), name).extraction
    unlooked = {Reason.PICTURES_NOT_READ} if name.endswith(("png", "jpg", "tiff")) else set()
    assert extraction.status is Status.COMPLETE or extraction.reason in unlooked


def test_the_same_seed_breaks_a_file_the_same_way() -> None:
    assert len(NAMES) == 20
    assert len(MUTATORS) == 25
    made = [broken(name, mutator, 1) for name in NAMES for mutator in range(len(MUTATORS))]
    assert made == [broken(name, mutator, 1) for name in NAMES for mutator in range(len(MUTATORS))]
    different = {hashlib.sha256(data).digest() for data in made} - {
        hashlib.sha256(sample(name)).digest() for name in NAMES
    }
    assert len(different) > 0.9 * len(made)
