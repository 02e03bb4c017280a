"""Where the photographs of a PDF were taken: a JPEG stands in it as its camera wrote it, EXIF included."""

from __future__ import annotations

import ctypes

from assay.extractors.pdf.space import Space
from assay.extractors.pdf.survey import Image, Survey
from assay.extractors.shared.camera_places import CameraPlaces
from assay.extractors.shared.draft import Draft
from assay.governance.domain import Locator

__all__ = ["PhotographReader"]

_JPEG = b"DCTDecode\0"
_LARGEST, _LARGEST_ALL, _DEEPEST = 32 << 20, 512 << 20, 2


class PhotographReader:
    """Reads the EXIF of one document's photographs, up to 32 MB of one and 512 MB of all."""

    def __init__(self, draft: Draft) -> None:
        self._cameras = CameraPlaces(draft)
        self._left = _LARGEST_ALL

    def read(self, seen: Survey, space: Space, number: int) -> None:
        """Add the places that the photographs of page `number` tell, each with its box."""
        for image in seen.images:
            if data := self._stored(image):
                self._cameras.look(data, Locator(page=number, box=space.box(image.rect)))

    def _stored(self, image: Image) -> bytes:
        """Return the JPEG that a picture is stored as, what packs it taken off; nothing where it is none."""
        import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

        packed, name = pdfium.FPDFImageObj_GetImageFilterCount(image.item), ctypes.create_string_buffer(len(_JPEG))
        if not 0 < packed <= _DEEPEST:
            return b""
        pdfium.FPDFImageObj_GetImageFilter(image.item, packed - 1, name, len(_JPEG))
        if name.raw != _JPEG:
            return b""
        stored = pdfium.FPDFImageObj_GetImageDataRaw if packed == 1 else pdfium.FPDFImageObj_GetImageDataDecoded
        length = stored(image.item, None, 0)
        if not 0 < length <= min(_LARGEST, self._left):
            return b""
        self._left -= length
        buffer = ctypes.create_string_buffer(length)
        stored(image.item, buffer, length)
        return buffer.raw
