"""Pictures: bitmaps, measures, and what their metadata say."""

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
        ("taken", "2024-01-02T03:04:05"), ("gps", "-33.8598333, 151.2111111"), ("comment", "a remark"),
    ):  # fmt: skip
        assert wanted in found, wanted


def test_a_camera_that_knew_no_place_says_none(read) -> None:  # type: ignore[no-untyped-def]
    exif = Image.Exif()
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
    place[ExifTags.GPS.GPSLatitude] = place[ExifTags.GPS.GPSLongitude] = (Fraction(0),) * 3
    assert "gps" not in [name for name, _ in properties(read(saved(scene(), "JPEG", exif=exif), "a.jpg"))]


XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" photoshop:City="Utopia" xmp:CreateDate="2024-05-06T07:08:09"
 exif:GPSLatitude="33,51.59S" exif:GPSLongitude="151,12.6667E" xmp:MetadataDate="2024-05-06">
 <dc:creator><rdf:Seq><rdf:li>Ann Lee</rdf:li></rdf:Seq></dc:creator>
 <dc:title><rdf:Alt><rdf:li xml:lang="x-default">名单</rdf:li></rdf:Alt></dc:title>
 <Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Bob Stone</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "TIFF", "PNG", "AVIF"])
def test_xmp_is_content(read, form: str) -> None:  # type: ignore[no-untyped-def]
    if form == "TIFF":
        options: dict[str, object] = {"tiffinfo": {700: XMP}}
    elif form == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options = {"pnginfo": texts}
    else:
        options = {"xmp": XMP}
    done = read(saved(scene(), form, **options), f"a.{form.lower()}")
    found = properties(done)
    for wanted in (
        ("author", "Ann Lee"), ("title", "名单"), ("person_shown", "Bob Stone"), ("city", "Utopia"),
        ("created", "2024-05-06T07:08:09"), ("gps", "-33.8598333, 151.2111117"),
    ):  # fmt: skip
        assert wanted in found, wanted
    assert not [text for _, text in found if "rdf" in text or text == "2024-05-06"]
    assert done.extraction.title == "名单"


@pytest.mark.parametrize(
    "packet", [b"", b"<x:xmpmeta", b"<a>" * 5_000, b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", b"\xff\xfe<"]
)
def test_broken_xmp_is_passed_over(read, packet: bytes) -> None:  # type: ignore[no-untyped-def]
    done = read(saved(scene(), "WEBP", xmp=packet), "a.webp")
    assert done.extraction.status is Status.COMPLETE
    assert len(done.bitmaps) == 1


def test_iptc_is_content(read) -> None:  # type: ignore[no-untyped-def]
    fields = {80: b"Ann Lee", 120: "说明".encode(), 25: b"contract", 101: b"Utopia"}
    records = b"".join(b"\x1c\x02" + bytes([key]) + len(text).to_bytes(2, "big") + text for key, text in fields.items())
    resource = b"8BIM\x04\x04\0\0" + len(records).to_bytes(4, "big") + records + b"\0" * (len(records) % 2)
    segment = b"Photoshop 3.0\0" + resource
    data = saved(scene(), "JPEG")
    data = data[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + data[2:]
    found = properties(read(data, "a.jpg"))
    assert {("author", "Ann Lee"), ("description", "说明"), ("keywords", "contract"), ("country", "Utopia")} <= set(
        found
    )


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


def clip(*texts: str) -> list[Image.Image]:
    """Four frames a text, with a little noise."""
    frames = []
    for text in texts:
        for number in range(4):
            frame = Image.new("RGB", (240, 120), "white")
            draw = ImageDraw.Draw(frame)
            draw.text((20, 40), text, fill="black", font_size=32)
            draw.point((number, 3), fill="grey")
            frames.append(frame)
    return frames


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_frames_that_show_something_new_are_read_with_their_time(read, form: str) -> None:  # type: ignore[no-untyped-def]
    frames = clip("first", "second", "third")
    data = saved(frames[0], form, save_all=True, append_images=frames[1:], duration=250)
    done = read(data, f"a.{form.lower()}")
    assert [bitmap.place.time for bitmap in done.bitmaps] == [None, (1.0, 1.0), (2.0, 2.0)]
    assert [bitmap.place.frame for bitmap in done.bitmaps] == [None, 5, 9]
    assert (done.extraction.status, done.extraction.checked["pictures"]) == (Status.COMPLETE, "yes")
    assert done.extraction.facts["frames_taken"] == 3


def test_more_scenes_than_are_read_are_said(read) -> None:  # type: ignore[no-untyped-def]
    frames = clip(*(f"caption {number}" for number in range(15)))
    done = read(saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100), "a.gif")
    seen = done.extraction
    assert (len(done.bitmaps), seen.checked["pictures"]) == (12, "partial")
    assert (seen.status, seen.reason) == (Status.PARTIAL, Reason.PICTURES_NOT_READ)
    assert seen.problems[0].locator.frame > 12
    assert 0.5 < seen.coverage < 1


@pytest.mark.parametrize(
    ("form", "name", "media_type"),
    [("ICO", "a.ico", "image/x-icon"), ("JPEG2000", "a.jp2", "image/jp2"), ("PPM", "a.ppm", "image/x-portable-anymap"),
     ("AVIF", "a.avif", "image/avif")],
)  # fmt: skip
def test_rarer_formats_are_read(read, form: str, name: str, media_type: str) -> None:  # type: ignore[no-untyped-def]
    done = read(saved(scene((256, 256)), form), name)
    assert (done.extraction.media_type, done.extraction.status) == (media_type, Status.COMPLETE)
    assert len(done.bitmaps) == 1
    assert min(done.bitmaps[0].width, done.bitmaps[0].height) >= 64


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
