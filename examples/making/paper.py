"""Pages as an office prints them: letters, forms and statements as PDF, in English and Chinese."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import cache
from typing import Any

from making.files import font

__all__ = ["INK", "grid", "heading", "pdf", "seal", "space", "text"]

INK = "#1f4e5f"
_SERIF, _SANS, _ZEN = "Times-Roman", "Helvetica", "Zen"


def _chinese(words: str) -> bool:
    return any(ord(sign) > 0x2E7F for sign in words)


@cache
def _zen() -> str:
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

    pdfmetrics.registerFont(TTFont(_ZEN, font(), subfontIndex=0))
    return _ZEN


def text(words: str, *, size: float = 10.5, bold: bool = False, align: int = 0, indent: float = 0) -> Any:
    """Return a paragraph; `align` is 0 left, 1 centre, 2 right, 4 justified."""
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
    from reportlab.platypus import Paragraph  # type: ignore[import-untyped]

    far = _chinese(words)
    face = _zen() if far else "Times-Bold" if bold else _SERIF
    style = ParagraphStyle("text", fontName=face, fontSize=size, leading=size * (1.75 if far else 1.4), alignment=align,
                           firstLineIndent=indent, spaceAfter=4, wordWrap="CJK" if far else None)  # fmt: skip
    return Paragraph(words, style)


def heading(words: str, *, size: float = 17) -> Any:
    """Return a centred title."""
    return text(words, size=size, bold=True, align=1)


def space(points: float) -> Any:
    """Return empty space."""
    from reportlab.platypus import Spacer

    return Spacer(1, points)


def grid(
    rows: Sequence[Sequence[str]], widths: Sequence[float], *, head: bool = True, right: Sequence[int] = ()
) -> Any:
    """Return a ruled table; `right` are the columns set flush right."""
    from reportlab.platypus import Table

    far = any(_chinese(cell) for row in rows for cell in row)
    face = _zen() if far else _SANS
    style: list[Any] = [
        ("FONT", (0, 0), (-1, -1), face, 9), ("LINEBELOW", (0, 0), (-1, -1), 0.4, "#9aa5ab"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]  # fmt: skip
    if head:
        style += [("BACKGROUND", (0, 0), (-1, 0), "#e4ecef"), ("LINEABOVE", (0, 0), (-1, 0), 1, INK)]
        if not far:
            style.append(("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 9))
    style += [("ALIGN", (column, 0), (column, -1), "RIGHT") for column in right]
    return Table([list(row) for row in rows], colWidths=list(widths), style=style, hAlign="LEFT")


def seal(canvas: Any, x: float, y: float, firm: str) -> None:
    """Draw a firm's round red seal: its name on an arc around a star."""
    face, radius = _zen(), 52.0
    canvas.saveState()
    canvas.setStrokeColor("#c22b2b")
    canvas.setFillColor("#c22b2b")
    canvas.setStrokeAlpha(0.75)
    canvas.setFillAlpha(0.75)
    canvas.setLineWidth(2.4)
    canvas.circle(x, y, radius)
    star = canvas.beginPath()
    for point in range(10):
        reach, turn = (16 if point % 2 == 0 else 6.4), math.pi / 2 + point * math.pi / 5
        place = (x + reach * math.cos(turn), y + reach * math.sin(turn))
        (star.moveTo if point == 0 else star.lineTo)(*place)
    star.close()
    canvas.drawPath(star, stroke=0, fill=1)
    canvas.setFont(face, 12)
    for number, sign in enumerate(firm):
        lean = math.radians(215 - number * 250 / (len(firm) - 1))
        canvas.saveState()
        canvas.translate(x + 40 * math.cos(lean), y + 40 * math.sin(lean))
        canvas.rotate(math.degrees(lean) - 90)
        canvas.drawCentredString(0, -4, sign)
        canvas.restoreState()
    canvas.restoreState()


def pdf(
    flow: Sequence[Any], *, title: str, author: str = "", house: str = "", foot: str = "",
    sealed: tuple[float, float, str] | None = None,
) -> bytes:  # fmt: skip
    """Return an A4 PDF with embedded subsets, a house's letterhead, a footer and page numbers."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
    from reportlab.platypus import SimpleDocTemplate

    def frame(canvas: Any, document: Any) -> None:
        canvas.saveState()
        if house:
            canvas.setFillColor(INK)
            canvas.setFont(_zen() if _chinese(house) else "Helvetica-Bold", 13)
            canvas.drawString(62, A4[1] - 48, house)
            canvas.setStrokeColor(INK)
            canvas.line(62, A4[1] - 56, A4[0] - 62, A4[1] - 56)
        canvas.setFillColor("#6b7479")
        canvas.setFont(_zen() if _chinese(foot) else _SANS, 8)
        canvas.drawString(62, 34, foot)
        canvas.drawRightString(A4[0] - 62, 34, str(document.page))
        canvas.restoreState()
        if sealed and document.page == 1:
            seal(canvas, *sealed)

    buffer = io.BytesIO()
    document = SimpleDocTemplate(buffer, pagesize=A4, invariant=1, title=title, author=author, leftMargin=62,
                                 rightMargin=62, topMargin=74, bottomMargin=60)  # fmt: skip
    document.build(list(flow), onFirstPage=frame, onLaterPages=frame)
    return buffer.getvalue()
