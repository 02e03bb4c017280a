"""Slides: their order, hidden ones, and boxes of shapes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.governance.domain import Extraction, SegmentKind, Status

FORMATS = Path(__file__).parents[4] / "shared" / "data" / "documents" / "formats"


def show() -> Any:
    from pptx import Presentation  # type: ignore[import-untyped]

    return Presentation()


def saved(presentation: Any) -> bytes:
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def leaves(shapes: Any) -> Iterator[Any]:
    """Return shapes in document order, groups opened, as python-pptx sees them."""
    for shape in shapes:
        if shape.shape_type is not None and shape.shape_type == 6:
            yield from leaves(shape.shapes)
        else:
            yield shape


def test_slides_keep_their_order_when_they_are_moved(read) -> None:  # type: ignore[no-untyped-def]
    presentation = show()
    for text in ("first made", "second made"):
        presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = text
    slides = presentation.slides._sldIdLst
    slides.insert(0, slides[1])
    found = [
        (s.locator.page, s.text) for s in read(saved(presentation), "a.pptx").extraction.segments if s.locator.page
    ]
    assert found == [(1, "second made"), (2, "first made")]


def test_hidden_slides_and_shapes_are_marked(read) -> None:  # type: ignore[no-untyped-def]
    presentation = show()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "shown"
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "not shown"
    slide._element.set("show", "0")
    done = read(saved(presentation), "a.pptx").extraction
    assert done.facts["hidden_slides"] == [2]
    assert {s.text: [a.mark for a in s.anchors] for s in done.segments if s.locator.page} == {
        "shown": [],
        "not shown": ["hidden"],
    }


def test_boxes_of_shapes_in_groups_are_those_of_the_slide(read) -> None:  # type: ignore[no-untyped-def]
    from pptx.util import Emu  # type: ignore[import-untyped]

    presentation = show()
    wide, high = presentation.slide_width, presentation.slide_height
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(0, 0, Emu(1000), Emu(1000))
    box.text_frame.text = "grouped"
    frame = group._element.grpSpPr.xfrm
    numbers = {"off": (wide // 2, high // 4), "ext": (wide // 2, high // 2), "chOff": (0, 0), "chExt": (1000, 1000)}
    for element in frame:
        name = element.tag.rpartition("}")[2]
        for attribute, number in zip(("cx", "cy") if "xt" in name else ("x", "y"), numbers[name], strict=True):
            element.set(attribute, str(number))
    (segment,) = [s for s in read(saved(presentation), "a.pptx").extraction.segments if s.text == "grouped"]
    assert segment.locator.box == pytest.approx((0.5, 0.25, 1.0, 0.75), abs=1e-4)


def test_pictures_and_files_of_a_show_come_out(read) -> None:  # type: ignore[no-untyped-def]
    from PIL import Image
    from pptx.chart.data import CategoryChartData  # type: ignore[import-untyped]
    from pptx.enum.chart import XL_CHART_TYPE  # type: ignore[import-untyped]

    presentation = show()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    buffer = io.BytesIO()
    Image.new("RGB", (400, 200), "white").save(buffer, "PNG")
    buffer.seek(0)
    half = presentation.slide_width // 2
    slide.shapes.add_picture(buffer, 0, 0, half, presentation.slide_height)
    data = CategoryChartData()
    data.categories = ["Oslo", "Rome"]
    data.add_series("Turnover", (17.5, 22))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, half, 0, half, half, data)
    done = read(saved(presentation), "a.pptx")
    (bitmap,) = done.bitmaps
    assert (bitmap.place.page, bitmap.place.part, bitmap.area) == (1, "slide/shape[1]", (0.0, 0.0, 0.5, 1.0))
    assert {"Turnover", "Oslo\tRome"} <= {s.text for s in done.extraction.segments}
    assert [child.member for child in done.children] == ["attachment[1]/Microsoft_Excel_Sheet1.xlsx"]


def test_comments_have_their_author(read, zipped) -> None:  # type: ignore[no-untyped-def]
    p = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def links(*pairs: tuple[str, str]) -> bytes:
        every = "".join(f'<Relationship Id="{kind}" Type="{r}/{kind}" Target="{to}"/>' for kind, to in pairs)
        return f"<Relationships>{every}</Relationships>".encode()

    members = {
        "ppt/presentation.xml": f'<p:presentation {p} xmlns:r="{r}"><p:sldIdLst><p:sldId r:id="slide"/></p:sldIdLst>'
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": links(("slide", "slides/s.xml"), ("commentAuthors", "people.xml")),
        "ppt/slides/s.xml": f"<p:sld {p}><p:cSld><p:spTree/></p:cSld></p:sld>",
        "ppt/slides/_rels/s.xml.rels": links(("comments", "../comments/c.xml")),
        "ppt/people.xml": f'<p:cmAuthorLst {p}><p:cmAuthor id="3" name="Ann Lee"/></p:cmAuthorLst>',
        "ppt/comments/c.xml": f'<p:cmLst {p}><p:cm authorId="3"><p:text>Ask Bob</p:text></p:cm></p:cmLst>',
    }
    data = zipped({name: body if isinstance(body, bytes) else body.encode() for name, body in members.items()})
    done = read(data, "a.pptx").extraction
    (comment,) = [s for s in done.segments if s.kind is SegmentKind.COMMENT]
    assert (comment.text, comment.context, comment.locator.page, comment.locator.part) == (
        "Ask Bob", "Ann Lee", 1, "comment[1]",
    )  # fmt: skip
    assert (done.status, done.facts["comments"]) == (Status.COMPLETE, 1)


def _again(presentation: Any, done: Extraction) -> int:
    """Look every segment of a slide up at its place with python-pptx; return how many there were."""
    count = 0
    for segment in done.segments:
        part = segment.locator.part or ""
        if segment.locator.page is None or segment.locator.property:
            continue
        slide = presentation.slides[segment.locator.page - 1]
        numbers = [int(text.split("]")[0]) for text in part.split("[")[1:]]
        if part.startswith("notes/p"):
            texts = [p.text for s in slide.notes_slide.placeholders if "SLIDE" not in str(s.placeholder_format.type)
                     for p in s.text_frame.paragraphs]  # fmt: skip
            assert texts[numbers[0] - 1].strip() == segment.text
        elif part.startswith("slide/shape"):
            shape = list(leaves(slide.shapes))[numbers[0] - 1]
            if len(numbers) == 2:
                assert shape.text_frame.paragraphs[numbers[1] - 1].text.replace("\v", "\n").strip() == segment.text
            elif segment.kind is SegmentKind.CELL:
                rows = shape.table.rows
                names = [" ".join(cell.text.split()) for cell in rows[0].cells]
                column = segment.locator.column or ""
                place = names.index(column) if column in names else ord(column) - 65
                assert rows[(segment.locator.row or 0) - 1].cells[place].text == segment.text
            else:
                continue
        else:
            continue
        count += 1
    return count


def test_text_stands_where_its_locator_says(read) -> None:  # type: ignore[no-untyped-def]
    from pptx import Presentation  # type: ignore[import-untyped]

    if not FORMATS.is_dir():
        pytest.skip("shared/data/documents is not here")
    looked = 0
    for path in sorted(FORMATS.rglob("*.pptx")):
        if "malformed" not in path.name:
            looked += _again(Presentation(path), read(path.read_bytes(), path.name).extraction)
    assert looked > 80
