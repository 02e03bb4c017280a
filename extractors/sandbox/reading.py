"""The parent's side of reading: one model worker, started when the first picture or sound comes."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Sequence

import msgpack  # type: ignore[import-untyped]

from assay.extractors.sandbox import answers, channel
from assay.extractors.sandbox.envelope import Picture, Recording
from assay.extractors.sandbox.process import Worker
from assay.governance.domain import Limits, Reason, UnavailableError, from_plain, to_plain
from assay.models.profiles import Purpose, active, checked, hub_models

__all__ = ["ReaderHandle"]

_log = logging.getLogger(__name__)
_START_SECONDS = 120.0
_MOST_ANSWER = 256 << 20


class ReaderHandle:
    """The model worker; one request at a time, started anew when it died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._fresh = True
        self._closed = False

    def read(
        self, pictures: Sequence[Picture], recording: Recording | None, memory: int, limits: Limits
    ) -> answers.Answers | Reason:
        """Return what stands in the pictures and what is said in the recording, or why it could not be read.

        A worker that dies is started again and asked once more; one that hangs is killed.
        """
        request = {
            "pictures": [{"at": it.at, "width": it.width, "height": it.height} for it in pictures],
            "recording": to_plain(recording) if recording else None,
            "speech_seconds": limits.speech_seconds,
            "cpu_seconds_per_unit": limits.cpu_seconds_per_unit,
        }
        with self._lock:
            for _ in range(2):
                outcome = self._ask(request, memory, limits)
                if isinstance(outcome, bytes):
                    try:
                        plain = msgpack.unpackb(outcome)
                        return answers.check(from_plain(answers.Answers, plain), pictures=len(pictures))
                    except channel.MALFORMED:
                        self._drop()
                elif outcome is not Reason.WORKER_DIED:
                    return outcome
        return Reason.WORKER_DIED

    def close(self) -> None:
        """End the worker; a request that runs ends as if the worker had died."""
        self._closed = True
        worker = self._worker
        if worker is not None:
            worker.process.kill()
        with self._lock:
            self._drop()

    def _ask(self, request: channel.Message, memory: int, limits: Limits) -> bytes | Reason:
        if self._closed:
            return Reason.CANCELLED
        if self._worker is None or not self._worker.alive:
            self._drop()
            arguments = [str(limits.reader_memory_bytes), *_speech_model()]
            self._worker = Worker("assay.extractors.sandbox.reader", arguments)
            self._fresh = True
        target = os.memfd_create("answer", os.MFD_CLOEXEC)
        try:
            channel.send(self._worker.control, request, [memory, target])
            reason = self._watch(self._worker, limits)
            if reason is not None:
                self._drop()
                return reason
            return os.pread(target, _MOST_ANSWER, 0)
        except OSError:
            self._drop()
            return Reason.WORKER_DIED
        except BaseException:  # interrupted: what the worker still says belongs to no later request
            self._drop()
            raise
        finally:
            os.close(target)

    def _watch(self, worker: Worker, limits: Limits) -> Reason | None:
        """Wait for the answer; None when it is there."""
        begun = time.monotonic()
        longest = limits.cpu_seconds * 2 + limits.speech_seconds
        while time.monotonic() - begun < longest:
            patience = limits.stall_seconds + (_START_SECONDS if self._fresh else 0)
            message = worker.await_message(patience)
            if message is None:
                hung = not worker.closed or worker.ended() == -signal.SIGXCPU
                return Reason.TIME_LIMIT if hung else Reason.WORKER_DIED
            self._fresh = False
            if message.get("done"):
                return None
        return Reason.TIME_LIMIT

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.process.kill()
            self._worker.close()
            self._worker = None


def _speech_model() -> list[str]:
    """Return the inspected folder of the profile's recogniser of speech; nothing where the packaged one serves.

    A model that was not pulled, or whose files are not those that were, is not loaded: the packaged one reads then,
    and the extraction names it.
    """
    model = hub_models().get(Purpose.SPEECH) if active() == "hub" else None
    try:
        return [str(checked(model))] if model else []
    except UnavailableError as exc:
        _log.warning("the packaged recogniser reads speech: %s", exc)
        return []
