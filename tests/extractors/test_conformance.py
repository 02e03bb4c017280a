"""What every decoder promises, shown with a real file of each kind and with what is done to such files."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable
from email.message import EmailMessage
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from assay.extractors.shared.finish import finish
from assay.extractors.sniffing.sniff import HEAD_BYTES, sniff
from assay.governance.domain import Decoded, Decoder, Extraction, Limits, Reason, Status, from_plain, to_plain

WORD = "Marker"


def _docx() -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph(f"{WORD} in a letter")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _xlsx() -> bytes:
    import openpyxl  # type: ignore[import-untyped]

    workbook = openpyxl.Workbook()
    workbook.active.append(["name", "phone"])
    workbook.active.append([WORD, "13800000000"])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, f"{WORD} on a page of its own")
    canvas.save()
    return buffer.getvalue()


def _png() -> bytes:
    from PIL import Image, PngImagePlugin

    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", WORD)
    buffer = io.BytesIO()
    Image.new("RGB", (120, 90), "white").save(buffer, "PNG", pnginfo=texts)
    return buffer.getvalue()


def _wav() -> bytes:
    import wave

    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8_000)
        sound.writeframes(bytes(range(250)) * 64)
    data = buffer.getvalue()
    text = WORD.encode().ljust(8, b"\0")
    tags = b"LIST" + (4 + 8 + len(text)).to_bytes(4, "little") + b"INFOIART" + len(text).to_bytes(4, "little") + text
    return b"RIFF" + (len(data) - 8 + len(tags)).to_bytes(4, "little") + data[8:] + tags


def _eml() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", WORD
    message.set_content("Words of the mail")
    return message.as_bytes()


def _calendar() -> bytes:
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", f"SUMMARY:{WORD}", "END:VEVENT", "END:VCALENDAR")
    return "".join(f"{line}\r\n" for line in lines).encode()


def _parquet() -> bytes:
    import pyarrow
    import pyarrow.parquet

    buffer = io.BytesIO()
    table = pyarrow.table({"name": [WORD], "phone": ["13800000000"]})
    pyarrow.parquet.write_table(table, buffer)
    return buffer.getvalue()


def _avro() -> bytes:
    import fastavro

    fields = [{"name": "name", "type": "string"}, {"name": "phone", "type": "string"}]
    buffer = io.BytesIO()
    schema = {"type": "record", "name": "row", "fields": fields}
    fastavro.writer(buffer, schema, [{"name": WORD, "phone": "13800000000"}], sync_marker=bytes(16))
    return buffer.getvalue()


def _sqlite() -> bytes:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE people (name, phone)")
    connection.execute("INSERT INTO people VALUES (?, '13800000000')", (WORD,))
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "archive": ("a.gz", lambda: gzip.compress(f"{WORD} inside".encode())),
    "avro": ("a.avro", _avro),
    "calendar": ("a.ics", _calendar),
    "parquet": ("a.parquet", _parquet),
    "subtitle": ("a.srt", lambda: f"1\n00:00:01,000 --> 00:00:02,000\n{WORD} said\n".encode()),
    "sqlite": ("a.sqlite", _sqlite),
    "delimited": ("a.csv", lambda: f"name,phone\n{WORD},13800000000\n".encode()),
    "docx": ("a.docx", _docx),
    "email": ("a.eml", _eml),
    "image": ("a.png", _png),
    "media": ("a.wav", _wav),
    "pdf": ("a.pdf", _pdf),
    "spreadsheet": ("a.xlsx", _xlsx),
    "structured": ("a.json", lambda: b'{"name": "%s"}' % WORD.encode()),
    "text": ("a.txt", lambda: f"{WORD} in plain words\n".encode()),
    "office": ("a.html", lambda: f"<html><body><p>{WORD} on a page</p></body></html>".encode()),
}
POINTS = {point.name: point for point in entry_points(group="assay.extractors")}


def run(decoder: Decoder, data: bytes, name: str, media_type: str = "") -> Decoded:
    file = io.BytesIO(data)
    found = media_type or sniff(data[:HEAD_BYTES], name, file)
    return finish(decoder.decode(file, name=name, media_type=found, limits=Limits()), Limits())


def check(done: Decoded) -> None:
    """Hold every promise of an extraction."""
    seen = done.extraction
    assert (seen.status is Status.COMPLETE) is (seen.coverage == 1.0)
    assert seen.reason is not None or seen.status is Status.COMPLETE
    assert [s.index for s in seen.segments] == list(range(len(seen.segments)))
    for segment in seen.segments:
        assert segment.text.strip()
        segment.text.encode("utf-8")
        for anchor in segment.anchors:
            assert 0 <= anchor.start < anchor.end <= len(segment.text)
            if anchor.box is not None:
                assert 0 <= anchor.box[0] <= anchor.box[2] <= 1
                assert 0 <= anchor.box[1] <= anchor.box[3] <= 1
    for bitmap in done.bitmaps:
        assert len(bitmap.rgb) == bitmap.width * bitmap.height * 3
        assert max(bitmap.width, bitmap.height) <= 2_600
        assert 0 <= bitmap.offset <= len(seen.segments)
    assert from_plain(Extraction, to_plain(seen)) == seen
    assert all(isinstance(value, str | int | float | bool | list | dict) for value in seen.facts.values())
    assert all("@" in producer for producer in seen.producers)


def test_every_decoder_has_a_file_here_and_keeps_to_the_protocol() -> None:
    assert set(FILES) == set(POINTS)
    owners: dict[str, str] = {}
    for name, point in POINTS.items():
        kind = point.load()
        assert isinstance(kind(), Decoder)
        assert kind.name == name
        assert kind.media_types
        for media_type in kind.media_types:
            assert owners.setdefault(media_type, name) == name, media_type


@pytest.mark.parametrize("kind", sorted(FILES))
def test_a_real_file_is_read_whole(kind: str) -> None:
    name, make = FILES[kind]
    decoder, data = POINTS[kind].load()(), make()
    done = run(decoder, data, name)
    check(done)
    assert done.extraction.status is Status.COMPLETE
    assert done.extraction.media_type in decoder.media_types
    everything = [s.text for s in done.extraction.segments] + [c.data.decode("utf-8", "replace") for c in done.children]
    assert any(WORD in text for text in everything)
    assert run(decoder, data, name) == done


@pytest.mark.parametrize("kind", sorted(FILES))
def test_bytes_of_any_other_kind_end_with_a_reason(kind: str) -> None:
    decoder = POINTS[kind].load()()
    others = [b"", b"\0", b"words alone", bytes(range(256)) * 20, *(make() for _, make in FILES.values())]
    for media_type in sorted(decoder.media_types):
        for data in others:
            done = run(decoder, data, "file", media_type)
            check(done)
            if not data:
                assert (done.extraction.status, done.extraction.reason) == (Status.SKIPPED, Reason.EMPTY)


@pytest.mark.parametrize("kind", sorted(FILES))
def test_no_mutation_of_a_file_raises(kind: str) -> None:
    name, make = FILES[kind]
    decoder = POINTS[kind].load()()
    data = make()
    chance = random.Random(20_240_101)  # noqa: S311
    for _ in range(40):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(broken))
            what = chance.randrange(4)
            if what == 0:
                broken[at] = chance.randrange(256)
            elif what == 1:
                del broken[at : at + chance.randint(1, 64)]
            elif what == 2:
                broken[at:at] = chance.randbytes(chance.randint(1, 64))
            else:
                broken = broken[: max(1, at)]
            broken = broken or bytearray(b"x")
        media_type = sniff(bytes(data[:HEAD_BYTES]), name, io.BytesIO(data))
        check(run(decoder, bytes(broken), name, media_type))


def test_real_documents_end_in_a_known_state(decoders: dict[str, Decoder]) -> None:
    folder = Path(__file__).parents[3] / "shared" / "data" / "documents" / "formats"
    if not folder.is_dir():
        pytest.skip("shared/data/documents is not here")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size < 400_000]
    states: list[Status] = []
    for path in files:
        data = path.read_bytes()
        media_type = sniff(data[:HEAD_BYTES], path.name, io.BytesIO(data))
        decoder = decoders.get(media_type) or decoders["text/plain"]
        done = run(decoder, data, path.name, media_type)
        check(done)
        states.append(done.extraction.status)
        unread = done.extraction.status is not Status.COMPLETE
        assert not unread or done.extraction.reason in (Reason.ENCRYPTED, Reason.READER_MISSING, Reason.EMPTY), (
            path.name
        )
    assert states.count(Status.COMPLETE) >= 0.95 * len(states)
