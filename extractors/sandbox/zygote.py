"""The decoders' parent: a fresh, confined, single-threaded process that is warm and forks one child a file.

Started as `python -m assay.extractors.sandbox.zygote DESCRIPTOR [DECODER …]`. It parses nothing itself. Each
job comes as one message with four descriptors: the job's own socket, the file, the memory for the result, the
pipe for progress. Closing the job's socket, or saying anything on it, kills the job's process group; when the
child has ended, its exit is said there. Before that, its start is said with a handle of the child: time spent
here is not the file's, and whoever waits can kill at once. Nothing of a file survives its child.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import selectors
import signal
import socket
import sys
from dataclasses import dataclass

from assay.extractors.sandbox import child, confine, kernel
from assay.extractors.sandbox.channel import MALFORMED, receive, send
from assay.extractors.sandbox.decoders import Decoders

__all__ = ["main"]


@dataclass(slots=True)
class _Running:
    end: socket.socket
    pid: int
    watch: int


class _Zygote:
    def __init__(self, control: socket.socket, held: dict[str, bool], decoders: list[str]) -> None:
        self._control, self._held = control, held
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._running: dict[int, _Running] = {}
        self._readable = confine.readable_paths()
        self._decoders = Decoders(decoders)
        send(control, {"ready": sorted(self._decoders.by_type), "missing": self._decoders.missing})

    def serve(self) -> None:
        """Take jobs until the other end closes; warm one decoder whenever there is nothing else to do."""
        warm = False
        while True:
            events = self._selector.select(None if warm else 0)
            if not events:
                warm = not self._decoders.warm_one()
                gc.collect()
                gc.freeze()
            for key, _ in events:
                if key.fileobj is self._control:
                    if not self._take():
                        return
                elif key.data is not None:
                    self._look(key.data, exited=key.fileobj == key.data.watch)

    def close(self) -> None:
        """Kill what still runs."""
        for running in list(self._running.values()):
            _kill(running.pid)

    def _take(self) -> bool:
        try:
            message, descriptors = receive(self._control)
        except (*MALFORMED, OSError):
            return False
        if message is None:
            return False
        if message.get("probe"):
            self._probe(descriptors[0])
            return True
        end, file, memory, progress = descriptors
        job = child.Job(file=file, memory=memory, progress=progress, **message)
        pid = os.fork()
        if pid == 0:
            self._become(job)
        for descriptor in (file, memory, progress):
            os.close(descriptor)
        running = _Running(socket.socket(fileno=end), pid, os.pidfd_open(pid))
        with contextlib.suppress(OSError):  # nobody waits any more: its end is seen below
            send(running.end, {"started": True}, [running.watch])
        self._running[pid] = running
        self._selector.register(running.end, selectors.EVENT_READ, running)
        self._selector.register(running.watch, selectors.EVENT_READ, running)
        return True

    def _become(self, job: child.Job) -> None:
        """In the child: own group, no other descriptor, no way back."""
        code = child.EXIT_RAISED
        try:
            os.setsid()
            kernel.die_with_parent(signal.SIGKILL)
            _keep_only({job.file, job.memory, job.progress})
            code = child.run(job, self._decoders, self._readable)
        finally:
            os._exit(code)

    def _look(self, running: _Running, *, exited: bool) -> None:
        if running.pid not in self._running:
            return
        _kill(running.pid)  # the leader is not reaped yet, so its number is still its own
        if not exited:
            self._selector.unregister(running.end)
            return
        _, status, usage = os.wait4(running.pid, 0)
        del self._running[running.pid]
        self._selector.unregister(running.watch)
        os.close(running.watch)
        if running.end in (key.fileobj for key in self._selector.get_map().values()):
            self._selector.unregister(running.end)
        try:
            cpu = usage.ru_utime + usage.ru_stime
            send(running.end, {"exit": os.waitstatus_to_exitcode(status), "peak": usage.ru_maxrss * 1024, "cpu": cpu})
        except OSError:  # nobody waits for it any more
            pass
        running.end.close()

    def _probe(self, end: int) -> None:
        """Say on a socket what a confined child could not do."""
        pid = os.fork()
        if pid == 0:
            try:
                answer = socket.socket(fileno=end)
                confine.set_limit(resource.RLIMIT_CORE, 0)
                confine.set_limit(resource.RLIMIT_AS, confine.address_space() + (1 << 30))
                private = kernel.private_folder(child.SCRATCH, size=1 << 20)
                held = confine.confine(readable=self._readable, scratch=None)
                own = {"capabilities_dropped": held["capabilities_dropped"], "private_scratch": private}
                send(answer, self._held | own | confine.probe())
            finally:
                os._exit(0)
        os.close(end)
        os.waitpid(pid, 0)


def _keep_only(wanted: set[int]) -> None:
    for name in os.listdir("/proc/self/fd"):
        descriptor = int(name)
        if descriptor > 2 and descriptor not in wanted:
            try:
                os.close(descriptor)
            except OSError:  # the listing's own descriptor is gone already
                continue


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except OSError:  # ended, or not yet a group of its own
            continue


def main() -> None:
    """Run until the control socket closes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    zygote = _Zygote(control, confine.enter(), sys.argv[2:])
    try:
        zygote.serve()
    finally:
        zygote.close()


if __name__ == "__main__":
    main()
