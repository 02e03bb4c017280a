"""Long files are read whole: limits are per page and per minute of sound, not per file. `make robustness` runs them."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from assay.extractors.sandbox import ConfinedSandbox
from assay.governance.domain import Extraction, FileRef, Limits, Reason, SegmentKind, Status

pytestmark = [pytest.mark.robustness, pytest.mark.timeout(3_600)]
PAGES, SECONDS, RATE = 300, 3_600, 16_000
SENTENCE = "Please send the report to the manager before noon and remember the budget for next year."


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox() as made:
        yield made


def perceive(sandbox: ConfinedSandbox, data: bytes, name: str) -> Extraction:
    """Read behind the limits that everybody has who sets none."""
    descriptor = os.memfd_create("long")
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(data)
        return sandbox.perceive(FileRef(fd=descriptor, size=len(data), name=name), Limits()).extraction
    finally:
        os.close(descriptor)


def scan() -> bytes:
    """Return a TIFF of A5 pages at 150 dpi, each with a line of its own."""
    pages = []
    for number in range(1, PAGES + 1):
        page = Image.new("L", (874, 1_240), "white")
        ImageDraw.Draw(page).text((60, 100), f"Receipt number {7_000 + number}", fill="black", font_size=36)
        pages.append(page)
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate")
    return file.getvalue()


def call(folder: Path) -> bytes:
    """Return an hour in which one sentence is spoken every ten minutes, the last time in the last minute."""
    spoken = folder / "sentence.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", SENTENCE, "-o", str(spoken)], check=True)
    with wave.open(str(spoken), "rb") as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (RATE, 2, 1)
        sentence = file.readframes(file.getnframes())
    samples = bytearray(SECONDS * RATE * 2)
    for second in (*range(0, SECONDS, 600), SECONDS - 30):
        at = second * RATE * 2
        samples[at : at + len(sentence)] = sentence
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(samples))
    return buffer.getvalue()


def test_a_scan_of_three_hundred_pages_is_read_to_its_last(sandbox: ConfinedSandbox) -> None:
    extraction = perceive(sandbox, scan(), "scan.tiff")
    assert (extraction.status, extraction.reason, extraction.coverage) == (Status.COMPLETE, None, 1.0)
    lines = {it.locator.page: it.text for it in extraction.segments if it.kind is SegmentKind.OCR_LINE}
    assert sorted(page for page in lines if page) == list(range(1, PAGES + 1))
    right = sum(f"{7_000 + page}" in text for page, text in lines.items() if page)
    assert right >= 0.99 * PAGES


def test_an_hour_is_listened_to_up_to_its_last_minute(sandbox: ConfinedSandbox, tmp_path: Path) -> None:
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed")
    extraction = perceive(sandbox, call(tmp_path), "call.wav")
    assert extraction.reason in (None, Reason.WEAK_RECOGNITION)
    assert extraction.facts["seconds"] == pytest.approx(SECONDS, abs=1)
    said = [it for it in extraction.segments if it.kind is SegmentKind.UTTERANCE]
    minutes = {int(it.locator.time[0]) // 60 for it in said if it.locator.time}
    assert minutes == {0, 10, 20, 30, 40, 50, 59}
    # The packaged recogniser is weak: not each time is each word right, but what it hears is the sentence.
    assert sum(word in SENTENCE.lower() for it in said for word in it.text.split()) >= 0.8 * sum(
        len(it.text.split()) for it in said
    )
