"""XML that asks for files, for the network, or for more of itself, in every format that is made of it."""

from __future__ import annotations

import base64
import socket
import time
from pathlib import Path

import pytest
from hostile_parts import LAUGHS, decode, office, pack
from ofd_files import ofd

from assay.governance.domain import Decoder

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
