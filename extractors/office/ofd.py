"""OFD, the Chinese format of fixed pages: text line by line with its box, pictures, annotations, attachments.

Source: GB/T 33190-2016, 7 (structure of a file), 8 (pages), 11 (text), 15 (annotations), 20 (attachments).
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from assay.extractors.office.pictures import Pictures
from assay.extractors.shared.dates import iso_date
from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.shared.safe_xml import parse_xml
from assay.extractors.shared.zips import open_zip, read_member
from assay.governance.domain import Anchor, Box, Locator, Reason, SegmentKind, Status

__all__ = ["read_ofd"]

_NAMES = {
    "Title": "title", "Author": "author", "Subject": "subject", "Abstract": "comments", "Keyword": "keywords",
    "CreationDate": "created", "ModDate": "modified", "Creator": "creator", "CustomData": "custom",
}  # fmt: skip
_A4 = (0.0, 0.0, 210.0, 297.0)
_SAME_LINE, _APART, _FAR = 0.5, 0.25, 3.0
_MOST_PARTS = 100

Area = tuple[float, float, float, float]


class _Run(NamedTuple):
    """A text object: what it says, and its box on the page in millimetres."""

    text: str
    box: Area


def read_ofd(file: BinaryIO, draft: Draft) -> None:
    """Read the documents of an OFD file, page by page.

    Raises:
        Stop: encrypted, or without a document that can be read.
    """
    with open_zip(file, draft.limits) as archive:
        if "Encryptions.xml" in archive.namelist():
            raise Stop(Status.FAILED, Reason.ENCRYPTED)
        root = _parse(archive, "OFD.xml")
        if root is None:
            raise Stop(Status.FAILED, Reason.MALFORMED)
        pictures = Pictures(archive, draft)
        pages = 0
        for body in list(root.iter("{*}DocBody"))[:_MOST_PARTS]:
            _properties(body, draft)
            place = _told(body, "DocRoot")
            if place:
                pages = _Document(archive, _path("", place), draft, pictures, first=pages).read()
            if _told(body, "Signatures"):
                listed = _parse(archive, _path("", _told(body, "Signatures")))
                draft.facts["signatures"] = 0 if listed is None else len(list(listed.iter("{*}Signature")))
        draft.facts["pages"] = pages
        pictures.close()
    if not pages:
        raise Stop(Status.FAILED, Reason.MALFORMED, "no pages")


class _Document:
    """One document of a file; `first` is how many pages came before it."""

    def __init__(self, archive: zipfile.ZipFile, place: str, draft: Draft, pictures: Pictures, *, first: int) -> None:
        self._archive, self._draft, self._pictures = archive, draft, pictures
        self._place, self._folder, self._page = place, posixpath.dirname(place), first
        self._media: dict[str, str] = {}
        self._templates: dict[str, str] = {}
        self._area: Area = _A4

    def read(self) -> int:
        """Read all pages up to the limit; returns the number of the last page."""
        root = _parse(self._archive, self._place)
        if root is None:
            self._draft.problem(Reason.PART_UNREADABLE, Locator(part=self._place))
            return self._page
        self._area = _box(_told(root, "PageArea/{*}PhysicalBox")) or _A4
        for tag in ("PublicRes", "DocumentRes"):
            for found in root.iter(f"{{*}}{tag}"):
                self._resources(_path(self._folder, found.text or ""))
        self._templates = {it.get("ID", ""): it.get("BaseLoc", "") for it in root.iter("{*}TemplatePage")}
        numbers: dict[str, int] = {}
        for listed in root.iterfind("{*}Pages/{*}Page"):
            if self._page >= self._draft.limits.pages:
                self._draft.problem(Reason.PAGE_LIMIT, Locator(page=self._page + 1))
                break
            self._page += 1
            numbers[listed.get("ID", "")] = self._page
            self._read_page(_path(self._folder, listed.get("BaseLoc", "")))
            if self._draft.full:
                break
        self._annotations(_told(root, "Annotations"), numbers)
        self._attachments(_told(root, "Attachments"))
        return self._page

    def _resources(self, place: str) -> None:
        root = _parse(self._archive, place)
        if root is None:
            return
        base = _path(posixpath.dirname(place), root.get("BaseLoc", ""))
        for media in root.iter("{*}MultiMedia"):
            self._media[media.get("ID", "")] = _path(base, _told(media, "MediaFile"))

    def _read_page(self, place: str) -> None:
        root = _parse(self._archive, place)
        if root is None:
            self._draft.problem(Reason.PART_UNREADABLE, Locator(page=self._page))
            return
        area = _box(_told(root, "Area/{*}PhysicalBox")) or self._area
        layers = [root]
        for template in root.iter("{*}Template"):
            found = _parse(self._archive, _path(self._folder, self._templates.get(template.get("TemplateID", ""), "")))
            if found is not None:
                layers.insert(0, found)
        for layer in layers:
            for line in _lines(_runs(layer)):
                self._write(line, area, SegmentKind.PARAGRAPH)
            for image in layer.iter("{*}ImageObject"):
                member = self._media.get(image.get("ResourceID", ""))
                if member:
                    box = _share(_box(image.get("Boundary", "")) or area, area)
                    self._pictures.add(member, Locator(page=self._page, box=box), area=box)

    def _write(self, line: list[_Run], area: Area, kind: SegmentKind, page: int | None = None) -> None:
        text, anchors = "", list[Anchor]()
        for number, run in enumerate(line):
            if number and run.box[0] - line[number - 1].box[2] > _APART * (run.box[3] - run.box[1]):
                text += " "
            anchors.append(Anchor(start=len(text), end=len(text) + len(run.text), box=_share(run.box, area)))
            text += run.text
        where = Locator(page=page or self._page, box=_share(_around(run.box for run in line), area))
        self._draft.add(kind, text, where, anchors=anchors)

    def _annotations(self, place: str, numbers: dict[str, int]) -> None:
        listed = _parse(self._archive, _path(self._folder, place)) if place else None
        for found in listed.iter("{*}Page") if listed is not None else ():
            base = posixpath.dirname(_path(self._folder, place))
            root = _parse(self._archive, _path(base, _told(found, "FileLoc")))
            page = numbers.get(found.get("PageID", ""))
            for mark in root.iter("{*}Annot") if root is not None else ():
                self._draft.add(SegmentKind.COMMENT, _told(mark, "Remark"), Locator(page=page))
                for line in _lines(_runs(mark)):
                    self._draft.add(SegmentKind.COMMENT, "".join(run.text for run in line), Locator(page=page))

    def _attachments(self, place: str) -> None:
        listed = _parse(self._archive, _path(self._folder, place)) if place else None
        for number, found in enumerate(listed.iter("{*}Attachment") if listed is not None else (), start=1):
            member = _path(posixpath.dirname(_path(self._folder, place)), _told(found, "FileLoc"))
            name = f"attachment[{number}]/{found.get('Name') or posixpath.basename(member)}"
            try:
                data = read_member(self._archive, member)
            except Exception:  # noqa: BLE001 - a broken member of a sound file
                data = None
            if data is None:
                self._draft.problem(Reason.PART_UNREADABLE, Locator(member=name))
            else:
                self._draft.child(name, data)


def _runs(root: Any) -> Iterator[_Run]:
    """Yield the text objects in the order of the content; blocks inside blocks are opened by it."""
    for item in root.iter("{*}TextObject"):
        text = "".join("".join(code.itertext()) for code in item.iter("{*}TextCode")).strip("\r\n")
        box = _box(item.get("Boundary", ""))
        if text.strip() and box is not None:
            yield _Run(text, box)


def _lines(runs: Iterator[_Run]) -> Iterator[list[_Run]]:
    """Yield runs that stand beside one another as one line: to the right, at the same height, not far away."""
    line: list[_Run] = []
    for run in runs:
        if line:
            left, right = line[-1].box, run.box
            tall = min(left[3] - left[1], right[3] - right[1])
            common = min(left[3], right[3]) - max(left[1], right[1])
            beside = -_SAME_LINE * tall <= right[0] - left[2] <= _FAR * tall
            if not beside or common < _SAME_LINE * tall:
                yield line
                line = []
        line.append(run)
    if line:
        yield line


def _properties(body: Any, draft: Draft) -> None:
    for tag, name in _NAMES.items():
        for found in list(body.iter(f"{{*}}{tag}"))[:_MOST_PARTS]:
            value = "".join(found.itertext()).strip()
            if name == "custom":
                value = f"{found.get('Name', '')}: {value}" if value else ""
            draft.property(name, (iso_date(value) or value) if name in ("created", "modified") else value)
    draft.title = draft.title or _told(body, "DocInfo/{*}Title") or None


def _parse(archive: zipfile.ZipFile, place: str) -> Any:
    """Return a part's root element, None where it is missing or broken."""
    try:
        data = read_member(archive, place)
        return None if data is None else parse_xml(data)
    except (Stop, zipfile.BadZipFile, EOFError, OSError, RuntimeError, ValueError):
        return None


def _told(element: Any, tag: str) -> str:
    found = element.find(f".//{{*}}{tag}")
    return "" if found is None else "".join(found.itertext()).strip()


def _path(folder: str, place: str) -> str:
    """Return a member's name: as from the root where it begins with a slash, else from a folder."""
    return posixpath.normpath(place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place))


def _box(text: str) -> Area | None:
    """Read `x y width height` as left, top, right, bottom."""
    try:
        x, y, wide, high = (float(part) for part in text.split())
    except ValueError:
        return None
    return (x, y, x + wide, y + high) if wide > 0 and high > 0 else None


def _around(boxes: Iterator[Area]) -> Area:
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


def _share(box: Area, area: Area) -> Box:
    """Return a box as fractions of the page."""
    wide, high = area[2] - area[0], area[3] - area[1]
    x0, y0, x1, y1 = (
        (box[0] - area[0]) / wide, (box[1] - area[1]) / high, (box[2] - area[0]) / wide, (box[3] - area[1]) / high,
    )  # fmt: skip
    return tuple(round(min(1.0, max(0.0, value)), 5) for value in (x0, y0, x1, y1))  # type: ignore[return-value]
