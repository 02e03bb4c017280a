"""Sources, and what a scan of a place would take."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from assay.governance.api.answers.base import Answer

__all__ = ["Plan", "SourceState"]


class SourceState(Answer):
    """A source: where it is (masked), what is known of it, and the job that works on it."""

    id: str
    name: str
    kind: str
    root: str
    assets: int
    by_status: dict[str, int]
    by_reason: dict[str, int]
    configured: bool
    job: str | None = None
    include: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)
    etag: str


class Plan(Answer):
    """What a scan would take, reckoned from the `sampled` files; None where none could be read."""

    files: int
    to_read: int
    unchanged: int
    bytes: int
    left_out: dict[str, int]
    sampled: int
    hours: float | None
    disk_bytes: int | None
    pages_to_ocr: int | None
    workers: int
    kinds: list[dict[str, Any]]
