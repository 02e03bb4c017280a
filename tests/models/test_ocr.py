"""OCR on pictures drawn here: both languages, places, blank pages, pages upside down, other scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from assay.models.ocr import OcrEngine

LATIN = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
CJK = [
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"),
]
ENGLISH = "Contract 42719 with Sarah Miller"
CHINESE = "合同编号四二七一九客户李娜"


def font(*candidates: Path, size: int = 28) -> ImageFont.FreeTypeFont:
    found = next((path for path in candidates if path.exists()), None)
    if found is None:
        pytest.skip("no font of this script is installed")
    return ImageFont.truetype(str(found), size)


def drawn(text: str, face: ImageFont.FreeTypeFont, *, size: tuple[int, int] = (720, 120)) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((30, 40), text, font=face, fill="black")
    return picture


@pytest.fixture(scope="module")
def engine():
    return OcrEngine(threads=1)


def read(engine, picture, **more):
    return engine.read(memoryview(picture.tobytes()), *picture.size, **more)


@pytest.mark.parametrize(("text", "faces"), [(ENGLISH, [LATIN]), (CHINESE, CJK)])
def test_a_line_is_read_with_its_place_and_its_words_places(engine, text, faces):
    page = read(engine, drawn(text, font(*faces)))
    line = page.lines[0]
    assert line.text == text
    assert line.confidence > 0.9
    assert (page.weak, page.cut, page.turned, page.coverage) == (False, False, 0, 1.0)
    x0, y0, x1, y1 = line.box
    assert 0 < x0 < 0.1 < 0.4 < x1 < 0.9
    assert 0.2 < y0 < 0.5 < y1 < 0.8
    assert "".join(line.text[word.start : word.end] for word in line.words) == text.replace(" ", "")
    assert all(x0 - 0.02 <= word.box[0] < word.box[2] <= x1 + 0.02 for word in line.words)


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize(("text", "faces"), [(ENGLISH, [LATIN]), (CHINESE, CJK)])
def test_a_turned_page_is_read_and_its_boxes_are_those_of_the_page_as_it_is(engine, text, faces, degrees):
    upright = read(engine, drawn(text, font(*faces)))
    page = read(engine, drawn(text, font(*faces)).rotate(-degrees, expand=True))
    assert page.turned == degrees
    assert [line.text for line in page.lines] == [text]
    box = upright.lines[0].box
    for _ in range(degrees // 90):
        box = 1 - box[3], box[0], 1 - box[1], box[2]
    assert page.lines[0].box == pytest.approx(box, abs=0.05)


@pytest.mark.parametrize("shade", ["white", "black", (200, 30, 30)])
def test_a_blank_page_is_not_given_to_the_model(engine, shade):
    page = read(engine, Image.new("RGB", (900, 1200), shade))
    assert page.blank
    assert page.coverage == 1.0


def test_small_pale_text_is_not_blank(engine):
    picture = Image.new("RGB", (1000, 1400), "white")
    ImageDraw.Draw(picture).text((100, 100), "Invoice 1187", font=font(LATIN, size=24), fill=(150, 150, 150))
    assert not read(engine, picture).blank


def test_an_equal_picture_is_read_once(engine):
    first = read(engine, drawn("Read me once", font(LATIN)))
    assert read(engine, drawn("Read me once", font(LATIN))) is first


def test_a_script_the_model_does_not_know_is_said_to_be_unread(engine):
    page = read(engine, drawn("договор შეთანხმება συμφωνία", font(LATIN)))
    if "договор" not in "".join(line.text for line in page.lines):
        assert page.weak
        assert page.coverage < 1


def test_time_that_is_over_cuts_the_page_and_says_so(engine):
    picture = Image.new("RGB", (800, 1200), "white")
    for row in range(20):
        ImageDraw.Draw(picture).text((40, 40 + 55 * row), f"Row {row} of the table", font=font(LATIN), fill="black")
    answers = iter([True, True])
    page = read(engine, picture, more_time=lambda: next(answers, False))
    assert page.cut
    assert 0 < len(page.lines) < 20
    assert not read(engine, picture).cut  # a reading that was cut is not kept
