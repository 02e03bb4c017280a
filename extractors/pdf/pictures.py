"""Pictures beside the text of a PDF page that may hold words: handed to OCR with the part of the page they cover."""

from __future__ import annotations

import ctypes
import hashlib
from typing import Any

from assay.extractors.pdf.space import Rect, Space
from assay.extractors.pdf.survey import Image, Survey
from assay.extractors.shared.draft import Draft
from assay.extractors.shared.pictures import LONGEST_SIDE, to_bitmap
from assay.governance.domain import Bitmap, Locator, Reason

__all__ = ["PictureTaker"]

_SMALLEST_SHOWN, _SMALLEST_PIXELS = (60.0, 20.0), (100, 30)
_LONGEST_RATIO, _FINEST = 15.0, 300 / 72
_BACKGROUND = 0.85
_LARGEST_RAW = 32 << 20
_LOOKED_AT = 10  # pictures that are drawn to see whether they have words, for each that may be taken
_STEP, _LEAST_EDGES = 40, 0.008


class PictureTaker:
    """Takes the pictures of one document: each distinct one once, up to a limit; the rest is said to be unread."""

    def __init__(self, draft: Draft) -> None:
        self._draft, self._most = draft, draft.limits.ocr_pictures
        self._seen: set[bytes] = set()
        self._taken = self._looked = 0
        self.missed = False

    def take(self, page: Any, seen: Survey, space: Space, *, number: int, layer: bool) -> None:
        """Hand on what page `number` shows; a scan under its own text `layer`, and a page's ground, are no pictures."""
        for image in seen.images:
            if not _may_hold_words(image.rect, space, layer=layer):
                continue
            digest = self._digest(image)
            if digest is None or digest in self._seen:
                continue
            if self._taken >= self._most or self._looked >= _LOOKED_AT * self._most:
                self._miss(number, "limit")
                return
            if self._draft.too_many_pictures(Locator(page=number)):
                self.missed = True
                return
            self._seen.add(digest)
            self._looked += 1
            try:
                bitmap = self._bitmap(page, image, space, number)
            except Exception as exc:  # noqa: BLE001 - a broken picture on a sound page
                self._miss(number, type(exc).__name__)
                continue
            if bitmap is None:
                continue
            if not self._draft.bitmap(bitmap):
                self.missed = True
                return
            self._taken += 1

    def _miss(self, number: int, detail: str) -> None:
        """Say once what was not read: a hundred pictures over the limit are one problem."""
        if not self.missed:
            self._draft.problem(Reason.PICTURES_NOT_READ, Locator(page=number), detail)
        self.missed = True

    def _digest(self, image: Image) -> bytes | None:
        """Return a hash of the picture's bytes as they are stored; None where it has too few pixels for words."""
        import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

        wide, high = ctypes.c_uint(), ctypes.c_uint()
        if not pdfium.FPDFImageObj_GetImagePixelSize(image.item, wide, high):
            return None
        size = wide.value, high.value
        if max(size) < _SMALLEST_PIXELS[0] or min(size) < _SMALLEST_PIXELS[1]:
            return None
        length = pdfium.FPDFImageObj_GetImageDataRaw(image.item, None, 0)
        digest = hashlib.blake2b(repr((size, length)).encode(), digest_size=16)
        if 0 < length <= _LARGEST_RAW:
            buffer = (ctypes.c_ubyte * length)()
            pdfium.FPDFImageObj_GetImageDataRaw(image.item, buffer, length)
            digest.update(buffer)
        return digest.digest()

    def _bitmap(self, page: Any, image: Image, space: Space, number: int) -> Bitmap | None:
        """Draw the part of the page that shows the picture, as the reader sees it: turned, masked, in its colours."""
        import pypdfium2.raw as pdfium

        wide, high = ctypes.c_uint(), ctypes.c_uint()
        pdfium.FPDFImageObj_GetImagePixelSize(image.item, wide, high)
        width, height = page.get_size()
        x0, y0, x1, y1 = area = space.box(image.rect)
        longest = max((x1 - x0) * width, (y1 - y0) * height)
        scale = min(max(wide.value, high.value) / longest, _FINEST, LONGEST_SIDE / longest)
        bitmap = page.render(scale=scale, crop=(x0 * width, (1 - y1) * height, (1 - x1) * width, y0 * height))
        try:
            picture = bitmap.to_pil()
            if not _has_edges(picture):
                return None
            return to_bitmap(picture, place=Locator(page=number), area=area, offset=len(self._draft.segments))
        finally:
            bitmap.close()


def _may_hold_words(rect: Rect, space: Space, *, layer: bool) -> bool:
    """Say whether a picture is large enough on the page, and neither a rule nor the page's ground or scan."""
    wide = min(rect.x1, space.width) - max(rect.x0, 0.0)
    high = min(rect.y1, space.height) - max(rect.y0, 0.0)
    if wide < _SMALLEST_SHOWN[0] or high < _SMALLEST_SHOWN[1] or max(wide, high) > _LONGEST_RATIO * min(wide, high):
        return False
    return not layer and wide * high < _BACKGROUND * space.width * space.height


def _has_edges(picture: Any) -> bool:
    """Say whether a picture has sharp steps from light to dark, as print has; a plain ground or a shade has none."""
    import numpy as np

    grey = picture.convert("L")
    grey.thumbnail((600, 600))
    pixels = np.asarray(grey, dtype=np.int16)
    return bool((np.abs(np.diff(pixels, axis=1)) > _STEP).mean() >= _LEAST_EDGES)
