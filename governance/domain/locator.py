"""Where in a file something is."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from assay.governance.domain.making import quickly_made

__all__ = ["NOWHERE", "Box", "Locator", "Times"]

Box = tuple[float, float, float, float]
Times = tuple[float, float]


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """An address inside a file; what does not apply is None.

    `start` and `end` count Unicode code points in the segment's text, end exclusive. `page` counts from 1
    (slides too). `box` is x0, y0, x1, y1 as fractions of the page or image, origin top left. `time` is in
    seconds. `row` and `column` count from 1, `column` may be the header's text. `member` is the path in an
    archive, `part` a place such as `header`, `notes`, `body/p[12]`, `attachment[2]`; `property` names a
    metadata field, the file's own name (`name`) or its folder (`path`).
    """

    segment: int | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    box: Box | None = None
    time: Times | None = None
    frame: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    member: str | None = None
    part: str | None = None
    property: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what applies, as JSON values; tuples become lists."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: list(value) if isinstance(value, tuple) else value for name, value in pairs if value is not None}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Locator:
        """Read what `as_dict` wrote."""
        values = dict(data)
        for name in ("box", "time"):
            if values.get(name) is not None:
                values[name] = tuple(values[name])
        return cls(**values)

    def within(self, *, segment: int, start: int, end: int) -> Locator:
        """Return this place narrowed to a range of a segment's text."""
        return replace(self, segment=segment, start=start, end=end)


NOWHERE = Locator()
