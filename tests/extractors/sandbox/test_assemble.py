"""From answers to an extraction: places, numbers, status, and no more confidence than there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assay.extractors.sandbox.answers import Answers
from assay.extractors.sandbox.assemble import assemble, settle
from assay.extractors.sandbox.envelope import Opened, Picture, Recording
from assay.governance.domain import Anchor, Extraction, Locator, Modality, Problem, Reason, Segment, SegmentKind, Status
from assay.models.ocr import Line, PageText
from assay.models.speech_text import SpeechText, Utterance


def page(*texts, **more):
    return PageText(lines=tuple(Line(text=text, box=(0, 0, 1, 1), confidence=0.9) for text in texts), **more)


def opened(texts=(), *, offsets=(), recording=False, **more):
    segments = tuple(Segment(index=n, kind=SegmentKind.PARAGRAPH, text=text) for n, text in enumerate(texts))
    return Opened(
        extraction=Extraction(media_type="application/pdf", modality=Modality.DOCUMENT, segments=segments, **more),
        pictures=tuple(
            Picture(at=0, width=1, height=1, place=Locator(page=n + 1), offset=o) for n, o in enumerate(offsets)
        ),
        recording=Recording(at=0, length=2, rate=16_000) if recording else None,
        children=(),
    )


SAID = (Utterance(text="hello", start=0.0, end=1.0, confidence=0.8, language="fr"),)


@pytest.mark.parametrize(
    ("offsets", "pages", "expected"),
    [
        ((0,), ["one"], ["one", "a", "b"]),
        ((1,), ["one"], ["a", "one", "b"]),
        ((2,), ["one"], ["a", "b", "one"]),
        ((99,), ["one"], ["a", "b", "one"]),
        ((1, 1), ["one", "two"], ["a", "one", "two", "b"]),
        ((2, 0), ["late", "early"], ["early", "a", "b", "late"]),
    ],
)
def test_lines_stand_where_their_picture_stood_and_all_are_numbered_anew(offsets, pages, expected):
    seen = assemble(opened(["a", "b"], offsets=offsets), Answers(pages=tuple(page(text) for text in pages)))
    assert [segment.text for segment in seen.segments] == expected
    assert [segment.index for segment in seen.segments] == list(range(len(expected)))
    assert (seen.status, seen.coverage, seen.checked["pictures"]) == (Status.COMPLETE, 1.0, "ocr")


@pytest.mark.parametrize(
    ("place", "area", "line", "word"),
    [
        (Locator(page=3), None, (0.2, 0.2, 0.6, 0.4), (0.2, 0.2, 0.4, 0.4)),
        (Locator(page=3), (0.5, 0.5, 1.0, 1.0), (0.6, 0.6, 0.8, 0.7), (0.6, 0.6, 0.7, 0.7)),
        (Locator(part="body/p[4]"), None, (0.2, 0.2, 0.6, 0.4), (0.2, 0.2, 0.4, 0.4)),
        (Locator(frame=75, time=(3.0, 3.0)), None, (0.2, 0.2, 0.6, 0.4), (0.2, 0.2, 0.4, 0.4)),
    ],
)
def test_a_line_is_placed_where_its_picture_is(place, area, line, word):
    found = Line(
        text="two words", box=(0.2, 0.2, 0.6, 0.4), confidence=0.9,
        words=(Anchor(start=0, end=3, box=(0.2, 0.2, 0.4, 0.4)), Anchor(start=4, end=9)),
    )  # fmt: skip
    picture = Picture(at=0, width=1, height=1, place=place, area=area)
    source = replace(opened(), pictures=(picture,))
    (segment,) = assemble(source, Answers(pages=(PageText(lines=(found,)),))).segments
    assert segment.locator == replace(place, box=line)
    assert [anchor.box for anchor in segment.anchors] == [word, None]


@pytest.mark.parametrize(
    ("answers", "reason", "coverage", "checked"),
    [
        (Answers(pages=(page("x"), page("y"))), None, 1.0, "ocr"),
        (Answers(pages=(page("x"), page())), None, 1.0, "ocr"),
        (Answers(pages=(page("x"), page("y", weak=True, coverage=0.5))), Reason.WEAK_RECOGNITION, 0.75, "ocr"),
        (Answers(pages=(page("x"), page("y", cut=True))), Reason.TIME_LIMIT, 0.99, "ocr"),
        (Answers(pages=(page("x"),)), Reason.PICTURES_NOT_READ, 0.5, "partial"),
        (Reason.WORKER_DIED, Reason.WORKER_DIED, 0.0, "no"),
        (Reason.TIME_LIMIT, Reason.TIME_LIMIT, 0.0, "no"),
    ],
)
def test_pictures_that_were_not_read_are_said(answers, reason, coverage, checked):
    seen = assemble(opened(offsets=(0, 0)), answers)
    assert (seen.reason, seen.coverage, seen.checked["pictures"]) == (reason, coverage, checked)
    assert seen.status is (Status.PARTIAL if reason else Status.COMPLETE)


@pytest.mark.parametrize(
    ("speech", "reason", "coverage", "checked"),
    [
        (SpeechText(seconds=9), None, 1.0, "none"),
        (SpeechText(utterances=SAID, seconds=9, speech_seconds=4, read_seconds=4), None, 1.0, "yes"),
        (
            SpeechText(utterances=SAID, seconds=9, speech_seconds=4, read_seconds=1),
            Reason.WEAK_RECOGNITION, 0.25, "partial",
        ),
        (
            SpeechText(utterances=SAID, seconds=9, speech_seconds=4, read_seconds=4, weak=True),
            Reason.WEAK_RECOGNITION, 0.99, "partial",
        ),
        (SpeechText(seconds=9, speech_seconds=4), Reason.SPEECH_NOT_READ, 0.0, "no"),
        (
            SpeechText(utterances=SAID, seconds=9, speech_seconds=4, read_seconds=4, cut=True),
            Reason.SPEECH_NOT_READ, 0.9, "partial",
        ),
    ],
)  # fmt: skip
def test_speech_that_was_not_read_is_said(speech, reason, coverage, checked):
    seen = assemble(opened(recording=True), Answers(speech=replace(speech, producer="speech/test@1")))
    assert "speech/test@1" in seen.producers
    assert {segment.language for segment in seen.segments} <= {"fr"}
    assert (seen.reason, seen.coverage, seen.checked["speech"]) == (reason, coverage, checked)
    assert seen.facts["seconds"] == 9


def test_a_page_that_reads_badly_is_one_of_all_pages():
    answers = Answers(pages=(page("x", weak=True, coverage=0.0),))
    assert assemble(opened(["a"], offsets=(0,), facts={"pages": 10}), answers).coverage == 0.9


def test_what_the_decoder_found_wrong_stays_the_reason():
    before = Problem(reason=Reason.TRUNCATED)
    seen = assemble(
        opened(offsets=(0,), status=Status.PARTIAL, reason=Reason.TRUNCATED, problems=(before,), coverage=0.5),
        Answers(pages=(page(weak=True, coverage=0.5),)),
    )
    assert (seen.status, seen.reason, seen.coverage) == (Status.PARTIAL, Reason.TRUNCATED, 0.25)


@pytest.mark.parametrize(
    ("kind", "looked", "children", "status", "reason"),
    [
        (SegmentKind.PARAGRAPH, False, 0, Status.COMPLETE, None),
        (SegmentKind.PROPERTY, False, 0, Status.PARTIAL, Reason.NO_TEXT_FOUND),
        (SegmentKind.PROPERTY, True, 0, Status.COMPLETE, None),
        (SegmentKind.PROPERTY, False, 2, Status.COMPLETE, None),
    ],
)
def test_nothing_found_is_complete_only_where_it_was_looked_for(kind, looked, children, status, reason):
    segment = Segment(index=0, kind=kind, text="x")
    extraction = Extraction(media_type="text/plain", modality=Modality.TEXT, segments=(segment,))
    seen = settle(extraction, looked=looked, children=children)
    assert (seen.status, seen.reason) == (status, reason)
