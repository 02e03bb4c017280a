"""A picture, a recording, an empty file: from bytes through both kinds of worker to a finished extraction."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import threading
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from assay.extractors.sandbox import ConfinedSandbox
from assay.extractors.sandbox.answers import Answers
from assay.governance.domain import FileRef, Limits, Reason, SegmentKind, Status
from assay.models.ocr import OCR_PRODUCER, Line, PageText

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


@pytest.fixture(scope="module")
def sandbox():
    with ConfinedSandbox() as made:
        yield made


def perceive(sandbox, data, name, limits=None):
    descriptor = os.memfd_create("sample")
    try:
        os.write(descriptor, data)
        return sandbox.perceive(FileRef(fd=descriptor, size=len(data), name=name), limits or Limits())
    finally:
        os.close(descriptor)


def picture(text="", *, size=(700, 160), shade="white"):
    if not FONT.exists():
        pytest.skip("no font to draw with")
    image = Image.new("RGB", size, shade)
    ImageDraw.Draw(image).text((30, 50), text, font=ImageFont.truetype(str(FONT), 32), fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def recording(samples):
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(np.asarray(samples, np.int16).tobytes())
    return file.getvalue()


def model_worker() -> int | None:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if b"assay.extractors.sandbox.reader" in line and parent == os.getpid():
                return int(entry.name)
    return None


def test_a_picture_becomes_lines_with_boxes(sandbox):
    extraction = perceive(sandbox, picture("Invoice number 42719"), "scan.png").extraction
    assert (extraction.status, extraction.reason, extraction.coverage) == (Status.COMPLETE, None, 1.0)
    line = next(segment for segment in extraction.segments if segment.kind is SegmentKind.OCR_LINE)
    assert line.text == "Invoice number 42719"
    assert line.confidence > 0.9
    place = line.locate(15, 20)
    assert line.locator.box[0] + 0.2 < place.box[0] < place.box[2] <= line.locator.box[2] + 0.02
    assert [segment.index for segment in extraction.segments] == list(range(len(extraction.segments)))
    assert extraction.checked["pictures"] == "ocr"
    assert OCR_PRODUCER in extraction.producers


def test_a_picture_without_text_was_looked_at_and_is_complete(sandbox):
    extraction = perceive(sandbox, picture(), "empty.png").extraction
    assert (extraction.status, extraction.reason) == (Status.COMPLETE, None)
    assert extraction.checked["pictures"] == "ocr"


def test_silence_is_complete_and_has_no_speech(sandbox):
    extraction = perceive(sandbox, recording(np.zeros(32_000)), "silence.wav").extraction
    assert (extraction.status, extraction.checked["speech"]) == (Status.COMPLETE, "none")
    assert extraction.facts["speech_seconds"] == 0


def test_a_call_becomes_utterances_with_times(sandbox, tmp_path):
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed")
    path = tmp_path / "call.wav"
    text = "Please send the report to the manager before noon and remember the budget for next year."
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(path)], check=True)
    extraction = perceive(sandbox, path.read_bytes(), "call.wav").extraction
    said = [segment for segment in extraction.segments if segment.kind is SegmentKind.UTTERANCE]
    assert "report" in said[0].text
    assert said[0].language == "en"
    assert extraction.facts["speech_seconds"] > 3
    start = said[0].text.index("report")
    begin, end = said[0].locate(start, start + len("report")).time
    assert said[0].locator.time[0] < begin < end < said[0].locator.time[1]
    backwards = np.frombuffer(path.read_bytes()[44:], np.int16)[::-1]
    unread = perceive(sandbox, recording(backwards), "backwards.wav").extraction
    assert (unread.status, unread.reason) == (Status.PARTIAL, Reason.SPEECH_NOT_READ)
    assert unread.checked["speech"] == "no"
    assert unread.coverage < 0.5


@pytest.mark.parametrize(
    ("data", "name", "limits", "status", "reason"),
    [
        (b"", "empty.txt", None, Status.SKIPPED, Reason.EMPTY),
        (b"x" * 2_000, "large.txt", Limits(file_bytes=1_000), Status.SKIPPED, Reason.FILE_TOO_LARGE),
        (b"\x00\x01\x02\xff" * 300, "what.bin", None, Status.SKIPPED, Reason.UNSUPPORTED_FORMAT),
        (b"   \n \n", "spaces.txt", None, Status.PARTIAL, Reason.NO_TEXT_FOUND),
        (b"A plain sentence.\n", "plain.txt", None, Status.COMPLETE, None),
    ],
)
def test_every_file_ends_in_a_known_state(sandbox, data, name, limits, status, reason):
    extraction = perceive(sandbox, data, name, limits).extraction
    assert (extraction.status, extraction.reason) == (status, reason)
    assert (extraction.coverage == 1.0) == (status is Status.COMPLETE)


def test_what_is_no_file_is_not_opened(sandbox):
    reading, writing = os.pipe()
    try:
        seen = sandbox.perceive(FileRef(fd=reading, size=0, name="pipe"), Limits())
    finally:
        os.close(reading)
        os.close(writing)
    assert seen.extraction.reason is Reason.SPECIAL_FILE


def test_the_callers_position_stays_and_a_gone_name_does_not_matter(sandbox, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("A plain sentence.")
    with path.open("rb") as file:
        file.seek(5)
        path.unlink()
        seen = sandbox.perceive(FileRef(fd=file.fileno(), size=17, name="note.txt"), Limits())
        assert file.tell() == 5
    assert seen.extraction.text == "A plain sentence."


def test_more_pictures_than_the_limit_are_said_to_be_unread(sandbox):
    extraction = perceive(sandbox, picture("Page one"), "scan.png", Limits(ocr_pages=0)).extraction
    assert extraction.status is not Status.COMPLETE
    assert extraction.reason is Reason.PICTURES_NOT_READ
    assert extraction.coverage < 1


def test_a_model_worker_that_is_killed_is_started_again(sandbox):
    perceive(sandbox, picture("before"), "a.png")
    pid = model_worker()
    os.kill(pid, 9)
    extraction = perceive(sandbox, picture("after it died"), "b.png").extraction
    assert extraction.status is Status.COMPLETE
    assert model_worker() not in (None, pid)


def test_a_model_worker_that_always_dies_leaves_the_file_partial(sandbox):
    stop = threading.Event()

    def reap():
        while not stop.is_set():
            pid = model_worker()
            if pid is not None:
                os.kill(pid, 9)
            time.sleep(0.01)

    thread = threading.Thread(target=reap)
    thread.start()
    try:
        extraction = perceive(sandbox, picture("never read"), "c.png").extraction
    finally:
        stop.set()
        thread.join()
    assert (extraction.status, extraction.reason) == (Status.PARTIAL, Reason.WORKER_DIED)
    assert extraction.coverage < 1
    assert extraction.checked["pictures"] == "no"


def test_importing_the_sandbox_loads_no_parser_and_no_model():
    heavy = ["torch", "onnxruntime", "rapidocr", "pocketsphinx", "numpy", "PIL", "cv2", "av", "polars", "lxml"]
    code = f"import sys, assay.extractors.sandbox; print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


class Counting:
    """Stands for the model worker: says how wide each picture is, and fails when told to."""

    def __init__(self, fail_after=99):
        self.asked, self.fail_after = [], fail_after

    def read(self, pictures, recording, memory, limits):
        self.asked.append(len(pictures))
        if len(self.asked) > self.fail_after:
            return Reason.WORKER_DIED
        lines = [Line(text=f"width {it.width}", box=(0, 0, 1, 1), confidence=0.9) for it in pictures]
        return Answers(pages=tuple(PageText(lines=(line,)) for line in lines))

    def close(self):
        pass


def scan(pages):
    frames = [Image.new("RGB", (1_600 + number, 1_200), "white") for number in range(pages)]
    file = io.BytesIO()
    frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_deflate")
    return file.getvalue()


@pytest.mark.parametrize(("fail_after", "passes", "read"), [(99, [11, 11, 2], 24), (1, [11, 11], 11)])
def test_pages_that_one_pass_cannot_hold_are_read_in_the_next(fail_after, passes, read):
    """A page holds 5.8 MB of pixels, a pass a quarter of 256 MiB."""
    with ConfinedSandbox() as made:
        made._reader.close()
        made._reader = Counting(fail_after)
        extraction = perceive(made, scan(24), "scan.tiff", Limits(decoder_memory_bytes=256 << 20)).extraction
    assert made._reader.asked == passes
    lines = [(s.locator.page, s.text) for s in extraction.segments if s.kind is SegmentKind.OCR_LINE]
    assert lines == [(number + 1, f"width {1_600 + number}") for number in range(read)]
    assert (extraction.status is Status.COMPLETE) is (read == 24)
    assert (extraction.coverage == 1.0) is (read == 24)
