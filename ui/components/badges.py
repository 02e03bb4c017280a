"""Levels and states as text with a sign: never by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.ui.components.parts import part_words, path_words, property_words
from assay.ui.i18n import pick, say

__all__ = ["level", "place", "status"]

_STEPS = 4


def level(grade: Mapping[str, Any] | None) -> str:
    """Return a level as filled steps and its name; a file that was not read has its own sign."""
    if not grade or grade.get("code") in {None, "ungraded"}:
        return "▧▧▧▧ " + say("level.ungraded")
    steps = max(1, int(grade.get("rank") or 0) // 10)
    sign = "■" * min(steps, _STEPS) + "□" * (_STEPS - steps) if steps <= _STEPS else "▲"
    return f"{sign} {pick(grade.get('label')) or grade['code']}"


def status(code: str) -> str:
    """Return a file's status in words."""
    return say(f"status.{code}")


def place(locator: Mapping[str, Any]) -> str:
    """Return a Locator in words: page 3, 12.4 s, sheet and row, a property's name."""
    parts = []
    if "member" in locator:
        parts.append(path_words(str(locator["member"])))
    if "page" in locator:
        parts.append(say("place.page", n=locator["page"]))
    if "time" in locator:
        start, end = (f"{it:.1f}" for it in locator["time"])
        parts.append(say("place.moment", at=start) if start == end else say("place.time", start=start, end=end))
    if "sheet" in locator:
        parts.append(say("place.sheet", name=locator["sheet"]))
    if "column" in locator:
        parts.append(say("place.column", name=locator["column"]))
    if "row" in locator:
        of_table = locator.keys() & {"sheet", "column", "part"}
        parts.append(say("place.row", n=locator["row"]) if of_table else say("place.line", n=locator["row"]))
    if "part" in locator:
        parts.append(part_words(str(locator["part"])))
    if "property" in locator:
        parts.append(say("place.property", name=property_words(str(locator["property"]))))
    if "box" in locator and not parts:
        parts.append(say("place.picture"))
    if not parts and "start" in locator:
        parts.append(say("place.characters", start=locator["start"], end=locator["end"]))
    return " · ".join(parts)
