"""The semantic layer: topics, levels, policies, categories, issues, terms, sources and cases as nodes among assets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from assay.governance.domain import Actor, NotFoundError, Taxonomy, Words
from assay.governance.quality import catalogue
from assay.governance.services.grading.grading import Grading, facets_of
from assay.governance.services.graph.cases import Cases
from assay.governance.services.graph.concepts import (
    WORD,
    Concept,
    Edge,
    Node,
    category_of,
    entities_of,
    entity_of,
    joined,
    labels_of,
    mentioning,
    of_category,
    of_term,
    said_edge,
)
from assay.governance.services.graph.drawing import asset_nodes
from assay.governance.services.seeing.selecting import filters_of
from assay.governance.services.seeing.visibility import Scope, Visibility
from assay.governance.store import AssetFilters, AssetRecord, Store, Unit

__all__ = ["CONCEPTS", "Semantics"]

CONCEPTS = ("policy", "level", "topic", "category", "issue", "term", "source", "dataset", "case", "entity")
_BATCH = 200


class Semantics:
    """Reads concepts beside assets out of what the catalog says of them; nothing of it is stored a second time."""

    def __init__(
        self, *, store: Store, grading: Grading, visibility: Visibility, taxonomy: Taxonomy, cases: Cases
    ) -> None:
        self._store = store
        self._cases = cases
        self._grading = grading
        self._visibility = visibility
        self._taxonomy = taxonomy

    def concepts(self, kind: str, *, actor: Actor) -> list[Node]:
        """Return the concepts of a kind; where the catalog counts them, `n` is how many assets the caller may see."""
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor)
            ceilings = scope.ceilings
            facets = db.listing.facets(AssetFilters(ceilings=ceilings), leading=self._grading.judging.leading.id)
            counts = {
                "topic": facets["topic"], "issue": facets["issue"], "source": facets["source"],
                "level": {f"{self._grading.judging.leading.id}:{code}": n for code, n in facets["level"].items()},
            }.get(kind)  # fmt: skip
            known = list(self._known(db, scope, kind, counts or {}))
        return [it.node(**({"n": counts.get(it.key, 0)} if counts is not None else {})) for it in known]

    def around(self, node_id: str, *, limit: int = 200, actor: Actor) -> dict[str, Any]:
        """Return a concept, those that are next to it, and the surest assets that it is said of.

        Raises:
            NotFoundError: there is no such concept.
        """
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor)
            concept = self._concept(db, scope, node_id)
            held = list(islice(self._members(db, scope, concept), limit + 1))
            edges = [said_edge(WORD[concept.kind], asset_id, concept.id, score) for asset_id, score in held[:limit]]
            nodes = [concept.node(hop=0)]
            for edge, other in self._beside(db, concept):
                edges.append(edge)
                nodes.append(other.node(hop=1))
            for it in asset_nodes(db, (asset_id for asset_id, _ in held[:limit]), leading=scope.leading):
                nodes.append({**it, "hop": 1})
        return {"nodes": nodes, "edges": edges, "truncated": len(held) > limit}

    def beside(self, db: Unit, scope: Scope, asset_ids: Iterable[str]) -> tuple[list[Node], list[Edge]]:
        """Return the concepts that are said of some assets that may be seen, and the edges to them."""
        records = db.assets.many(asset_ids)
        edges: list[Edge] = []
        found: dict[str, Concept] = {}
        for asset_id, concept, score in self._said(db, scope, records):
            found.setdefault(concept.id, concept)
            edges.append(said_edge(WORD[concept.kind], asset_id, concept.id, score))
        for concept in list(found.values()):
            for edge, other in self._beside(db, concept):
                if edge["left"] == concept.id and concept.kind in ("level", "topic"):
                    found.setdefault(other.id, other)
                    edges.append(edge)
        return [it.node() for _, it in sorted(found.items())], edges

    def _known(self, db: Unit, scope: Scope, kind: str, counts: Mapping[str, int]) -> Iterator[Concept]:
        judging = self._grading.judging
        if kind == "policy":
            yield from (Concept(kind=kind, key=pack.id, label=pack.title) for pack in judging.packs)
        elif kind == "level":
            for pack in judging.packs:
                for level in pack.levels:
                    yield Concept(kind=kind, key=f"{pack.id}:{level.code}", label=level.label)
        elif kind == "topic":
            yield from (Concept(kind=kind, key=it.id, label=it.label) for it in self._taxonomy.topics)
        elif kind == "issue":
            yield from (Concept(kind=kind, key=name, label=it.title) for name, it in catalogue().items())
        elif kind == "term":
            yield from (Concept(kind=kind, key=it.id, label=it.label) for it in db.terms.list())
        elif kind == "source":
            for it in db.sources.list():
                if it.id in counts:
                    yield Concept(kind=kind, key=it.id, label=Words(it.name, it.name))
        elif kind == "dataset":
            yield from (Concept(kind=kind, key=it.id, label=Words(it.name, it.name)) for it in db.datasets.list())
        elif kind == "case":
            for one, _, _ in self._cases.seen(db, scope):
                yield Concept(kind=kind, key=one.id, label=Words(one.name, one.name))

    def _concept(self, db: Unit, scope: Scope, node_id: str) -> Concept:
        kind, _, key = node_id.partition(":")
        if kind == "category":
            return Concept(kind=kind, key=key, label=category_of(db, scope, key))
        if kind == "entity":
            return entity_of(db, scope, key)
        counts = {it.id: 1 for it in db.sources.list()} if kind == "source" else {}
        found = next((it for it in self._known(db, scope, kind, counts) if it.key == key), None)
        if found is None:
            raise NotFoundError("there is no such node")
        return found

    def _members(self, db: Unit, scope: Scope, it: Concept) -> Iterator[tuple[str, float]]:
        """Yield the assets that may be seen of which a concept is said, the surest first, each once."""
        readers: Mapping[str, Callable[[], Iterable[tuple[str, float]]]] = {
            "topic": lambda: db.semantics.about(it.key),
            "issue": lambda: db.semantics.with_issue(it.key),
            "category": lambda: of_category(db, it.key),
            "term": lambda: of_term(db, it.key),
            "entity": lambda: mentioning(db, it.key),
            "case": lambda: [(content, 1.0) for content in sorted(db.cases.get(it.key).members)],
        }
        if it.kind in ("level", "source"):
            policy, _, code = it.key.partition(":")
            ids = db.semantics.at_level(policy, code) if it.kind == "level" else db.semantics.kept_in(it.key)
            while some := list(islice(ids, _BATCH)):
                allowed = scope.allowed(db, some)
                yield from ((asset_id, 1.0) for asset_id in some if asset_id in allowed)
        elif it.kind == "dataset":
            chosen = filters_of(db.datasets.get(it.key).select, leading=scope.leading, ceilings=scope.ceilings)
            cursor = None
            while True:
                listed = db.listing.page(chosen, leading=scope.leading, cursor=cursor, limit=_BATCH)
                allowed = scope.among(db, [one.asset.id for one in listed.items])
                yield from ((one.asset.id, 1.0) for one in listed.items if one.asset.id in allowed)
                cursor = listed.next
                if cursor is None:
                    return
        elif it.kind in readers:
            rows, told = iter(readers[it.kind]()), set[str]()
            while page := list(islice(rows, _BATCH)):
                held = db.edges.holders(content for content, _ in page)
                allowed = scope.among(db, [asset_id for ids in held.values() for asset_id in ids])
                for content, score in page:
                    for asset_id in held.get(content, ()):
                        if asset_id in allowed and asset_id not in told:
                            told.add(asset_id)
                            yield asset_id, score

    def _said(self, db: Unit, scope: Scope, records: Mapping[str, AssetRecord]) -> Iterator[tuple[str, Concept, float]]:
        contents = {it.content_id for it in records.values() if it.content_id}
        read, topics = db.contents.many(contents), db.contents.topics_of_many(contents)
        issues, found = db.semantics.issues_in(contents), db.semantics.labels_in(contents)
        grades, types = db.grades.many(records, scope.leading), catalogue()
        names = {it.id: it.name for it in db.sources.list()}
        cases = [it for it, _, _ in self._cases.seen(db, scope)]
        entities = entities_of(db, scope, contents)
        terms = [(it, labels_of(it)) for it in db.terms.list()]
        for asset_id, record in sorted(records.items()):
            key = record.content_id or ""
            if (grade := grades.get(asset_id)) is not None:
                yield asset_id, Concept(kind="level", key=f"{scope.leading}:{grade.code}", label=grade.label), 1.0
            name = names[record.source_id]
            yield asset_id, Concept(kind="source", key=record.source_id, label=Words(name, name)), 1.0
            about = topics.get(key, ())
            for topic in about:
                label = self._taxonomy.label(topic.topic)
                yield asset_id, Concept(kind="topic", key=topic.topic, label=label), topic.score
            facets = facets_of(read[key].facts) if key in read else ()
            for facet in facets:
                category = Concept(kind="category", key=f"{facet.kind}:{facet.value}", label=facet.label)
                yield asset_id, category, facet.score
            for type in sorted(issues.get(key, ())):
                if type in types:
                    yield asset_id, Concept(kind="issue", key=type, label=types[type].title), 1.0
            for case in cases:
                if key in case.members:
                    yield asset_id, Concept(kind="case", key=case.id, label=Words(case.name, case.name)), 1.0
            for entity in entities.get(key, ()):
                yield asset_id, entity, 1.0
            said = {f"topic:{it.topic}" for it in about} | {f"category:{it.kind}:{it.value}" for it in facets}
            for term, meant in terms:
                if meant & found.get(key, frozenset()) or said & set(term.means):
                    yield asset_id, Concept(kind="term", key=term.id, label=term.label), 1.0

    def _beside(self, db: Unit, it: Concept) -> Iterator[tuple[Edge, Concept]]:
        """Yield the concepts that a concept is joined to: the policy of a level, the topic above, what a term means."""
        judging = self._grading.judging
        if it.kind == "level":
            pack = judging.pack(it.key.partition(":")[0])
            yield joined("level-of", it, Concept(kind="policy", key=pack.id, label=pack.title))
        elif it.kind == "policy":
            for level in judging.pack(it.key).levels:
                below = Concept(kind="level", key=f"{it.key}:{level.code}", label=level.label)
                yield said_edge("level-of", below.id, it.id, 1.0), below
        elif it.kind == "topic":
            for topic in self._taxonomy.topics:
                if topic.id == it.key and topic.parent is not None:
                    above = Concept(kind="topic", key=topic.parent, label=self._taxonomy.label(topic.parent))
                    yield joined("broader", it, above)
            for term in db.terms.list():
                if it.id in term.means:
                    one = Concept(kind="term", key=term.id, label=term.label)
                    yield said_edge("means", one.id, it.id, 1.0), one
        elif it.kind == "term" and (told := db.terms.get(it.key)) is not None:
            for target in told.means:
                kind, _, key = target.partition(":")
                if kind == "topic":
                    yield joined("means", it, Concept(kind=kind, key=key, label=self._taxonomy.label(key)))
