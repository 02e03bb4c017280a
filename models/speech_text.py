"""What a recogniser of speech says, whichever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from assay.governance.domain import Anchor

__all__ = ["SpeechText", "Transcriber", "Utterance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What was read in a stretch of speech; times in seconds, anchors give each word's where they are known.

    `confidence` is 0 to 1, by what the recogniser takes for a probability. `language` is a tag of BCP 47.
    """

    text: str
    start: float
    end: float
    confidence: float
    language: str | None = None
    words: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechText:
    """All that was read in a recording.

    `speech_seconds` were spoken. `read_seconds` of them count as read: all of a region that was read with
    confidence, of one that was read with doubt as much as its confidence says, nothing of one that was not.
    `weak` says that there is one of these. `cut` that the limit was reached before the end.
    """

    utterances: tuple[Utterance, ...] = ()
    seconds: float = 0.0
    speech_seconds: float = 0.0
    read_seconds: float = 0.0
    weak: bool = False
    cut: bool = False
    producer: str = ""


class Transcriber(Protocol):
    """Turns one region of speech into text.

    `producer` is its `name@version`. Utterances whose confidence is below `readable` are dropped.
    """

    producer: str
    readable: float

    def transcribe(self, samples: Any, begins: float) -> list[Utterance]:
        """Read int16 samples, mono at 16 kHz, that begin so many seconds into the recording."""
        ...
