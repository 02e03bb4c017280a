"""Machine-readable zones: the specimens of ICAO Doc 9303 (invented holders), as they are and as they are misread."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from assay.models.ocr import OcrEngine
from assay.models.ocr_lines import Line, Region
from assay.models.ocr_mrz import find_zones, mended

MONO = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf")
TD1 = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
TD2 = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]
TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
VISA_A = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]
VISA_B = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"]
ALL = [("TD1", TD1), ("TD2", TD2), ("TD3", TD3), ("MRV-A", VISA_A), ("MRV-B", VISA_B)]


@pytest.fixture(scope="module")
def engine():
    return OcrEngine(threads=1)


@pytest.mark.parametrize(("name", "lines"), ALL)
def test_every_format_is_known_between_other_lines(name, lines):
    zones = find_zones(["Surname ERIKSSON", *lines, "Signature"])
    assert [(zone.format, zone.first, list(zone.lines), zone.valid) for zone in zones] == [(name, 1, lines, True)]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (["P<UT0ERIKSS0N<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UT07408122F1204159ZE184226B<<<<<10"], TD3),
        (["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<", "L898902C36UTO74O8I22F12O4I59ZE184226B<<<<1O"], TD3),
        (["P<UTOERIKSSON<<ANNA<MARIA«<<<<<<<<<<<<<<<<<", "L8989O2C36UTO 740B122F1204159 ZE184226B<<<<<10"], TD3),
        (["p<utoeriksson<<anna<maria<<<<<<<<<<<<<<<<<<<", "l898902c36uto7408122f1204159ze184226b<<<<<10"], TD3),
        (["I<UT0D231458907<<<<<<<<<<<<<<", "7408122F1204159UT0<<<<<<<<<<<6", "ERIKSS0N<<ANNA<MARIA<<<<<<<<<<<"], TD1),
    ],
)
def test_what_is_misread_is_mended_where_the_check_digits_say_so(read, meant):
    (zone,) = find_zones(read)
    assert (list(zone.lines), zone.valid) == (meant, True)


@pytest.mark.parametrize(
    ("right", "wrong"), [("L898902C3", "L898902C4"), ("L898902C3", "LB98902C3"), ("7408122", "7408123"), ("10", "11")]
)
def test_a_zone_that_does_not_check_is_doubtful_and_left_as_it_was_read(right, wrong):
    forged = [TD3[0], TD3[1].replace(right, wrong)]
    (zone,) = find_zones(forged)
    assert not zone.valid
    regions = [Region(line=Line(text=text, box=(0.1, 0.1, 0.9, 0.2), confidence=0.9), aspect=20) for text in forged]
    assert mended(regions)[0] == regions


@pytest.mark.parametrize(
    "lines",
    [
        [],
        TD3[:1],
        TD3[::-1],
        ["P" + "A" * 43, "B" * 44],
        ["PRICE LIST OF ALL THE GOODS WE SELL IN MARCH", "1234567890123456789012345678901234567890 1234"],
        ["P<UTO", "L898902C36UTO"],
        ["CODE <A< OR <B<< IN THIRTY SIGNS", "OF A MARKED UP PAGE IN A BOOK", "THAT SHOWS HOW TO WRITE ONE"],
    ],
)
def test_other_lines_are_no_zone(lines):
    assert find_zones(lines) == []


def test_a_field_has_the_place_that_its_letters_have_in_the_line():
    regions = [Region(line=Line(text=text, box=(0.1, 0.5, 0.98, 0.6), confidence=0.9), aspect=20) for text in TD3]
    done, _ = mended(regions)
    words = [(done[1].line.text[word.start : word.end], word.box) for word in done[1].line.words]
    assert [text for text, _ in words] == ["L898902C36UTO7408122F1204159ZE184226B", "10"]
    assert words[1][1] == pytest.approx((0.94, 0.5, 0.98, 0.6), abs=1e-3)


@pytest.mark.parametrize("turned", [0, 90])
@pytest.mark.parametrize(("name", "lines"), ALL[:3])
def test_a_zone_in_a_picture_is_read(engine, name, lines, turned):
    if not MONO.exists():
        pytest.skip("no font to draw with")
    size = 24
    picture = Image.new("RGB", (int(len(lines[0]) * size * 0.62) + 120, 220), "white")
    for row, text in enumerate(lines):
        ImageDraw.Draw(picture).text((60, 50 + 42 * row), text, font=ImageFont.truetype(str(MONO), size), fill="black")
    picture = picture.rotate(-turned, expand=True)
    page = engine.read(memoryview(picture.tobytes()), *picture.size)
    assert (page.zones, page.doubtful_zones) == ((name,), 0)
    assert [line.text for line in page.lines] == lines
