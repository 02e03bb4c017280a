"""What people look at of an asset, masked: text, rows, pages and sound; and revealing, with a reason."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from assay.governance.domain import (
    Actor,
    Box,
    ConflictError,
    Finding,
    ForbiddenError,
    Locator,
    NotFoundError,
    Permission,
    Reason,
    SegmentKind,
    Shown,
    UsageError,
    labels,
)
from assay.governance.services.assets.masking import MaskedContent, MaskedSegment, Masking
from assay.governance.services.assets.painting import covered, encoded, hushed, wav
from assay.governance.services.places.originals import Originals
from assay.governance.services.places.places import title_of
from assay.governance.services.tagging.tabling import cells
from assay.governance.store import AssetRecord, ContentRecord, Store, Unit, decode_cursor, encode_cursor

__all__ = ["Viewing"]

_SURE = 0.6
_UNREAD = frozenset({
    Reason.PICTURES_NOT_READ, Reason.PART_UNREADABLE, Reason.TIME_LIMIT, Reason.PAGE_LIMIT, Reason.TEXT_LIMIT,
    Reason.MEMORY_LIMIT, Reason.WORKER_DIED,
})  # fmt: skip
_LONGEST_SECONDS = 600.0


class Viewing:
    """Shows assets. What cannot be masked is not shown; a steward may reveal it, with a reason, on record."""

    def __init__(self, *, store: Store, masking: Masking, originals: Originals) -> None:
        self._store = store
        self._masking = masking
        self._originals = originals

    def content(self, asset_id: str, *, cursor: str | None = None, limit: int | None = None) -> dict[str, Any]:
        """Return the masked text of an asset segment by segment, with spans that point into the masked text.

        Raises:
            NotFoundError: there is no such asset.
            UsageError: the cursor is not one that this gave.
        """
        masked = self._text(asset_id)
        first = decode_cursor(cursor, int)[0] if cursor else 0
        last = None if limit is None else first + limit
        marked = self._findings(asset_id)
        segments = [
            {
                "index": it.index, "kind": it.kind.value, "text": it.text, "locator": it.place.as_dict(),
                "confidence": it.confidence, "spans": _spans(it, marked),
            }
            for it in masked.segments[first:last]
        ]  # fmt: skip
        more = encode_cursor(last) if last is not None and last < len(masked.segments) else None
        return {"segments": segments, "next": more}

    def rows(
        self, asset_id: str, *, sheet: int = 1, row: int | None = None, cursor: str | None = None, limit: int = 100
    ) -> dict[str, Any]:
        """Return some rows of a table, masked, from `row` or `cursor` on; `marks` say which cells hold what.

        `sheet` is a number from 1; the first row is that of the table's first value, not always 1.

        Raises:
            NotFoundError: there is no such asset or sheet.
            UsageError: the cursor is not one that this gave.
        """
        masked = self._text(asset_id)
        columns = [it for it in masked.segments if it.kind is SegmentKind.COLUMN and it.lined]
        sheets = list(dict.fromkeys((it.place.member, it.place.sheet) for it in columns))
        if not 1 <= sheet <= max(1, len(sheets)):
            raise NotFoundError("there is no such sheet")
        mine = [it for it in columns if (it.place.member, it.place.sheet) == sheets[sheet - 1]] if sheets else []
        heads = list(dict.fromkeys(it.place.column or "" for it in mine))
        begins = min((it.place.row or 1 for it in mine), default=1)
        first = decode_cursor(cursor, int)[0] if cursor else max(begins, row or begins)
        shown, total = cells(mine, heads, first, first + limit)
        marked = self._findings(asset_id)
        marks = [
            {"row": mark["row"], "column": heads.index(it.place.column or ""), **mark["value"]}
            for it in mine
            for mark in _marks(it, marked, first, first + limit)
        ]
        return {
            "sheets": [name or "" for _, name in sheets], "sheet": sheet, "columns": heads, "total": total,
            "rows": [{"row": row, "cells": shown[row]} for row in sorted(shown)], "marks": marks,
            "next": encode_cursor(first + limit) if first + limit <= total else None,
        }  # fmt: skip

    def page(self, asset_id: str, number: int) -> tuple[bytes, str]:
        """Return a page, a picture or a frame that was looked at, values blacked out, and its media type.

        Raises:
            NotFoundError: there is no such asset or page.
            ConflictError: the file is gone or another one, or what is on the page cannot be masked.
        """
        asset, content, masked = self._seen(asset_id)
        shown = self._originals.show(asset, page=number)
        assert shown.picture is not None  # noqa: S101 - `show` says where there is none
        if any(it.reason in _UNREAD and _is_on(it.locator, shown.picture.place) for it in content.problems):
            raise ConflictError("what is on this page was not read, so it cannot be masked")
        return encoded(covered(shown.picture, _boxes(masked, shown.picture.place)), photo=_is_photo(content))

    def media(self, asset_id: str, *, start: float = 0.0, seconds: float = 60.0) -> bytes:
        """Return a stretch of sound as WAV: what was understood is heard, less the values in it; the rest is silent.

        Raises:
            NotFoundError: there is no such asset, or nothing to be heard.
            ConflictError: the file is gone or another one.
        """
        asset, _, masked = self._seen(asset_id)
        shown = self._sound(asset, start, seconds)
        spoken = [it for it in masked.segments if it.kind is SegmentKind.UTTERANCE]
        heard = [it.place.time for it in spoken if it.place.time]
        hidden = [time for it in spoken for mark in it.marks if (time := mark.place.time or it.place.time)]
        assert shown.sound is not None  # noqa: S101 - `show` says where there is none
        return wav(hushed(shown.sound, begins=start, heard=heard, hidden=hidden))

    def reveal(
        self,
        asset_id: str,
        *,
        finding: str | None = None,
        page: int | None = None,
        start: float | None = None,
        seconds: float = 30.0,
        reason: str,
        actor: Actor,
    ) -> dict[str, Any]:
        """Return a value, a page or a stretch of sound in clear, on record: who, what and why.

        Raises:
            ForbiddenError: the role may not reveal.
            NotFoundError: there is no such asset, finding or page.
            UsageError: not exactly one of the three, or a finding that stands for many values.
        """
        if not actor.may(Permission.REVEAL):
            raise ForbiddenError("the role may not reveal")
        if sum(it is not None for it in (finding, page, start)) != 1:
            raise UsageError("reveal a finding, a page or a stretch of sound: one of the three")
        details: dict[str, Any] = {"reason": self._masking.masked_words(reason)}
        if finding is not None:
            found, value = self._value(asset_id, finding)
            details |= {"finding": finding, "label": found.label}
            answer: dict[str, Any] = {"finding": finding, "label": found.label, "value": value}
        else:
            asset, content, _ = self._seen(asset_id)
            if page is not None:
                shown = self._originals.show(asset, page=page)
                assert shown.picture is not None  # noqa: S101 - `show` says where there is none
                data, media_type = encoded(shown.picture, photo=_is_photo(content))
                details["page"] = page
            else:
                shown = self._sound(asset, start or 0.0, seconds)
                assert shown.sound is not None  # noqa: S101 - `show` says where there is none
                data, media_type = wav(shown.sound), "audio/wav"
                details |= {"start": start, "seconds": seconds}
            answer = {"media_type": media_type, "data": base64.b64encode(data).decode()}
        with self._store.write() as db:
            db.audit.append(actor, "asset.reveal", asset_id, details)
        return answer

    def _sound(self, asset: AssetRecord, start: float, seconds: float) -> Shown:
        shown = self._originals.show(asset, time=(start, start + min(seconds, _LONGEST_SECONDS)))
        if shown.sound is None or not shown.sound.pcm:
            raise NotFoundError("there is nothing to be heard")
        return shown

    def _value(self, asset_id: str, finding_id: str) -> tuple[Finding, str]:
        with self._store.read() as db:
            asset = _asset(db, asset_id)
            named = next((it for it in db.findings.of_asset(asset_id) if it.id == finding_id), None)
            uri = db.assets.uri(asset_id)
            held = db.findings.of_content(asset.content_id) if asset.content_id and named is None else ()
        found = named or next((it for it in held if it.id == finding_id), None)
        if found is None:
            raise NotFoundError("there is no such finding")
        place = found.locator
        if found.values is not None or place.start is None or place.end is None:
            raise UsageError("this finding stands for a whole column; reveal one of its examples")
        if named is not None:
            path = title_of(uri.rpartition("!")[2] if asset.member else uri)
            text = path.name if place.property == "name" else "/".join(path.parts[1:-1])
            return found, _sliced(text, place, found)
        extraction = self._masking.clear(asset.content_id or "")
        if extraction is None or place.segment is None or place.segment >= len(extraction.segments):
            raise NotFoundError("the value is not kept")
        return found, extraction.segments[place.segment].text[place.start : place.end]

    def _text(self, asset_id: str) -> MaskedContent:
        """Return the masked text of an asset; of one that was not read there is none."""
        with self._store.read() as db:
            content_id = _asset(db, asset_id).content_id
        return (self._masking.masked(content_id) if content_id else None) or MaskedContent(segments=())

    def _seen(self, asset_id: str) -> tuple[AssetRecord, ContentRecord, MaskedContent]:
        with self._store.read() as db:
            asset = _asset(db, asset_id)
            content = db.contents.get(asset.content_id) if asset.content_id else None
        if content is None or content.reason is Reason.STATE_SECRET_SUSPECTED:
            raise NotFoundError("nothing of this asset is kept")
        return asset, content, self._masking.masked(content.content.id) or MaskedContent(segments=())

    def _findings(self, asset_id: str) -> dict[tuple[int | None, int | None], Finding]:
        with self._store.read() as db:
            content_id = _asset(db, asset_id).content_id or ""
            return {(it.locator.segment, it.locator.start): it for it in db.findings.of_content(content_id)}


def _asset(db: Unit, asset_id: str) -> AssetRecord:
    asset = db.assets.get(asset_id)
    if asset is None:
        raise NotFoundError("there is no such asset")
    return asset


def _boxes(masked: MaskedContent, page: Locator) -> list[Box]:
    """Return what must be covered on a page: every value there, and every line that was recognised with doubt."""
    boxes: list[Box] = []
    for segment in masked.segments:
        place = segment.place
        if segment.kind is SegmentKind.PROPERTY or not _is_on(place, page):
            continue
        doubtful = segment.kind is SegmentKind.OCR_LINE and (segment.confidence or 0.0) < _SURE
        if doubtful and place.box is not None:
            boxes.append(place.box)
        for mark in segment.marks:
            box = mark.place.box or place.box
            if box is not None:
                boxes.append(box)
            elif place.part is None:
                raise ConflictError("a value stands on this page, and where is not known; it cannot be masked")
    return boxes


def _is_on(place: Locator, page: Locator) -> bool:
    """Say whether a place is on a page or in a frame; what names neither counts as being everywhere."""
    if page.page is not None and place.page is not None:
        return place.page == page.page
    if page.frame is not None and place.frame is not None:
        return place.frame == page.frame
    if page.time is not None and place.time is not None:
        return place.time[0] <= page.time[0] <= place.time[1]
    return place.time is None or page.time is not None


def _is_photo(content: ContentRecord) -> bool:
    return content.content.media_type.startswith(("image/", "video/"))


def _spans(segment: MaskedSegment, marked: Mapping[tuple[int | None, int | None], Finding]) -> list[dict[str, Any]]:
    spans = []
    for mark in segment.marks:
        finding = marked.get((segment.index, mark.origin))
        spans.append(
            {
                "start": mark.start, "end": mark.end, "finding": finding.id if finding else None, "label": mark.label,
                "group": labels()[mark.label].group,
            }
        )  # fmt: skip
    return spans


def _marks(
    segment: MaskedSegment, marked: Mapping[tuple[int | None, int | None], Finding], first: int, last: int
) -> list[dict[str, Any]]:
    found = []
    for mark, span in zip(segment.marks, _spans(segment, marked), strict=True):
        row = mark.place.row or 0
        if first <= row < last:
            value = {name: span[name] for name in ("finding", "label", "group")}
            found.append({"row": row, "value": value})
    return found


def _sliced(text: str, place: Locator, found: Finding) -> str:
    value = text[place.start : place.end]
    if not value:
        raise NotFoundError("the value is not kept")
    return value
