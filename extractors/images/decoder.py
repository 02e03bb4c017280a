"""Images: metadata as content, codes, faces and measures, pages and frames as pictures for OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from assay.extractors.images.codes import write_codes
from assay.extractors.images.faces import find_faces
from assay.extractors.images.frames import write_frames
from assay.extractors.images.kind import kind_of
from assay.extractors.images.measures import measure
from assay.extractors.images.metadata import write_metadata
from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.shared.pictures import LONGEST_SIDE, guard_pixels, to_bitmap
from assay.governance.domain import NOWHERE, Bitmap, Locator, Reason, Status

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["ImageDecoder"]

_SMALLEST = 8
_WORTH_A_LOOK = 48
_SEVERAL = {
    "image/tiff": ("page",), "image/heic": ("page",), "image/jpeg": ("frame",), "image/vnd.adobe.photoshop": ("frame",),
    **dict.fromkeys(("image/gif", "image/webp", "image/png", "image/avif"), ("frame", "time")),
}  # fmt: skip


class ImageDecoder(BaseDecoder):
    """Still and moving images; boxes are fractions of the image as it is shown, EXIF orientation applied.

    With `faces` false, faces are not looked for, and no fact says how many there are.
    """

    name: ClassVar[str] = "image"
    version: ClassVar[str] = "4"
    places: ClassVar[tuple[str, ...]] = ("page", "frame", "time", "box")
    bounds: ClassVar[tuple[str, ...]] = ("pixels", "pages", "ocr_pages")
    media_types: ClassVar[frozenset[str]] = frozenset(
        {
            "image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff", "image/webp", "image/heic", "image/avif",
            "image/x-icon", "image/jp2", "image/x-portable-anymap", "image/vnd.adobe.photoshop",
        }
    )  # fmt: skip

    @classmethod
    def places_of(cls, media_type: str) -> tuple[str, ...]:
        """Return what the format can hold beside one picture: pages, or frames with their time."""
        return (*_SEVERAL.get(media_type, ()), "box")

    def __init__(self, *, faces: bool = True) -> None:
        self._faces = faces

    @classmethod
    def warm(cls) -> None:
        """Import Pillow with its plugins, the HEIF reader, NumPy, OpenCV and the reader of codes."""
        import cv2  # noqa: F401
        import numpy as np  # noqa: F401
        import pi_heif  # type: ignore[import-untyped]
        import zxingcpp  # noqa: F401
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
        pages = frames if picture.format in ("TIFF", "HEIF") else 1
        draft.facts |= {"format": picture.format, "mode": picture.mode, "width": width, "height": height}
        draft.facts |= {"frames": frames} if frames > 1 else {}
        write_metadata(picture, draft)
        if width * height > draft.limits.pixels:
            raise Stop(Status.SKIPPED, Reason.PIXEL_LIMIT)
        read = 0
        for index in range(min(pages, draft.limits.pages)):
            place = Locator(page=index + 1) if pages > 1 else NOWHERE
            if pages > 1:
                picture.seek(index)
                if picture.width * picture.height > draft.limits.pixels:
                    draft.problem(Reason.PIXEL_LIMIT, place)
                    continue
            read += self._page(picture, place, draft, first=not index)
        if pages > draft.limits.pages:
            draft.problem(Reason.PAGE_LIMIT, Locator(page=draft.limits.pages + 1))
        if not read:
            reason = draft.problems.pop().reason
            draft.coverage = 0.0
            raise Stop(Status.PARTIAL if reason is Reason.PICTURES_NOT_READ else Status.FAILED, reason)
        draft.facts |= {"pages": pages} if pages > 1 else {}
        draft.coverage = min(draft.coverage, read / pages)
        if frames > pages:
            write_frames(picture, draft)
        draft.facts["picture_kind"] = kind_of(draft.facts, None)
        draft.checked.setdefault("pictures", "yes" if draft.bitmaps else "none")

    def _page(self, picture: Image.Image, place: Locator, draft: Draft, *, first: bool) -> bool:
        """Load one page, measure the first, hand it on; one that is cut is read as far as it goes."""
        from PIL import ImageOps

        if picture.format == "JPEG" and max(picture.size) > 2 * LONGEST_SIDE:
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        if not _load(picture):
            draft.problem(Reason.TRUNCATED, place)
            if not _load(picture, cut=True):
                return False
            draft.coverage = min(draft.coverage, 0.5)
        upright = ImageOps.exif_transpose(picture)
        if first:
            if upright.size != picture.size:
                draft.facts |= {"width": draft.facts["height"], "height": draft.facts["width"]}
            draft.facts |= measure(upright)
        if min(upright.size) < _SMALLEST:
            return True
        bitmap = to_bitmap(upright, place=place, offset=len(draft.segments))
        self._look(bitmap, draft)
        return draft.bitmap(bitmap)

    def _look(self, bitmap: Bitmap, draft: Draft) -> None:
        """Look for codes and faces."""
        import cv2
        import numpy as np

        if min(bitmap.width, bitmap.height) < _WORTH_A_LOOK:
            return
        pixels = np.frombuffer(bitmap.rgb, np.uint8).reshape(bitmap.height, bitmap.width, 3)
        grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        write_codes(grey, draft, bitmap.place)
        if not self._faces:
            return
        boxes = find_faces(grey)
        draft.facts["faces"] = draft.facts.get("faces", 0) + len(boxes)
        if boxes:
            page = {"page": bitmap.place.page} if bitmap.place.page else {}
            draft.facts.setdefault("face_boxes", []).extend({**page, "box": list(box)} for box in boxes)


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
