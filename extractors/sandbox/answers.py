"""What the model worker says about pictures and sound; checked like everything that comes from a child."""

from __future__ import annotations

from dataclasses import dataclass

from assay.models.ocr import PageText
from assay.models.speech_text import SpeechText

__all__ = ["Answers", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One answer a picture, in order."""

    pages: tuple[PageText, ...] = ()
    speech: SpeechText | None = None


def check(answers: Answers, *, pictures: int) -> Answers:
    """Return the answers when they are possible ones; raises ValueError otherwise."""
    if len(answers.pages) != pictures:
        raise ValueError("not one answer a picture")
    for page in answers.pages:
        for line in page.lines:
            if not (0 <= line.confidence <= 1 and all(0 <= edge <= 1 for edge in line.box)):
                raise ValueError("not a line")
            if any(not 0 <= word.start <= word.end <= len(line.text) for word in line.words):
                raise ValueError("a word outside its line")
    for utterance in answers.speech.utterances if answers.speech else ():
        if not 0 <= utterance.confidence <= 1 or not 0 <= utterance.start <= utterance.end:
            raise ValueError("not an utterance")
        if any(not 0 <= word.start <= word.end <= len(utterance.text) for word in utterance.words):
            raise ValueError("a word outside its utterance")
    return answers
