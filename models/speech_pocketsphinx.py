"""English speech to text by PocketSphinx: packaged, small, weak.

How sure a reading is: the posterior probability of each word in the decoder's lattice, weighted by its length.
Measured on 54 clips of 4 to 15 s: clear synthetic English (flite, four voices, 24 clips) 0.53 to 0.92, the
lowest with every fifth word wrong, all others above 0.62; what cannot be read (synthetic Mandarin, French, German,
speech played backwards or under noise of 0 to 20 dB, film sound) 0.15 to 0.55, one of 30 above 0.44. Acoustic
scores against a phone loop did not separate the two. So below `readable` is word salad, which is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.governance.domain import Anchor
from assay.models.speech_regions import RATE
from assay.models.speech_text import Utterance

__all__ = ["PocketSphinx"]


class PocketSphinx:
    """About 150 MiB, loaded with the first speech; times in its answers are those of words, 10 ms apart."""

    producer = "speech/pocketsphinx@5.1.1"
    readable = 0.5

    def __init__(self) -> None:
        self._decoder: Any = None

    def transcribe(self, samples: Any, begins: float) -> list[Utterance]:
        """Read one region of speech."""
        decoder = self._english()
        decoder.reinit_feat()  # forget the voice of what came before: equal sound, equal text
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return []
        words = [word for word in decoder.seg() if word.word[0] not in "<["]
        return [_utterance(words, begins, begins + len(samples) / RATE)] if words else []

    def _english(self) -> Any:
        if self._decoder is None:
            import pocketsphinx  # type: ignore[import-untyped]

            folder = f"{pocketsphinx.get_model_path()}/en-us"
            self._decoder = pocketsphinx.Decoder(
                samprate=RATE, loglevel="FATAL", hmm=f"{folder}/en-us",
                lm=f"{folder}/en-us.lm.bin", dict=f"{folder}/cmudict-en-us.dict",
            )  # fmt: skip
        return self._decoder


def _utterance(words: Sequence[Any], begins: float, ends: float) -> Utterance:
    anchors, text, weighted, frames = [], "", 0.0, 0
    for word in words:
        if text:
            text += " "
        start = len(text)
        text += word.word.split("(")[0]
        time = round(begins + word.start_frame / 100, 2), round(begins + (word.end_frame + 1) / 100, 2)
        anchors.append(Anchor(start=start, end=len(text), time=time))
        length = word.end_frame - word.start_frame + 1
        weighted += min(1.0, word.prob) * length
        frames += length
    return Utterance(
        text=text, start=round(begins, 2), end=round(ends, 2), language="en",
        confidence=round(weighted / frames, 4), words=tuple(anchors),
    )  # fmt: skip
