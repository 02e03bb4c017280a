"""The parent's side of decoding: hand a file to the zygote, watch the child, open what it left."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.extractors.sandbox import channel, child, envelope
from assay.extractors.sandbox.process import Worker
from assay.governance.domain import Limits, Reason, Wanted, to_plain

__all__ = ["BEHIND", "DecoderPool", "Ended", "step_back"]

BEHIND = 12  # a fifteenth of the turns of a process that is not: what hangs costs others less than a tenth

_log = logging.getLogger(__name__)
_START_SECONDS = 60.0
_KILL_SECONDS = 2.0
_QUIET_SECONDS, _QUIET_SHARE = 5.0, 0.25
_SEAL_ALL = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a decoding ended: what was opened, or the reason why nothing could be; what is known either way."""

    heading: envelope.Heading | None = None
    opened: envelope.Opened | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exit:
    code: int | None = None
    peak: int = 0
    cpu: float = 0.0
    late: bool = False


class DecoderPool:
    """Up to `children` decoders at once, each a fork of one warm process; safe to use from many threads."""

    def __init__(self, *, children: int, decoders: Sequence[str]) -> None:
        self._decoders = list(decoders)
        self._room = threading.BoundedSemaphore(children)
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._closed = False

    def decode(
        self, file: int, size: int, name: str, limits: Limits, memory: int, *, first_picture: int = 0,
        wanted: Wanted | None = None,
    ) -> Ended:  # fmt: skip
        """Decode an open file into `memory`, a memory file that stays open for whoever reads pixels from it.

        Of pictures those from `first_picture` on, counted from 0, as far as one pass may hold them. With `wanted`
        nothing is read: what people want to look at or listen to is drawn, unmasked.
        """
        job = {
            "name": name[-1024:], "size": size, "limits": to_plain(limits), "first_picture": first_picture,
            "wanted": to_plain(wanted) if wanted else None,
        }  # fmt: skip
        with self._room:
            exit_ = self._supervise(job, file, limits, memory)
            if exit_.code is None and not exit_.late:  # the zygote itself went away: once more, with a new one
                exit_ = self._supervise(job, file, limits, memory)
        return _open(memory, exit_, limits)

    def probe(self) -> dict[str, bool]:
        """Ask a confined child what it could not do; empty when no child can be started."""
        ours, theirs = channel.pair()
        with ours, theirs:
            if not self._send({"probe": True}, [theirs.fileno()]):
                return {}
            theirs.close()
            ours.settimeout(_START_SECONDS)
            try:
                message, _ = channel.receive(ours)
            except (OSError, *channel.MALFORMED):
                return {}
        return {str(name): held is True for name, held in (message or {}).items()}

    def close(self) -> None:
        """End the zygote and every child."""
        with self._lock:
            self._closed = True
            if self._worker is not None:
                self._worker.close()
                self._worker = None

    def _supervise(self, job: channel.Message, file: int, limits: Limits, memory: int) -> _Exit:
        os.ftruncate(memory, 0)
        ours, theirs = channel.pair()
        watch, progress = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        with ours, theirs:
            try:
                worker = self._send(job, [theirs.fileno(), file, memory, progress])
            finally:
                theirs.close()
                os.close(progress)
            try:
                exit_ = _watch(ours, watch, limits) if worker else _Exit()
            finally:
                os.close(watch)
        if worker is not None and exit_.code is None and not exit_.late:
            self._discard(worker)
        return exit_

    def _send(self, message: channel.Message, descriptors: Sequence[int]) -> Worker | None:
        for _ in range(2):
            worker = self._start()
            if worker is None:
                return None
            try:
                channel.send(worker.control, message, descriptors)
            except OSError:
                self._discard(worker)
                continue
            return worker
        return None

    def _discard(self, worker: Worker) -> None:
        """Never ask again a process that hung up: it may look alive for a moment after it was killed."""
        with self._lock:
            if self._worker is worker:
                worker.process.kill()
                worker.close()
                self._worker = None

    def _start(self) -> Worker | None:
        with self._lock:
            if self._closed:
                return None
            if self._worker is not None and self._worker.alive:
                return self._worker
            if self._worker is not None:
                self._worker.close()
            self._worker = Worker("assay.extractors.sandbox.zygote", self._decoders)
            ready = self._worker.await_message(_START_SECONDS)
            if ready is None:
                _log.error("the decoder process did not start")
                self._worker.close()
                self._worker = None
            elif ready.get("missing"):
                _log.warning("%d decoders cannot be loaded", len(ready["missing"]))
            return self._worker


def _watch(end: socket.socket, progress: int, limits: Limits) -> _Exit:
    """Wait for the start, then for the exit; kill when nothing moves for too long, or all of it takes too long.

    Until the child has started no time is the file's: its parent may be importing libraries.
    """
    if not (handle := _started(end)):
        return _Exit()
    try:
        return _watch_child(end, progress, handle[0], limits)
    finally:
        for descriptor in handle:
            os.close(descriptor)


def _started(end: socket.socket) -> list[int]:
    end.settimeout(_START_SECONDS)
    try:
        message, descriptors = channel.receive(end)
        end.settimeout(None)
    except (OSError, *channel.MALFORMED):
        return []
    return descriptors if message and message.get("started") else []


def _watch_child(end: socket.socket, progress: int, handle: int, limits: Limits) -> _Exit:
    begun = seen = time.monotonic()
    longest = limits.cpu_seconds * 2 + limits.stall_seconds
    poll = select.poll()
    for descriptor in (end, progress, handle):
        poll.register(descriptor, select.POLLIN)
    quiet = min(_QUIET_SECONDS, _QUIET_SHARE * limits.stall_seconds)
    late = behind = False
    while True:
        now = time.monotonic()
        left = min(seen + limits.stall_seconds, begun + longest) - now
        if not (behind or late) and (left := min(left, seen + quiet - now)) <= 0:
            behind = True
            step_back(handle)
            continue
        if left <= 0 and not late:
            late, seen, longest = True, now, now - begun + _KILL_SECONDS
            with contextlib.suppress(OSError):  # it may have ended just now
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                end.send(b"\0")  # anything said on the job's socket kills its whole group
            continue
        if left <= 0:
            return _Exit(late=True)
        for descriptor, _ in poll.poll(left * 1000 + 1):
            if descriptor == progress:
                if not os.read(progress, 65_536):
                    poll.unregister(progress)
                seen = seen if late else time.monotonic()
                continue
            if descriptor == handle:
                poll.unregister(handle)
                if not late:  # it has ended: what its parent takes to say so, busy with imports, is not the file's
                    begun = seen = time.monotonic() + _START_SECONDS
                continue
            try:
                message, _ = channel.receive(end)
            except (OSError, *channel.MALFORMED):
                message = None
            if message is None:
                return _Exit(late=late)
            return _Exit(code=message["exit"], peak=message["peak"], cpu=message["cpu"], late=late)


def step_back(handle: int) -> None:
    """Let a process, named by its descriptor, and its group run behind others: what hangs holds no other file up.

    Its turn comes less often, never not at all: a page that takes long is still read in the time it may take.
    """
    with contextlib.suppress(OSError, ValueError, KeyError):  # it has ended, or this kernel does not say
        told = Path(f"/proc/self/fdinfo/{handle}").read_text(encoding="ascii")
        pid = int(dict(line.split(":", 1) for line in told.splitlines())["Pid"])
        if pid > 0:
            niceness = min(19, os.getpriority(os.PRIO_PROCESS, pid) + BEHIND)
            os.setpriority(os.PRIO_PGRP, pid, niceness)
            Path(f"/proc/{pid}/autogroup").write_text(
                str(niceness), encoding="ascii"
            )  # a session has a share of its own


def _open(memory: int, exit_: _Exit, limits: Limits) -> Ended:
    """Seal what the dead child left and look at it as at any file of unknown origin."""
    try:
        fcntl.fcntl(memory, fcntl.F_ADD_SEALS, _SEAL_ALL)
        heading = envelope.read_heading(memory)
        if exit_.code != 0:
            return Ended(heading=heading, reason=_reason(exit_, limits))
        return Ended(heading=heading, opened=envelope.read(memory, most_embedded=limits.unpacked_bytes))
    except (OSError, *channel.MALFORMED):
        return Ended(reason=_reason(exit_, limits))


def _reason(exit_: _Exit, limits: Limits) -> Reason:
    if exit_.late or exit_.code == -signal.SIGXCPU or exit_.cpu >= limits.cpu_seconds:
        return Reason.TIME_LIMIT
    if exit_.code in (child.EXIT_MEMORY, child.EXIT_TOO_LARGE):
        return Reason.MEMORY_LIMIT
    if (exit_.code or 0) < 0 and exit_.peak > limits.decoder_memory_bytes * 3 // 4:
        return Reason.MEMORY_LIMIT  # native code that aborts when it gets no memory
    return Reason.WORKER_DIED
