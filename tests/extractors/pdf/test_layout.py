"""Reading order, tables, cut words, headers and footers of PDF, on pages made here."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from assay.extractors.pdf.text_shapes import glued, is_spaced, tidy, value_parts
from assay.governance.domain import Extraction, SegmentKind

TEXT = (
    "the contract between both parties ends when one of them says so in writing and the other has read it at the "
    "address that is given on the first page of this agreement or at any other place that was named since then"
)
WORDS = TEXT.split()


def drawn(draw: Callable[[Canvas], None], *, pages: int = 1, size: tuple[float, float] = A4) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for _ in range(pages):
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def column(name: str, lines: int = 18) -> list[str]:
    return [f"{name}{number} " + " ".join(WORDS[number : number + 7]) for number in range(lines)]


def place(canvas: Canvas, x: float, y: float, lines: Sequence[str], step: float = 13) -> None:
    for number, line in enumerate(lines):
        canvas.drawString(x, y - step * number, line)


def texts(seen: Extraction, *kinds: SegmentKind) -> list[str]:
    return [s.text for s in seen.segments if s.kind is not SegmentKind.PROPERTY and (not kinds or s.kind in kinds)]


@pytest.mark.parametrize("order", ["by column", "row by row", "shuffled", "right first", "left torn"])
def test_columns_are_read_one_after_the_other(read, order: str) -> None:  # type: ignore[no-untyped-def]
    pieces = [(60, 640 - 13 * n, line) for n, line in enumerate(column("left"))]
    pieces += [(320, 640 - 13 * n, line) for n, line in enumerate(column("right"))]
    if order == "row by row":
        pieces.sort(key=lambda it: -it[1])
    elif order == "shuffled":
        pieces = pieces[::5] + pieces[1::5] + pieces[4::5] + pieces[2::5] + pieces[3::5]
    elif order == "right first":
        pieces = pieces[18:] + pieces[:18]
    elif order == "left torn":
        pieces = pieces[:9] + pieces[18:27] + pieces[9:18]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(60, 700, "A title across both of the columns here")
        canvas.setFont("Helvetica", 10)
        for x, y, line in pieces:
            canvas.drawString(x, y, line)

    seen = read(drawn(draw), "a.pdf").extraction
    whole = "\n".join(texts(seen))
    shown = [f"{side}{number} " for side in ("left", "right") for number in range(18)]
    places = [whole.index(it) for it in shown if order != "left torn" or it not in shown[27:]]
    assert places == sorted(places)
    assert whole.startswith("A title")
    assert SegmentKind.TABLE_ROW not in {s.kind for s in seen.segments}


@pytest.mark.parametrize(
    ("left", "right", "banded"),
    [
        ((700, 420), (700, 420), True),
        ((700, 420), (700, 400), False),  # the columns go on as they come
        ((700, 420), (700, 611), False),  # one of them has no gap there
        ((700, 600), (700, 600), False),  # a blank line or two
    ],
)
def test_two_columns_above_two_others_are_read_band_by_band(  # type: ignore[no-untyped-def]
    read, left: tuple[int, int], right: tuple[int, int], banded: bool
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for name, x, tops in (("left", 60, left), ("right", 320, right)):
            lines = column(name, 12)
            place(canvas, x, tops[0], lines[:6])
            place(canvas, x, tops[1], lines[6:])

    whole = "\n".join(texts(read(drawn(draw), "a.pdf").extraction))
    halves = [(side, range(start, start + 6)) for side in ("left", "right") for start in (0, 6)]
    if banded:
        halves = [halves[0], halves[2], halves[1], halves[3]]
    places = [whole.index(f"{side}{number} ") for side, numbers in halves for number in numbers]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "last", [(72, 760, "A heading drawn last"), (72, 700, "A note drawn late\nand its second line")]
)
def test_what_is_drawn_after_the_lines_right_below_it_is_read_before_them(read, last) -> None:  # type: ignore[no-untyped-def]
    x, y, text = last

    def draw(canvas: Canvas) -> None:
        if y < 760:
            canvas.drawString(72, 760, "A title that is drawn first")
        place(canvas, 72, 600, column("body"))
        place(canvas, x, y, text.split("\n"))

    whole = "\n".join(texts(read(drawn(draw), "a.pdf").extraction))
    found = [whole.index(it) for it in ("A ", text, *(f"body{number} " for number in range(18)))]
    assert found == sorted(found)


def test_titles_at_the_top_of_two_columns_stay_with_their_columns(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 815, "Quarterly report")
        canvas.setFont("Helvetica", 20)
        place(canvas, 60, 786, ["Groceries and", "fuel"], 22)
        canvas.setFont("Helvetica", 10)
        place(canvas, 60, 740, column("left"))
        canvas.setFont("Helvetica", 20)
        place(canvas, 320, 786, ["Coffee and", "bread"], 22)
        canvas.setFont("Helvetica", 10)
        place(canvas, 320, 740, column("right"))

    seen = " ".join(texts(read(drawn(draw), "a.pdf").extraction)).split()
    order = [
        seen.index(word) for word in ("Quarterly", "Groceries", "fuel", "left0", "left17", "Coffee", "bread", "right0")
    ]
    assert order == sorted(order)


def test_aligned_rows_are_a_table_and_its_cells_have_boxes(read) -> None:  # type: ignore[no-untyped-def]
    rows = [("Name", "Telephone", "Amount"), ("Ann Lee", "13800000000", "12.50"), ("Bo Chan", "13900000000", "7.00"),
            ("Cy Poe", "13700000000", "310.00")]  # fmt: skip

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 760, "These are the people who were paid in the last month of the year.")
        for number, row in enumerate(rows):
            for x, cell in zip((72, 220, 400), row, strict=True):
                canvas.drawString(x, 720 - 16 * number, cell)

    seen = read(drawn(draw), "a.pdf").extraction
    found = [s for s in seen.segments if s.kind is SegmentKind.TABLE_ROW]
    assert [s.text for s in found] == ["\t".join(row) for row in rows]
    assert [(s.locator.part, s.locator.row) for s in found] == [("table[1]", n) for n in (1, 2, 3, 4)]
    assert seen.facts["tables"] == 1
    at = found[1].text.index("13800000000")
    x0, _, x1, _ = found[1].locate(at, at + 11).box or (0, 0, 0, 0)
    assert 220 / A4[0] == pytest.approx(x0, abs=0.01)
    assert x1 < 400 / A4[0]


def test_a_drawn_grid_is_a_table_with_cells_of_several_lines(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.grid([72, 172, 372, 522], [600, 640, 680])
        place(canvas, 76, 665, ["Party"])
        place(canvas, 176, 668, ["Example Ltd, a company", "of the province"], 11)
        place(canvas, 376, 665, ["13800000000"])
        place(canvas, 76, 625, ["Other party"])
        place(canvas, 176, 628, ["Ann Lee of the city", "in the north"], 11)
        place(canvas, 376, 625, ["13900000000"])

    rows = texts(read(drawn(draw), "a.pdf").extraction, SegmentKind.TABLE_ROW)
    assert rows == [
        "Party\tExample Ltd, a company of the province\t13800000000",
        "Other party\tAnn Lee of the city in the north\t13900000000",
    ]


@pytest.mark.parametrize(("wrapped", "expected"), [
    (False, [
        "Model\tSmall\tLarge\tNotes", "Harbour\tF\tM\tof ships", "Library\tM\t-\tof books", "Station\tF\tF\tof trains",
    ]),
    (True, ["Model\tSmall\tLarge\tNotes", "Harbour of the old town\tF M\tM -\tof ships and boats in winter"]),
])  # fmt: skip
def test_a_table_that_is_open_at_its_sides_has_all_its_columns_and_printed_rows(  # type: ignore[no-untyped-def]
    read, wrapped: bool, expected: list[str]
) -> None:
    rows = [("Model", "Small", "Large", "Notes"), ("Harbour", "F", "M", "of ships")]
    rows += [("of the", "M", "-", "and boats"), ("old town", "", "", "in winter")] if wrapped else [
        ("Library", "M", "-", "of books"), ("Station", "F", "F", "of trains")
    ]  # fmt: skip

    def draw(canvas: Canvas) -> None:
        for y in (712, 690, 690 - 18 * 3):
            canvas.line(72, y, 480, y)
        for x in (172, 262, 352):
            canvas.line(x, 712, x, 690 - 18 * 3)
        for number, row in enumerate(rows):
            for x, cell in zip((76, 176, 266, 356), row, strict=True):
                canvas.drawString(x, 696 - 18 * number, cell)

    assert texts(read(drawn(draw), "a.pdf").extraction, SegmentKind.TABLE_ROW) == expected


def test_lists_with_their_signs_apart_are_no_tables(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        for number in range(6):
            canvas.drawString(72, 700 - 16 * number, "\u2022")
            canvas.drawString(90, 700 - 16 * number, f"point {number} of what was said")

    seen = read(drawn(draw), "a.pdf").extraction
    assert len(texts(seen, SegmentKind.LIST_ITEM)) == 6
    assert not texts(seen, SegmentKind.TABLE_ROW)


def test_running_heads_and_page_numbers_are_headers_and_footers(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 800, "Example Ltd, handbook")
        place(canvas, 72, 700, column("body", 6))
        canvas.drawString(290, 30, f"Page {canvas.getPageNumber()} of 4")

    seen = read(drawn(draw, pages=4), "a.pdf").extraction
    assert texts(seen, SegmentKind.HEADER) == ["Example Ltd, handbook"] * 4
    assert texts(seen, SegmentKind.FOOTER) == [f"Page {number} of 4" for number in (1, 2, 3, 4)]
    assert len(texts(seen, SegmentKind.PARAGRAPH)) == 4


def test_what_stands_at_the_top_once_is_text(read) -> None:  # type: ignore[no-untyped-def]
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 800, "Dear Ms Lee,")
        place(canvas, 72, 700, column("body", 6))

    assert texts(read(drawn(draw), "a.pdf").extraction, SegmentKind.HEADER, SegmentKind.FOOTER) == []


def test_a_page_whose_text_runs_up_is_read_line_by_line(read) -> None:  # type: ignore[no-untyped-def]
    lines = column("row", 8)

    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.translate(0, -A4[0])
        place(canvas, 80, 500, lines)

    seen = read(drawn(draw), "a.pdf").extraction
    assert "\n".join(texts(seen)) == "\n".join(lines)
    x0, y0, x1, y1 = seen.segments[-1].locator.box or (0, 0, 0, 0)
    assert y1 - y0 > x1 - x0


def test_a_landscape_page_is_read_as_it_is_shown(read) -> None:  # type: ignore[no-untyped-def]
    data = drawn(lambda canvas: place(canvas, 80, 500, column("row", 4)), size=landscape(A4))
    assert "\n".join(texts(read(data, "a.pdf").extraction)) == "\n".join(column("row", 4))


def test_chinese_set_apart_is_closed_up_and_lines_join(read) -> None:  # type: ignore[no-untyped-def]
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    long = "甲方应当在本合同签订之日起十五日内将全部款项支付至乙方指定的银行账户并书面通知"

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 18)
        canvas.drawString(200, 760, "合 同 书")
        canvas.setFont("STSong-Light", 12)
        place(canvas, 60, 700, [long, long[:10] + "。"], 18)

    found = texts(read(drawn(draw), "a.pdf").extraction)
    assert found == ["合同书", long + long[:10] + "。"]


@pytest.mark.parametrize(
    ("upper", "lower", "full", "drop", "glue"),
    [
        ("an inter-", "national firm", False, True, ""),
        ("an inter\ufffe", "national firm", False, True, ""),
        ("a self-", "service shop", False, False, ""),
        ("state-of-the-", "art work", False, False, ""),
        ("the Lucene-", "BM25 system", False, False, ""),
        ("call 138-", "0000 now", False, False, ""),
        ("he said -", "and left", False, False, "\n"),
        ("one line", "another", True, False, "\n"),
        ("甲方应当在", "本合同签订", True, False, ""),
        ("甲方：示例", "乙方：某人", False, False, "\n"),
    ],
)
def test_lines_join_as_words_do(upper: str, lower: str, full: bool, drop: bool, glue: str) -> None:
    assert glued(upper, lower, full=full) == (drop, glue)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("合 同 编 号", "合同编号"),
        ("王某 李某", "王某 李某"),
        ("o\ufb03ce", "office"),
        ("a b", "a b"),
        ("in\xa0it", "in it"),
    ],
)
def test_signs_of_setting_are_taken_out(text: str, expected: str) -> None:
    assert tidy(text, spaced=is_spaced(text)) == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("telephone 13800000000, please", ["telephone ", "13800000000", ", please"]),
        ("mail a.lee@example.com now", ["mail ", "a.lee@example.com", " now"]),
        ("in the year 2024", ["in the year 2024"]),
        ("身份证号110101190001010009有效", ["身份证号", "110101190001010009", "有效"]),
        ("138 0000 0000", ["138 0000 0000"]),
    ],
)
def test_values_get_boxes_of_their_own(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in value_parts(text)] == parts
