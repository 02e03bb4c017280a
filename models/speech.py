"""Speech to text: a voice detector finds where people speak, a recogniser reads each region of speech.

The recogniser is PocketSphinx, packaged and weak, or Whisper in the hub profile. Neither is believed blindly: what is
below a recogniser's own bound is dropped and said to be unread; from there to `WEAK` the text is kept, said to be
doubtful, and counts as read in part only.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assay.models.speech_pocketsphinx import PocketSphinx
from assay.models.speech_regions import RATE, VoiceDetector
from assay.models.speech_text import SpeechText, Transcriber, Utterance

__all__ = ["WEAK", "SpeechEngine", "SpeechText", "Transcriber", "Utterance", "open_transcriber"]

WEAK = 0.6


def open_transcriber(folder: Path | None = None) -> Transcriber:
    """Return the recogniser of a pulled, inspected folder, or the packaged one where there is none."""
    if folder is None:
        return PocketSphinx()
    from assay.models.speech_whisper import Whisper

    return Whisper(folder)


class SpeechEngine:
    """A voice detector and a recogniser, which is loaded with the first speech."""

    def __init__(self, transcriber: Transcriber | None = None, *, threads: int = 1) -> None:
        self._voices = VoiceDetector(threads=threads)
        self._transcriber = transcriber or open_transcriber()

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
        for first, last in self._voices.regions(samples, tick):
            seconds = (last - first) / RATE
            if spoken + seconds > limit_seconds:
                cut = True
                break
            spoken += seconds
            found = [
                utterance
                for utterance in self._transcriber.transcribe(samples[first:last], first / RATE)
                if utterance.confidence >= self._transcriber.readable
            ]
            tick()
            sure = _confidence(found)
            doubtful = sure < WEAK
            weak = weak or doubtful
            read += seconds * (sure if doubtful else 1.0)
            utterances += found
        return SpeechText(
            utterances=tuple(utterances), seconds=round(len(samples) / RATE, 3), speech_seconds=round(spoken, 3),
            read_seconds=round(read, 3), weak=weak, cut=cut, producer=self._transcriber.producer,
        )  # fmt: skip


def _confidence(utterances: list[Utterance]) -> float:
    """Return the mean confidence by length of text, 0 where nothing was read."""
    total = sum(len(utterance.text) for utterance in utterances)
    return sum(utterance.confidence * len(utterance.text) for utterance in utterances) / total if total else 0.0
