"""How far a neighbourhood reaches, what it leaves out, and how a path is explained."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.governance.domain import Evidence, Link, LinkKind, LinkStatus, Locator, UsageError, to_plain
from assay.knowledge_graph.graph import as_networkx, explain_path, neighbourhood, neighbourhood_graph

Edges = Callable[[Sequence[str]], Iterable[Link]]


def link(left: str, right: str, kind: LinkKind = LinkKind.SAME_ENTITY, score: float = 0.9) -> Link:
    return Link(
        kind=kind, left=left, right=right, score=score, producer="t@1", why="",
        left_evidence=(Evidence(locator=Locator(segment=1)),), right_evidence=(Evidence(locator=Locator(segment=2)),),
    )  # fmt: skip


def store(*links: Link) -> Edges:
    def edges_of(nodes: Sequence[str]) -> list[Link]:
        wanted = set(nodes)
        return [each for each in links if each.left in wanted or each.right in wanted]

    return edges_of


CHAIN = store(link("a", "b"), link("c", "b"), link("c", "d"), link("d", "e"))


def hops(result: dict) -> dict[str, int]:
    return {node["id"]: node["hop"] for node in result["nodes"]}


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (0, {"a": 0}),
        (1, {"a": 0, "b": 1}),
        (2, {"a": 0, "b": 1, "c": 2}),
        (6, {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4}),
    ],
)
def test_a_neighbourhood_ends_at_its_depth(depth: int, expected: dict[str, int]) -> None:
    result = neighbourhood("a", depth=depth, edges_of=CHAIN)
    assert hops(result) == expected
    assert len(result["edges"]) == len(expected) - 1
    assert not result["truncated"]


def test_a_node_without_links_is_alone() -> None:
    assert neighbourhood("x", depth=3, edges_of=CHAIN) == {
        "nodes": [{"id": "x", "hop": 0}],
        "edges": [],
        "truncated": False,
    }


def test_sql_is_asked_once_a_hop_and_for_no_node_twice() -> None:
    asked: list[tuple[str, ...]] = []

    def counting(nodes: Sequence[str]) -> Iterable[Link]:
        asked.append(tuple(nodes))
        return CHAIN(nodes)

    neighbourhood("a", depth=6, edges_of=counting)
    assert asked == [("a",), ("b",), ("c",), ("d",), ("e",)]


def test_a_circle_ends_and_each_edge_comes_once() -> None:
    circle = store(link("a", "b"), link("b", "c"), link("a", "c"))
    result = neighbourhood("a", depth=5, edges_of=circle)
    assert hops(result) == {"a": 0, "b": 1, "c": 1}
    assert len(result["edges"]) == 3


def test_parallel_links_of_other_kinds_all_stay() -> None:
    edges = neighbourhood("a", depth=1, edges_of=store(link("a", "b"), link("b", "a", LinkKind.CONTAINS)))["edges"]
    assert {edge.kind for edge in edges} == {LinkKind.SAME_ENTITY, LinkKind.CONTAINS}


def test_kinds_scores_and_rejections_are_kept_out() -> None:
    edges = store(
        link("a", "b", score=0.5),
        link("a", "c", LinkKind.NEAR_DUPLICATE),
        replace(link("a", "d"), status=LinkStatus.REJECTED),
        replace(link("a", "e"), status=LinkStatus.CONFIRMED),
        link("a", "a"),
    )
    assert set(hops(neighbourhood("a", depth=1, edges_of=edges))) == {"a", "b", "c", "e"}
    assert set(hops(neighbourhood("a", depth=1, edges_of=edges, min_score=0.6))) == {"a", "c", "e"}
    only = neighbourhood("a", depth=1, edges_of=edges, kinds={LinkKind.NEAR_DUPLICATE})
    assert set(hops(only)) == {"a", "c"}


def test_of_a_hub_the_strongest_fifty_are_followed() -> None:
    spokes = [link("hub", f"n{number:03}", score=number / 1000) for number in range(200)]
    result = neighbourhood("hub", depth=1, edges_of=store(*spokes))
    assert result["truncated"]
    assert set(hops(result)) == {"hub"} | {f"n{number}" for number in range(150, 200)}


def test_no_more_nodes_come_than_there_is_room_for_and_the_best_stay() -> None:
    spokes = [link("hub", f"n{number:02}", score=(number + 1) / 50) for number in range(40)]
    result = neighbourhood("hub", depth=2, edges_of=store(*spokes), max_nodes=11)
    assert result["truncated"]
    assert set(hops(result)) == {"hub"} | {f"n{number}" for number in range(30, 40)}
    assert len(result["edges"]) == 10
    assert [edge.score for edge in result["edges"]] == sorted((edge.score for edge in result["edges"]), reverse=True)


@pytest.mark.parametrize(("depth", "max_nodes"), [(-1, 10), (7, 10), (1, 0)])
def test_a_neighbourhood_that_cannot_be_is_the_callers_mistake(depth: int, max_nodes: int) -> None:
    with pytest.raises(UsageError):
        neighbourhood("a", depth=depth, edges_of=CHAIN, max_nodes=max_nodes)


def test_every_edge_has_evidence_at_both_ends_and_plain_values() -> None:
    result = neighbourhood("a", depth=3, edges_of=CHAIN)
    for edge in result["edges"]:
        assert edge.left_evidence[0].locator.segment == 1
        assert edge.right_evidence[0].locator.segment == 2
    assert json.loads(json.dumps({**result, "edges": [to_plain(edge) for edge in result["edges"]]}))


def test_the_graph_holds_kind_score_and_the_link() -> None:
    graph = neighbourhood_graph("a", depth=2, edges_of=CHAIN)
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.nodes["c"]["hop"] == 2
    ((_, _, data),) = graph.edges("c", data=True)
    assert (data["kind"], data["score"], data["link"].right) == ("same-entity", 0.9, "b")


def test_a_path_goes_where_it_is_likeliest_whichever_way_links_point() -> None:
    graph = as_networkx(
        [
            link("a", "z", score=0.2),
            link("b", "a", score=0.9),
            link("b", "z", score=0.95),
            link("b", "z", LinkKind.CONTAINS, 0.5),
        ]
    )
    path = explain_path(graph, "a", "z")
    assert [(step.left, step.right, step.score) for step in path] == [("b", "a", 0.9), ("b", "z", 0.95)]
    assert (
        explain_path(as_networkx([link("a", "z", score=0.85), link("a", "b"), link("b", "z")]), "a", "z")[0].right
        == "z"
    )


@pytest.mark.parametrize(("a", "b"), [("a", "nobody"), ("nobody", "a"), ("a", "island")])
def test_without_a_path_there_is_nothing_to_explain(a: str, b: str) -> None:
    assert explain_path(as_networkx([link("a", "b"), link("island", "island2")]), a, b) == []


def test_from_a_node_to_itself_no_step_is_needed() -> None:
    assert explain_path(as_networkx([link("a", "b")]), "a", "a") == []


names = st.sampled_from([f"n{number}" for number in range(9)])


@settings(max_examples=80, deadline=None)
@given(
    pairs=st.lists(st.tuples(names, names, st.floats(0.1, 1)), max_size=25),
    depth=st.integers(0, 4),
    room=st.integers(1, 9),
)
def test_hops_are_the_shortest_ways(pairs: list[tuple[str, str, float]], depth: int, room: int) -> None:
    links = [link(left, right, score=score) for left, right, score in pairs if left != right]
    full = neighbourhood("n0", depth=depth, edges_of=store(*links))
    graph = nx.Graph([(each.left, each.right) for each in links])
    graph.add_node("n0")
    assert hops(full) == {
        node: length for node, length in nx.single_source_shortest_path_length(graph, "n0", cutoff=depth).items()
    }
    small = neighbourhood("n0", depth=depth, edges_of=store(*links), max_nodes=room)
    assert len(small["nodes"]) == min(room, len(full["nodes"]))
    kept = set(hops(small))
    assert all(edge.left in kept and edge.right in kept for edge in small["edges"])
