"""Nodes and edges as people get them: assets with name and level, edges with their evidence, all of it masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assay.governance.domain import Edge, Evidence, Grade, labels
from assay.governance.services.graph.seen import SeenGraph, is_containment
from assay.governance.services.tagging.tagresult import grade_brief
from assay.governance.store import Containment, LinkRecord, Unit

__all__ = ["COPY", "asset_nodes", "copy_edge", "drawn", "drawn_link", "level_dict"]

COPY = "near-duplicate"

_CONTAINED, _ATTACHED = "a file inside the other", "attached to the mail"


def asset_nodes(db: Unit, asset_ids: Iterable[str], *, leading: str) -> list[dict[str, Any]]:
    """Return assets as nodes, in the order of their ids: name, modality and level."""
    records = db.assets.many(asset_ids)
    contents = db.contents.many(it.content_id for it in records.values() if it.content_id)
    grades = db.grades.many(records, leading)
    return [
        {
            "id": record.id, "kind": "asset", "name": record.name,
            "modality": contents[record.content_id].content.modality.value if record.content_id else "other",
            "sensitivity": grade_brief(grades.get(record.id)),
        }
        for _, record in sorted(records.items())
    ]  # fmt: skip


def drawn(db: Unit, graph: SeenGraph, edges: Sequence[Edge], chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return edges between assets, `chosen` for their nodes, with the evidence at both ends."""
    records = db.links.many(it.id for it in edges if not is_containment(it.id))
    told = []
    for it in edges:
        if it.id in records:
            told.append(drawn_link(records[it.id], chosen))
        elif (inside := graph.containment(it.id)) is not None:
            told.append(_inside(it, inside))
    return told


def level_dict(grade: Grade | None) -> dict[str, Any] | None:
    """Return the level that a grade is."""
    if grade is None:
        return None
    return {"policy": grade.policy, "code": grade.code, "rank": grade.rank, "label": grade.label.as_dict()}


def copy_edge(one: str, two: str) -> dict[str, Any]:
    """Return the edge of two assets that hold the same content."""
    left, right = sorted((one, two))
    return {
        "id": f"same-content:{left}:{right}", "kind": COPY, "left": left, "right": right, "score": 1.0,
        "status": "proposed", "why": "the same bytes", "producer": "ingest@1", "left_evidence": [_end({}, "")],
        "right_evidence": [_end({}, "")],
    }  # fmt: skip


def drawn_link(record: LinkRecord, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Return a link between assets, `chosen` for its contents."""
    link = record.link
    return {
        "id": record.id, "kind": link.kind.value, "left": chosen[link.left], "right": chosen[link.right],
        "score": round(link.score, 2), "status": link.status.value, "why": link.why, "producer": link.producer,
        "left_evidence": _evidence(link.left_evidence), "right_evidence": _evidence(link.right_evidence),
    }  # fmt: skip


def _inside(edge: Edge, it: Containment) -> dict[str, Any]:
    place, whole = _end({"member": it.member}, it.name), _end({}, it.name)
    left, right, ends = (it.child, it.parent, (whole, place)) if it.mail else (it.parent, it.child, (place, whole))
    return {
        "id": edge.id, "kind": edge.kind, "left": left, "right": right, "score": 1.0, "status": "proposed",
        "why": _ATTACHED if it.mail else _CONTAINED, "producer": "ingest@1", "left_evidence": [ends[0]],
        "right_evidence": [ends[1]],
    }  # fmt: skip


def _end(locator: Mapping[str, Any], masked: str) -> dict[str, Any]:
    return {"locator": dict(locator), "masked": masked, "label": "", "says": None}


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {"locator": it.locator.as_dict(), "masked": it.masked, "label": it.label, "says": _says(it.label)}
        for it in evidence
    ]


def _says(name: str) -> dict[str, str] | None:
    label = labels().get(name)
    return label.says.as_dict() if label else None
