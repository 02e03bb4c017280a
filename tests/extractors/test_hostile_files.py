"""Files made to do harm: bombs that unpack to too much, names that lead elsewhere, XML that asks for more."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import os
import socket
import struct
import sys
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest
from ofd_files import ofd
from seven_files import seven

from assay.extractors.sandbox import ConfinedSandbox
from assay.extractors.sniffing.sniff import HEAD_BYTES, sniff
from assay.governance.domain import Decoded, Decoder, FileRef, Limits, Reason, Status

DOCUMENTS = Path(__file__).parents[3] / "shared" / "data" / "documents" / "formats"
MIB = 1 << 20
SMALL = Limits(
    decoder_memory_bytes=256 * MIB,
    unpacked_bytes=32 * MIB,
    archive_entries=1_000,
    cpu_seconds_per_unit=3,
    stall_seconds=20,
)
REFUSED = {
    Reason.ARCHIVE_LIMIT, Reason.PIXEL_LIMIT, Reason.MALFORMED, Reason.TRUNCATED, Reason.PART_UNREADABLE,
    Reason.TEXT_LIMIT, Reason.FILE_TOO_LARGE, Reason.NO_TEXT_FOUND, Reason.MEMORY_LIMIT, Reason.READER_MISSING,
}  # fmt: skip


def pack(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def zeros(compress: Callable[[bytes], bytes], size: int) -> bytes:
    return compress(bytes(size))


def overlapping(entries: int = 900) -> bytes:
    """A zip whose directory names one member many times: what is stored once unpacks again and again."""
    whole = pack({"a.txt": os.urandom(60_000)})
    directory = whole.rindex(b"PK\x01\x02")
    end = whole.rindex(b"PK\x05\x06")
    entry = whole[directory:end]
    size = len(entry) * entries
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, entries, entries, size, directory, 0)
    return whole[:directory] + entry * entries + tail


def sparse_tar() -> bytes:
    """An old GNU sparse member that says it is a terabyte and stores next to nothing."""
    header = bytearray(tarfile.TarInfo("sparse.txt").tobuf(tarfile.GNU_FORMAT))
    header[156:157] = b"S"
    header[386:410] = b"00000000000\0" + b"00000000001\0"
    header[483:495] = (1 << 40).to_bytes(12, "big")
    header[483] |= 0x80
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + b"x".ljust(512, b"\0") + bytes(1_024)


def stacked_pdf(layers: int = 3) -> bytes:
    """A page whose content was deflated several times: a few hundred bytes of a gigabyte."""
    body = bytes(40 * MIB)
    packer = zlib.compressobj(9)
    data = packer.compress(body) + packer.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    filters = b"[" + b"/FlateDecode " * layers + b"]"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Length %d/Filter%s>>stream\n%s\nendstream" % (len(data), filters, data),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    )


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(4 * MIB), 9)) + chunk(b"IEND", b"")


def tiff(width: int, height: int) -> bytes:
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (278, 4, height),
            (279, 4, 0xFFFFFF)]  # fmt: skip
    fields = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + fields + bytes(4)


def wav(said: int) -> bytes:
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", said, b"WAVE", b"fmt ", 16, 1, 2, 192_000, 768_000, 4, 16)
    return head + struct.pack("<4sI", b"data", said - 36) + bytes(4_000)


def office(kind: str, members: Mapping[str, bytes]) -> bytes:
    """Return a small office file with some of its parts replaced."""
    buffer = io.BytesIO()
    if kind == "docx":
        import docx  # type: ignore[import-untyped]

        docx.Document().save(buffer)
    elif kind == "pptx":
        import pptx  # type: ignore[import-untyped]

        deck = pptx.Presentation()
        deck.slides.add_slide(deck.slide_layouts[6])
        deck.save(buffer)
    else:
        import openpyxl  # type: ignore[import-untyped]

        openpyxl.Workbook().save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()} | dict(members))


LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 12}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip
DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>\
&i;</w:t></w:r></w:p></w:body></w:document>'


def zstd(size: int) -> bytes:
    """Frames of one repeated byte, made by hand: 128 KiB in four bytes each."""
    block = struct.pack("<I", (1 | 1 << 1 | (128 << 10) << 3))[:3]  # last, RLE
    frame = b"\x28\xb5\x2f\xfd" + b"\x80\x58" + struct.pack("<I", 128 << 10)[:4] + block + b"\0"
    return frame * (size // (128 << 10))


BOMBS: dict[str, Callable[[], bytes]] = {
    "ratio.zip": lambda: pack({"zeros.txt": bytes(40 * MIB)}),
    "nested.zip": lambda: pack({f"{n}.zip": pack({"zeros.txt": bytes(4 * MIB)}) for n in range(30)}),
    "many.zip": lambda: pack({f"{n}": b"" for n in range(1_001)}),
    "overlapping.zip": overlapping,
    "zeros.txt.gz": lambda: zeros(gzip.compress, 40 * MIB),
    "zeros.txt.bz2": lambda: zeros(bz2.compress, 40 * MIB),
    "zeros.txt.xz": lambda: zeros(lzma.compress, 40 * MIB),
    "zeros.txt.zst": lambda: zstd(40 * MIB),
    "strings.xlsx": lambda: office("xlsx", {"xl/sharedStrings.xml": b"<sst><si><t>" + b"a" * (40 * MIB)}),
    "entities.docx": lambda: office("docx", {"word/document.xml": (LAUGHS + DOCUMENT).encode()}),
    "stacked.pdf": stacked_pdf,
    "wide.png": lambda: png(65_535, 65_535),
    "wide.tiff": lambda: tiff(60_000, 60_000),
    "long.wav": lambda: wav(0xFFFFFFF0),
    "sparse.tar": sparse_tar,
    "ratio.7z": lambda: seven({"zeros.txt": bytes(40 * MIB)}),
    "said.7z": lambda: seven({"a.txt": b"words"}, said=1 << 60),
    "laughs.svg": lambda: (LAUGHS + '<svg xmlns="http://www.w3.org/2000/svg"><text>&i;</text></svg>').encode(),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox() as made:
        ask(made, b"warm", "warm.txt")
        yield made


def ask(sandbox: ConfinedSandbox, data: bytes, name: str):
    descriptor = os.memfd_create("hostile")
    try:
        os.write(descriptor, data)
        return sandbox.perceive(FileRef(fd=descriptor, size=len(data), name=name), SMALL)
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_refused_and_not_unpacked(sandbox: ConfinedSandbox, name: str) -> None:
    """In no more than 256 MiB, and with next to nothing handed on."""
    data = BOMBS[name]()
    assert len(data) < 16 * MIB
    begun = time.monotonic()
    seen = ask(sandbox, data, name)
    assert time.monotonic() - begun < SMALL.stall_seconds
    assert seen.extraction.status is not Status.COMPLETE or sum(map(len, [c.data for c in seen.children])) < MIB
    assert seen.extraction.reason in REFUSED | {None}
    assert sum(len(child.data) for child in seen.children) <= max(2 * len(data), MIB)
    assert sum(len(segment.text) for segment in seen.extraction.segments) < MIB


# ---- names

NAMES = [
    *(f"{up * depth}escape.txt" for up in ("../", "..\\", "..//", "./../", "%2e%2e/", "..%2f", "‥/", "．．/")
      for depth in (1, 3, 12)),
    "/escape.txt", "//escape.txt", "\\escape.txt", "\\\\host\\share\\escape.txt", "C:\\escape.txt", "C:escape.txt",
    "c:/escape.txt", "file:///escape.txt", "/etc/cron.d/escape", "/proc/self/mem", "/dev/null", "~/escape.txt",
    "~root/.ssh/authorized_keys", "$HOME/escape.txt", "`touch escape`", "$(touch escape)", "| touch escape", "-rf",
    "--checkpoint-action=exec=sh", ".", "..", "...", " ", "a/../../escape.txt", "a/b/../../../escape.txt",
    "con", "nul.txt", "aux.", "a:stream", "a.txt\x00.exe", "a\nb.txt", "\x1b[31mred", "\u202egnp.txt", "\ufeff.txt",
    "x" * 300 + ".txt", "/" * 200 + "escape.txt",
]  # fmt: skip


def _zip(names: list[str]) -> bytes:
    return pack({name: b"inside" for name in names})


def _tar(names: list[str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 6
            archive.addfile(info, io.BytesIO(b"inside"))
            for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
                link = tarfile.TarInfo("link")
                link.type, link.linkname = kind, name
                archive.addfile(link)
    return buffer.getvalue()


def _eml(names: list[str]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "names"
    message.set_content("inside")
    for number, _ in enumerate(names):
        message.add_attachment(b"inside", maintype="text", subtype="csv", filename=f"NAME-{number}-")
    data = message.as_bytes()
    for number, name in enumerate(names):
        safe = name.replace("\n", " ").replace('"', "").replace("\x00", "").encode("utf-8", "replace")
        data = data.replace(b"NAME-%d-" % number, safe)
    return data


def _mbox(names: list[str]) -> bytes:
    return b"From a@example.com Mon Jan  1 00:00:00 2024\n" + _eml(names) + b"\n"


def _seven(names: list[str]) -> bytes:
    return seven({name.replace("\x00", ""): b"inside" for name in names})


def _msg(names: list[str]) -> bytes:
    """The one name that stands in a real file, replaced by one of the same length that leads elsewhere."""
    path = DOCUMENTS / "fake-email-attachment.msg"
    if not path.exists():
        pytest.skip("shared/data/documents is not here")
    data, name = path.read_bytes(), "fake-attachment.txt"
    found = data.count(name.encode("utf-16-le"))
    assert found
    return data.replace(name.encode("utf-16-le"), "../../../escape.txt".encode("utf-16-le"))


CONTAINERS = {"zip": _zip, "tar": _tar, "eml": _eml, "mbox": _mbox, "7z": _seven, "msg": _msg}
WRITES = {"os.mkdir", "os.rename", "os.symlink", "os.link", "os.remove", "os.rmdir", "os.truncate", "os.chmod",
          "os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "socket.connect"}  # fmt: skip
_watched: list[str] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watched is None:
        return
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if event in WRITES or writes:
        _watched.append(f"{event} {arguments[0]!r}")


@pytest.fixture
def watched() -> Iterator[list[str]]:
    """Note every file that is made, changed or removed, every program and every connection, from Python."""
    global _watched
    if not getattr(sys, "_assay_hook", False):
        sys.addaudithook(_hook)
        sys._assay_hook = True  # type: ignore[attr-defined]
    _watched = []
    try:
        yield _watched
    finally:
        _watched = None


def decode(decoders: dict[str, Decoder], data: bytes, name: str) -> Decoded:
    file = io.BytesIO(data)
    media_type = sniff(data[:HEAD_BYTES], name, file)
    decoder = decoders.get(media_type)
    if decoder is None:
        pytest.skip(f"no reader of {media_type}")
    file.seek(0)
    return decoder.decode(file, name=name, media_type=media_type, limits=Limits())


@pytest.mark.parametrize("kind", sorted(CONTAINERS))
def test_nothing_is_written_under_a_members_name(
    decoders: dict[str, Decoder], kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watched: list[str]
) -> None:
    """Sixty names that lead out of a folder, as members and attachments: they are names of children, and no more."""
    assert len(NAMES) >= 60
    monkeypatch.chdir(tmp_path)
    data = CONTAINERS[kind](NAMES)
    decode(decoders, b"text", "warm.txt")
    watched.clear()
    done = decode(decoders, data, f"names.{kind}")
    assert watched == []
    assert list(tmp_path.iterdir()) == []
    assert done.children or done.extraction.status is not Status.COMPLETE
    assert all(child.data in (b"inside", b"inside\n", b"inside\r\n") for child in done.children) or kind in (
        "msg",
        "mbox",
    )


# ---- XML

SECRET = "not-to-be-read"
BODIES = {
    "xml": "<d>{}</d>",
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><text>{}</text></svg>',
    "html": "<html><body><p>{}</p></body></html>",
    "docx": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>\
{}</w:t></w:r></w:p></w:body></w:document>',
    "xlsx": '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>',
    "pptx": '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" \
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{}</a:t>\
</a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>',
    "odt": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>{}</text:p></office:text>\
</office:body></office:document-content>',
    "ofd": '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer><ofd:TextObject \
Boundary="1 1 50 5"><ofd:TextCode>{}</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>',
    "pdf": "<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template>{}</template></xdp:xdp>",
}
PARTS = {"docx": "word/document.xml", "xlsx": "xl/sharedStrings.xml", "pptx": "ppt/slides/slide1.xml"}
ATTACKS: dict[str, tuple[str, str]] = {
    "entity": ('<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]>', "&e;"),
    "public": ('<!DOCTYPE x [<!ENTITY e PUBLIC "-//x" "{file}">]>', "&e;"),
    "network": ('<!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]>', "&e;"),
    "parameter": ('<!DOCTYPE x [<!ENTITY % p SYSTEM "{url}">%p;]>', "x"),
    "dtd": ('<!DOCTYPE x SYSTEM "{url}">', "x"),
    "include": ("", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}" parse="text"/>'),
    "style": ('<?xml-stylesheet type="text/xsl" href="{url}"?>', "x"),
    "laughs": (LAUGHS, "&i;"),
}


def _asking(kind: str, attack: str, file: str, url: str) -> bytes:
    before, inside = (text.replace("{file}", file).replace("{url}", url) for text in ATTACKS[attack])
    text = f'<?xml version="1.0" encoding="UTF-8"?>{before}{BODIES[kind].format(inside)}'.encode()
    if kind in PARTS:
        return office(kind, {PARTS[kind]: text})
    if kind == "odt":
        return pack({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": text})
    if kind == "ofd":
        return ofd([], more={"Doc_0/Pages/Page_0/Content.xml": text.decode()})
    if kind == "pdf":
        form = base64.b16encode(text)
        return (
            b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA 4 0 R>>>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
            b"4 0 obj<</Length %d/Filter/ASCIIHexDecode>>stream\n%s>\nendstream endobj\n"
            b"trailer<</Size 5/Root 1 0 R>>\n%%%%EOF" % (len(form) + 1, form)
        )
    return text


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_xml_reads_no_file_and_no_network(decoders: dict[str, Decoder], kind: str, tmp_path: Path) -> None:
    """Eight ways of asking in each of nine formats, decoded without the sandbox: the readers themselves refuse."""
    (tmp_path / "secret").write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for attack in ATTACKS:
            data = _asking(kind, attack, (tmp_path / "secret").as_uri(), url)
            begun = time.process_time()
            done = decode(decoders, data, f"{attack}.{kind}")
            assert time.process_time() - begun < 5, attack
            everything = repr(done.extraction) + repr(done.children)
            assert SECRET not in everything, attack
            assert everything.count("haha") < 1_000, attack
        with pytest.raises(TimeoutError):
            server.accept()
