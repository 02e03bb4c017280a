"""Places of pictures and sound lead back: what is read there again is what was said to be there."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from assay.extractors.sandbox.answers import Answers
from assay.extractors.sandbox.assemble import assemble
from assay.extractors.sandbox.envelope import Opened, Picture
from assay.governance.domain import Decoded, Segment, SegmentKind
from assay.models.ocr import OcrEngine

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
PAGES = (("Contract 42719", "Sarah Miller"), ("Invoice 1187", "Total 512.40"))


@pytest.fixture(scope="module")
def engine():
    return OcrEngine(threads=1)


def sheet(*texts: str, size: tuple[int, int] = (640, 320)) -> Image.Image:
    if not FONT.exists():
        pytest.skip("no font to draw with")
    picture = Image.new("RGB", size, "white")
    for row, text in enumerate(texts):
        face = ImageFont.truetype(str(FONT), 36)
        ImageDraw.Draw(picture).text((40 + 60 * row, 60 + 110 * row), text, font=face, fill="black")
    return picture


def perceived(engine, done: Decoded) -> list[Segment]:
    """Read what a decoder handed on, as the model worker does."""
    answers = Answers(pages=tuple(engine.read(memoryview(it.rgb), it.width, it.height) for it in done.bitmaps))
    pictures = tuple(
        Picture(at=0, width=it.width, height=it.height, place=it.place, area=it.area, offset=it.offset)
        for it in done.bitmaps
    )
    opened = Opened(extraction=done.extraction, pictures=pictures, recording=None, children=())
    return [s for s in assemble(opened, answers).segments if s.kind is SegmentKind.OCR_LINE]


def again(engine, picture: Image.Image, line: Segment) -> str:
    """Cut the line's box out of a picture, with a margin, and read it."""
    x0, y0, x1, y1 = line.locator.box
    wide, high = picture.size
    cut = picture.crop((int(x0 * wide) - 12, int(y0 * high) - 12, int(x1 * wide) + 12, int(y1 * high) + 12))
    page = engine.read(memoryview(cut.tobytes()), *cut.size)
    return " ".join(found.text for found in page.lines)


def test_a_line_of_a_page_stands_at_its_page_and_box(read, engine) -> None:  # type: ignore[no-untyped-def]
    pages = [sheet(*texts) for texts in PAGES]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    lines = perceived(engine, read(buffer.getvalue(), "a.tiff"))
    assert [(line.locator.page, line.text) for line in lines] == [
        (number, text) for number, texts in enumerate(PAGES, 1) for text in texts
    ]
    for line in lines:
        assert again(engine, pages[line.locator.page - 1], line) == line.text


def test_a_line_of_a_film_stands_at_its_second_and_box(read, engine) -> None:  # type: ignore[no-untyped-def]
    import av

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as container:
        stream = container.add_stream("mpeg4", rate=2)
        stream.width, stream.height, stream.pix_fmt = 640, 320, "yuv420p"
        stream.codec_context.gop_size, stream.bit_rate = 1, 8_000_000
        for texts in PAGES:
            for _ in range(8):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(sheet(*texts)), format="rgb24")))
        container.mux(stream.encode(None))
    lines = perceived(engine, read(buffer.getvalue(), "a.mkv"))
    assert [line.text for line in lines] == [text for texts in PAGES for text in texts]
    for line in lines:
        buffer.seek(0)
        with av.open(buffer) as container:
            wanted = line.locator.time[0]
            frame = next(it for it in container.decode(video=0) if it.time >= wanted - 0.01)
            assert again(engine, frame.to_image(), line) == line.text
