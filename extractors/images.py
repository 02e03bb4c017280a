"""Images: metadata as content, measures of quality, pages and frames as pictures for OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from assay.extractors.draft import BaseDecoder, Draft, Stop
from assay.extractors.image_measures import measure
from assay.extractors.image_metadata import write_metadata
from assay.extractors.pictures import LONGEST_SIDE, guard_pixels, to_bitmap
from assay.governance.domain import Locator, Reason, Status

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["ImageDecoder"]

_SMALLEST = 8


class ImageDecoder(BaseDecoder):
    """Still images; boxes found later are fractions of the image as it is shown, EXIF orientation applied."""

    name: ClassVar[str] = "image"
    version: ClassVar[str] = "1"
    places: ClassVar[tuple[str, ...]] = ("page", "box")
    bounds: ClassVar[tuple[str, ...]] = ("pixels", "pages", "ocr_pages")
    media_types: ClassVar[frozenset[str]] = frozenset(
        {
            "image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff", "image/webp", "image/heic", "image/avif",
            "image/x-icon", "image/jp2", "image/x-portable-anymap", "image/vnd.adobe.photoshop",
        }
    )  # fmt: skip

    @classmethod
    def warm(cls) -> None:
        """Import Pillow with its plugins, the HEIF reader, NumPy and OpenCV."""
        import cv2  # noqa: F401
        import numpy as np  # noqa: F401
        import pi_heif  # type: ignore[import-untyped]
        from PIL import Image, ImageFile

        pi_heif.register_heif_opener()
        Image.init()
        ImageFile.LOAD_TRUNCATED_IMAGES = False

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read metadata, then frame by frame."""
        import warnings

        from PIL import Image, UnidentifiedImageError

        guard_pixels(draft.limits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                with Image.open(file) as picture:
                    self._picture(picture, draft)
            except Image.DecompressionBombError as exc:
                raise Stop(Status.SKIPPED, Reason.PIXEL_LIMIT) from exc
            except UnidentifiedImageError as exc:
                file.seek(0)
                raise Stop(Status.FAILED, Reason.TRUNCATED if _is_start(file.read(64)) else Reason.MALFORMED) from exc

    def _picture(self, picture: Image.Image, draft: Draft) -> None:
        width, height = picture.size
        frames = int(getattr(picture, "n_frames", 1) or 1)
        pages = frames if picture.format == "TIFF" else 1
        draft.facts |= {"format": picture.format, "mode": picture.mode, "width": width, "height": height}
        draft.facts |= {"frames": frames} if frames > 1 else {}
        write_metadata(picture, draft)
        if width * height > draft.limits.pixels:
            raise Stop(Status.SKIPPED, Reason.PIXEL_LIMIT)
        read = 0
        for index in range(min(pages, draft.limits.pages)):
            if index:
                picture.seek(index)
                if picture.width * picture.height > draft.limits.pixels:
                    draft.problem(Reason.PIXEL_LIMIT, Locator(page=index + 1))
                    continue
            read += self._frame(picture, index, pages, draft)
        if pages > draft.limits.pages:
            draft.problem(Reason.PAGE_LIMIT, Locator(page=draft.limits.pages + 1))
        if not read:
            reason = draft.problems.pop().reason
            draft.coverage = 0.0
            raise Stop(Status.PARTIAL if reason is Reason.PICTURES_NOT_READ else Status.FAILED, reason)
        draft.facts |= {"pages": pages} if pages > 1 else {}
        draft.coverage = read / pages if read < pages else 1.0
        one_of_many = frames > 1 and pages == 1
        draft.checked["pictures"] = "none" if not draft.bitmaps else "partial" if one_of_many else "yes"

    def _frame(self, picture: Image.Image, index: int, pages: int, draft: Draft) -> bool:
        """Load one frame, measure the first, hand it on; a frame that is cut is read as far as it goes."""
        from PIL import ImageOps

        if draft.skip_picture():
            return True
        page = index + 1 if pages > 1 else None
        where = Locator(page=page) if page else Locator()
        if picture.format == "JPEG" and max(picture.size) > 2 * LONGEST_SIDE:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        if not _load(picture):
            draft.problem(Reason.TRUNCATED, where)
            if not _load(picture, cut=True):
                return False
            draft.coverage = min(draft.coverage, 0.5)
        upright = ImageOps.exif_transpose(picture)
        if index == 0:
            if upright.size != picture.size:
                draft.facts |= {"width": draft.facts["height"], "height": draft.facts["width"]}
            draft.facts |= measure(upright)
        if min(upright.size) < _SMALLEST:
            return True
        return draft.bitmap(to_bitmap(upright, place=where, offset=len(draft.segments)))


def _load(picture: Any, *, cut: bool = False) -> bool:
    """Decode the pixels; with `cut` what is missing stays grey."""
    from PIL import ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = cut
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, IndexError, EOFError):
        return False
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return True


def _is_start(head: bytes) -> bool:
    """Say whether bytes begin as a well-known image does, so that only its end is missing."""
    signs = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
    return head.startswith(signs) or head[4:8] == b"ftyp" or head[8:12] == b"WEBP"
