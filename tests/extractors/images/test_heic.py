"""HEIC: decoded, or a reason."""

from __future__ import annotations

import pytest
from heic_files import heic
from PIL import Image, ImageDraw

from assay.governance.domain import Reason, Status


@pytest.fixture(scope="module")
def words() -> bytes:
    picture = Image.new("RGB", (256, 128), "white")
    ImageDraw.Draw(picture).text((20, 40), "HEIC words", fill="black", font_size=32)
    return heic(picture)


def test_a_picture_is_decoded(read, words: bytes) -> None:  # type: ignore[no-untyped-def]
    done = read(words, "a.heic")
    assert (done.extraction.media_type, done.extraction.status) == ("image/heic", Status.COMPLETE)
    assert [(bitmap.width, bitmap.height) for bitmap in done.bitmaps] == [(256, 128)]
    assert done.extraction.facts["brightness"] > 0.8


@pytest.mark.parametrize("keep", [40, 400, -200])
def test_a_picture_that_is_cut_has_its_reason(read, words: bytes, keep: int) -> None:  # type: ignore[no-untyped-def]
    seen = read(words[:keep], "a.heic").extraction
    assert seen.status in (Status.FAILED, Status.PARTIAL)
    assert seen.reason in (Reason.TRUNCATED, Reason.MALFORMED)
