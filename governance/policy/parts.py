"""The parts of a content that get a level of their own: members, columns, sheets, pages, attachments, properties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assay.governance.domain import Finding, Locator

__all__ = ["by_part"]

_PARTS = 200


def by_part(findings: Sequence[Finding]) -> list[tuple[Locator, list[Finding]]]:
    """Return the findings of each part in the order of first appearance, 200 parts at most.

    A cell counts for its column and for its sheet; parts inside a text body (`body/p[12]`) are no parts.
    """
    found: dict[Locator, list[Finding]] = {}
    for finding in findings:
        for part in _parts_of(finding.locator):
            if part in found or len(found) < _PARTS:
                found.setdefault(part, []).append(finding)
    return list(found.items())


def _parts_of(place: Locator) -> Iterator[Locator]:
    if place.member is not None:
        yield Locator(member=place.member)
    if place.property is not None:
        yield Locator(property=place.property, member=place.member)
        return
    if place.sheet is not None:
        yield Locator(sheet=place.sheet, member=place.member)
    if place.column is not None:
        yield Locator(sheet=place.sheet, column=place.column, member=place.member)
    if place.page is not None:
        yield Locator(page=place.page, member=place.member)
    if place.part is not None and "/" not in place.part:
        yield Locator(part=place.part, member=place.member)
