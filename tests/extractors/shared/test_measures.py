"""How well a file was read, in figures: confidence, garbled characters, pages not read, and what the text says."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from assay.extractors.office.word.decoder import DocxDecoder
from assay.extractors.pdf.decoder import PdfDecoder
from assay.extractors.shared.fingerprint import fingerprint
from assay.extractors.shared.finish import finish
from assay.extractors.shared.measures import measures
from assay.extractors.text.decoder import TextDecoder
from assay.governance.domain import Bitmap, Decoded, Extraction, Limits, Locator, Modality, Problem, Reason, Segment
from assay.governance.domain import SegmentKind as Kind

ENGLISH = (
    "The supplier delivers forty sensors to the laboratory in March and installs them before the end of the quarter.",
    "Payment is due within thirty days of the invoice; a delay of more than ten days may be charged with interest.",
    "Both parties keep confidential what they learn of one another, and return all documents when the contract ends.",
    "The warranty covers defects of material and workmanship for twenty-four months from the day of acceptance.",
    "Changes of this agreement are valid only in writing and when they are signed by both of the parties concerned.",
)
CHINESE = (
    "供方应于三月份向实验室交付四十台传感器，并在本季度结束之前完成全部安装与调试工作。",
    "买方应当自收到发票之日起三十日内付款，逾期超过十日的，供方有权按照约定收取相应的利息。",
    "双方对在合作过程中知悉的对方商业信息负有保密义务，合同终止时应当归还全部文件和资料。",
    "质量保证期为自验收合格之日起二十四个月，期间因材料或者工艺产生的缺陷由供方免费修理。",
    "对本合同的任何修改均须采用书面形式，并经双方授权代表签字盖章之后方可发生法律效力。",
)
OTHER = (
    "Minutes of the garden club: roses were planted along the wall and the pond was cleaned by volunteers on Sunday.",
    "The members agreed to buy two new benches, and thanked the baker for the cakes he brought to the summer party.",
    "Next month a walk through the old town is planned, with a guide who knows the stories of the houses and bridges.",
    "Whoever wants to help with the bird boxes should bring gloves, a hammer and good spirits to the hut by the river.",
)
TEXTS = {"en": ENGLISH, "zh": CHINESE}


def as_docx(texts: tuple[str, ...]) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for text in texts:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def as_pdf(texts: tuple[str, ...]) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=11, leading=16, wordWrap="CJK")
    out = io.BytesIO()
    flowing = [Paragraph(text, style) for text in texts]
    SimpleDocTemplate(out).build(flowing)
    return out.getvalue()


def as_text(texts: tuple[str, ...]) -> bytes:
    return "\n\n".join(texts).encode("utf-16")


READERS: dict[str, Any] = {
    "docx": (DocxDecoder, as_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (PdfDecoder, as_pdf, "application/pdf"),
    "txt": (TextDecoder, as_text, "text/plain"),
}


def read(kind: str, texts: tuple[str, ...]) -> Extraction:
    decoder, make, media_type = READERS[kind]
    decoded = decoder().decode(io.BytesIO(make(texts)), name=f"a.{kind}", media_type=media_type, limits=Limits())
    return finish(decoded).extraction


def apart(one: str, two: str) -> int:
    """Return in how many bits two fingerprints differ."""
    return (int(one, 16) ^ int(two, 16)).bit_count()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_text_has_nearly_the_same_fingerprint_in_every_format(language: str) -> None:
    prints = {kind: str(read(kind, TEXTS[language]).facts["fingerprint"]) for kind in READERS}
    assert all(len(it) == 16 for it in prints.values())
    assert apart(prints["docx"], prints["pdf"]) <= 6
    assert apart(prints["docx"], prints["txt"]) <= 3


@pytest.mark.parametrize(
    ("one", "two", "nearest", "farthest"),
    [
        (ENGLISH, ENGLISH, 0, 0),
        (ENGLISH, tuple(it.upper().replace(" ", "\n") for it in ENGLISH), 0, 0),
        (ENGLISH, (*ENGLISH[:4], ENGLISH[4].replace("valid only in writing", "void unless written")), 0, 14),
        (CHINESE, tuple(it.replace("四十", "五十") for it in CHINESE), 0, 14),
        (ENGLISH, OTHER, 15, 64), (ENGLISH, CHINESE, 15, 64),
    ],
)  # fmt: skip
def test_fingerprints_are_as_far_apart_as_texts(
    one: tuple[str, ...], two: tuple[str, ...], nearest: int, farthest: int
) -> None:
    left, right = fingerprint(one), fingerprint(two)
    assert left is not None
    assert right is not None
    assert nearest <= apart(left, right) <= farthest


def test_numbers_do_not_count_and_little_text_has_none() -> None:
    text = " ".join(ENGLISH)
    assert fingerprint([f"{text} account 4417 1234"]) == fingerprint([f"{text} account 9038 5566"])
    assert fingerprint(["Ann Invented, 4417 1234"]) is None
    assert fingerprint([]) is None


def segment(text: str, kind: Kind = Kind.PARAGRAPH, confidence: float | None = None) -> Segment:
    return Segment(index=0, kind=kind, text=text, confidence=confidence)


@pytest.mark.parametrize(
    ("segments", "problems", "expected"),
    [
        ([segment("plain words")], [], {}),
        ([segment("Zoë, 50 €, 张伟、①")], [], {}),
        ([segment("abcd", Kind.OCR_LINE, 0.9), segment("ab", Kind.OCR_LINE, 0.6)], [],
         {"confidence": 0.8, "recognised_share": 1.0}),
        ([segment("abcd", Kind.UTTERANCE, 0.5), segment("twelve more.")], [],
         {"confidence": 0.5, "recognised_share": 0.25}),
        ([segment("好\ufffd\ufffd好")], [], {"garbled_share": 0.5}),
        ([segment("ab\x01c")], [], {"garbled_share": 0.25}),
        ([segment("\ufffd", Kind.PROPERTY)], [], {}),
        ([], [Problem(reason=Reason.WEAK_RECOGNITION, locator=Locator(page=2)),
              Problem(reason=Reason.TIME_LIMIT, locator=Locator(page=2)), Problem(reason=Reason.TRUNCATED)],
         {"unreadable_pages": 1}),
    ],
)  # fmt: skip
def test_measures_say_what_there_is_to_say(
    segments: list[Segment], problems: list[Problem], expected: dict[str, float]
) -> None:
    assert measures(segments, problems) == expected


def test_what_repeats_on_every_page_is_not_part_of_the_fingerprint() -> None:
    body = [segment(text) for text in ENGLISH]
    running = [segment("Confidential draft of the parties", kind) for kind in (Kind.HEADER, Kind.FOOTER)]
    assert measures([*running, *body, *running], [])["fingerprint"] == measures(body, [])["fingerprint"]


def test_measures_wait_for_the_pictures_and_are_made_anew() -> None:
    extraction = Extraction(
        media_type="image/png", modality=Modality.IMAGE, segments=(segment("好\ufffd"),), facts={"garbled_share": 0.1}
    )
    picture = Bitmap(width=1, height=1, rgb=b"abc")
    assert finish(Decoded(extraction=extraction, bitmaps=(picture,))).extraction.facts == {}
    done = finish(Decoded(extraction=extraction))
    assert done.extraction.facts == {"garbled_share": 0.5}
    assert finish(done) == done
