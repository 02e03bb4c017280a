from __future__ import annotations

import io
from fractions import Fraction

import pytest
from PIL import ExifTags, Image, ImageDraw, ImageFilter, PngImagePlugin

from assay.governance.domain import Bitmap, Decoded, Limits, Reason, SegmentKind, Status


def scene(size: tuple[int, int] = (600, 400), mode: str = "RGB") -> Image.Image:
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for step in range(0, size[0], 20):
        draw.rectangle((step, step // 2, step + 10, step // 2 + 60), fill=(step % 255, 80, 160))
    return picture.convert(mode)


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def pixel(bitmap: Bitmap, x: int, y: int) -> tuple[int, ...]:
    at = (y * bitmap.width + x) * 3
    return tuple(bitmap.rgb[at : at + 3])


def properties(done: Decoded) -> list[tuple[str | None, str]]:
    return [(s.locator.property, s.text) for s in done.extraction.segments if s.kind is SegmentKind.PROPERTY]


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("PNG", "I;16"), ("JPEG", "RGB"),
     ("JPEG", "CMYK"), ("JPEG", "L"), ("GIF", "P"), ("BMP", "RGB"), ("TIFF", "RGB"), ("WEBP", "RGB")],
)  # fmt: skip
def test_pictures_of_every_kind_become_bitmaps_and_measures(read, form: str, mode: str) -> None:  # type: ignore[no-untyped-def]
    picture = scene(mode="L").convert("I;16") if mode == "I;16" else scene(mode=mode)
    done = read(saved(picture, form), f"a.{form.lower()}")
    seen = done.extraction
    assert (seen.status, seen.reason) == (Status.COMPLETE, None)
    assert [(b.width, b.height, len(b.rgb)) for b in done.bitmaps] == [(600, 400, 720_000)]
    assert (seen.facts["width"], seen.facts["height"]) == (600, 400)
    assert {"blur", "brightness", "contrast", "entropy"} <= set(seen.facts)
    assert len(seen.facts["dhash"]) == 16


def test_orientation_is_applied(read) -> None:  # type: ignore[no-untyped-def]
    picture = Image.new("RGB", (300, 200), "white")
    picture.paste((255, 0, 0), (0, 0, 60, 60))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    done = read(saved(picture, "JPEG", exif=exif, quality=95), "a.jpg")
    bitmap = done.bitmaps[0]
    assert (bitmap.width, bitmap.height) == (200, 300)
    assert (done.extraction.facts["width"], done.extraction.facts["height"]) == (200, 300)
    assert pixel(bitmap, 180, 20)[1] < 60
    assert pixel(bitmap, 20, 20)[1] > 200


def test_metadata_are_content(read) -> None:  # type: ignore[no-untyped-def]
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Ann Lee"
    exif[ExifTags.Base.ImageDescription] = "Card of Bob"
    exif[ExifTags.Base.XPComment] = "备注".encode("utf-16-le")
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    detail[ExifTags.Base.UserComment] = b"ASCII\0\0\0call 13800000000"
    detail[ExifTags.Base.DateTimeOriginal] = "2024:01:02 03:04:05"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLongitudeRef] = "S", "E"
    place[ExifTags.GPS.GPSLatitude] = (Fraction(33), Fraction(51), Fraction(3540, 100))
    place[ExifTags.GPS.GPSLongitude] = (Fraction(151), Fraction(12), Fraction(4000, 100))
    found = properties(read(saved(scene(), "JPEG", exif=exif, comment=b"a remark"), "a.jpg"))
    for wanted in (
        ("author", "Ann Lee"), ("description", "Card of Bob"), ("comment", "备注"), ("comment", "call 13800000000"),
        ("taken", "2024:01:02 03:04:05"), ("gps", "-33.8598333, 151.2111111"), ("comment", "a remark"),
    ):  # fmt: skip
        assert wanted in found, wanted


def test_png_texts_are_content(read) -> None:  # type: ignore[no-untyped-def]
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Ann Lee")
    texts.add_itxt("Title", "名单")
    done = read(saved(scene(), "PNG", pnginfo=texts), "a.png")
    assert {("author", "Ann Lee"), ("title", "名单")} <= set(properties(done))
    assert done.extraction.title == "名单"


def test_pages_of_a_tiff_become_bitmaps_up_to_the_limit(read) -> None:  # type: ignore[no-untyped-def]
    data = saved(scene(), "TIFF", save_all=True, append_images=[scene(), scene()])
    done = read(data, "a.tiff")
    assert [b.place.page for b in done.bitmaps] == [1, 2, 3]
    assert done.extraction.facts["pages"] == 3
    short = read(data, "a.tiff", limits=Limits(pages=2))
    assert (len(short.bitmaps), short.extraction.reason) == (2, Reason.PAGE_LIMIT)


def test_large_pictures_are_shrunk_for_reading(read) -> None:  # type: ignore[no-untyped-def]
    bitmap = read(saved(scene((5_200, 1_000)), "PNG"), "a.png").bitmaps[0]
    assert (bitmap.width, bitmap.height) == (2_600, 500)


def test_white_writing_on_nothing_is_laid_on_black(read) -> None:  # type: ignore[no-untyped-def]
    picture = Image.new("RGBA", (200, 100), (255, 255, 255, 0))
    ImageDraw.Draw(picture).text((20, 40), "13800000000", fill=(255, 255, 255, 255))
    bitmap = read(saved(picture, "PNG"), "a.png").bitmaps[0]
    assert pixel(bitmap, 0, 0) == (0, 0, 0)
    assert max(bitmap.rgb) > 240


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "TIFF"])
def test_a_picture_that_is_cut_is_read_as_far_as_it_goes(read, form: str) -> None:  # type: ignore[no-untyped-def]
    data = saved(scene((800, 600)), form)
    done = read(data[: len(data) * 3 // 5], f"a.{form.lower()}")
    assert done.extraction.status in (Status.PARTIAL, Status.FAILED)
    assert done.extraction.reason is Reason.TRUNCATED
    assert done.extraction.coverage < 1
    if form in ("PNG", "JPEG"):
        assert done.extraction.status is Status.PARTIAL
        assert done.bitmaps


def test_too_many_pixels_are_refused_before_they_are_decoded(read) -> None:  # type: ignore[no-untyped-def]
    data = saved(Image.new("1", (20_000, 20_000)), "PNG")
    done = read(data, "a.png")
    assert (done.extraction.status, done.extraction.reason, done.bitmaps) == (Status.SKIPPED, Reason.PIXEL_LIMIT, ())
    small = read(saved(scene(), "PNG"), "a.png", limits=Limits(pixels=1_000))
    assert (small.extraction.status, small.extraction.reason) == (Status.SKIPPED, Reason.PIXEL_LIMIT)


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b"", Status.SKIPPED, Reason.EMPTY),
        (b"no picture", Status.FAILED, Reason.MALFORMED),
        (b"\x89PNG\r\n\x1a\n", Status.FAILED, Reason.TRUNCATED),
    ],
)
def test_what_is_no_picture_has_its_reason(read, data: bytes, status: Status, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.png", media_type="image/png").extraction
    assert (done.status, done.reason) == (status, reason)


def test_measures_tell_sharp_from_blurred_and_copies_from_others(read) -> None:  # type: ignore[no-untyped-def]
    sharp = read(saved(scene(), "PNG"), "a.png").extraction.facts
    blurred = read(saved(scene().filter(ImageFilter.GaussianBlur(6)), "PNG"), "a.png").extraction.facts
    resized = read(saved(scene().resize((300, 200)), "JPEG", quality=60), "a.jpg").extraction.facts
    turned = read(saved(scene().rotate(90, expand=True), "PNG"), "a.png").extraction.facts

    def distance(left: dict[str, str], right: dict[str, str]) -> int:
        return (int(left["dhash"], 16) ^ int(right["dhash"], 16)).bit_count()

    assert blurred["blur"] < sharp["blur"] / 10
    assert distance(sharp, resized) <= 6 < distance(sharp, turned)
