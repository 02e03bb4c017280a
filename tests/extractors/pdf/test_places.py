"""What stands at a Locator of a PDF is what the segment says: taken again from page and box over real documents."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest

from assay.extractors.pdf.decoder import PdfDecoder
from assay.governance.domain import Anchor, Limits, Segment, Status

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "documents"
SAMPLE = (
    "formats/pdf/multi-column-2p.pdf", "formats/pdf/korean-text-with-tables.pdf", "formats/pdf/list-item-example.pdf",
    "formats/pdf/embedded-images-tables.pdf", "formats/pdf/copy-protected.pdf", "formats/pdf/negative-coords.pdf",
    "formats/pdf/fake-memo.pdf", "formats/pdf/all-number-table.pdf", "formats/pdf/a1977-backus-p21.pdf",
    "formats/rotated-page-90.pdf", "formats/language-docs/fr_olap.pdf", "contracts/MSCIINC_02_28_2008-EX-10.10-.PDF",
    "contracts/PRECIGEN,INC_01_22_2020-EX-99.1-JOINT FILING AGREEMENT.PDF",
    "contracts/ADUROBIOTECH,INC_06_02_2020-EX-10.7-CONSULTING AGREEMENT.PDF",
)  # fmt: skip
_EDGE = 0.15
_GRID = 1_000_000


def plain(text: str) -> str:
    """Leave out what setting adds or takes: white space, hyphens at line ends, ligatures."""
    whole = unicodedata.normalize("NFKC", text.replace("\ufffe", "").replace("\x02", "").replace("\xad", ""))
    return re.sub(r"[\s\-\u2010]+", "", whole)


def taken_again(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, anchor: Anchor) -> str:
    x0, y0, x1, y1 = anchor.box or (0.0, 0.0, 0.0, 0.0)
    points = []
    for x, y in ((x0, y0), (x1, y1)):
        right, up = raw.c_double(), raw.c_double()
        raw.FPDF_DeviceToPage(page, 0, 0, _GRID, _GRID, 0, round(x * _GRID), round(y * _GRID), right, up)
        points.append((right.value, up.value))
    (xa, ya), (xb, yb) = points
    return str(
        textpage.get_text_bounded(min(xa, xb) + _EDGE, min(ya, yb) + _EDGE, max(xa, xb) - _EDGE, max(ya, yb) - _EDGE)
    )


def differences(data: bytes, segments: tuple[Segment, ...]) -> tuple[int, int, int]:
    """Return how many boxes there are, in how many more stands than said, in how many something is missing."""
    total = more = missing = 0
    document = pypdfium2.PdfDocument(data)
    for number in sorted({segment.locator.page for segment in segments if segment.locator.page and segment.anchors}):
        page = document[number - 1]
        textpage = page.get_textpage()
        for segment in segments:
            for anchor in segment.anchors if segment.locator.page == number else ():
                if anchor.mark is not None:
                    continue
                said = plain(segment.text[anchor.start : anchor.end])
                found = plain(taken_again(page, textpage, anchor))
                total, more, missing = total + 1, more + (said != found), missing + (said not in found)
        textpage.close()
        page.close()
    document.close()
    return total, more, missing


@pytest.mark.parametrize("name", SAMPLE, ids=[Path(name).stem[:24] for name in SAMPLE])
def test_text_taken_again_from_page_and_box_is_what_the_segment_says(name: str) -> None:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip("shared/data/documents is not here")
    data = path.read_bytes()
    seen = (
        PdfDecoder()
        .decode(io.BytesIO(data), name=path.name, media_type="application/pdf", limits=Limits(pages=3))
        .extraction
    )
    total, more, missing = differences(data, seen.segments)
    assert total > 0
    assert missing == 0
    assert more <= 0.03 * total  # an index above a line reaches into its box


def test_every_pdf_has_a_status_and_none_is_silently_empty() -> None:
    folder = FOLDER / "formats"
    if not folder.is_dir():
        pytest.skip("shared/data/documents is not here")
    for path in sorted(folder.rglob("*.pdf")):
        done = PdfDecoder().decode(
            io.BytesIO(path.read_bytes()), name=path.name, media_type="application/pdf", limits=Limits(pages=8)
        )
        seen = done.extraction
        assert seen.status is Status.COMPLETE or seen.reason or seen.problems, path.name
        assert seen.text.strip() or done.bitmaps or seen.reason, path.name
