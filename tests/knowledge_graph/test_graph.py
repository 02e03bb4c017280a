"""How far a neighbourhood reaches, what it leaves out, and which way leads from one node to another."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.governance.domain import Edge, EdgeRow, EdgesOf, GraphEngine, Surroundings, UsageError
from assay.knowledge_graph.graph import NetworkxGraph, as_networkx, neighbourhood

ENGINE = NetworkxGraph()


def edge(left: str, right: str, score: float = 0.9, kind: str = "same-entity") -> Edge:
    return Edge(id=f"{kind}/{left}/{right}", kind=kind, left=left, right=right, score=score)


def store(*edges: Edge) -> EdgesOf:
    """Return what SQL does: the strongest edges of each node that is asked for, one more than wanted."""

    def edges_of(nodes: Sequence[str], most: int) -> dict[str, list[EdgeRow]]:
        found = {}
        for node in nodes:
            mine = [it for it in edges if node in (it.left, it.right)]
            mine.sort(key=lambda it: (it.score, it.id), reverse=True)
            found[node] = [(it.id, it.kind, it.left, it.right, it.score) for it in mine[: most + 1]]
        return found

    return edges_of


CHAIN = store(edge("a", "b"), edge("c", "b"), edge("c", "d"), edge("d", "e"))


def test_the_built_in_engine_is_one() -> None:
    assert isinstance(ENGINE, GraphEngine)


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
    result = ENGINE.around("a", depth=depth, edges_of=CHAIN, most=100)
    assert result.hops == expected
    assert len(result.edges) == len(expected) - 1
    assert not result.truncated


def test_a_node_without_links_is_alone() -> None:
    assert neighbourhood("x", depth=3, edges_of=CHAIN) == Surroundings(hops={"x": 0}, edges=(), truncated=False)


def test_sql_is_asked_once_a_hop_and_for_no_node_twice() -> None:
    asked: list[tuple[str, ...]] = []

    def counting(nodes: Sequence[str], most: int) -> object:
        asked.append(tuple(nodes))
        return CHAIN(nodes, most)

    neighbourhood("a", depth=6, edges_of=counting)  # type: ignore[arg-type]
    assert asked == [("a",), ("b",), ("c",), ("d",), ("e",)]


def test_a_circle_ends_and_each_edge_comes_once() -> None:
    result = neighbourhood("a", depth=5, edges_of=store(edge("a", "b"), edge("b", "c"), edge("a", "c")))
    assert result.hops == {"a": 0, "b": 1, "c": 1}
    assert len(result.edges) == 3


def test_parallel_links_of_other_kinds_all_stay() -> None:
    edges = neighbourhood("a", depth=1, edges_of=store(edge("a", "b"), edge("b", "a", kind="contains"))).edges
    assert {it.kind for it in edges} == {"same-entity", "contains"}


def test_of_a_hub_the_strongest_fifty_are_followed() -> None:
    spokes = [edge("hub", f"n{number:03}", number / 1000) for number in range(200)]
    result = neighbourhood("hub", depth=1, edges_of=store(*spokes))
    assert result.truncated
    assert set(result.hops) == {"hub"} | {f"n{number}" for number in range(150, 200)}


def test_no_more_nodes_come_than_there_is_room_for_and_the_best_stay() -> None:
    spokes = [edge("hub", f"n{number:02}", (number + 1) / 50) for number in range(40)]
    result = neighbourhood("hub", depth=2, edges_of=store(*spokes), most=11)
    assert result.truncated
    assert set(result.hops) == {"hub"} | {f"n{number}" for number in range(30, 40)}
    assert [it.score for it in result.edges] == [(number + 1) / 50 for number in range(39, 29, -1)]


def test_of_far_nodes_those_come_to_which_the_likeliest_way_leads() -> None:
    edges = [edge("a", "b", 0.9), edge("a", "c", 0.2), edge("b", "far", 0.5), edge("c", "strong", 0.99)]
    assert set(neighbourhood("a", depth=2, edges_of=store(*edges), most=4).hops) == {"a", "b", "c", "far"}


@pytest.mark.parametrize(("depth", "most"), [(-1, 10), (7, 10), (1, 0)])
def test_a_neighbourhood_that_cannot_be_is_the_callers_mistake(depth: int, most: int) -> None:
    with pytest.raises(UsageError):
        neighbourhood("a", depth=depth, edges_of=CHAIN, most=most)


def test_a_networkx_graph_holds_hop_kind_and_score() -> None:
    result = neighbourhood("a", depth=2, edges_of=CHAIN)
    graph = as_networkx(result.edges, result.hops)
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.nodes["c"]["hop"] == 2
    assert list(graph.edges("c", keys=True, data=True)) == [
        ("c", "b", "same-entity/c/b", {"kind": "same-entity", "score": 0.9})
    ]


def names_on(way: tuple[Edge, ...] | None) -> list[str] | None:
    return None if way is None else [it.id.partition("/")[2] for it in way]


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([edge("a", "z")], ["a/z"]),
        ([edge("z", "a")], ["z/a"]),
        ([edge("a", "b"), edge("z", "b")], ["a/b", "z/b"]),
        ([edge("a", "b"), edge("b", "z"), edge("a", "z", 0.01)], ["a/z"]),
        ([edge("a", "b", 0.5), edge("b", "z", 0.5), edge("a", "c", 0.6), edge("c", "z", 0.6)], ["a/c", "c/z"]),
        ([edge("a", "b"), edge("c", "z")], None),
        ([], None),
    ],
)
def test_the_way_is_the_shortest_and_of_those_the_likeliest(edges: list[Edge], expected: list[str] | None) -> None:
    assert names_on(ENGINE.way("a", "z", longest=6, edges_of=store(*edges)).edges) == expected


def test_of_parallel_edges_the_strongest_is_told() -> None:
    edges = [edge("a", "z", 0.4), edge("a", "z", 0.8, "near-duplicate"), edge("z", "a", 0.6, "contains")]
    (step,) = ENGINE.way("a", "z", longest=2, edges_of=store(*edges)).edges or ()
    assert (step.kind, step.score) == ("near-duplicate", 0.8)


def test_a_way_that_is_too_long_is_not_found_and_from_a_node_to_itself_none_is_needed() -> None:
    assert ENGINE.way("a", "e", longest=3, edges_of=CHAIN).edges is None
    assert len(ENGINE.way("a", "e", longest=4, edges_of=CHAIN).edges or ()) == 4
    assert ENGINE.way("a", "a", longest=4, edges_of=CHAIN).edges == ()


def test_a_hub_whose_edges_were_not_all_looked_at_is_told() -> None:
    spokes = [edge("hub", f"n{number:03}", 0.5) for number in range(300)]
    assert ENGINE.way("hub", "nobody", longest=2, edges_of=store(*spokes)).truncated


names = st.sampled_from([f"n{number}" for number in range(9)])


@settings(max_examples=80, deadline=None)
@given(
    pairs=st.lists(st.tuples(names, names, st.floats(0.1, 1)), max_size=25),
    depth=st.integers(0, 4),
    room=st.integers(1, 9),
)
def test_hops_and_ways_are_the_shortest(pairs: list[tuple[str, str, float]], depth: int, room: int) -> None:
    edges = [edge(left, right, score) for left, right, score in pairs if left != right]
    full = neighbourhood("n0", depth=depth, edges_of=store(*edges))
    graph = nx.Graph([(it.left, it.right) for it in edges])
    graph.add_nodes_from(["n0", "n1"])
    assert full.hops == nx.single_source_shortest_path_length(graph, "n0", cutoff=depth)
    small = neighbourhood("n0", depth=depth, edges_of=store(*edges), most=room)
    assert len(small.hops) == min(room, len(full.hops))
    assert all(it.left in small.hops and it.right in small.hops for it in small.edges)
    way = ENGINE.way("n0", "n1", longest=8, edges_of=store(*edges)).edges
    if nx.has_path(graph, "n0", "n1"):
        assert way is not None
        assert len(way) == nx.shortest_path_length(graph, "n0", "n1")
        stations = ["n0"]
        for step in way:
            stations.append(step.other(stations[-1]))
        assert stations[-1] == "n1"
        assert all(graph.has_edge(*pair) for pair in pairwise(stations))
    else:
        assert way is None


def groups() -> list[Edge]:
    inside = [edge(f"{group}{one}", f"{group}{two}") for group in "xyz" for one in range(5) for two in range(one)]
    return [*inside, edge("x0", "y0", 0.1), edge("y1", "z0", 0.1)]


def test_communities_are_what_holds_together_in_whatever_order_it_comes() -> None:
    edges = groups()
    expected = [frozenset(f"{group}{number}" for number in range(5)) for group in "xyz"]
    for seed in range(4):
        shuffled = random.Random(seed).sample(edges, len(edges))  # noqa: S311 - no secret is made
        turned = [replace(it, left=it.right, right=it.left) for it in shuffled]
        for given_edges in (shuffled, turned):
            assert ENGINE.communities(given_edges, resolution=1.0, seed=7) == expected
    assert ENGINE.communities([], resolution=1.0, seed=7) == []
