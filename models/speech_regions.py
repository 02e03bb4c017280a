"""Where in a recording people speak: Silero's voice detector by ONNX Runtime, 32 ms at a time.

Speed is 0.01 of the recording's length. Music and noise are not speech: nothing is recognised outside of what is
marked here, for a recogniser hears words in everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from assay.models.onnx_session import open_session

__all__ = ["RATE", "VoiceDetector"]

RATE = 16_000
_FRAME, _CONTEXT = 512, 64
_VOICE, _VOICE_ENDS = 0.5, 0.35
_SHORTEST, _PAUSE, _PAD, _LONGEST = 0.25, 0.6, 0.2, 20.0


class VoiceDetector:
    """A loaded model of 2 MB."""

    def __init__(self, *, threads: int = 1) -> None:
        self._voice = open_session(_model(), threads=threads)

    def regions(self, samples: Any, tick: Callable[[], None] = lambda: None) -> Iterator[tuple[int, int]]:
        """Yield where somebody speaks, as ranges of samples (int16, 16 kHz), none much longer than 20 s."""
        speaking: list[tuple[int, int]] = []
        start: int | None = None
        for at, probability in self._voices(samples, tick):
            if start is None and probability >= _VOICE:
                start = at
            elif start is not None and probability < _VOICE_ENDS:
                speaking.append((start, at))
                start = None
        if start is not None:
            speaking.append((start, len(samples)))
        for first, last in _joined(speaking):
            if last - first >= _SHORTEST * RATE:
                pad = int(_PAD * RATE)
                yield max(0, first - pad), min(len(samples), last + pad)

    def _voices(self, samples: Any, tick: Callable[[], None]) -> Iterator[tuple[int, float]]:
        """Yield the probability of speech for every 32 ms."""
        import numpy as np

        state = np.zeros((2, 1, 128), np.float32)
        rate = np.array(RATE, np.int64)
        window = np.zeros((1, _CONTEXT + _FRAME), np.float32)
        for number, at in enumerate(range(0, len(samples) - _FRAME + 1, _FRAME)):
            window[0, :_CONTEXT] = window[0, -_CONTEXT:]
            window[0, _CONTEXT:] = samples[at : at + _FRAME].astype(np.float32) / 32_768
            output, state = self._voice.run(None, {"input": window, "state": state, "sr": rate})
            if number % 1_000 == 0:
                tick()
            yield at, float(output[0, 0])


def _model() -> Path:
    """Return the path of Silero's ONNX file without importing its package, which would load torch."""
    from importlib.util import find_spec

    spec = find_spec("silero_vad")
    if spec is None or spec.origin is None:
        raise ImportError("silero_vad is not installed")
    return Path(spec.origin).with_name("data") / "silero_vad.onnx"


def _joined(ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join what a short pause parts, as long as it stays short enough; cut what nobody pauses in."""
    longest = int(_LONGEST * RATE)
    open_: tuple[int, int] | None = None
    for first, last in ranges:
        if open_ is not None and first - open_[1] <= _PAUSE * RATE and last - open_[0] <= longest:
            open_ = open_[0], last
            continue
        if open_ is not None:
            yield from _cut(open_, longest)
        open_ = first, last
    if open_ is not None:
        yield from _cut(open_, longest)


def _cut(whole: tuple[int, int], longest: int) -> Iterator[tuple[int, int]]:
    first, last = whole
    pieces = -(-(last - first) // longest)
    edges = [first + (last - first) * place // pieces for place in range(pieces + 1)]
    yield from pairwise(edges)
