"""Decoders that misbehave on request: the file's text names what they try from inside the sandbox."""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from assay.extractors.sandbox import convert, tick
from assay.governance.domain import Bitmap, Decoded, Embedded, Extraction, Modality, Reason, Segment, SegmentKind


def _said(text: str, media_type: str = "text/plain", **more) -> Decoded:
    segments = (Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text),) if text else ()
    return Decoded(extraction=Extraction(media_type=media_type, modality=Modality.TEXT, segments=segments), **more)


def _connect(port: str) -> None:
    socket.create_connection(("127.0.0.1", int(port)), timeout=2).close()


def _datagram(port: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.sendto(b"x", ("127.0.0.1", int(port)))


def _listen(_: str) -> None:
    socket.create_server(("127.0.0.1", 0)).close()


def _through_link(path: str) -> None:
    Path("link").symlink_to(path)
    Path("link").read_bytes()


def _system_call(number: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(int(number), 0, 0, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def _fork(_: str) -> None:
    if os.fork() == 0:
        os._exit(0)


def _write_input(_: str) -> None:
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        os.write(descriptor, b"x")


def _limit(pid: str) -> None:
    resource.prlimit(int(pid), resource.RLIMIT_CPU, (1, 1))


def _thread(pid: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.tgkill(int(pid), int(pid), 15) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def _program_in_memory(_: str) -> None:
    Path("program").write_bytes(b"#!/bin/true\n")
    Path("program").chmod(0o700)
    subprocess.run([Path("program").absolute()], check=True)


ESCAPES = {
    "read": lambda path: Path(path).read_bytes(),
    "list": os.listdir,
    "write": lambda path: Path(path).write_text("escaped"),
    "make": os.mkdir,
    "delete": os.unlink,
    "link": _through_link,
    "connect": _connect,
    "datagram": _datagram,
    "listen": _listen,
    "unix": lambda _: socket.socket(socket.AF_UNIX),
    "fork": _fork,
    "spawn": lambda path: subprocess.run([path], check=True),
    "signal": lambda pid: os.kill(int(pid), signal.SIGTERM),
    "session": lambda _: os.setsid(),
    "syscall": _system_call,
    "descriptors": _write_input,
    "truncate": lambda path: os.truncate(path, 0),
    "mode": lambda path: os.chmod(path, 0o640),
    "times": lambda path: os.utime(path, (0, 0)),
    "attribute": lambda path: os.setxattr(path, "user.x", b"x"),
    "device": lambda _: os.mknod("null", 0o600 | 0o020000, os.makedev(1, 3)),
    "hard-link": lambda path: os.link(path, "linked"),
    "limit": _limit,
    "priority": lambda pid: os.setpriority(os.PRIO_PROCESS, int(pid), 19),
    "core": lambda pid: os.sched_setaffinity(int(pid), {0}),
    "thread": _thread,
    "handle": lambda pid: os.pidfd_open(int(pid)),
    "memory-file": lambda _: os.memfd_create("x"),
    "shared-memory": lambda _: _system_call("29"),
    "home": lambda _: os.listdir("/root"),
    "program-in-memory": _program_in_memory,
}


def _spin() -> None:
    while True:
        pass


def _recurse(depth: int = 0) -> int:
    sys.setrecursionlimit(10**9)
    return _recurse(depth + 1) + 1


def _threads() -> None:
    while True:
        threading.Thread(target=time.sleep, args=(60,)).start()


def _forge(data: bytes) -> None:
    for descriptor in range(3, 16):
        try:
            os.pwrite(descriptor, data, 0)
        except OSError:
            continue
    os._exit(0)


DEATHS = {
    "exit": lambda: sys.exit(0),
    "end": lambda: os._exit(0),
    "end-3": lambda: os._exit(3),
    "segfault": lambda: ctypes.string_at(0),
    "abort": os.abort,
    "raise": lambda: 1 / 0,
    "interrupt": lambda: signal.raise_signal(signal.SIGINT),
    "spin": _spin,
    "native-spin": lambda: hashlib.pbkdf2_hmac("sha256", b"", b"", (1 << 31) - 1),
    "regex": lambda: re.match("(a+)+$", "a" * 60 + "b"),
    "sleep": lambda: time.sleep(60),
    "recurse": _recurse,
    "threads": _threads,
    "allocate": lambda: bytearray(3 << 30),
    "allocate-slowly": lambda: [bytearray(1 << 24) for _ in range(400)],
    "nothing": lambda: None,
    "not-decoded": lambda: "text",
    "wrong-types": lambda: _said(17),  # type: ignore[arg-type]
    "bad-numbers": lambda: _said("x", bitmaps=(Bitmap(width=10, height=10, rgb=b"short"),)),
    "negative": lambda: _said("x", bitmaps=(Bitmap(width=-1, height=-3, rgb=b"123456789"),)),
    "huge": lambda: _said("x", children=tuple(Embedded(member=f"{n}", data=bytes(1 << 26)) for n in range(12))),
    "many-pixels": lambda: _said("x", bitmaps=(Bitmap(width=8_000, height=4_000, rgb=bytes(96_000_000)),) * 12),
    "forged-empty": lambda: _forge(b""),
    "forged-noise": lambda: _forge(os.urandom(4_096)),
    "forged-footer": lambda: _forge(b"ASSAYv1\n" + b"\0" * 4_000 + b"ASSAYv1\n" + b"\xff" * 16),
}


class HostileDecoder:
    """Tries what the file says: `escape NAME ARGUMENT`, `die NAME`, or one of a few plain things."""

    name = "hostile"
    version = "1"
    media_types = frozenset({"text/plain"})

    def decode(self, file, *, name, media_type, limits):
        verb, _, rest = file.read().decode().strip().partition(" ")
        if verb == "die":
            return DEATHS[rest]()
        if verb == "escape":
            what, _, argument = rest.partition(" ")
            return _said(_tried(what, argument))
        if verb == "scratch":
            Path("note.txt").write_text("kept for a moment")
            return _said(os.getcwd())
        if verb == "fill":
            return _said(f"full after {_fill()} MiB")
        if verb == "nest":
            for _ in range(1_200):
                os.mkdir("in")
                os.chdir("in")
        if verb == "slow":
            for _ in range(int(rest)):
                time.sleep(0.2)
                tick()
        if verb == "silent":
            return _said("")
        if verb == "environment":
            return _said(" ".join(sorted(os.environ)))
        return _said(f"good {verb}")


def _fill() -> int:
    """Write files of one MiB until there is no room; return how many there are."""
    for number in range(4_096):
        try:
            Path(f"{number}").write_bytes(bytes(1 << 20))
        except OSError:
            return number
    return 4_096


def _tried(what: str, argument: str) -> str:
    try:
        ESCAPES[what](argument)
    except (OSError, subprocess.SubprocessError) as exc:
        return f"denied {type(exc).__name__}"
    return "escaped"


class LauncherDecoder:
    """May start processes, leaves some behind, and tries to get out of its group."""

    name = "launcher"
    version = "1"
    media_types = frozenset({"text/markdown"})
    programs = True

    def decode(self, file, *, name, media_type, limits):
        for _ in range(3):
            if os.fork() == 0:
                os.fork()
                time.sleep(300)
        return _said(_tried("session", ""), media_type="text/markdown")


class TiredDecoder(HostileDecoder):
    """Does what the last line of a note says, and leaves every other kind of file to its reader."""

    name = "tired"
    media_types = frozenset({"text/x-org"})

    def decode(self, file, *, name, media_type, limits):
        return super().decode(io.BytesIO(file.read().splitlines()[-1]), name=name, media_type=media_type, limits=limits)


class SleepyDecoder(HostileDecoder):
    """Takes longer to import than a file may stall."""

    name = "sleepy"

    @classmethod
    def warm(cls):
        time.sleep(3)


class SleepierDecoder(SleepyDecoder):
    """Is imported after the sleepy one, while the first file is read."""

    name = "sleepier"


class OfficeDecoder(HostileDecoder):
    """Converts what follows the first line, then tries to start a program and to open a socket."""

    name = "office"
    media_types = frozenset({"text/plain", "application/octet-stream"})

    def decode(self, file, *, name, media_type, limits):
        converted = convert(file.read().partition(b"\n")[2], suffix="doc", target="docx")
        if isinstance(converted, Reason):
            return _said(str(converted))
        tries = [f"{what} {_tried(what, argument).partition(' ')[0]}" for what, argument in
                 (("spawn", "/bin/true"), ("unix", ""))]  # fmt: skip
        return _said(f"{converted[:2].decode()} {', '.join(tries)}".replace("unix", "socket"))
