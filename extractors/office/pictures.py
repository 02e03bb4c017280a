"""Pictures inside Office files: each once, at the place where it is shown, on to OCR."""

from __future__ import annotations

import zipfile
from dataclasses import replace

from assay.extractors.shared.camera_places import place_in
from assay.extractors.shared.draft import Draft
from assay.extractors.shared.zips import read_member
from assay.governance.domain import NOWHERE, Box, Locator, SegmentKind

__all__ = ["Pictures"]

_READ = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp", ".heic", ".jfif")
_UNREAD = (".emf", ".wmf", ".svg", ".wdp", ".pict", ".pct", ".emz", ".wmz")


class Pictures:
    """Hands pictures that are large enough to hold words on to OCR; says in `checked` what was looked at."""

    def __init__(self, archive: zipfile.ZipFile, draft: Draft) -> None:
        self._archive, self._draft = archive, draft
        self._names = set(archive.namelist())
        self._seen: set[tuple[int, int]] = set()
        self._full = False
        self._found = self._unread = 0
        self._places: list[tuple[str, Locator]] = []

    def add(self, member: str, place: Locator, *, area: Box | None = None, offset: int | None = None) -> None:
        """Hand on a member once, however often it is shown; `offset` is where its lines belong, else the end."""
        from assay.extractors.shared.pictures import bitmap_of

        if member not in self._names or self._full:
            return
        info = self._archive.getinfo(member)
        key = (info.CRC, info.file_size)
        if key in self._seen or not info.file_size:
            return
        self._seen.add(key)
        if not member.lower().endswith(_READ):
            self._found += member.lower().endswith(_UNREAD)
            self._unread += member.lower().endswith(_UNREAD)
            return
        self._found += 1
        at = len(self._draft.segments) if offset is None else offset
        try:
            data = read_member(self._archive, member) or b""
            if taken := place_in(data):
                self._places.append((taken, replace(place, property="gps")))
            bitmap = bitmap_of(data, self._draft.limits, place=place, area=area, offset=at)
        except Exception:  # noqa: BLE001 - a broken picture in a sound document
            self._unread += 1
            return
        if bitmap is not None and not self._draft.bitmap(bitmap):
            self._full = True

    def rest(self, folder: str) -> None:
        """Hand on what no part pointed to, after the text."""
        for member in sorted(self._names):
            if member.startswith(folder) and member.lower().endswith((*_READ, *_UNREAD)):
                self.add(member, Locator(part=f"picture/{member.rpartition('/')[2]}") if folder else NOWHERE)

    def close(self) -> None:
        """Say what was found, what of it was looked at, and where its cameras stood."""
        draft = self._draft
        for taken, place in self._places:
            draft.add(SegmentKind.PROPERTY, taken, place)
        if self._unread:
            draft.facts["unreadable_pictures"] = self._unread
        if not self._found:
            draft.checked["pictures"] = "none"
        elif self._unread or self._full:
            draft.checked["pictures"] = "partial"
        else:
            draft.checked["pictures"] = "yes" if draft.bitmaps else "no"
