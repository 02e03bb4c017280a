"""Concepts: nodes of the graph that are no assets, and the edges from what they are said of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from assay.governance.domain import NotFoundError, Term, Words, labels
from assay.governance.services.grading.grading import facets_of
from assay.governance.services.seeing.visibility import Scope
from assay.governance.store import Mention, Unit

__all__ = [
    "WORD", "Concept", "Edge", "Node", "category_of", "entities_of", "entity_of", "joined", "labels_of", "mentioning",
    "of_category", "of_term", "said_edge",
]  # fmt: skip

_BATCH = 200
Edge = dict[str, Any]
Node = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A node that is no asset: its kind, its key within the kind, its names."""

    kind: str
    key: str
    label: Words

    @property
    def id(self) -> str:
        """The id of the node."""
        return f"{self.kind}:{self.key}"

    def node(self, **told: Any) -> Node:
        """Return the concept as a node."""
        return {"id": self.id, "kind": self.kind, "name": self.label.en, "label": self.label.as_dict(), **told}


def entity_of(db: Unit, scope: Scope, key: str) -> Concept:
    """Return an entity that is named in anything that may be seen."""
    mentions = db.entities.mentions(db.entities.fellows(key))
    owners = scope.owners(db, {it.content_id for it in mentions})
    seen = [it for it in mentions if it.content_id in owners]
    if key not in {it.name.id for it in seen}:
        raise NotFoundError("there is no such node")
    return _as_entity(seen)


def entities_of(db: Unit, scope: Scope, content_ids: Iterable[str]) -> Mapping[str, Sequence[Concept]]:
    """Return of contents the entities that are named in them, as what may be seen names them."""
    own = db.entities.of_contents(content_ids)
    of_name = db.entities.entity_of({it.name.id for it in own})
    members = db.entities.members(set(of_name.values()))
    every = db.entities.mentions({name for names in members.values() for name in names})
    owners = scope.owners(db, {it.content_id for it in every})
    seen: dict[str, list[Mention]] = {}
    entity = {name: key for key, names in members.items() for name in names}
    for it in every:
        if it.content_id in owners:
            seen.setdefault(entity[it.name.id], []).append(it)
    concepts = {key: _as_entity(mentions) for key, mentions in seen.items()}
    found: dict[str, dict[str, Concept]] = {}
    for it in own:
        if (concept := concepts.get(of_name.get(it.name.id, ""))) is not None:
            found.setdefault(it.content_id, {})[concept.key] = concept
    return {content: [told[key] for key in sorted(told)] for content, told in found.items()}


def _as_entity(seen: Sequence[Mention]) -> Concept:
    """Return an entity under the least of its names that may be seen."""
    shown = Counter(it.shown for it in seen)
    name = min(shown, key=lambda it: (-shown[it], -len(it), it))
    return Concept(kind="entity", key=min(it.name.id for it in seen), label=Words(name, name))


def mentioning(db: Unit, key: str) -> list[tuple[str, float]]:
    """Return the contents that name an entity."""
    return [(it, 1.0) for it in sorted(db.entities.bearers(db.entities.fellows(key)))]


def category_of(db: Unit, scope: Scope, key: str) -> Words:
    """Return the names of a category that is said of anything that may be seen."""
    ids = db.semantics.telling(key.partition(":")[2])
    while some := list(islice(ids, _BATCH)):
        for content_id in scope.owners(db, some):
            content = db.contents.get(content_id)
            for facet in facets_of(content.facts) if content else ():
                if f"{facet.kind}:{facet.value}" == key:
                    return facet.label
    raise NotFoundError("there is no such node")


WORD = {
    "topic": "about", "category": "of-category", "level": "graded", "policy": "graded", "issue": "has-issue",
    "term": "has-term", "source": "kept-in", "dataset": "selected-by", "case": "part-of", "entity": "names",
}  # fmt: skip


def labels_of(term: Term) -> frozenset[str]:
    """Return the labels of findings that show a term."""
    targets: Sequence[tuple[str, str]] = [(kind, key) for kind, _, key in (it.partition(":") for it in term.means)]
    named = {key for kind, key in targets if kind == "label"}
    groups = {key for kind, key in targets if kind == "group"}
    return frozenset(named | {name for name, it in labels().items() if it.group in groups})


def joined(kind: str, one: Concept, two: Concept) -> tuple[Edge, Concept]:
    """Return the edge from one concept to another, and that one."""
    return said_edge(kind, one.id, two.id, 1.0), two


def said_edge(kind: str, left: str, right: str, score: float) -> Edge:
    """Return an edge to or between concepts, as edges between assets are shown; it has no evidence of its own."""
    return {
        "id": f"{kind}:{left}:{right}", "kind": kind, "left": left, "right": right, "score": round(score, 2),
        "status": "proposed", "why": kind, "producer": "catalog@1", "left_evidence": [], "right_evidence": [],
    }  # fmt: skip


def of_category(db: Unit, key: str) -> Iterator[tuple[str, float]]:
    """Yield contents of a category and how sure that is."""
    ids = db.semantics.telling(key.partition(":")[2])
    while some := list(islice(ids, _BATCH)):
        for content_id, content in sorted(db.contents.many(some).items()):
            for facet in facets_of(content.facts):
                if f"{facet.kind}:{facet.value}" == key:
                    yield content_id, facet.score


def of_term(db: Unit, term_id: str) -> Iterator[tuple[str, float]]:
    """Yield contents in which a term shows."""
    term = db.terms.get(term_id)
    if term is None:
        return
    if found := labels_of(term):
        yield from db.semantics.holding(found)
    for target in term.means:
        kind, _, key = target.partition(":")
        if kind == "topic":
            yield from db.semantics.about(key)
        elif kind == "category":
            yield from of_category(db, key)
