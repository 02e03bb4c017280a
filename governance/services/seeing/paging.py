"""Pages of what a caller may see: neither their length nor whether another one follows tells of what is hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from assay.governance.store import Page, encode_cursor

__all__ = ["seen_page"]

T = TypeVar("T")


def seen_page(
    read: Callable[[str | None], Page[T]], show: Callable[[Sequence[T]], list[dict[str, Any]]], *, cursor: str | None,
    limit: int,
) -> dict[str, Any]:  # fmt: skip
    """Return `limit` items that may be seen, and the cursor of the last of them where more follow.

    `read` gives a page in order of id from a cursor on, `show` what of it may be seen, each with its `id`.
    """
    found: list[dict[str, Any]] = []
    while True:
        page = read(cursor)
        found += show(page.items)
        cursor = page.next
        if cursor is None or len(found) > limit:
            break
    return {"items": found[:limit], "next": encode_cursor(found[limit - 1]["id"]) if len(found) > limit else None}
