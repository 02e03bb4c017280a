"""What kind of graph a file holds: how many nodes and edges, how they hang together, what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assay.extractors.shared.draft import Draft
from assay.governance.domain import Modality

__all__ = ["GraphProfile", "graphml_profile", "node_link_profile"]

_ENDS = (("source", "target"), ("from", "to"), ("src", "dst"))
_EDGE_LISTS = ("links", "edges")
_NODE_KEYS = ("id", "key", "name")
_MOST_NAMES = 100


class GraphProfile:
    """Counts nodes and edges as they come; an end that no node is given for is a node too, and counted apart."""

    def __init__(self, *, directed: bool) -> None:
        self._directed = directed
        self._given: set[str] = set()
        self._parents: dict[str, str] = {}
        self._degrees: Counter[str] = Counter()
        self._pairs: set[tuple[str, str]] = set()
        self._edges = self._loops = self._again = self._repeated = 0
        self._names: dict[str, dict[str, None]] = {"node": {}, "edge": {}}

    def node(self, name: str, attributes: Iterable[str] = ()) -> None:
        """Take a node."""
        self._again += name in self._given
        self._given.add(name)
        self._root(name)
        self._names["node"] |= dict.fromkeys(attributes)

    def edge(self, source: str, target: str, attributes: Iterable[str] = ()) -> None:
        """Take an edge; its ends need not have come before."""
        self._edges += 1
        self._loops += source == target
        pair = (source, target) if self._directed else (min(source, target), max(source, target))
        self._repeated += pair in self._pairs
        self._pairs.add(pair)
        self._degrees[source] += 1
        self._degrees[target] += 1
        first, second = self._root(source), self._root(target)
        if first != second:
            self._parents[first] = second
        self._names["edge"] |= dict.fromkeys(attributes)

    def settle(self, draft: Draft) -> None:
        """Write `facts["graph"]`: counts, degrees, components by size; attributes are told by their number.

        Their names are read as text where they stand. A loop counts twice in its node's degree.
        """
        nodes = len(self._parents)
        sizes = sorted(Counter(map(self._root, list(self._parents))).values(), reverse=True)
        degrees = [self._degrees[name] for name in self._parents]
        draft.modality = Modality.GRAPH
        draft.facts["graph"] = {
            "nodes": nodes, "edges": self._edges, "directed": self._directed, "components": len(sizes),
            "largest_component": sizes[0] if sizes else 0, "isolated": sum(degree == 0 for degree in degrees),
            "degree_min": min(degrees, default=0), "degree_max": max(degrees, default=0),
            "degree_mean": round(sum(degrees) / nodes, 4) if nodes else 0.0, "self_loops": self._loops,
            "repeated_edges": self._repeated, "repeated_nodes": self._again,
            "ends_without_node": nodes - len(self._given),
            "node_attributes": len(self._names["node"]), "edge_attributes": len(self._names["edge"]),
        }  # fmt: skip
        for kind, names in self._names.items():
            for name in list(names)[:_MOST_NAMES]:
                draft.property(f"{kind}-attribute", name)

    def _root(self, name: str) -> str:
        """Return the node that stands for a component; paths are halved on the way."""
        parents = self._parents
        parents.setdefault(name, name)
        while parents[name] != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name


def graphml_profile(root: Any, draft: Draft) -> bool:
    """Profile the tree of a GraphML or GEXF file; False where it is neither."""
    kind = str(root.tag).rpartition("}")[2]
    if kind not in ("graphml", "gexf"):
        return False
    graph = next(root.iter("{*}graph"), None)
    told = (graph.get("edgedefault") or graph.get("defaultedgetype") or "") if graph is not None else ""
    names = {it.get("id"): it.get("attr.name") or it.get("title") for it in root.iter("{*}key", "{*}attribute")}
    profile = GraphProfile(directed=told == "directed")
    for element in root.iter("{*}node", "{*}edge"):
        said = [it.get("key") or it.get("for") for it in element.iterchildren("{*}data")]
        said += [it.get("for") for it in element.iterfind("{*}attvalues/{*}attvalue")]
        attributes = [str(names.get(key) or key) for key in said if key]
        if str(element.tag).endswith("node"):
            profile.node(element.get("id") or "", attributes)
        else:
            profile.edge(element.get("source") or "", element.get("target") or "", attributes)
    profile.settle(draft)
    return True


def node_link_profile(value: Mapping[str, Any], draft: Draft) -> bool:
    """Profile a JSON value of nodes and links; False where it is none.

    Node-link JSON as NetworkX and D3 write it (ends by id or by place), JSON Graph Format, and Cytoscape's elements.
    """
    for inner in ("graph", "elements"):
        if "nodes" not in value and isinstance(value.get(inner), dict) and "nodes" in value[inner]:
            value = value[inner]
    nodes = value.get("nodes")
    edges = next((value[name] for name in _EDGE_LISTS if isinstance(value.get(name), list)), None)
    if isinstance(nodes, dict):
        nodes = [{**it, "id": name} if isinstance(it, dict) else {"id": name} for name, it in nodes.items()]
    if not isinstance(nodes, list) or edges is None:
        return False
    nodes, edges = [_data(it) for it in nodes], [_data(it) for it in edges]
    keys = next((pair for pair in _ENDS if edges and all(name in edge for edge in edges for name in pair)), None)
    if (edges and keys is None) or not all(nodes):
        return False
    ids = [_id(node, place) for place, node in enumerate(nodes)]
    profile = GraphProfile(directed=value.get("directed") is True)
    for name, node in zip(ids, nodes, strict=True):
        profile.node(name, (key for key in node if key != "id"))
    known = set(ids)
    for edge in edges:
        source, target = (_end(edge[key], ids, known) for key in keys or ())
        profile.edge(source, target, (key for key in edge if key not in (keys or ())))
    profile.settle(draft)
    return True


def _data(item: Any) -> dict[str, Any]:
    inner = item.get("data") if isinstance(item, dict) else None
    return inner if isinstance(inner, dict) else item if isinstance(item, dict) else {}


def _id(node: Mapping[str, Any], place: int) -> str:
    return next((str(node[key]) for key in _NODE_KEYS if key in node), str(place))


def _end(value: Any, ids: Sequence[str], known: set[str]) -> str:
    """Return the node that an end names: by its id, or by its place where no id is so."""
    if isinstance(value, dict):
        value = value.get("id", "")
    if str(value) not in known and isinstance(value, int) and 0 <= value < len(ids):
        return ids[value]
    return str(value)
