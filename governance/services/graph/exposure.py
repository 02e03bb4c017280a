"""Exposure: who can reach an asset, and by what: a grant, a file that holds it, a copy, or what was made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from assay.governance.domain import EVERYONE, UNKNOWN, Actor, NotFoundError, Permission, UsageError, Words
from assay.governance.services.grading.grading import Grading
from assay.governance.services.graph.drawing import asset_nodes
from assay.governance.services.graph.seen import SeenGraph
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.store import Store, Unit

__all__ = ["Exposure"]

_FURTHEST = 4
_MOST = 2_000
_VIAS = {"copy": 0, "container": 1, "derived": 2, "near-copy": 3}
_NEAR = frozenset({"near-duplicate", "version-of", "translation-of"})
_KINDS = _NEAR | {"contains", "attached-to", "derived-from"}
_GRANT = Words("{who} may {right} {place}", "{who}可{right}{place}")
_STEPS: Mapping[str, Words] = {
    "copy": Words("which holds the same bytes as {of}", "其内容与{of}逐字节相同"),
    "container": Words("which holds {of}", "其中包含{of}"),
    "derived": Words("which was made from {of}", "它由{of}得出"),
    "near-copy": Words("which is nearly the same as {of}", "它与{of}几乎相同"),
}
_RIGHTS = {"read": "读取", "write": "写入", "own": "拥有"}
_WHO = {EVERYONE: Words("Everyone", "所有人")}
_KINDS_OF = {"user": Words("User", "用户"), "group": Words("Group", "组")}
_FIRST = {"read": "read", "write": "write to", "own": "own"}


class Hop(NamedTuple):
    """How a place gives an asset away: what it is to the place before it, and which place that is."""

    via: str
    before: str
    edge: str
    score: float


class Exposure:
    """Reads the permissions that came with the files along copies, containers and derivations."""

    def __init__(self, *, store: Store, grading: Grading, visibility: Visibility) -> None:
        self._store = store
        self._grading = grading
        self._visibility = visibility

    def of(self, asset_id: str, *, limit: int = 200, actor: Actor) -> dict[str, Any]:
        """Return who can reach an asset, each with the shortest way: the place that is granted, and how it leads here.

        Names of accounts are masked unless the actor may reveal. `unknown` counts the places on the way whose source
        tells no permissions.

        Raises:
            NotFoundError: there is no such asset, or the actor may not see it.
        """
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor)
            if asset_id not in scope.allowed(db, [asset_id]):
                raise NotFoundError("there is no such asset")
            named = actor.may(Permission.REVEAL)
            hops, truncated = _places(db, SeenGraph(db, scope, kinds=_KINDS), asset_id)
            nodes = {it["id"]: it for it in asset_nodes(db, hops, leading=scope.leading)}
            items, unknown = _granted(db, hops, nodes, named=named)
        return {"asset": nodes[asset_id], "items": items[:limit], "n": len(items), "unknown": unknown,
                "truncated": truncated or len(items) > limit}  # fmt: skip

    def wide(self, *, level: str | None = None, limit: int = 50, actor: Actor) -> dict[str, Any]:
        """Return assets at or above a level that everyone, or a group, can reach: the highest level first.

        `level` is `PACK:CODE` or a code of the leading pack; without it the highest but one of the leading pack holds.

        Raises:
            UsageError: a level that the leading pack has not.
        """
        leading = self._grading.judging.leading
        rank = self._rank(level)
        codes = [it.code for it in leading.levels if it.rank >= rank]
        found: list[dict[str, Any]] = []
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor)
            named, looked = actor.may(Permission.REVEAL), 0
            graph = SeenGraph(db, scope, kinds=_KINDS)
            ids = [it for code in codes for it in db.semantics.at_level(leading.id, code)]
            restricted = sorted(scope.allowed(db, ids))
            for asset_id in restricted[:_MOST]:
                looked += 1
                hops, _ = _places(db, graph, asset_id)
                nodes = {it["id"]: it for it in asset_nodes(db, hops, leading=scope.leading)}
                items, _ = _granted(db, hops, nodes, named=named)
                wide = [it for it in items if it["principal"] == EVERYONE or it["principal"].startswith("group:")]
                if wide:
                    found.append({"asset": nodes[asset_id], "items": wide[:5], "n": len(wide)})
        found.sort(key=lambda it: (-it["asset"]["sensitivity"]["rank"], -it["n"], it["asset"]["id"]))
        return {"items": found[:limit], "n": len(found), "looked": looked, "truncated": len(restricted) > looked}

    def _rank(self, level: str | None) -> int:
        leading = self._grading.judging.leading
        if level is None:
            ranks = sorted({it.rank for it in leading.levels if it.automatic})
            return ranks[-2] if len(ranks) > 1 else ranks[-1]
        name, _, code = level.rpartition(":")
        if (name and name != leading.id) or code not in leading.by_code:
            raise UsageError("a level is one of the leading pack")
        return leading.level(code).rank


def _places(db: Unit, graph: SeenGraph, asset_id: str) -> tuple[dict[str, Hop | None], bool]:
    """Return the places that give an asset away, nearest first: itself, copies, what holds it, what was made of it."""
    hops: dict[str, Hop | None] = {asset_id: None}
    frontier, truncated = [asset_id], False
    for _ in range(_FURTHEST):
        reached: dict[str, Hop] = {}
        for place, hop in _next(db, graph, frontier):
            if place not in hops and (place not in reached or _order(hop) < _order(reached[place])):
                reached[place] = hop
        truncated = truncated or len(hops) + len(reached) > _MOST
        frontier = sorted(reached, key=lambda it: (_order(reached[it]), it))[: max(0, _MOST - len(hops))]
        hops.update((it, reached[it]) for it in frontier)
        if not frontier:
            break
    return hops, truncated


def _order(hop: Hop) -> tuple[int, float, str]:
    return _VIAS[hop.via], -hop.score, hop.before


def _next(db: Unit, graph: SeenGraph, frontier: list[str]) -> list[tuple[str, Hop]]:
    records = db.assets.many(frontier)
    node_of = {it: records[it].content_id or it for it in frontier}
    holders = graph.holders(node_of.values())
    found: list[tuple[str, Hop]] = []
    for here in frontier:
        found += [(it, Hop("copy", here, "", 1.0)) for it in holders.get(node_of[here], ()) if it != here]
    rows = graph.edges_of(sorted(set(node_of.values())), 200)
    ends = {end for edges in rows.values() for row in edges for end in (row[2], row[3])}
    held = graph.holders(ends)
    for here in frontier:
        node = node_of[here]
        for edge_id, kind, left, right, score in rows.get(node, ()):
            inside = graph.containment(edge_id)
            if inside is not None:
                if inside.child == here:
                    found.append((inside.parent, Hop("container", here, edge_id, score)))
            elif kind == "derived-from":
                if right == node:
                    found += [(it, Hop("derived", here, edge_id, score)) for it in held[left]]
            elif kind in _NEAR:
                other = right if left == node else left
                found += [(it, Hop("near-copy", here, edge_id, score)) for it in held[other]]
    return found


def _granted(
    db: Unit, hops: Mapping[str, Hop | None], nodes: Mapping[str, Mapping[str, Any]], *, named: bool
) -> tuple[list[dict[str, Any]], int]:
    """Return each principal and right once, by the place that is the fewest hops away; how many places tell nothing.

    Of a file inside another one the grants of that one hold, where none are told of itself: a hop to it says so.
    """
    items: dict[tuple[str, str], dict[str, Any]] = {}
    held = {hop.before for hop in hops.values() if hop is not None and hop.via == "container"}
    unknown = 0
    for place in hops:
        told = {key: it for key, it in db.grants.own(place, named=named).items() if it.principal != UNKNOWN}
        unknown += not told and place not in held
        for key, it in told.items():
            if key not in items:
                steps = _way(hops, place)
                items[key] = {
                    "principal": it.principal, "right": it.right, "place": nodes[place],
                    "via": steps[0]["via"] if steps else "grant", "steps": steps,
                    "says": _says(it.principal, it.right, place, steps, nodes).as_dict(),
                }  # fmt: skip
    order = {EVERYONE: 0}
    return sorted(
        items.values(),
        key=lambda it: (
            order.get(it["principal"], 1 if it["principal"].startswith("group:") else 2), len(it["steps"]),
            it["principal"], it["right"],
        ),
    ), unknown  # fmt: skip


def _way(hops: Mapping[str, Hop | None], place: str) -> list[dict[str, Any]]:
    steps = []
    while (hop := hops[place]) is not None:
        steps.append({"from": place, "to": hop.before, "via": hop.via, "edge": hop.edge or None, "score": hop.score})
        place = hop.before
    return steps


def _says(
    who: str, right: str, place: str, steps: list[dict[str, Any]], nodes: Mapping[str, Mapping[str, Any]]
) -> Words:
    kind, _, name = who.partition(":")
    known = _WHO.get(who) or Words(f"{_KINDS_OF[kind].en} {name}", f"{_KINDS_OF[kind].zh} {name} ")
    en = _GRANT.en.format(who=known.en, right=_FIRST[right], place=f"“{nodes[place]['name']}”")
    zh = _GRANT.zh.format(who=known.zh, right=_RIGHTS[right], place=f"《{nodes[place]['name']}》")
    for step in steps:
        name = nodes[step["to"]]["name"]
        en += ", " + _STEPS[step["via"]].en.format(of=f"“{name}”")
        zh += "，" + _STEPS[step["via"]].zh.format(of=f"《{name}》")
    return Words(f"{en}.", f"{zh}。")
