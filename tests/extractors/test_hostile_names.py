"""Names that lead out of a folder: members and attachments under them are names of children, and no more."""

from __future__ import annotations

import io
import os
import sys
import tarfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from hostile_parts import decode, pack
from seven_files import seven

from assay.governance.domain import Decoder, Status

DOCUMENTS = Path(__file__).parents[3] / "shared" / "data" / "documents" / "formats"
NAMES = [
    *(f"{up * depth}escape.txt" for up in ("../", "..\\", "..//", "./../", "%2e%2e/", "..%2f", "‥/", "．．/")
      for depth in (1, 3, 12)),
    "/escape.txt", "//escape.txt", "\\escape.txt", "\\\\host\\share\\escape.txt", "C:\\escape.txt", "C:escape.txt",
    "c:/escape.txt", "file:///escape.txt", "/etc/cron.d/escape", "/proc/self/mem", "/dev/null", "~/escape.txt",
    "~root/.ssh/authorized_keys", "$HOME/escape.txt", "`touch escape`", "$(touch escape)", "| touch escape", "-rf",
    "--checkpoint-action=exec=sh", ".", "..", "...", " ", "a/../../escape.txt", "a/b/../../../escape.txt",
    "con", "nul.txt", "aux.", "a:stream", "a.txt\x00.exe", "a\nb.txt", "\x1b[31mred", "\u202egnp.txt", "\ufeff.txt",
    "x" * 300 + ".txt", "/" * 200 + "escape.txt",
]  # fmt: skip


def _zip(names: list[str]) -> bytes:
    return pack({name: b"inside" for name in names})


def _tar(names: list[str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 6
            archive.addfile(info, io.BytesIO(b"inside"))
            for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
                link = tarfile.TarInfo("link")
                link.type, link.linkname = kind, name
                archive.addfile(link)
    return buffer.getvalue()


def _eml(names: list[str]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "names"
    message.set_content("inside")
    for number, _ in enumerate(names):
        message.add_attachment(b"inside", maintype="text", subtype="csv", filename=f"NAME-{number}-")
    data = message.as_bytes()
    for number, name in enumerate(names):
        safe = name.replace("\n", " ").replace('"', "").replace("\x00", "").encode("utf-8", "replace")
        data = data.replace(b"NAME-%d-" % number, safe)
    return data


def _mbox(names: list[str]) -> bytes:
    return b"From a@example.com Mon Jan  1 00:00:00 2024\n" + _eml(names) + b"\n"


def _seven(names: list[str]) -> bytes:
    return seven({name.replace("\x00", ""): b"inside" for name in names})


def _msg(names: list[str]) -> bytes:
    """The one name that stands in a real file, replaced by one of the same length that leads elsewhere."""
    path = DOCUMENTS / "fake-email-attachment.msg"
    if not path.exists():
        pytest.skip("shared/data/documents is not here")
    data, name = path.read_bytes(), "fake-attachment.txt"
    found = data.count(name.encode("utf-16-le"))
    assert found
    return data.replace(name.encode("utf-16-le"), "../../../escape.txt".encode("utf-16-le"))


CONTAINERS = {"zip": _zip, "tar": _tar, "eml": _eml, "mbox": _mbox, "7z": _seven, "msg": _msg}
WRITES = {"os.mkdir", "os.rename", "os.symlink", "os.link", "os.remove", "os.rmdir", "os.truncate", "os.chmod",
          "os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "socket.connect"}  # fmt: skip
_watched: list[str] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watched is None:
        return
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if event in WRITES or writes:
        _watched.append(f"{event} {arguments[0]!r}")


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """Note every file that is made, changed or removed, every program and every connection, from Python."""
    global _watched
    if not getattr(sys, "_assay_hook", False):
        sys.addaudithook(_hook)
        sys._assay_hook = True  # type: ignore[attr-defined]
    _watched = []
    try:
        yield _watched
    finally:
        _watched = None


@pytest.mark.parametrize("kind", sorted(CONTAINERS))
def test_nothing_is_written_under_a_members_name(
    decoders: dict[str, Decoder], kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watched: list[str]
) -> None:
    """Sixty names that lead out of a folder, as members and attachments: they are names of children, and no more."""
    assert len(NAMES) >= 60
    monkeypatch.chdir(tmp_path)
    data = CONTAINERS[kind](NAMES)
    decode(decoders, b"text", "warm.txt")
    watched.clear()
    done = decode(decoders, data, f"names.{kind}")
    assert watched == []
    assert list(tmp_path.iterdir()) == []
    assert done.children or done.extraction.status is not Status.COMPLETE
    assert all(child.data in (b"inside", b"inside\n", b"inside\r\n") for child in done.children) or kind in (
        "msg",
        "mbox",
    )
