"""One PDF page: its text, or its picture where it has no text that can be read."""

from __future__ import annotations

from typing import Any

from assay.extractors.pdf.space import Space
from assay.extractors.pdf.survey import Survey
from assay.extractors.shared.pictures import LONGEST_SIDE
from assay.governance.domain import Bitmap, Locator

__all__ = ["needs_ocr", "render"]

_FEW, _SOME = 20, 200
_COVERED = 0.5
_DRAWN = 60
_DPI, _SHORTEST_LONG_SIDE = 150, 1_600


def needs_ocr(seen: Survey, space: Space, characters: int) -> bool:
    """Say whether a page's picture must be read.

    A page is read as a picture when it has next to no text and shows a picture or many drawn lines (letters
    turned to curves), or little text on a picture that covers most of it (a scan with a stamp or page number).
    """
    if characters < _FEW:
        return bool(seen.images) or seen.drawn >= _DRAWN
    return characters < _SOME and seen.covered(space) >= _COVERED


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
