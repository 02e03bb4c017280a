"""Assets: lists of them, what they hold, what was shown of them, and what became of them."""

from __future__ import annotations

from typing import Any

from assay.governance.api.answers.base import Answer, Page

__all__ = ["AssetPage", "Content", "Forgotten", "Governed", "Revealed", "Rows"]


class Forgotten(Answer):
    """What went with an asset; `scrubbed` says that nothing of it is left in the database's files."""

    id: str
    contents: int
    scrubbed: bool


class Governed(Answer):
    """The governance fields of an asset, as they are now."""

    id: str
    governance: dict[str, Any]
    etag: str


class AssetPage(Page):
    """Assets with the counts of each facet."""

    facets: dict[str, dict[str, int]]


class Content(Answer):
    """The masked text of an asset; `spans` of a segment say what stood where, in code points of the masked text."""

    segments: list[dict[str, Any]]
    next: str | None = None


class Rows(Answer):
    """Rows of a sheet, masked; `marks` name cells by row and column (from 0) and say what stands there."""

    sheets: list[str]
    sheet: int
    columns: list[str]
    rows: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    total: int
    next: str | None = None


class Revealed(Answer):
    """A value in clear, or bytes in base64 with their media type."""

    value: str | None = None
    media_type: str | None = None
    data: str | None = None
