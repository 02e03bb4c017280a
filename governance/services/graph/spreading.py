"""How sensitivity spreads: what is made of a file, holds it or is its copy is proposed its level, never a lower one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import Any, NamedTuple

from assay.governance.domain import (
    UNGRADED,
    Action,
    Actor,
    Decision,
    ForbiddenError,
    Grade,
    NotFoundError,
    Permission,
    UsageError,
    Words,
)
from assay.governance.services.grading.grading import Grading, publish
from assay.governance.services.graph.communities import MOST_EDGES
from assay.governance.services.graph.drawing import asset_nodes, level_dict
from assay.governance.services.graph.seen import SeenGraph
from assay.governance.services.graph.sentences import edge_says
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.services.tagging.tagresult import grade_dict
from assay.governance.store import Stop, Store, Unit, new_id

__all__ = ["REASONS", "Spreading"]

REASONS: Mapping[str, Words] = {
    "masked-copy": Words("its values are masked", "其中的值已脱敏"),
    "aggregate": Words("it only sums up many", "仅为汇总数据"),
}
_KINDS = frozenset({"contains", "attached-to", "derived-from"})
_MASKED = "masked"
_PROPOSES = Words(
    "{name} is proposed {level}, the level of {origin}: {because}",
    "建议将{name}定为{level}，即{origin}的级别：{because}",
)


class Reached(NamedTuple):
    """How a level came to an asset: from which asset first, and over which edge from which one last."""

    rank: int
    origin: str
    edge: str
    kind: str
    before: str


class Spreading:
    """Proposes levels along edges of containment and derivation. People decide; a stopped edge passes nothing on."""

    def __init__(self, *, store: Store, grading: Grading, visibility: Visibility) -> None:
        self._store = store
        self._grading = grading
        self._visibility = visibility

    def proposals(self, *, limit: int = 100, actor: Actor) -> dict[str, Any]:
        """Return assets below the level of what they hold, were made of or are copies of, the highest level first.

        Each comes with the way that the level took, a sentence for each step, and what it was stopped at elsewhere.

        Raises:
            UsageError: the graph is too large.
        """
        with self._store.read() as db:
            order, stops = self._found(db, actor)
        return {
            "items": order[:limit],
            "n": len(order),
            "stopped": [
                {"edge": edge, "reason": reason, "says": REASONS[reason].as_dict()} for edge, reason in sorted(stops)
            ],
        }

    def accept(self, asset_id: str, *, reason: str = "", actor: Actor) -> dict[str, Any]:
        """Give an asset the level that is proposed for it, by a decision that can be undone like any other.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: nothing is proposed for the asset.
        """
        self._may_decide(actor)
        with self._store.write() as db:
            found = next((it for it in self._found(db, actor)[0] if it["asset"]["id"] == asset_id), None)
            if found is None:
                raise NotFoundError("nothing is proposed for this asset")
            wanted = found["proposed"]
            policy = self._grading.judging.leading.id
            grade, open_task = db.grades.get(asset_id, policy), db.reviews.open_of(asset_id, policy)
            if grade is None:
                raise NotFoundError("the asset has no grade under the leading pack")
            decision = Decision(
                id=new_id(), asset_id=asset_id, policy=policy, action=Action.CHANGE, code=wanted["code"],
                rank=wanted["rank"], fingerprint=grade.verdict.fingerprint, actor=actor.name, at=datetime.now(UTC),
                reason=reason.strip() or found["says"]["en"],
            )  # fmt: skip
            if open_task is not None:
                db.reviews.close(open_task.task.id, decision.id)
            db.decisions.append(decision, proposal=grade.verdict.code)
            now = self._grading.regrade(db, asset_id)[0]
            publish(db, [asset_id])
            db.audit.append(actor, "spread.accept", asset_id, {"code": decision.code, "origin": found["origin"]["id"]})
        return {"decision": decision.id, "grade": grade_dict(now, self._grading.judging.leading)}

    def _found(self, db: Unit, actor: Actor) -> tuple[list[dict[str, Any]], set[tuple[str, str]]]:
        scope = self._visibility.scope(db, actor)
        graph = SeenGraph(db, scope, kinds=_KINDS)
        ways, ids = _ways(db, graph)
        grades = {it: grade for it, grade in db.grades.many(ids, scope.leading).items() if grade.code != UNGRADED}
        stops = self._stopped(db, graph)
        reached = _spread(ways, grades, {edge for edge, _ in stops})
        nodes = {it["id"]: it for it in asset_nodes(db, ids, leading=scope.leading)}
        order = sorted(reached, key=lambda it: (-reached[it].rank, it))
        return [_proposal(it, reached, grades, nodes) for it in order], stops

    def stop(self, edge_id: str, reason: str | None, *, actor: Actor) -> dict[str, Any]:
        """Say that nothing spreads along an edge, because its far end is a masked copy or an aggregate; None lets it.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: there is no such edge, or the actor may not see it.
            UsageError: a reason that there is not, or an edge along which nothing spreads anyway.
        """
        self._may_decide(actor)
        if reason is not None and reason not in REASONS:
            raise UsageError(f"an edge is stopped because of: {', '.join(REASONS)}")
        with self._store.write() as db:
            graph = SeenGraph(db, self._visibility.scope(db, actor), kinds=_KINDS)
            edge = next((it for it in graph.every(MOST_EDGES) if it.id == edge_id), None)
            if edge is None:
                raise NotFoundError("there is no such edge along which levels spread")
            if reason is None:
                db.edges.let(edge.left, edge.right, edge.kind)
            else:
                db.edges.stop(Stop(left=edge.left, right=edge.right, kind=edge.kind, reason=reason, set_by=actor.name))
            db.audit.append(actor, "edge.stop", edge_id, {"reason": reason})
        return {"edge": edge_id, "reason": reason}

    @staticmethod
    def _may_decide(actor: Actor) -> None:
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not say where levels spread")

    @staticmethod
    def _stopped(db: Unit, graph: SeenGraph) -> set[tuple[str, str]]:
        """Return the edges that people stopped, and those whose far end holds nothing but masked values."""
        edges = graph.every(MOST_EDGES)
        noted = {(it.left, it.right, it.kind): it.reason for it in db.edges.stops()}
        found = {(it.id, noted[it.left, it.right, it.kind]) for it in edges if (it.left, it.right, it.kind) in noted}
        made = {it.left for it in edges if it.kind == "derived-from"}
        groups = db.semantics.groups_in(made)
        masked = {it for it in made if groups.get(it) == frozenset({_MASKED})}
        known = {edge for edge, _ in found}
        seen = (it for it in edges if it.kind == "derived-from" and it.left in masked and it.id not in known)
        return found | {(it.id, "masked-copy") for it in seen}


def _ways(db: Unit, graph: SeenGraph) -> tuple[dict[str, list[tuple[str, str, str]]], set[str]]:
    """Return by asset where its level goes: to which asset, over which edge, of which kind; and all assets."""
    ways: dict[str, list[tuple[str, str, str]]] = {}
    nodes: set[str] = set()
    for it in graph.every(MOST_EDGES):
        nodes |= {it.left, it.right}
        source, target = (it.right, it.left) if it.kind == "derived-from" else _held(graph, it.id, it.kind, it)
        if it.kind == "derived-from":
            holders = graph.holders((source, target))
            pairs = [(one, two) for one in holders[source] for two in holders[target]]
        else:
            pairs = [(source, target)]
        for one, two in pairs:
            ways.setdefault(one, []).append((two, it.id, it.kind))
    ids: set[str] = set()
    for held in graph.holders(nodes).values():
        ids.update(held)
        for one in held:
            for two in held:
                if one != two:
                    ways.setdefault(one, []).append((two, f"same-content:{min(one, two)}:{max(one, two)}", "copy"))
    return ways, ids


def _held(graph: SeenGraph, edge_id: str, kind: str, it: Any) -> tuple[str, str]:
    """Return what is inside, and what it is inside of."""
    inside = graph.containment(edge_id)
    if inside is None:
        return it.right, it.left
    return inside.child, inside.parent


def _spread(
    ways: Mapping[str, Iterable[tuple[str, str, str]]], grades: Mapping[str, Grade], stopped: set[str]
) -> dict[str, Reached]:
    """Return the assets that a higher level reaches, the highest first and over the fewest steps."""
    reached: dict[str, Reached] = {}
    best = {it: grade.rank for it, grade in grades.items()}
    queue: list[tuple[int, int, str, str]] = [(-grade.rank, 0, it, it) for it, grade in grades.items()]
    queue.sort()
    while queue:
        rank, steps, here, origin = heappop(queue)
        if -rank < best.get(here, -1):
            continue
        for target, edge, kind in sorted(ways.get(here, ())):
            if edge not in stopped and best.get(target, -1) < -rank:
                best[target] = -rank
                reached[target] = Reached(-rank, origin, edge, kind, here)
                heappush(queue, (rank, steps + 1, target, origin))
    return reached


def _proposal(
    asset_id: str, reached: Mapping[str, Reached], grades: Mapping[str, Grade], nodes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    came, steps, here = reached[asset_id], list[dict[str, Any]](), asset_id
    while here != came.origin:
        step = reached[here]
        left, right = (step.before, here) if step.kind == "attached-to" else (here, step.before)
        says = edge_says(step.kind, nodes[left]["name"], nodes[right]["name"])
        steps.append({"edge": step.edge, "kind": step.kind, "from": step.before, "to": here, "says": says.as_dict()})
        here = step.before
    steps.reverse()
    origin = grades[came.origin]
    because = Words(*(" ".join(it["says"][language] for it in steps) for language in ("en", "zh")))
    named = {"name": f"“{nodes[asset_id]['name']}”", "origin": f"“{nodes[came.origin]['name']}”"}
    says = Words(
        _PROPOSES.en.format(**named, level=origin.label.en, because=because.en),
        _PROPOSES.zh.format(
            name=f"《{nodes[asset_id]['name']}》", origin=f"《{nodes[came.origin]['name']}》", level=origin.label.zh,
            because=because.zh,
        ),
    )  # fmt: skip
    return {
        "asset": nodes[asset_id], "current": nodes[asset_id]["sensitivity"],
        "proposed": level_dict(origin),
        "origin": nodes[came.origin], "steps": steps, "says": says.as_dict(),
    }  # fmt: skip
