"""Which PDF pages a machine must look at, and their pictures."""

from __future__ import annotations

from typing import Any

from assay.extractors.pictures import LONGEST_SIDE
from assay.governance.domain import Bitmap, Locator

__all__ = ["needs_ocr", "render"]

_FEW, _SOME = 20, 200
_COVERED = 0.5
_DRAWN = 60
_MOST_OBJECTS = 3_000
_DPI, _SHORTEST_LONG_SIDE = 150, 1_600


def needs_ocr(page: Any, characters: int) -> tuple[bool, bool]:
    """Say whether a page's picture must be read, and whether it shows pictures at all.

    A page is read as a picture when it has next to no text and shows a picture or many drawn lines (letters
    turned to curves), or little text on a picture that covers most of it (a scan with a stamp or page number).
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    width, height = page.get_size()
    area = max(1.0, width * height)
    covered, pictures, drawn = 0.0, False, 0
    for count, item in enumerate(page.get_objects(max_depth=4)):
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures = True
            if characters >= _SOME:
                break
            left, bottom, right, top = item.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom) / area
        elif item.type in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING):
            drawn += 1
        if count >= _MOST_OBJECTS:
            break
    if characters < _FEW:
        return pictures or drawn >= _DRAWN, pictures
    return characters < _SOME and covered >= _COVERED, pictures


def render(page: Any, *, number: int, offset: int) -> Bitmap:
    """Draw a page at 150 dots an inch, its long side between 1,600 and 2,600 pixels."""
    longest = max(1.0, *page.get_size())
    scale = min(max(_DPI / 72, _SHORTEST_LONG_SIDE / longest), LONGEST_SIDE / longest)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    try:
        picture = bitmap.to_pil()
        picture = picture if picture.mode == "RGB" else picture.convert("RGB")
        return Bitmap(
            width=picture.width, height=picture.height, rgb=picture.tobytes(),
            place=Locator(page=number), offset=offset,
        )  # fmt: skip
    finally:
        bitmap.close()
