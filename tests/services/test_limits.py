"""A limit is never read as clean: what stands behind it is not found, and the file is neither complete nor public."""

from __future__ import annotations

import io
import random
import wave
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from assay.extractors.sandbox import ConfinedSandbox
from assay.governance.app import build_stateless
from assay.governance.domain import LOCAL_ADMIN, Limits, Reason
from assay.governance.services.tagging.tag import TagService
from assay.governance.settings import load

PHONE = "13800138000"
BEFORE = "The hall is open from nine to five. "
HOSTILE = f"{Path(__file__).parents[1] / 'extractors' / 'sandbox' / 'hostile_decoder.py'}:TiredDecoder"


@pytest.fixture(scope="module")
def tagging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Limits], TagService]]:
    """Return a way to tag behind other limits, in one sandbox; one more decoder does what a file says."""
    root = tmp_path_factory.mktemp("limits")
    made, _, unused = build_stateless(load(home=root / "home", config_dir=root / "config", workers=1))
    unused.close()
    with ConfinedSandbox(decoders=[HOSTILE]) as sandbox:

        def behind(limits: Limits) -> TagService:
            return TagService(
                sandbox=sandbox, understanding=made._understanding, judging=made._judging, limits=limits,
                taxonomies=made._taxonomies,
            )  # fmt: skip

        yield behind


def packed(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    data = packed({"a.txt": PHONE})
    for _ in range(depth):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("inner.zip", data)
        data = buffer.getvalue()
    return data


def pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for text in (BEFORE, PHONE):
        canvas.drawString(72, 720, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pictured() -> bytes:
    """Return a page of text with a picture of more."""
    from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for line in range(30):
        canvas.drawString(72, 760 - 14 * line, BEFORE.strip()[:80])
    canvas.drawImage(ImageReader(io.BytesIO(picture())), 72, 100, 400, 120)
    canvas.save()
    return buffer.getvalue()


def picture() -> bytes:
    from PIL import Image, ImageDraw

    image, buffer = Image.new("RGB", (400, 120), "white"), io.BytesIO()
    ImageDraw.Draw(image).text((20, 30), PHONE, fill="black", font_size=40)
    image.save(buffer, "PNG")
    return buffer.getvalue()


def sound() -> bytes:
    """Return five seconds of noise."""
    chance, buffer = random.Random(1), io.BytesIO()  # noqa: S311 - repeatable, not secret
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(chance.randbytes(160_000))
    return buffer.getvalue()


def words(size: int) -> str:
    chance = random.Random(size)  # noqa: S311 - repeatable, not secret
    return "".join(chance.choice("abcdefgh ") for _ in range(size))


ROWS: dict[str, tuple[float, str, Callable[[], bytes], set[Reason]]] = {
    "file_bytes": (1_000, "a.txt", lambda: (BEFORE * 40 + PHONE).encode(), {Reason.FILE_TOO_LARGE}),
    "unpacked_bytes": (
        20_000, "a.zip", lambda: packed({"a.txt": words(15_000), "b.txt": words(9_000) + PHONE}),
        {Reason.ARCHIVE_LIMIT},
    ),
    "unpack_ratio": (20, "a.zip", lambda: packed({"a.txt": " " * 3_000_000 + PHONE}), {Reason.ARCHIVE_LIMIT}),
    "archive_entries": (
        3, "a.zip", lambda: packed({f"{n}.txt": BEFORE for n in range(4)} | {"z.txt": PHONE}), {Reason.ARCHIVE_LIMIT},
    ),
    "archive_depth": (1, "a.zip", lambda: nested(2), {Reason.DEPTH_LIMIT}),
    "pages": (1, "a.pdf", pdf, {Reason.PAGE_LIMIT}),
    "pixels": (10_000, "a.png", picture, {Reason.PIXEL_LIMIT}),
    "characters": (200, "a.txt", lambda: (BEFORE * 40 + PHONE).encode(), {Reason.TEXT_LIMIT}),
    "cpu_seconds_per_unit": (1, "a.org", lambda: b"#+TITLE: x\ndie spin", {Reason.TIME_LIMIT}),
    "cpu_seconds": (1, "a.org", lambda: b"#+TITLE: x\ndie spin", {Reason.TIME_LIMIT}),
    "stall_seconds": (1, "a.org", lambda: b"#+TITLE: x\ndie sleep", {Reason.TIME_LIMIT}),
    "decoder_memory_bytes": (256 << 20, "a.org", lambda: b"#+TITLE: x\ndie allocate", {Reason.MEMORY_LIMIT}),
    "reader_memory_bytes": (64 << 20, "a.png", picture, {Reason.MEMORY_LIMIT, Reason.WORKER_DIED}),
    "ocr_pages": (0, "a.png", picture, {Reason.PICTURES_NOT_READ}),
    "ocr_pictures": (0, "a.pdf", pictured, {Reason.PICTURES_NOT_READ}),
    "speech_seconds": (0, "a.wav", sound, {Reason.SPEECH_NOT_READ, Reason.TIME_LIMIT}),
}  # fmt: skip


def test_each_limit_has_a_row() -> None:
    assert set(ROWS) == {field.name for field in fields(Limits)}


@pytest.mark.parametrize("limit", ROWS)
def test_what_stands_behind_a_limit_is_never_taken_for_clean(
    tagging: Callable[[Limits], TagService], tmp_path: Path, limit: str
) -> None:
    most, name, make, reasons = ROWS[limit]
    path = tmp_path / name
    path.write_bytes(make())
    changed: dict[str, Any] = {limit: most}
    results = tagging(Limits(**changed)).file(path, actor=LOCAL_ADMIN)
    assert PHONE not in str(results)
    assert {result["reason"] for result in results} & reasons
    assert results[0]["sensitivity"]["code"] not in {"general-1", "public"}
    assert all(grade["code"] not in {"general-1", "public"} for grade in results[0]["grades"])
    unread = [result for result in results if result["reason"] in reasons]
    assert all(result["status"] in {"partial", "skipped", "failed"} and result["coverage"] < 1 for result in unread)
