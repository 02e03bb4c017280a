"""From what the decoder and the models saw to one finished extraction, honest about what was not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assay.extractors.images.kind import kind_of
from assay.extractors.sandbox.answers import Answers
from assay.extractors.sandbox.envelope import Opened, Picture
from assay.governance.domain import (
    Box,
    Extraction,
    Locator,
    Problem,
    Reason,
    Segment,
    SegmentKind,
    Status,
)
from assay.models.ocr import OCR_PRODUCER, Line, PageText
from assay.models.speech_text import SpeechText

__all__ = ["assemble", "settle"]

_BELOW_WHOLE = 0.99


def assemble(opened: Opened, answers: Answers | Reason) -> Extraction:
    """Put recognised lines and utterances in their places, number all segments anew, and say what is missing."""
    extraction = opened.extraction
    facts, checked = dict(extraction.facts), dict(extraction.checked)
    problems, producers = list(extraction.problems), list(extraction.producers)
    shares: list[float] = []
    inserted: list[tuple[int, list[Segment]]] = []
    if opened.pictures:
        pages = answers.pages if isinstance(answers, Answers) else ()
        why = answers if isinstance(answers, Reason) else Reason.PICTURES_NOT_READ
        inserted, share = _pictures(opened.pictures, pages, why, problems)
        units = max(len(opened.pictures), _count(facts.get("pages")))
        shares.append(1 - (len(opened.pictures) - share) / units)
        whole = len(pages) == len(opened.pictures) and checked.get("pictures") != "partial"
        checked["pictures"] = "ocr" if whole else "partial" if pages else "no"
        facts["pictures_read"] = len(pages)
        facts |= _zones(pages)
        if "picture_kind" in facts and pages:
            lines = [_placed(line, opened.pictures[0]) for line in pages[0].lines]
            facts["picture_kind"] = kind_of(facts, lines, read=pages[0].coverage)
        producers.append(OCR_PRODUCER)
    spoken: list[Segment] = []
    if opened.recording is not None:
        speech = answers.speech if isinstance(answers, Answers) else None
        spoken, share = _sound(speech, answers, problems, checked, facts)
        shares.append(share)
        producers += [speech.producer] if speech and speech.producer else []
    coverage = extraction.coverage * (sum(shares) / len(shares) if shares else 1.0)
    segments = _woven(extraction.segments, inserted, spoken)
    worse = len(problems) > len(extraction.problems)
    status = Status.PARTIAL if worse and extraction.status is Status.COMPLETE else extraction.status
    reason = extraction.reason
    if worse:
        reason = reason if extraction.problems and reason else problems[len(extraction.problems)].reason
        coverage = min(coverage, _BELOW_WHOLE)
    return replace(
        extraction, segments=segments, facts=facts, checked=checked, problems=tuple(problems), status=status,
        reason=reason, coverage=round(min(1.0, max(0.0, coverage)), 4), producers=tuple(dict.fromkeys(producers)),
    )  # fmt: skip


def settle(extraction: Extraction, *, looked: bool, children: int) -> Extraction:
    """Say of a file in which nothing was found that nothing was found: complete only where it was looked at."""
    if extraction.status is not Status.COMPLETE:
        return extraction
    if children or any(segment.kind is not SegmentKind.PROPERTY for segment in extraction.segments):
        return replace(extraction, reason=None)
    if looked:
        return replace(extraction, reason=None)
    return replace(extraction, status=Status.PARTIAL, reason=Reason.NO_TEXT_FOUND, coverage=0.0)


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _pictures(
    pictures: Sequence[Picture], pages: Sequence[PageText], why: Reason, problems: list[Problem]
) -> tuple[list[tuple[int, list[Segment]]], float]:
    """Return segments by the place they belong to, and how many pictures' worth was read."""
    inserted, share = [], 0.0
    for number, picture in enumerate(pictures):
        page = pages[number] if number < len(pages) else None
        if page is None:
            problems.append(Problem(reason=why, locator=picture.place))
            continue
        share += page.coverage
        if page.weak or page.cut:
            reason = Reason.TIME_LIMIT if page.cut else Reason.WEAK_RECOGNITION
            problems.append(Problem(reason=reason, locator=picture.place))
        inserted.append((picture.offset, [_placed(line, picture) for line in page.lines]))
    return inserted, share


def _zones(pages: Sequence[PageText]) -> dict[str, Any]:
    """Return which machine-readable zones were read, by format, and how many did not check; nothing without one."""
    proven = [zone for page in pages for zone in page.zones]
    doubtful = sum(page.doubtful_zones for page in pages)
    return ({"mrz": proven} if proven else {}) | ({"mrz_doubtful": doubtful} if doubtful else {})


def _placed(line: Line, picture: Picture) -> Segment:
    """Make a segment of a line; its boxes, fractions of the picture, become fractions of its page."""
    words = tuple(
        replace(word, box=_mapped(word.box, picture.area)) if word.box is not None else word for word in line.words
    )
    return Segment(
        index=0, kind=SegmentKind.OCR_LINE, text=line.text, confidence=round(line.confidence, 4),
        locator=replace(picture.place, box=_mapped(line.box, picture.area)), anchors=words,
    )  # fmt: skip


def _mapped(box: Box, area: Box | None) -> Box:
    if area is None:
        return box
    (left, top), wide, high = area[:2], area[2] - area[0], area[3] - area[1]
    x0, y0, x1, y1 = box
    return (
        round(left + x0 * wide, 5), round(top + y0 * high, 5),
        round(left + x1 * wide, 5), round(top + y1 * high, 5),
    )  # fmt: skip


def _sound(
    speech: SpeechText | None, answers: Answers | Reason, problems: list[Problem],
    checked: dict[str, str], facts: dict[str, Any],
) -> tuple[list[Segment], float]:  # fmt: skip
    """Return the utterances and the share of what was spoken that was read."""
    if speech is None:
        problems.append(Problem(reason=answers if isinstance(answers, Reason) else Reason.SPEECH_NOT_READ))
        checked["speech"] = "no"
        return [], 0.0
    facts.setdefault("seconds", speech.seconds)
    facts["speech_seconds"] = speech.speech_seconds
    share = speech.read_seconds / speech.speech_seconds if speech.speech_seconds else 1.0
    if speech.speech_seconds == 0 and not speech.cut:
        checked["speech"] = "none"
    elif not speech.utterances:
        checked["speech"] = "no"
        problems.append(Problem(reason=Reason.SPEECH_NOT_READ))
    else:
        doubtful = speech.weak or speech.cut or share < 1
        checked["speech"] = "partial" if doubtful else "yes"
        if doubtful:
            problems.append(Problem(reason=Reason.SPEECH_NOT_READ if speech.cut else Reason.WEAK_RECOGNITION))
    return [
        Segment(
            index=0, kind=SegmentKind.UTTERANCE, text=utterance.text, confidence=utterance.confidence,
            language=utterance.language, locator=Locator(time=(utterance.start, utterance.end)),
            anchors=utterance.words,
        )
        for utterance in speech.utterances
    ], min(share, 0.9) if speech.cut else share  # fmt: skip


def _woven(
    segments: Sequence[Segment], inserted: Sequence[tuple[int, list[Segment]]], spoken: Sequence[Segment]
) -> tuple[Segment, ...]:
    """Return all segments in order: recognised lines before the segment their picture stood before, speech last."""
    woven: list[Segment] = []
    waiting = sorted(inserted, key=lambda pair: pair[0])
    taken = 0
    for place in range(len(segments) + 1):
        while taken < len(waiting) and (waiting[taken][0] <= place or place == len(segments)):
            woven += waiting[taken][1]
            taken += 1
        if place < len(segments):
            woven.append(segments[place])
    woven += spoken
    return tuple(replace(segment, index=number) for number, segment in enumerate(woven))
