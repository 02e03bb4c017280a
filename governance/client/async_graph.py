"""A part of the SDK for asyncio. Made by `docs/generate.py` from `graph.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from assay.governance.client.async_administration import AsyncAdministration
from assay.governance.client.wire import Json, given, quoted

__all__ = ["AsyncGraph"]


class AsyncGraph(AsyncAdministration):
    """What `Client` can do with links; not used alone."""

    async def links(
        self, asset_id: str, *, depth: int = 1, kinds: Sequence[str] = (), min_score: float = 0.0, limit: int = 200
    ) -> Json:
        """Return nodes and edges around an asset, with evidence at both ends; with `kinds` those alone."""
        asked = {"depth": depth, "kind": list(kinds), "min_score": min_score, "limit": limit}
        return await self._object("GET", f"/v1/assets/{quoted(asset_id)}/links", params=asked)

    async def all_links(
        self, *, kind: str | None = None, status: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Json:
        """Return a page of links, rejected ones too, each with its evidence."""
        asked = given(kind=kind, status=status, cursor=cursor, limit=limit)
        return await self._object("GET", "/v1/links", params=asked)

    async def link(self, link_id: str) -> Json:
        """Return a link with its evidence at both ends."""
        return await self._object("GET", f"/v1/links/{quoted(link_id)}")

    async def decide_link(self, link_id: str, status: str) -> Json:
        """Say that a link is `confirmed` or `rejected`, or take that back with `proposed`."""
        return await self._object("PATCH", f"/v1/links/{quoted(link_id)}", json={"status": status})

    async def entities(
        self, *, kind: str | None = None, asset: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Json:
        """Return a page of entities, or those that an asset names."""
        asked = given(kind=kind, asset=asset, cursor=cursor, limit=limit)
        return await self._object("GET", "/v1/entities", params=asked)

    async def find_entities(self, name: str, *, limit: int = 50) -> Json:
        """Return the entities that a name may mean; the name goes in the body and is kept nowhere."""
        return await self._object("POST", "/v1/entities/find", json={"name": name, "limit": limit})

    async def entity(self, entity_id: str) -> Json:
        """Return an entity with the assets that name it, why its names are one, and its history."""
        return await self._object("GET", f"/v1/entities/{quoted(entity_id)}")

    async def merge_entities(self, entity_id: str, other: str, *, reason: str = "") -> Json:
        """Say that two entities are one thing."""
        body = {"other": other, "reason": reason}
        return await self._object("POST", f"/v1/entities/{quoted(entity_id)}/merge", json=body)

    async def split_entity(self, entity_id: str, names: Sequence[str], *, reason: str = "") -> Json:
        """Say that some names of an entity are of another thing."""
        body = {"names": list(names), "reason": reason}
        return await self._object("POST", f"/v1/entities/{quoted(entity_id)}/split", json=body)

    async def undo_entity_decision(self, decision_id: str) -> Json:
        """Take a merge or a split back."""
        return await self._object("POST", f"/v1/entities/decisions/{quoted(decision_id)}/undo")

    async def graph(
        self,
        node: str,
        *,
        depth: int = 1,
        kinds: Sequence[str] = (),
        min_score: float = 0.0,
        concepts: bool = False,
        limit: int = 200,
    ) -> Json:
        """Return nodes and edges around an asset or a concept (`topic:finance`); `concepts` adds theirs."""
        asked = {
            "asset": node,
            "depth": depth,
            "kind": list(kinds),
            "min_score": min_score,
            "concepts": concepts,
            "limit": limit,
        }
        return await self._object("GET", "/v1/graph", params=asked)

    async def path(
        self, start: str, end: str, *, kinds: Sequence[str] = (), min_score: float = 0.0, longest: int = 6
    ) -> Json:
        """Return the shortest way between two assets: steps with kind, score, evidence and a sentence, or None."""
        asked = {"from": start, "to": end, "kind": list(kinds), "min_score": min_score, "longest": longest}
        return await self._object("GET", "/v1/graph/path", params=asked)

    async def concepts(self, kind: str) -> list[Json]:
        """Return the concepts of a kind: policy, level, topic, issue, term, source, dataset or case."""
        return cast("list[Json]", (await self._object("GET", "/v1/graph/concepts", params={"kind": kind}))["items"])

    async def communities(
        self,
        *,
        kinds: Sequence[str] = (),
        min_score: float = 0.0,
        resolution: float = 1.0,
        least: int = 3,
        limit: int = 50,
    ) -> Json:
        """Return groups of files that hold together, the largest first."""
        asked = {"kind": list(kinds), "min_score": min_score, "resolution": resolution, "least": least, "limit": limit}
        return await self._object("GET", "/v1/graph/communities", params=asked)

    async def cases(self) -> list[Json]:
        """List the cases."""
        return cast("list[Json]", await self._call("GET", "/v1/cases"))

    async def case(self, case_id: str) -> Json:
        """Return a case with its files."""
        return await self._object("GET", f"/v1/cases/{quoted(case_id)}")

    async def confirm_case(
        self,
        name: str,
        *,
        community: str | None = None,
        assets: Sequence[str] = (),
        steward: str | None = None,
        level: str | None = None,
        **found_by: Any,
    ) -> Json:
        """Confirm a community as a case; `found_by` are kinds, min_score and resolution that it was found by."""
        body = given(name=name, community=community, assets=list(assets), steward=steward, level=level, **found_by)
        return await self._object("POST", "/v1/cases", json=body)

    async def change_case(
        self,
        case_id: str,
        *,
        name: str | None = None,
        steward: str | None = None,
        level: str | None = None,
        etag: str | None = None,
    ) -> Json:
        """Change name, steward or level of a case; what is None stays."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        body = given(name=name, steward=steward, level=level)
        return await self._object("PATCH", f"/v1/cases/{quoted(case_id)}", json=body, headers=headers)

    async def close_case(self, case_id: str) -> None:
        """Take a case away; its files stay."""
        await self._call("DELETE", f"/v1/cases/{quoted(case_id)}")

    async def exposure(self, asset_id: str | None = None, *, level: str | None = None, limit: int = 50) -> Json:
        """Say who can reach an asset and by what; without one, which assets at or above a level are widely reached."""
        if asset_id is not None:
            return await self._object("GET", f"/v1/graph/exposure/{quoted(asset_id)}", params={"limit": limit})
        return await self._object("GET", "/v1/graph/exposure", params=given(level=level, limit=limit))

    async def level_proposals(self, *, limit: int = 100) -> Json:
        """Return levels that are proposed along containment and derivation, with the way that each took."""
        return await self._object("GET", "/v1/graph/proposals", params={"limit": limit})

    async def accept_level(self, asset_id: str, *, reason: str = "") -> Json:
        """Give an asset the level that is proposed for it; `undo` takes it back."""
        return await self._object("POST", f"/v1/graph/proposals/{quoted(asset_id)}/accept", json={"reason": reason})

    async def stop_edge(self, edge_id: str, reason: str | None) -> Json:
        """Say that no level spreads along an edge: `masked-copy` or `aggregate`; None lets it."""
        return await self._object("PUT", f"/v1/graph/edges/{quoted(edge_id)}/stop", json={"reason": reason})

    async def export_graph(
        self, form: str, *, asset: str | None = None, depth: int = 2, concepts: bool = True
    ) -> bytes:
        """Return the graph, or what lies around an asset, as `graphml` or `jsonld`."""
        asked = given(form=form, asset=asset, depth=depth, concepts=concepts)
        return (await self._send("GET", "/v1/graph/export", params=asked)).content
