"""Files of formats that nothing here can save any more, written by hand: binary workbooks and old office files."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

__all__ = ["binary_workbook", "packed", "perfect", "star"]


def packed(members: Mapping[str, str | bytes], *, stored: str = "") -> bytes:
    """Zip members; the one named stays uncompressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            kind = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, data, compress_type=kind)
    return buffer.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    """Return a record of [MS-XLSB] 2.1.4; no body here is longer than 127 bytes."""
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(body)]) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(*cells: str) -> bytes:
    """Return an xlsb of one sheet and one column."""
    kinds = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = f'<Types xmlns="{kinds}/content-types"><Default Extension="bin" \
ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    links = f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="{{id}}" Type="{office}/{{kind}}" \
Target="{{target}}"/></Relationships>'
    book = _record(0x83) + _record(0x8F) + _record(0x9C, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("halls"))
    sheet = _record(0x81) + _record(0x94, struct.pack("<IIII", 0, len(cells) - 1, 0, 0)) + _record(0x91)
    for row, text in enumerate(cells):
        sheet += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        sheet += _record(6, struct.pack("<II", 0, 0) + _wide(text))
    return packed(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": links.format(id="rId1", kind="officeDocument", target="xl/workbook.bin"),
            "xl/_rels/workbook.bin.rels": links.format(id="rId1", kind="worksheet", target="worksheets/sheet1.bin"),
            "xl/workbook.bin": book + _record(0x90) + _record(0x84),
            "xl/worksheets/sheet1.bin": sheet + _record(0x92) + _record(0x82),
        }
    )


def star(kind: str, text: str) -> bytes:
    """Return a file of OpenOffice.org 1: `writer` or `impress`."""
    home = "http://openoffice.org/2000"
    names = " ".join(f'xmlns:{name}="{home}/{place}"' for name, place in
                     (("office", "office"), ("text", "text"), ("draw", "drawing"), ("style", "style")))  # fmt: skip
    words = f"<text:p>{text}</text:p>"
    if kind == "impress":
        frame = f'<draw:text-box xmlns:svg="http://www.w3.org/2000/svg" svg:x="1cm" svg:y="1cm" svg:width="9cm" \
svg:height="3cm">{words}</draw:text-box>'
        words = f'<draw:page draw:name="page1">{frame}</draw:page>'
    content = f'<office:document-content {names} office:version="1.0" \
office:class="{"text" if kind == "writer" else "presentation"}"><office:body>{words}</office:body>\
</office:document-content>'
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    manifest = f'<manifest:manifest xmlns:manifest="{home.replace("2000", "2001")}/manifest"><manifest:file-entry \
manifest:media-type="application/vnd.sun.xml.{kind}" manifest:full-path="/"/><manifest:file-entry \
manifest:media-type="text/xml" manifest:full-path="content.xml"/></manifest:manifest>'
    members = {"mimetype": f"application/vnd.sun.xml.{kind}", "content.xml": head + content}
    return packed(members | {"META-INF/manifest.xml": head + manifest}, stored="mimetype")


def perfect(text: str) -> bytes:
    """Return a WordPerfect 6 document: prefix, an index without packets, text in which 0x80 is the space."""
    body = text.encode().replace(b" ", b"\x80") + b"\xcc"
    start = 16 + 0x200 + 14
    prefix = struct.pack("<4sIBBBBHH", b"\xffWPC", start, 1, 10, 2, 1, 0, 0x10)
    return (prefix + bytes(start - len(prefix))) + body
