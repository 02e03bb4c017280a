"""The model worker: looks at pixels and listens to samples, opens no file format.

Started as `python -m assay.extractors.sandbox.reader DESCRIPTOR MEMORY_BYTES [SPEECH_MODEL]`. Confines itself before
any library is loaded, so that their threads are confined too. Each request comes with two memory files: pixels and
samples to read from, and one for the answer.
"""

from __future__ import annotations

import math
import mmap
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgpack  # type: ignore[import-untyped]

from assay.extractors.sandbox import confine
from assay.extractors.sandbox.channel import receive, send
from assay.extractors.sandbox.envelope import Picture, Recording
from assay.governance.domain import from_plain, to_plain

if TYPE_CHECKING:
    from assay.models.ocr import OcrEngine, PageText
    from assay.models.speech import SpeechEngine

__all__ = ["main"]

_DESCRIPTORS = 256
_MOST_ANSWER = 256 << 20
_LOADING_SECONDS = 30


class _Reader:
    def __init__(self, control: socket.socket, speech_model: Path | None) -> None:
        self._control, self._speech_model = control, speech_model
        self._ocr: OcrEngine | None = None
        self._speech: SpeechEngine | None = None
        self._seconds = 0.0

    def serve(self) -> None:
        """Answer requests until the other end closes."""
        while True:
            message, descriptors = receive(self._control)
            if message is None:
                return
            try:
                self._answer(message, *descriptors)
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)

    def _tick(self) -> None:
        send(self._control, {"tick": True})
        _renew(self._seconds)

    def _answer(self, message: dict[str, Any], source: int, target: int) -> None:
        answers: dict[str, Any] = {"pages": []}
        self._seconds = message["cpu_seconds_per_unit"]
        _renew(self._seconds)
        with mmap.mmap(source, 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as memory:
            for plain in message["pictures"]:
                page = self._look(from_plain(Picture, plain), memory, message["cpu_seconds_per_unit"])
                answers["pages"].append(to_plain(page))
                self._tick()
            if message["recording"] is not None:
                recording = from_plain(Recording, message["recording"])
                with memory[recording.at : recording.at + recording.length] as samples:
                    speech = self._listener().read(samples, limit_seconds=message["speech_seconds"], tick=self._tick)
                answers["speech"] = to_plain(speech)
        body = msgpack.packb(answers, unicode_errors="replace")
        done = 0
        while done < len(body):
            done += os.write(target, body[done:])
        send(self._control, {"done": True})

    def _look(self, picture: Picture, memory: memoryview, seconds: float) -> PageText:
        if self._ocr is None:
            from assay.models.ocr import OcrEngine

            self._ocr = OcrEngine(threads=min(2, os.cpu_count() or 1))
        until = time.process_time() + seconds

        def more_time() -> bool:
            self._tick()
            return time.process_time() < until

        with memory[picture.at : picture.at + picture.length] as rgb:
            return self._ocr.read(rgb, picture.width, picture.height, more_time=more_time)

    def _listener(self) -> SpeechEngine:
        if self._speech is None:
            from assay.models.speech import SpeechEngine, open_transcriber

            self._speech = SpeechEngine(open_transcriber(self._speech_model))
        return self._speech


def _renew(seconds: float) -> None:
    """Fence the time until the next tick: what the models count themselves, twice, and what loading them takes."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + 2 * seconds + _LOADING_SECONDS), most))


def _end_with(descriptor: int) -> None:
    """End this process, in the middle of a page too, when the other end of its socket is gone."""
    poll = select.poll()
    poll.register(descriptor, 0)  # hang-up alone
    poll.poll()
    os._exit(0)


def main() -> None:
    """Close the door, then serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    confine.enter()
    confine.set_limit(resource.RLIMIT_CORE, 0)
    confine.set_limit(resource.RLIMIT_NOFILE, _DESCRIPTORS)
    confine.set_limit(resource.RLIMIT_FSIZE, _MOST_ANSWER)
    confine.set_limit(resource.RLIMIT_AS, confine.address_space() + int(sys.argv[2]))
    speech_model = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    readable = [*confine.readable_paths(), *([str(speech_model)] if speech_model else [])]
    confine.confine(readable=readable, scratch=None)
    threading.Thread(target=_end_with, args=(control.fileno(),), daemon=True).start()
    _Reader(control, speech_model).serve()


if __name__ == "__main__":
    main()
