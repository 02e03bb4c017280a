"""The neighbourhood of an asset: what is linked to it, with evidence that opens at both ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay.governance.domain import Link, LinkKind, Modality, NotFoundError, labels
from assay.governance.services.tagresult import grade_brief
from assay.governance.store import AssetRecord, LinkRecord, Store, Unit

__all__ = ["Neighbours"]

_MOST = 200


class Neighbours:
    """Reads links between contents and shows them between assets."""

    def __init__(
        self, *, store: Store, leading: Callable[[], str], neighbourhood: Callable[..., dict[str, Any]]
    ) -> None:
        self._store = store
        self._leading = leading
        self._neighbourhood = neighbourhood

    def of(self, asset_id: str, depth: int = 1) -> dict[str, Any]:
        """Return the neighbourhood of an asset: nodes, and edges with their evidence at both ends."""
        with self._store.read() as db:
            asset = db.assets.get(asset_id)
            if asset is None:
                raise NotFoundError("there is no such asset")
            around = self._around(db, asset, depth)
            owners = db.assets.of_contents({node["id"] for node in around["nodes"]})
            hops = {node["id"]: node["hop"] for node in around["nodes"]}
            chosen = {content: _representative(content, owners, asset) for content in hops}
            edges = [_edge(record, chosen) for record in around["edges"]]
            edges = [edge for edge in edges if edge["left"] and edge["right"]]  # not those of contents that are gone
            edges.extend(_containment(db, asset))
            edges.extend(_copies(asset, owners.get(asset.content_id or "", ())))
            ids = {asset.id} | {edge["left"] for edge in edges} | {edge["right"] for edge in edges}
            nodes = [self._node(db, record, hops) for record in db.assets.many(ids).values()]
            return {"nodes": nodes, "edges": edges, "truncated": around["truncated"]}

    def _around(self, db: Unit, asset: AssetRecord, depth: int) -> dict[str, Any]:
        if asset.content_id is None:
            return {"nodes": [], "edges": [], "truncated": False}
        records: dict[tuple[str, str, str, str], LinkRecord] = {}

        def edges_of(contents: Sequence[str]) -> list[Link]:
            found = db.links.of(contents)
            records.update({_link_key(record.link): record for record in found})
            return [record.link for record in found]

        around = self._neighbourhood(asset.content_id, depth=depth, edges_of=edges_of, max_nodes=_MOST)
        return {**around, "edges": [records[_link_key(link)] for link in around["edges"]]}

    def _node(self, db: Unit, record: AssetRecord, hops: Mapping[str, int]) -> dict[str, Any]:
        content = db.contents.get(record.content_id) if record.content_id else None
        return {
            "id": record.id,
            "name": record.name,
            "modality": content.content.modality.value if content else "other",
            "sensitivity": grade_brief(db.grades.get(record.id, self._leading())),
            "hop": hops.get(record.content_id or "", 1),
        }


def _representative(content: str, owners: Mapping[str, tuple[str, ...]], asset: AssetRecord) -> str | None:
    if content == asset.content_id:
        return asset.id
    return next(iter(owners.get(content, ())), None)


def _link_key(link: Link) -> tuple[str, str, str, str]:
    return link.kind.value, link.left, link.right, link.producer


def _edge(record: LinkRecord, chosen: Mapping[str, str | None]) -> dict[str, Any]:
    link = record.link
    ends = {
        f"{side}_evidence": [
            {"locator": it.locator.as_dict(), "masked": it.masked, "label": it.label, "says": _label(it.label)}
            for it in evidence
        ]
        for side, evidence in (("left", link.left_evidence), ("right", link.right_evidence))
    }
    return {
        "id": record.id, "kind": link.kind.value, "left": chosen.get(link.left), "right": chosen.get(link.right),
        "score": round(link.score, 4), "status": link.status.value, "why": link.why, "producer": link.producer, **ends,
    }  # fmt: skip


def _label(name: str) -> dict[str, str] | None:
    label = labels().get(name)
    return label.says.as_dict() if label else None


def _containment(db: Unit, asset: AssetRecord) -> list[dict[str, Any]]:
    inside = [(asset, child) for child in db.assets.children(asset.id) if child.tombstone is None]
    holder = db.assets.get(asset.parent) if asset.parent is not None else None
    if holder is not None:
        inside.append((holder, asset))
    return [_inside(db, parent, child) for parent, child in inside]


def _inside(db: Unit, parent: AssetRecord, child: AssetRecord) -> dict[str, Any]:
    content = db.contents.get(parent.content_id) if parent.content_id else None
    place = _end({"member": child.member or child.name}, child.name)
    whole = _end({}, child.name)
    if content is not None and content.content.modality is Modality.EMAIL:
        kind, left, right, ends, why = LinkKind.ATTACHED_TO, child, parent, (whole, place), "attached to the mail"
    else:
        kind, left, right, ends, why = LinkKind.CONTAINS, parent, child, (place, whole), "a file inside the other"
    return {
        "id": f"contains:{child.id}", "kind": kind.value, "left": left.id, "right": right.id, "score": 1.0,
        "status": "proposed", "why": why, "producer": "ingest@1",
        "left_evidence": [ends[0]], "right_evidence": [ends[1]],
    }  # fmt: skip


def _end(locator: dict[str, Any], masked: str = "") -> dict[str, Any]:
    return {"locator": locator, "masked": masked, "label": "", "says": None}


def _copies(asset: AssetRecord, owners: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"same-content:{left}:{right}", "kind": "near-duplicate", "left": left, "right": right,
            "score": 1.0, "status": "proposed", "why": "the same bytes", "producer": "ingest@1",
            "left_evidence": [_end({})], "right_evidence": [_end({})],
        }
        for left, right in (sorted((asset.id, other)) for other in owners if other != asset.id)
    ]  # fmt: skip
