"""Whatever a file holds, it ends in a known state with a reason, and nothing that was not read is called public."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assay.governance.domain import REASONS, Reason

if TYPE_CHECKING:
    from conftest import Desk

ENDINGS = (
    "txt", "md", "html", "csv", "tsv", "json", "jsonl", "xml", "yaml", "pdf", "docx", "xlsx", "xls", "pptx", "odt",
    "ods", "rtf", "epub", "eml", "msg", "mbox", "png", "jpg", "gif", "webp", "tiff", "bmp", "heic", "svg", "wav",
    "mp3", "flac", "ogg", "mp4", "mkv", "zip", "tar", "gz", "7z", "rar", "parquet", "doc", "bin", "unknown",
)  # fmt: skip
HEADS = {
    "pdf": b"%PDF-1.7\n", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "gif": b"GIF89a",
    "zip": b"PK\x03\x04", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "gz": b"\x1f\x8b\x08\x00", 
    "7z": b"7z\xbc\xaf'\x1c",
    "rar": b"Rar!\x1a\x07\x01\x00", "wav": b"RIFF\xff\xff\x00\x00WAVEfmt ", "mp3": b"ID3\x04\x00", "flac": b"fLaC",
    "ogg": b"OggS\x00", "mp4": b"\x00\x00\x00\x18ftypmp42", "mkv": b"\x1aE\xdf\xa3",
    "xls": bytes.fromhex("d0cf11e0a1b11ae1"),
    "doc": bytes.fromhex("d0cf11e0a1b11ae1"), "rtf": b"{\\rtf1", "webp": b"RIFF\xff\x00\x00\x00WEBPVP8 ", "bmp": b"BM",
    "tiff": b"II*\x00", "parquet": b"PAR1",
}  # fmt: skip


def png(text: str = "") -> bytes:
    """Return a grey picture of 8 by 8 points."""
    rows = b"".join(b"\x00" + bytes([120] * 8) for _ in range(8))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    note = chunk(b"tEXt", b"Comment\x00" + text.encode("latin-1")) if text else b""
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + note + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def encrypted_zip() -> bytes:
    """Return an archive whose one member has the encryption bit set, as a password leaves it."""
    data = bytearray(packed({"secret.txt": os.urandom(40)}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def docx() -> bytes:
    from docx import Document  # type: ignore[import-untyped]

    document, buffer = Document(), io.BytesIO()
    document.add_paragraph("Opening hours: nine to five.")
    document.save(buffer)
    return buffer.getvalue()


def pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, "Opening hours: nine to five.")
    canvas.save()
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    data = "请致电 13800138000。".encode()
    for level in range(depth):
        data = packed({f"level-{level}.{'zip' if level else 'txt'}": data})
    return data


CUT = {"pdf": pdf, "png": png, "zip": lambda: packed({"a.txt": os.urandom(400), "b.txt": b"x"}), "docx": docx}


def assert_known_ends(desk: Desk, *, public: frozenset[str] = frozenset()) -> dict[str, tuple[str, str | None, str]]:
    """Check every listed asset of the folder; return status, reason and level by file name."""
    ends = {}
    for path in sorted(desk.folder.rglob("*")):
        if not path.is_file():
            continue
        shown = desk.show(path)
        status, reason, grade = shown["status"], shown["reason"], shown["sensitivity"]
        assert status in {"complete", "partial", "skipped", "failed"}
        assert (status == "complete") == (reason is None)
        assert reason is None or Reason(reason) in REASONS
        assert 0 <= shown["coverage"] <= 1
        if status == "partial":
            assert shown["coverage"] < 1
        if status != "complete" and path.name not in public:
            assert grade["code"] not in {"general-1", "public"}, (path.name, status, reason)
            assert all(it["code"] not in {"general-1", "public"} for it in shown["grades"])
        ends[path.name] = (status, reason, grade["code"])
    return ends


def test_noise_under_every_name_ends_in_a_known_state(desk: Desk) -> None:
    noise = random.Random(7)  # noqa: S311 - a seed, so that a failure can be had again
    for ending in ENDINGS:
        desk.write(f"noise.{ending}", noise.randbytes(700))
        if ending in HEADS:
            desk.write(f"headed.{ending}", HEADS[ending] + noise.randbytes(700))
    report = desk.ingest()
    assert report.state == "done"
    assert sum(report.by_status.values()) == report.files + sum(len(desk.children(it)) for it in desk.folder.iterdir())
    ends = assert_known_ends(desk)
    assert {"noise.txt", "headed.pdf"} <= set(ends)
    assert not {name for name, end in ends.items() if name.startswith("headed") and end[0] == "complete"}
    assert desk.services.operations.verify()["problems"] == []


def test_files_that_were_cut_say_so(desk: Desk) -> None:
    for ending, whole in CUT.items():
        data = whole()
        desk.write(f"whole.{ending}", data)
        desk.write(f"half.{ending}", data[: len(data) // 2])
        desk.write(f"tail.{ending}", data[:-12])
    desk.ingest()
    ends = assert_known_ends(desk)
    for ending in CUT:
        assert ends[f"half.{ending}"][0] in {"failed", "partial"}, ending
        assert ends[f"half.{ending}"][1] in {"truncated", "malformed", "part-unreadable"}
        assert ends[f"whole.{ending}"][0] == "complete" or ending in {"zip", "png"}


def test_empty_locked_and_strange_files_have_their_reasons(desk: Desk) -> None:
    desk.write("empty.pdf", b"")
    desk.write("locked.zip", encrypted_zip())
    desk.write("nul.csv", b"name,phone\nLi\x00Lei,13800138000\nHan,13900139000\n")
    desk.write("surrogate.json", b'{"a": "\\ud800 call 13800138000 \\udce9"}')
    desk.write("one-line.txt", "x" * 100_000 + " 13800138000 " + "y" * 100_000)
    desk.write("only-spaces.txt", " \n\t\n" * 50)
    desk.write("bom.txt", b"\xff\xfe")
    desk.write("mixed.txt", "电话 ".encode("gb18030") + b"\xff\xff 13800138000 " + "你好".encode("utf-16"))
    report = desk.ingest()
    ends = assert_known_ends(desk, public=frozenset({"empty.pdf", "only-spaces.txt", "bom.txt"}))
    assert ends["empty.pdf"][:2] == ("skipped", "empty")
    assert ends["locked.zip"][0] in {"failed", "partial"}
    assert ends["locked.zip"][1] in {"encrypted", "part-unreadable"}
    assert report.by_status["failed"] <= 2
    assert "cn_mobile" in {finding["label"] for finding in desk.show(desk.folder / "one-line.txt")["findings"]}
    assert "cn_mobile" in {finding["label"] for finding in desk.show(desk.folder / "surrogate.json")["findings"]}


def test_bombs_and_nesting_stop_at_their_limits(make: Callable[..., AbstractContextManager[Desk]]) -> None:
    limits = {"unpacked_bytes": 1 << 20, "unpack_ratio": 50, "archive_depth": 2, "archive_entries": 50}
    with make(limits=limits) as desk:
        desk.write("ratio.zip", packed({"zeros.txt": bytes(20 << 20)}))
        desk.write("many.zip", packed({f"{number}.txt": b"x" for number in range(60)}))
        deep = desk.write("deep.zip", nested(5))
        report = desk.ingest()
        ends = assert_known_ends(desk)
        for name in ("ratio.zip", "many.zip"):
            assert ends[name][0] != "complete", name
            assert ends[name][1] == "archive-limit", name
        assert "depth-limit" in {item.reason.value for item in report.unread}
        before = desk.show(deep)["sensitivity"]
        assert before["rank"] >= 20
        deep.touch()
        assert desk.ingest().by_status == report.by_status, "looked at again, it says the same"
        assert desk.show(deep)["sensitivity"]["code"] == before["code"]
        assert desk.show(deep)["sensitivity"]["basis"] == before["basis"]
    with make() as desk:
        desk.ingest(deep)
        labels = {finding["label"] for finding in desk.show(deep)["findings"]}
        assert "cn_mobile" in labels, "with wider limits it is read further"
        assert desk.show(deep)["status"] == "complete"


def test_limits_on_size_and_text_are_said(make: Callable[..., AbstractContextManager[Desk]]) -> None:
    with make(limits={"file_bytes": 5_000, "characters": 1_000}) as desk:
        desk.write("large.txt", "The hall is open. " * 400)
        desk.write("long.txt", "The hall is open. " * 200)
        desk.ingest()
        ends = assert_known_ends(desk)
    assert ends["large.txt"][:2] == ("skipped", "file-too-large")
    assert ends["long.txt"][:2] == ("partial", "text-limit")


def test_names_that_are_no_text_are_read_and_shown(desk: Desk) -> None:
    folder, text = os.fsencode(desk.folder), "The opening hours of hall {} are in the leaflet.\n"
    names = [b"caf\xe9.txt", "报告".encode("gb18030") + b".txt", b"sub\xff/inner.txt", b"new\nline.txt",
             b"per%41cent#?.txt",
             b"quote'\".txt", b"-dash.txt", b"\xe2\x80\xae.txt"]  # fmt: skip
    for number, name in enumerate(names):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(os.fsdecode(path)).write_text(text.format(number), encoding="utf-8")
    report = desk.ingest()
    assert report.by_status == {"complete": len(names)}
    again = desk.ingest()
    assert (again.stages_run, again.gone, again.unchanged) == ({}, 0, len(names))
    for name in names:
        shown = desk.show(Path(os.fsdecode(os.path.join(folder, name))))
        shown["asset"]["uri"].encode("utf-8")
        shown["asset"]["name"].encode("utf-8")
    copy = Path(os.fsdecode(os.path.join(folder, b"copy-\xe9.txt")))
    copy.write_text(text.format(0), encoding="utf-8")
    desk.ingest()
    original = Path(os.fsdecode(os.path.join(folder, names[0])))
    assert desk.asset(copy).id != desk.asset(original).id, "a copy is no move"
    assert desk.asset(original).tombstone is None


def test_members_with_hostile_names_stay_inside(desk: Desk, tmp_path: Path) -> None:
    names = [
        "../../escape.txt",
        "/etc/passwd",
        "a\\..\\b.txt",
        "con.txt",
        "日程.txt",
        "x" * 300 + ".txt",
        "nul\x01.txt",
    ]
    path = desk.write("names.zip", packed({name: f"hall {name}".encode() for name in names}))
    desk.ingest()
    assert not (tmp_path / "escape.txt").exists()
    assert not (tmp_path.parent / "escape.txt").exists()
    assert_known_ends(desk)
    assert len(desk.children(path)) >= len(names) - 2


def test_the_same_member_twice_is_two_assets_or_one_and_never_an_error(desk: Desk) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "请致电 13800138000。")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "The hall is open.")
    path = desk.write("twice.zip", buffer.getvalue())
    desk.write("same.zip", packed({"one.txt": b"hall one, twice the same", "two.txt": b"hall one, twice the same"}))
    desk.ingest()
    shown = desk.show(path)
    assert shown["sensitivity"]["rank"] >= 20, "the number in the first of them counts"
    assert desk.ingest().stages_run == {}
