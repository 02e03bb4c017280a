"""From contents that were found to an answer: assets that may be seen, facets over them, what is linked to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assay.governance.domain import Filters, LinkStatus, Locator
from assay.governance.services.tagresult import grade_brief
from assay.governance.services.visibility import Scope, fits
from assay.governance.store import Unit

__all__ = ["Found", "answer", "linked_to"]

_MOST_LINKED = 20
_FACETS = ("modality", "topic", "level", "source", "owner")


@dataclass(slots=True, kw_only=True)
class Found:
    """A content that was found: its score as it is shown, what spoke for it, and the chunk or place that fits best."""

    score: float
    piece: int | None = None
    snippet: str = ""
    locator: Locator = field(default_factory=Locator)
    why: list[str] = field(default_factory=list)


def answer(
    db: Unit, found: Mapping[str, Found], *, scope: Scope, filters: Filters, leading: str, limit: int
) -> dict[str, Any]:
    """Return the hits in the order of `found`, of each content one asset that may be seen and passes the filters."""
    holders = scope.owners(db, found)
    contents, topics = db.contents.many(holders), db.contents.topics_of_many(holders)
    grades = db.grades.many((it.id for records in holders.values() for it in records), leading)
    hits: list[dict[str, Any]] = []
    facets: dict[str, dict[str, int]] = {name: {} for name in _FACETS}
    for content_id, hit in found.items():
        fitting = [it for it in holders.get(content_id, ()) if fits(db, it, filters)]
        about = [item.topic for item in topics.get(content_id, ())]
        content = contents.get(content_id)
        if not fitting or content is None:
            continue
        modality = content.content.modality.value
        if filters.modalities is not None and modality not in filters.modalities:
            continue
        if filters.topics is not None and filters.topics.isdisjoint(about):
            continue
        asset = fitting[0]
        grade = grade_brief(grades.get(asset.id))
        level = [grade["code"]] if grade else []
        owner = [asset.governance["owner"]] if asset.governance.get("owner") else []
        for name, values in zip(_FACETS, ([modality], about, level, [asset.source_id], owner), strict=True):
            _count(facets[name], values)
        hits.append(
            {
                "asset": asset.id, "name": asset.name, "path": asset.folder, "modality": modality,
                "score": hit.score, "snippet": hit.snippet, "locator": hit.locator.as_dict(), "why": hit.why,
                "sensitivity": grade, "copies": len(holders[content_id]) - 1, "content": content_id,
            }
        )  # fmt: skip
    return {"hits": hits[:limit], "facets": facets}


def linked_to(db: Unit, hits: Sequence[Mapping[str, Any]], *, scope: Scope, leading: str) -> list[dict[str, Any]]:
    """Return assets that are linked to hits and are none themselves, the strongest link first: 20 at most."""
    asset_of = {hit["content"]: hit["asset"] for hit in hits}
    best: dict[str, tuple[float, str, str, str]] = {}
    for record in db.links.of(asset_of):
        link = record.link
        if link.status is LinkStatus.REJECTED:
            continue
        for here, there in ((link.left, link.right), (link.right, link.left)):
            if here in asset_of and there not in asset_of:
                told = (-link.score, link.kind.value, here, link.why)
                best[there] = min(best.get(there, told), told)
    holders = scope.owners(db, best)
    grades = db.grades.many((records[0].id for records in holders.values()), leading)
    contents = db.contents.many(holders)
    order = sorted(holders, key=lambda content: (best[content], content))[:_MOST_LINKED]
    return [
        {
            "asset": (asset := holders[it][0]).id, "name": asset.name, "modality": contents[it].content.modality.value,
            "sensitivity": grade_brief(grades.get(asset.id)), "kind": best[it][1], "score": round(-best[it][0], 2),
            "via": asset_of[best[it][2]], "why": best[it][3],
        }
        for it in order
    ]  # fmt: skip


def _count(facet: dict[str, int], values: Iterable[str]) -> None:
    for value in values:
        facet[value] = facet.get(value, 0) + 1
