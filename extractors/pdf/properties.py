"""What a PDF says of itself: document information, XMP, labels of other products, signatures, restrictions."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from assay.extractors.office.properties import write_custom
from assay.extractors.pdf.strings import read_text
from assay.extractors.shared.dates import iso_date
from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.shared.safe_xml import parse_xml
from assay.extractors.shared.text_layer import sane_characters

__all__ = ["has_broken_stream", "read_properties"]

_NAMES = {
    "Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords", "Creator": "creator",
    "Company": "company", "CreationDate": "created", "ModDate": "modified",
}  # fmt: skip
_XMP = {
    "title": "title", "creator": "author", "description": "subject", "subject": "keywords", "Keywords": "keywords",
    "CreateDate": "created", "ModifyDate": "modified", "rights": "rights", "AuthorsPosition": "author_position",
    "Credit": "credit", "Manager": "manager", "Company": "company",
}  # fmt: skip
_DATES = frozenset({"created", "modified"})
_SILENT = frozenset({"Producer", "Trapped", "PTEX.Fullbanner", "Type", "Subtype", "Length", "Filter"})
_CUSTOM_SPACE = "ns.adobe.com/pdfx/"
_INFO = re.compile(rb"/Info\s+(\d{1,9})\s+(\d{1,5})\s+R")
_KEY = re.compile(rb"/([A-Za-z_][\w.#-]{0,120})\s*[(<]")
_OFFSETS = re.compile(rb"(?:\s*\d+\s+\d+){1,20000}")
_PACKET, _PACKET_END, _LONGEST_PACKET = b"<x:xmpmeta", b"</x:xmpmeta>", 4_000_000
_STORED_XMP, _STORED_OBJECTS = b"/Metadata", b"/ObjStm"
_TYPE, _NAME_CHARACTER = re.compile(rb"/Type\s*\Z"), re.compile(rb"\w")
_PACKED = re.compile(rb"/FlateDecode\b")
_STREAM = re.compile(rb"stream\r?\n")
_TRAILER, _FAR = 1 << 16, 4 << 20
_MOST_STREAMS, _MOST_BYTES = 200, 2 << 20
_MOST_VALUES, _LONGEST = 100, 4_000
_MOST_SIGNATURES = 100


def read_properties(document: Any, data: bytes, draft: Draft) -> None:
    """Add properties and facts; a name that a company gave itself is `custom`, a sensitivity label is `label`."""
    title = ""
    for key in [*_NAMES, *_custom_keys(data)]:
        value = _meta(document, key)
        if key not in _NAMES:
            write_custom(key, value, draft)
            continue
        title = value if key == "Title" else title
        _put(_NAMES[key], value, draft)
    for name, value in _xmp(data):
        title = title or (value if name == "title" else "")
        if name:
            _put(name, value, draft)
        else:
            custom, _, text = value.partition("\n")
            write_custom(custom, text, draft)
    draft.title = title.strip() if sane_characters(title.strip()) else None
    _signatures(document, draft)
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    if pdfium.FPDF_GetSecurityHandlerRevision(document.raw) > 0:
        draft.facts["restricted"] = True  # opens without a password, under rules of its owner


def _put(name: str, value: str, draft: Draft) -> None:
    """Add a property; dates, which the information and XMP write in two ways, as ISO 8601."""
    draft.property(name, (iso_date(value) or value) if name in _DATES else value)


def _meta(document: Any, key: str) -> str:
    import pypdfium2.raw as pdfium

    return read_text(lambda buffer, size: int(pdfium.FPDF_GetMetaText(document.raw, key.encode(), buffer, size)))


def _custom_keys(data: bytes) -> list[str]:
    """Return the keys of the document information that no standard names; PDFium gives values by key alone."""
    keys: dict[str, None] = {}
    for match in _infos(data):
        for found in _KEY.finditer(_object(data, int(match[1]), int(match[2]))):
            key = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), found[1])
            keys[key.decode("latin-1")] = None
    return [key for key in keys if key not in _NAMES and key not in _SILENT][:_MOST_VALUES]


def _infos(data: bytes) -> list[re.Match[bytes]]:
    """Return where the document information is said to be: at the end, or in files cut or linearised, before it."""
    for far in _TRAILER, _FAR:
        infos = (_INFO.match(data, at) for at in _places(data, b"/Info", len(data) - far))
        if found := {match.groups(): match for match in infos if match}:
            return list(found.values())
    return []


def _object(data: bytes, number: int, generation: int) -> bytes:
    """Return the bytes of a small object: as it stands, or out of a stream of objects."""
    heading = b"%d %d obj" % (number, generation)
    at = -1
    for start in len(data) - _TRAILER, 0:  # the last one counts, and most often it stands near the end
        if at < 0:
            at = max((at for at in _places(data, heading, start) if data[at - 1 : at] in (b"\n", b"\r")), default=-1)
    if at >= 0:
        return data[at : data.find(b"endobj", at, at + 65_536)]
    for body in _unpacked(data, _STORED_OBJECTS):
        head = _OFFSETS.match(body[:400_000])
        pairs = head[0].split() if head else []
        offset = dict(zip(pairs[::2], pairs[1::2], strict=False)).get(b"%d" % number)
        if head and offset is not None:
            start = body.find(b"<<", max(0, head.end() + int(offset) - 2))
            return body[start : start + 65_536].split(b">>")[0] if start >= 0 else b""
    return b""


def _places(data: bytes, sign: bytes, start: int = 0) -> Iterator[int]:
    """Yield where a sign stands; over megabytes a pattern takes ten times as long."""
    at = data.find(sign, max(0, start))
    while at >= 0:
        yield at
        at = data.find(sign, at + len(sign))


def _unpacked(data: bytes, kind: bytes) -> Iterator[bytes]:
    """Yield the streams whose dictionary is of a type, unpacked up to a limit; broken ones as far as they go."""
    room = _MOST_BYTES
    for count, at in enumerate(_places(data, kind)):
        end = at + len(kind)
        if _NAME_CHARACTER.match(data, end) or not _TYPE.search(data[max(0, at - 40) : at]):
            continue
        begin = _STREAM.search(data, end, end + 2_000)
        if begin is None:
            continue
        if count >= _MOST_STREAMS or room <= 0:
            return
        unpack = zlib.decompressobj()
        try:
            body = unpack.decompress(data[begin.end() : begin.end() + _MOST_BYTES], room)
        except zlib.error:
            continue
        room -= len(body)
        yield body


def has_broken_stream(data: bytes) -> bool:
    """Say whether a packed stream of a file that is not encrypted cannot be unpacked: PDFium shows a blank."""
    for count, match in enumerate(_PACKED.finditer(data)):
        begin = _STREAM.search(data, match.end(), match.end() + 2_000)
        if begin is None or count >= _MOST_STREAMS or b"/ASCII" in data[match.start() - 60 : begin.start()]:
            continue
        try:
            zlib.decompressobj().decompress(data[begin.end() : begin.end() + 4_096], 4_096)
        except zlib.error:
            return True
    return False


def _xmp(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of the last XMP packet; of a company's own fields the name is empty, the value both."""
    packet = _last_packet(data)
    for body in () if packet else _unpacked(data, _STORED_XMP):
        packet = _last_packet(body) or packet
    if not packet:
        return
    try:
        root = parse_xml(packet, recover=True)
    except Stop:
        return
    found = 0
    for element in root.iter("{*}Description"):
        fields = [(str(key), str(value)) for key, value in element.attrib.items()]
        for child in element:
            if isinstance(child.tag, str):
                texts = [text.strip() for text in child.itertext() if text.strip()]
                fields.append((child.tag, "; ".join(texts)))
        for tag, value in fields:
            space, _, name = tag.rpartition("}")
            known, text = _XMP.get(name), value.strip()[:_LONGEST]
            if not text or found >= _MOST_VALUES:
                continue
            if _CUSTOM_SPACE in space and known is None and name not in _SILENT:
                found += 1
                yield "", f"{name}\n{text}"
            elif known is not None:
                found += 1
                yield known, text


def _last_packet(data: bytes) -> bytes:
    """Return the last XMP packet that is whole; nothing where there is none."""
    at = data.rfind(_PACKET)
    while at >= 0:
        end = data.find(_PACKET_END, at, at + _LONGEST_PACKET)
        if end >= 0:
            return data[at : end + len(_PACKET_END)]
        at = data.rfind(_PACKET, 0, at)
    return b""


def _signatures(document: Any, draft: Draft) -> None:
    """Say that there are signatures and why they were given; whether they hold is not looked at."""
    import pypdfium2.raw as pdfium

    count = min(_MOST_SIGNATURES, max(0, pdfium.FPDF_GetSignatureCount(document.raw)))
    if count:
        draft.facts["signatures"] = count
    for place in range(count):
        signature = pdfium.FPDF_GetSignatureObject(document.raw, place)
        draft.property(
            "signature_reason",
            read_text(partial(_reason, signature)),
        )


def _reason(signature: Any, buffer: Any, size: int) -> int:
    import pypdfium2.raw as pdfium

    return int(pdfium.FPDFSignatureObj_GetReason(signature, buffer, size))
