"""Speech to text: Silero's voice detector finds where people speak, PocketSphinx reads English there.

How sure a reading is: the posterior probability of each word in the decoder's lattice, weighted by its length.
Measured on 54 clips of 4 to 15 s: clear synthetic English (flite, four voices, 24 clips) 0.53 to 0.92, the
lowest with every fifth word wrong, all others above 0.62; what cannot be read (synthetic Mandarin, French, German,
speech played backwards or under noise of 0 to 20 dB, film sound) 0.15 to 0.55, one of 30 above 0.44. Acoustic
scores against a phone loop did not separate the two. So below `READABLE` is word salad: its text is dropped and the
region is said to be unread; from there to `WEAK` the text is kept and said to be doubtful. Music has high
posteriors, so nothing is recognised outside of what the voice detector marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assay.governance.domain import Anchor

__all__ = ["READABLE", "SPEECH_PRODUCER", "SpeechEngine", "SpeechText", "Utterance"]

SPEECH_PRODUCER = "speech/pocketsphinx@5.1.1"
READABLE = 0.5
WEAK = 0.6
_RATE = 16_000
_FRAME = 512
_CONTEXT = 64
_VOICE, _VOICE_ENDS = 0.5, 0.35
_SHORTEST, _PAUSE, _PAD, _LONGEST = 0.25, 0.6, 0.2, 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What was read in one region of speech; times in seconds, anchors give each word's."""

    text: str
    start: float
    end: float
    confidence: float
    words: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechText:
    """All that was read in a recording.

    `speech_seconds` were spoken, `read_seconds` of them in regions that could be read. `weak` says that a region
    was read with doubt. `cut` that the limit was reached before the end.
    """

    utterances: tuple[Utterance, ...] = ()
    seconds: float = 0.0
    speech_seconds: float = 0.0
    read_seconds: float = 0.0
    weak: bool = False
    cut: bool = False


class SpeechEngine:
    """Loaded models: 2 MB of voice detector, about 150 MiB of recogniser, which loads with the first speech."""

    def __init__(self, *, threads: int = 1) -> None:
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._voice = onnxruntime.InferenceSession(_voice_model(), options, providers=["CPUExecutionProvider"])
        self._decoder: Any = None

    def read(
        self, pcm: memoryview, *, limit_seconds: float = float("inf"), tick: Callable[[], None] = lambda: None
    ) -> SpeechText:
        """Read 16-bit mono samples at 16 kHz; at most `limit_seconds` of speech.

        `tick` is called at least once in a minute of sound.
        """
        import numpy as np

        samples = np.frombuffer(pcm, np.int16)
        utterances: list[Utterance] = []
        spoken = read = 0.0
        weak = cut = False
        for first, last in self.regions(samples, tick):
            seconds = (last - first) / _RATE
            if spoken + seconds > limit_seconds:
                cut = True
                break
            spoken += seconds
            utterance = self._recognise(samples[first:last], first / _RATE)
            tick()
            if utterance is None or utterance.confidence < READABLE:
                continue
            read += seconds
            weak = weak or utterance.confidence < WEAK
            utterances.append(utterance)
        return SpeechText(
            utterances=tuple(utterances), seconds=round(len(samples) / _RATE, 3), speech_seconds=round(spoken, 3),
            read_seconds=round(read, 3), weak=weak, cut=cut,
        )  # fmt: skip

    def regions(self, samples: Any, tick: Callable[[], None] = lambda: None) -> Iterator[tuple[int, int]]:
        """Yield where somebody speaks, as ranges of samples, none longer than 20 s."""
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
            if last - first >= _SHORTEST * _RATE:
                pad = int(_PAD * _RATE)
                yield max(0, first - pad), min(len(samples), last + pad)

    def _voices(self, samples: Any, tick: Callable[[], None]) -> Iterator[tuple[int, float]]:
        """Yield the probability of speech for every 32 ms."""
        import numpy as np

        state = np.zeros((2, 1, 128), np.float32)
        rate = np.array(_RATE, np.int64)
        window = np.zeros((1, _CONTEXT + _FRAME), np.float32)
        for number, at in enumerate(range(0, len(samples) - _FRAME + 1, _FRAME)):
            window[0, :_CONTEXT] = window[0, -_CONTEXT:]
            window[0, _CONTEXT:] = samples[at : at + _FRAME].astype(np.float32) / 32_768
            output, state = self._voice.run(None, {"input": window, "state": state, "sr": rate})
            if number % 1_000 == 0:
                tick()
            yield at, float(output[0, 0])

    def _recognise(self, samples: Any, begins: float) -> Utterance | None:
        decoder = self._english()
        decoder.reinit_feat()  # forget the voice of what came before: equal sound, equal text
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return None
        return _utterance([s for s in decoder.seg() if s.word[0] not in "<["], begins, begins + len(samples) / _RATE)

    def _english(self) -> Any:
        if self._decoder is None:
            import pocketsphinx  # type: ignore[import-untyped]

            folder = f"{pocketsphinx.get_model_path()}/en-us"
            self._decoder = pocketsphinx.Decoder(
                samprate=_RATE, loglevel="FATAL", hmm=f"{folder}/en-us",
                lm=f"{folder}/en-us.lm.bin", dict=f"{folder}/cmudict-en-us.dict",
            )  # fmt: skip
        return self._decoder


def _voice_model() -> str:
    """Return the path of Silero's ONNX file without importing its package, which would load torch."""
    from importlib.util import find_spec

    spec = find_spec("silero_vad")
    if spec is None or spec.origin is None:
        raise ImportError("silero_vad is not installed")
    from pathlib import Path

    return str(Path(spec.origin).with_name("data") / "silero_vad.onnx")


def _joined(ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join what a short pause parts, as long as it stays short enough; cut what nobody pauses in."""
    longest = int(_LONGEST * _RATE)
    open_: tuple[int, int] | None = None
    for first, last in ranges:
        if open_ is not None and first - open_[1] <= _PAUSE * _RATE and last - open_[0] <= longest:
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


def _utterance(words: Sequence[Any], begins: float, ends: float) -> Utterance | None:
    anchors, text, weighted, frames = [], "", 0.0, 0
    for word in words:
        spelled = word.word.split("(")[0]
        if text:
            text += " "
        start = len(text)
        text += spelled
        time = round(begins + word.start_frame / 100, 2), round(begins + (word.end_frame + 1) / 100, 2)
        anchors.append(Anchor(start=start, end=len(text), time=time))
        length = word.end_frame - word.start_frame + 1
        weighted += min(1.0, word.prob) * length
        frames += length
    if not frames:
        return None
    return Utterance(
        text=text, start=round(begins, 2), end=round(ends, 2),
        confidence=round(weighted / frames, 4), words=tuple(anchors),
    )  # fmt: skip
