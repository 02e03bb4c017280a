"""Fixed pages as GB/T 33190-2016 wants them: a small writer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from old_files import packed

__all__ = ["HIGH", "WIDE", "ofd"]

WIDE, HIGH = 210.0, 297.0
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'

Run = tuple[str, tuple[float, float, float, float]]  # text; left, top, width, height in millimetres


def _content(runs: Sequence[Run], *, template: bool = False, image: str = "") -> str:
    objects = "".join(
        f'<ofd:TextObject ID="{number}" Font="1" Size="4" Boundary="{" ".join(map(str, box))}">'
        f'<ofd:TextCode X="0" Y="4" DeltaX="4">{escape(text)}</ofd:TextCode></ofd:TextObject>'
        for number, (text, box) in enumerate(runs, start=10)
    )
    shown = f'<ofd:ImageObject ID="9" Boundary="20 200 100 40" ResourceID="{image}"/>' if image else ""
    used = '<ofd:Template TemplateID="2"/>' if template else ""
    return (
        f'<ofd:Page {_SPACE}>{used}<ofd:Content><ofd:Layer ID="5">{objects}{shown}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def ofd(
    *pages: Sequence[Run], title: str = "", template: Sequence[Run] = (), comment: str = "",
    attachments: Mapping[str, bytes] | None = None, picture: bytes = b"", more: Mapping[str, str] | None = None,
) -> bytes:  # fmt: skip
    """Return a file of these pages; the first shows the template and the picture and bears the comment."""
    listed = "".join(f'<ofd:Page ID="{100 + it}" BaseLoc="Pages/Page_{it}/Content.xml"/>' for it in range(len(pages)))
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {_SPACE} Version='1.0' DocType='OFD'><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID>"
        f"<ofd:Title>{escape(title)}</ofd:Title><ofd:CreationDate>2024-04-17</ofd:CreationDate></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {_SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {WIDE} {HIGH}"
        "</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes><ofd:TemplatePage ID='2' "
        "BaseLoc='Tpls/Tpl_0/Content.xml'/></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>"
        "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": _content(template),
        "Doc_0/DocumentRes.xml": f"<ofd:Res {_SPACE} BaseLoc='Res'><ofd:MultiMedias><ofd:MultiMedia ID='7'>"
        "<ofd:MediaFile>picture.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
    }
    for number, runs in enumerate(pages):
        first = number == 0
        page = _content(runs, template=first and bool(template), image="7" if first and picture else "")
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = page
    if picture:
        parts["Doc_0/Res/picture.png"] = picture
    if comment:
        parts["Doc_0/Annots/Annotations.xml"] = (
            f"<ofd:Annotations {_SPACE}><ofd:Page PageID='100'><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc>"
            "</ofd:Page></ofd:Annotations>"
        )
        parts["Doc_0/Annots/Page_0/Annotation.xml"] = (
            f"<ofd:PageAnnot {_SPACE}><ofd:Annot ID='1' Type='Highlight'><ofd:Remark>{escape(comment)}</ofd:Remark>"
            "</ofd:Annot></ofd:PageAnnot>"
        )
    inside = attachments or {}
    found = "".join(
        f"<ofd:Attachment ID='{number}' Name='{escape(name)}'><ofd:FileLoc>file-{number}</ofd:FileLoc></ofd:Attachment>"
        for number, name in enumerate(inside)
    )
    parts["Doc_0/Attachs/Attachments.xml"] = f"<ofd:Attachments {_SPACE}>{found}</ofd:Attachments>"
    parts |= {f"Doc_0/Attachs/file-{number}": data for number, data in enumerate(inside.values())}
    return packed(parts | dict(more or {}))
