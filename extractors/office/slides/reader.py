"""Slides: shapes in the order they stand, tables, notes, comments, charts, what the master says, pictures.

Source: ECMA-376 part 1, 19 (PresentationML) and 20 (DrawingML).
"""

from __future__ import annotations

import zipfile
from typing import Any, BinaryIO

from assay.extractors.office.drawings import paragraph_of, write_drawings
from assay.extractors.office.embedded import add_embedded
from assay.extractors.office.ooxml import Relation, id_of, main_part, parse_part, read_part, relations, stem
from assay.extractors.office.pictures import Pictures
from assay.extractors.office.properties import ooxml_properties
from assay.extractors.office.slides.shapes import P, ShapeWriter
from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.shared.zips import open_zip, read_member
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["read_slides"]

_MEDIA = (".mp3", ".wav", ".m4a", ".mp4", ".m4v", ".mov", ".avi", ".wmv", ".wma", ".mkv")


def read_slides(file: BinaryIO, draft: Draft) -> None:
    """Read a pptx; `page` is the slide's place in the show, places are `slide/shape[n]/p[m]`, `notes/p[m]`.

    Raises:
        Stop: truncated, malformed, or a bomb.
    """
    with open_zip(file, draft.limits) as archive:
        ooxml_properties(archive, draft)
        _Show(archive, draft).read()
    draft.checked["text"] = "yes"


class _Show:
    def __init__(self, archive: zipfile.ZipFile, draft: Draft) -> None:
        self._archive, self._draft = archive, draft
        self._pictures = Pictures(archive, draft)
        self._drawn: set[str] = set()
        self._masters: dict[str, None] = {}

    def read(self) -> None:
        """Read slide by slide in the order of the show, then what no slide is asked for."""
        main = main_part(self._archive, "ppt/presentation.xml")
        data = read_member(self._archive, main)
        slides, size = [], (0, 0)
        links = relations(self._archive, main)
        try:
            root = parse_part(data) if data else None
        except Stop:
            root = None
        if root is not None:
            ids = [id_of(element, "id") for element in root.iter("{*}sldId")]
            slides = [links[key].target for key in ids if key in links]
            size = _size(root)
        listed = set(slides)
        inside = sorted(
            (name for name in self._archive.namelist() if name.startswith("ppt/slides/slide") and name not in listed),
            key=lambda name: (len(name), name),
        )
        slides += inside
        if not slides and root is None:
            raise Stop(Status.FAILED, Reason.MALFORMED)
        self._draft.facts["pages"] = len(slides)
        self._authors(links)
        missing = 0
        for number, member in enumerate(slides, start=1):
            missing += not self._slide(member, number, size)
            if self._draft.full:
                break
        if missing and missing == len(slides):
            del self._draft.problems[:]
            raise Stop(Status.FAILED, Reason.MALFORMED, "slides")
        if slides:
            self._draft.coverage = 1.0 - missing / len(slides)
        self._rest(size)

    def _authors(self, links: dict[str, Relation]) -> None:
        self._people: dict[str, str] = {}
        for relation in links.values():
            root = None
            if relation.kind in ("commentAuthors", "authors"):
                root = read_part(self._archive, relation.target, self._draft)
            for author in root.iter("{*}cmAuthor", "{*}author") if root is not None else ():
                self._people[author.get("id", "")] = author.get("name", "")
                self._draft.property("comment_author", author.get("name"))

    def _slide(self, member: str, number: int, size: tuple[int, int]) -> bool:
        draft = self._draft
        root = read_part(self._archive, member, draft)
        if root is None:
            return False
        hidden = root.get("show") in ("0", "false")
        if hidden:
            draft.facts["hidden_slides"] = [*draft.facts.get("hidden_slides", []), number]
        links = relations(self._archive, member)
        writer = ShapeWriter(draft, links, self._pictures, page=number, size=size, hidden=hidden)
        writer.write(root, "slide")
        write_drawings(self._archive, links, draft, self._drawn, number)
        for relation in links.values():
            if relation.kind == "notesSlide":
                self._notes(relation.target, number)
            elif relation.kind in ("comments", "comment"):
                self._comments(relation.target, number)
            elif relation.kind == "slideLayout":
                self._masters[relation.target] = None
        return True

    def _notes(self, member: str, number: int) -> None:
        root = read_part(self._archive, member, self._draft)
        count = 0
        for shape in root.iter(f"{P}sp") if root is not None else ():
            holder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
            if holder is not None and holder.get("type") in ("sldNum", "sldImg", "dt"):
                continue
            for paragraph in shape.iter("{*}p"):
                count += 1
                where = Locator(page=number, part=f"notes/p[{count}]")
                self._draft.add(SegmentKind.NOTE, paragraph_of(paragraph), where)

    def _comments(self, member: str, number: int) -> None:
        root = read_part(self._archive, member, self._draft)
        comments = list(root.iter("{*}cm", "{*}reply")) if root is not None else []
        for count, comment in enumerate(comments, start=1):
            body = comment.find("{*}txBody")
            texts = [paragraph_of(p) for p in body.iter("{*}p")] if body is not None else [comment.findtext("{*}text")]
            text = "\n".join(text for text in texts if text)
            author = self._people.get(comment.get("authorId", ""), "")
            where = Locator(page=number, part=f"comment[{count}]")
            self._draft.add(SegmentKind.COMMENT, text, where, context=author)
        self._draft.facts["comments"] = self._draft.facts.get("comments", 0) + len(comments)

    def _rest(self, size: tuple[int, int]) -> None:
        """Read what layouts and masters show on every slide, remaining pictures and embedded files."""
        for layout in list(self._masters):
            above = relations(self._archive, layout).values()
            self._masters |= {link.target: None for link in above if link.kind == "slideMaster"}
        for member in self._masters:
            root = read_part(self._archive, member, self._draft)
            if root is not None:
                links = relations(self._archive, member)
                writer = ShapeWriter(self._draft, links, self._pictures, page=None, size=size, fixed=True)
                writer.write(root, stem(member))
        self._pictures.rest("ppt/media/")
        self._pictures.close()
        names = self._archive.namelist()
        media = [name for name in names if name.startswith("ppt/media/") and name.lower().endswith(_MEDIA)]
        embedded = [name for name in names if name.startswith("ppt/embeddings/")]
        add_embedded(self._archive, [*media, *embedded], self._draft)
        if "ppt/vbaProject.bin" in names:
            self._draft.facts["macros"] = True


def _size(root: Any) -> tuple[int, int]:
    element = root.find("{*}sldSz")
    if element is None:
        return 0, 0
    wide, high = element.get("cx", ""), element.get("cy", "")
    return (int(wide), int(high)) if wide.isdigit() and high.isdigit() else (0, 0)
