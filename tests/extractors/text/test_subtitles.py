"""Subtitles: seconds, words, and who speaks."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.governance.domain import Reason, SegmentKind, Status

VTT = """WEBVTT - call

STYLE
::cue { color: white }

NOTE checked by Ann Example

greeting
00:01.000 --> 00:02.500 align:start
<v Ann Example>Good <b>morning</b> &amp; welcome.

00:00:03.000 --> 00:00:04.250
The number is 4271906.
Thank you.
"""
SRT = "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>您好</i>，请讲。\r\n\r\n"
SRT += "2\r\n01:00:03,000 --> 01:00:04,250\r\n好的\r\n"
_LINE = (
    st.text(st.sampled_from("abc 019甲乙丙,."), min_size=1, max_size=20)
    .map(str.strip)
    .filter(lambda line: any(map(str.isalpha, line)))
)
_FEW = settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_cues_have_seconds_words_and_who_speaks(read) -> None:  # type: ignore[no-untyped-def]
    done = read(VTT.encode(), "call").extraction
    assert (done.media_type, done.status, done.facts["cues"]) == ("text/vtt", Status.COMPLETE, 2)
    assert [(s.kind, s.text, s.locator.time, s.context) for s in done.segments] == [
        (SegmentKind.UTTERANCE, "Good morning & welcome.", (1.0, 2.5), "Ann Example"),
        (SegmentKind.UTTERANCE, "The number is 4271906.\nThank you.", (3.0, 4.25), ""),
        (SegmentKind.NOTE, "checked by Ann Example", None, ""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_subrip_is_read_in_any_encoding(read, encoding: str) -> None:  # type: ignore[no-untyped-def]
    text = SRT if encoding == "utf-8" else SRT.lstrip("\ufeff")
    done = read(text.encode(encoding), "film.srt").extraction
    assert (done.media_type, done.status) == ("application/x-subrip", Status.COMPLETE)
    assert [(s.text, s.locator.time) for s in done.segments] == [
        ("您好，请讲。", (1.0, 2.5)),
        ("好的", (3603.0, 3604.25)),
    ]


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("WEBVTTX\n", "text/plain"),
        ("1\nnot a time --> either\nwords", "text/plain"),
        ("Meeting 00:00:01,000 --> 00:00:02,000 in a sentence", "text/plain"),
    ],
)
def test_what_only_looks_like_subtitles_is_text(read, text: str, media_type: str) -> None:  # type: ignore[no-untyped-def]
    assert read(text.encode(), "a.txt").extraction.media_type == media_type


def test_subtitles_without_a_cue_are_malformed(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b"WEBVTT\n\nnothing\n", "a.vtt").extraction
    assert (done.status, done.reason) == (Status.FAILED, Reason.MALFORMED)


@_FEW
@given(cues=st.lists(st.tuples(st.integers(0, 9_999), st.lists(_LINE, min_size=1, max_size=3)), min_size=1, max_size=6))
def test_the_lines_at_a_place_are_the_cues(read, cues) -> None:  # type: ignore[no-untyped-def]
    def clock(seconds: int) -> str:
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},250"

    text = "\n".join(
        f"{number}\n{clock(begun)} --> {clock(begun + 2)}\n" + "\n".join(lines) + "\n"
        for number, (begun, lines) in enumerate(cues, start=1)
    )
    segments = read(text.encode(), "a.srt").extraction.segments
    assert [s.locator.time for s in segments] == [(begun + 0.25, begun + 2.25) for begun, _ in cues]
    rows = text.split("\n")
    for segment in segments:
        first = (segment.locator.row or 0) - 1
        assert rows[first : first + segment.text.count("\n") + 1] == segment.text.split("\n")
        assert re.match(r"\d\d:", rows[first - 1])
