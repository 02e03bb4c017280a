"""What comes back from a decoder is a file of unknown origin: every damage is found, none is believed."""

from __future__ import annotations

import os
import struct
from contextlib import contextmanager

import msgpack
import pytest

from assay.extractors.sandbox import envelope
from assay.extractors.sandbox.channel import MALFORMED
from assay.governance.domain import (
    Anchor,
    Bitmap,
    Decoded,
    Embedded,
    Extraction,
    Locator,
    Modality,
    Problem,
    Reason,
    Segment,
    SegmentKind,
    Sound,
)

SEGMENT = Segment(
    index=0, kind=SegmentKind.PARAGRAPH, text="正文 text", locator=Locator(page=1, box=(0.1, 0.2, 0.3, 0.4)),
    anchors=(Anchor(start=0, end=2, row=1),),
)  # fmt: skip
WHOLE = Decoded(
    extraction=Extraction(
        media_type="application/pdf", modality=Modality.DOCUMENT, segments=(SEGMENT,), facts={"pages": 2},
        problems=(Problem(reason=Reason.PART_UNREADABLE, locator=Locator(page=2)),),
    ),
    bitmaps=(
        Bitmap(
            width=2, height=3, rgb=bytes(range(18)), place=Locator(page=2, part="xobject[1]"), area=(0, 0.5, 1, 1),
            offset=1,
        ),
    ),
    sound=Sound(pcm=b"\1\2\3\4"),
    children=(Embedded(member="a/b.txt", data=b"inside"), Embedded(member="empty", data=b"")),
)  # fmt: skip


@contextmanager
def memory():
    descriptor = os.memfd_create("test")
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def written(decoded=WHOLE):
    with memory() as descriptor:
        envelope.write_heading(descriptor, envelope.Heading(media_type="application/pdf", decoder="pdf"))
        envelope.write(descriptor, decoded)
        return os.pread(descriptor, 1 << 20, 0)


def opened(data):
    with memory() as descriptor:
        os.write(descriptor, data)
        return envelope.read(descriptor, most_embedded=1_000)


def changed(change):
    """The whole envelope with another index."""
    data = written()
    _, end, length = struct.unpack("<8sQQ", data[-24:])
    index = msgpack.unpackb(data[end : end + length])
    change(index)
    body = msgpack.packb(index)
    return data[:end] + body + struct.pack("<8sQQ", b"ASSAYv1\n", end, len(body))


def test_what_was_written_is_read():
    seen = opened(written())
    assert seen.extraction == WHOLE.extraction
    assert seen.children == WHOLE.children
    picture = seen.pictures[0]
    assert (picture.width, picture.height, picture.offset) == (2, 3, 1)
    assert (picture.place, picture.area) == (WHOLE.bitmaps[0].place, WHOLE.bitmaps[0].area)
    assert written()[picture.at : picture.at + picture.length] == WHOLE.bitmaps[0].rgb
    assert written()[seen.recording.at :][: seen.recording.length] == WHOLE.sound.pcm


def test_a_text_with_half_a_character_pair_is_no_reason_to_fail():
    broken = Segment(index=0, kind=SegmentKind.PARAGRAPH, text="a\ud800b")
    seen = opened(written(Decoded(extraction=Extraction(
        media_type="text/plain", modality=Modality.TEXT, segments=(broken,)
    ))))  # fmt: skip
    assert seen.extraction.segments[0].text == "a?b"


def test_the_heading_is_known_before_the_rest():
    with memory() as descriptor:
        assert envelope.read_heading(descriptor) is None
        envelope.write_heading(descriptor, envelope.Heading(media_type="text/plain", decoder="text"))
        assert envelope.read_heading(descriptor) == envelope.Heading(media_type="text/plain", decoder="text")


@pytest.mark.parametrize("keep", [0, 1, 511, 512, 540, -1, -24, -40])
def test_a_cut_envelope_is_refused(keep):
    with pytest.raises(MALFORMED):
        opened(written()[:keep])


@pytest.mark.parametrize(
    "change",
    [
        lambda index: index.pop("extraction"),
        lambda index: index.update(extraction=[]),
        lambda index: index["extraction"].update(status="fine"),
        lambda index: index["extraction"].update(coverage=2.0),
        lambda index: index["extraction"].update(coverage=float("nan")),
        lambda index: index["extraction"].update(media_type="text/plain\n<script>"),
        lambda index: index["extraction"].update(unheard="of"),
        lambda index: index["extraction"]["segments"][0].update(text=5),
        lambda index: index["extraction"]["segments"][0].update(index=7),
        lambda index: index["extraction"]["segments"][0].update(confidence=7.0),
        lambda index: index["extraction"]["segments"][0]["anchors"][0].update(end=70_000),
        lambda index: index["extraction"]["segments"][0]["locator"].update(box=[1, 2]),
        lambda index: index["pictures"][0].update(width=2_000_000),
        lambda index: index["pictures"][0].update(width=-2, height=-3),
        lambda index: index["pictures"][0].update(offset=-1),
        lambda index: index["pictures"][0].update(at=0),
        lambda index: index["pictures"][0].update(area=[0, 0, 2, 1]),
        lambda index: index["pictures"][0].update(area=[0.5, 0, 0.2, 1]),
        lambda index: index["pictures"][0].update(place={"page": "two"}),
        lambda index: index["pictures"].append(index["pictures"][0]),
        lambda index: index["recording"].update(length=3),
        lambda index: index["recording"].update(rate=8_000),
        lambda index: index["children"][0].update(length=-6),
        lambda index: index["children"][0].update(length=6_000),
        lambda index: index["children"][0].update(member=b"x"),
        lambda index: index.update(children=index["children"] * 1_000),
        lambda index: index.update(children=7),
    ],
)
def test_an_impossible_index_is_refused(change):
    with pytest.raises(MALFORMED):
        opened(changed(change))


def test_more_embedded_bytes_than_allowed_are_refused():
    with pytest.raises(ValueError, match="limit"):
        opened(written(Decoded(extraction=WHOLE.extraction, children=(Embedded(member="a", data=bytes(1_001)),))))


def test_noise_at_any_place_never_passes_for_another_type():
    data = bytearray(written())
    for place in range(512, len(data), 3):
        damaged = bytes(data[:place]) + bytes([data[place] ^ 0xA5]) + bytes(data[place + 1 :])
        try:
            seen = opened(damaged)
        except MALFORMED:
            continue
        assert isinstance(seen.extraction, Extraction)
