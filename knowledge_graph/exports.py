"""Graphs as files: GraphML for tools that draw and reckon, JSON-LD in the words of PROV-O for those that trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import quote

from assay.governance.domain import Edge, GraphNode

__all__ = ["CONTEXT", "graphml", "json_ld"]

CONTEXT: Mapping[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "assay": "urn:assay:terms:",
    "assay:from": {"@type": "@id"},
    "assay:to": {"@type": "@id"},
    "prov:generatedAtTime": {"@type": "xsd:dateTime"},
}
_TYPES = {
    "topic": "skos:Concept", "category": "skos:Concept", "term": "skos:Concept", "level": "skos:Concept",
    "policy": "skos:ConceptScheme", "source": "prov:Location", "case": "prov:Collection", "dataset": "prov:Collection",
    "entity": "prov:Entity",
}  # fmt: skip
_RELATIONS = {
    "contains": "dcterms:hasPart", "attached-to": "dcterms:isPartOf", "derived-from": "prov:wasDerivedFrom",
    "version-of": "prov:wasRevisionOf", "near-duplicate": "prov:alternateOf", "mentions-document": "dcterms:references",
    "translation-of": "prov:wasDerivedFrom", "about": "dcterms:subject", "of-category": "dcterms:type",
    "graded": "dcterms:conformsTo", "level-of": "skos:inScheme", "has-term": "dcterms:subject",
    "part-of": "dcterms:isPartOf", "selected-by": "dcterms:isPartOf", "names": "dcterms:references",
    "means": "skos:closeMatch", "broader": "skos:broader", "kept-in": "prov:atLocation",
}  # fmt: skip
_UNTYPED = "dcterms:relation"


def graphml(nodes: Iterable[GraphNode], edges: Iterable[Edge]) -> bytes:
    """Return a graph as GraphML: nodes with `kind`, `name` and what is told of them, edges with `kind` and `score`.

    What XML cannot hold is left out of names.
    """
    import networkx as nx  # type: ignore[import-untyped]

    graph = nx.MultiDiGraph()
    for node in nodes:
        graph.add_node(node.id, kind=node.kind, name=_plain(node.name), **_told(node, plain=True))
    for it in edges:
        graph.add_edge(it.left, it.right, key=it.id, kind=it.kind, score=it.score)
    file = BytesIO()
    nx.write_graphml_xml(graph, file)  # keys numbered, not named: nodes and edges both have a `kind`
    return file.getvalue()


def json_ld(nodes: Iterable[GraphNode], edges: Iterable[Edge], *, at: str) -> Mapping[str, Any]:
    """Return a graph as JSON-LD: nodes as entities of PROV-O with their relations, and each edge with its score.

    Source: PROV-O, W3C Recommendation of 30 April 2013; JSON-LD 1.1, W3C Recommendation of 16 July 2020.
    """
    told: dict[str, dict[str, Any]] = {}
    for node in nodes:
        told[node.id] = {
            "@id": _urn(node.kind, node.id),
            "@type": [_TYPES.get(node.kind, "prov:Entity"), f"assay:{node.kind}"],
            "dcterms:title": node.name,
            **{f"assay:{name}": value for name, value in _told(node).items()},
        }
    links: list[dict[str, Any]] = []
    for it in edges:
        left, right = told[it.left], told[it.right]
        related = left.setdefault(_RELATIONS.get(it.kind, _UNTYPED), [])
        if (pointer := {"@id": right["@id"]}) not in related:
            related.append(pointer)
        links.append(
            {
                "@id": _urn("link", it.id), "@type": ["prov:Entity", "assay:link"], "assay:kind": it.kind,
                "assay:score": it.score, "assay:from": left["@id"], "assay:to": right["@id"],
            }
        )  # fmt: skip
    bundle = {
        "@id": "urn:assay:graph", "@type": ["prov:Bundle", "prov:Entity"], "prov:generatedAtTime": at,
        "prov:wasAttributedTo": {"@id": "urn:assay:agent", "@type": "prov:SoftwareAgent", "dcterms:title": "Assay"},
    }  # fmt: skip
    return {"@context": dict(CONTEXT), "@graph": [bundle, *told.values(), *links]}


def _told(node: GraphNode, *, plain: bool = False) -> dict[str, Any]:
    told = {name: value for name, value in (node.told or {}).items() if value is not None}
    return {name: _plain(value) if plain and isinstance(value, str) else value for name, value in told.items()}


def _urn(kind: str, name: str) -> str:
    return f"urn:assay:{quote(kind, safe='')}:{quote(name, safe=':-._')}"


def _plain(text: str) -> str:
    """Leave out what XML 1.0 (section 2.2) has no sign for."""
    return "".join(
        sign for sign in text
        if sign in "\t\n\r" or " " <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"
    )  # fmt: skip
