"""From contents that were found to an answer: assets that may be seen, facets over them, what is linked to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assay.governance.domain import NOWHERE, Filters, LinkStatus, Locator, QueryTerm, term_number, terms
from assay.governance.services.searching.matching import best_sentence, weights
from assay.governance.services.seeing.visibility import Scope, fits
from assay.governance.services.tagging.tagresult import grade_brief
from assay.governance.store import Seat, Unit

__all__ = ["Also", "Found", "answer", "linked_to", "quote"]

_MOST_LINKED = 20
_SNIPPET = 320
_FACETS = ("modality", "topic", "level", "source", "owner", "age", "issue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """What narrows an answer beside what the indexes know: how long ago a file was changed, what is wrong with it."""

    age: str | None = None
    issue: str | None = None


_ANY = Also()


@dataclass(slots=True, kw_only=True)
class Found:
    """A content that was found: its score as it is shown, what spoke for it, and the chunk or place that fits best."""

    score: float
    piece: int | None = None
    snippet: str = ""
    locator: Locator = NOWHERE
    why: list[str] = field(default_factory=list)


def answer(
    db: Unit, found: Mapping[str, Found], *, scope: Scope, filters: Filters, leading: str, limit: int,
    also: Also = _ANY,
) -> dict[str, Any]:  # fmt: skip
    """Return the hits in the order of `found`, of each content one asset that may be seen and passes the filters.

    Facets count all of them, the hits are the first `limit`.
    """
    held, topics, issues = scope.seats(db, found), db.seats.topics(found), db.seats.issues(found)
    facets: dict[str, dict[str, int]] = {name: {} for name in _FACETS}
    chosen: list[tuple[str, Seat]] = []
    for content_id in found:
        fitting = (it for it in held.get(content_id, ()) if fits(db, it, filters) and also.age in (None, it.age))
        seat = next(fitting, None)
        wrong = issues.get(content_id, ())
        about = topics.get(content_id, ())
        if seat is None or (filters.modalities is not None and seat.modality not in filters.modalities):
            continue
        if filters.topics is not None and filters.topics.isdisjoint(about):
            continue
        if also.issue is not None and also.issue not in wrong:
            continue
        told = ((seat.modality,), about, (seat.code,), (seat.source,), (seat.owner,), (seat.age,), wrong)
        for name, values in zip(_FACETS, told, strict=True):
            _count(facets[name], values)
        chosen.append((content_id, seat))
    shown = chosen[:limit]
    records = db.assets.many(seat.asset for _, seat in shown)
    grades = db.grades.many(records, leading)
    hits = [
        {
            "asset": seat.asset, "name": records[seat.asset].name, "path": records[seat.asset].folder,
            "modality": seat.modality, "score": found[content_id].score, "snippet": found[content_id].snippet,
            "locator": found[content_id].locator.as_dict(), "why": found[content_id].why,
            "sensitivity": grade_brief(grades.get(seat.asset)), "copies": len(held[content_id]) - 1,
            "content": content_id,
        }
        for content_id, seat in shown
    ]  # fmt: skip
    return {"hits": hits, "facets": facets}


def quote(
    db: Unit, hits: Sequence[dict[str, Any]], found: Mapping[str, Found], asked: Mapping[int, QueryTerm],
    also: Sequence[str],
) -> None:  # fmt: skip
    """Put into hits by words or meaning the sentence that holds most of the question, its place, and what else it was.

    A name that the question does not hold, but means, is told in `why` as `also: NAME` where it stands in the chunk.
    """
    wanted = weights(asked)
    others = {name: {term_number(term) for term in terms(name)} for name in also}
    piece_of = {hit["content"]: found[hit["content"]].piece for hit in hits}
    pieces = db.chunks.many((content, ordinal) for content, ordinal in piece_of.items() if ordinal is not None)
    for hit in hits:
        piece = pieces.get((hit["content"], piece_of[hit["content"]] or 0))
        if piece is None:
            continue
        start, _ = best_sentence(piece.text, wanted) or (0, 0)
        begin = start if start + _SNIPPET <= len(piece.text) else max(0, len(piece.text) - _SNIPPET)
        hit["snippet"] = piece.text[begin : begin + _SNIPPET]
        hit["locator"] = piece.place(start).as_dict()
        if others:
            held = {term_number(term) for term in terms(piece.text)}
            hit["why"] = [*hit["why"], *(f"also: {name}" for name, own in others.items() if own <= held)]


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


def _count(facet: dict[str, int], values: Iterable[str | None]) -> None:
    for value in values:
        if value is None:
            continue
        facet[value] = facet.get(value, 0) + 1
