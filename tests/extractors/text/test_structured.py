"""JSON and XML: every value with its pointer or path, and many like ones as a table."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assay.classifiers import IdentifierDetector
from assay.governance.domain import Modality, Reason, SegmentKind, Status

RECORD = {
    "name": "张三",
    "phones": ["13800000000", 13900000000],
    "home": {"city/town": "上海"},
    "member": True,
    "left": None,
}


def follow(document: object, pointer: str) -> object:
    for step in pointer.strip("/").split("/"):
        step = step.replace("~1", "/").replace("~0", "~")
        document = document[int(step)] if isinstance(document, list) else document[step]  # type: ignore[index]
    return document


def test_every_value_has_its_pointer_and_its_key(read) -> None:  # type: ignore[no-untyped-def]
    segments = read(json.dumps(RECORD).encode(), "a.json").extraction.segments
    assert [(s.locator.part, s.context, s.text) for s in segments] == [
        ("/name", "name", "张三"),
        ("/phones/0", "phones", "13800000000"),
        ("/phones/1", "phones", "13900000000"),
        ("/home/city~1town", "city/town", "上海"),
    ]
    for segment in segments:
        assert str(follow(RECORD, segment.locator.part or "")) == segment.text


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({"coordinates": [116.397428, 39.90923]}, {"/coordinates": "116.397428, 39.90923"}),
        ({"坐标": [116.397428, 39.90923, 44]}, {"/坐标": "116.397428, 39.90923, 44"}),
        ({"coordinates": [[[1.5, 2], [3, 4]]]}, {"/coordinates/0/0": "1.5, 2", "/coordinates/0/1": "3, 4"}),
        ({"points": [116.397428, 39.90923]}, {"/points": "116.397428\t39.90923"}),
        ({"location": [0.1, 0.2, -0.3, 4e-05]}, {"/location": "0.1\t0.2\t-0.3\t4e-05"}),
        ({"codes": [12345, 12]}, {"/codes/0": "12345", "/codes/1": "12"}),
        ({"codes": [12, "12"]}, {"/codes/0": "12", "/codes/1": "12"}),
        ({"codes": [1, True, None]}, {"/codes/0": "1"}),
        ({"codes": [7]}, {"/codes/0": "7"}),
        ({"codes": []}, {}),
    ],
)
def test_a_list_of_small_numbers_is_one_piece(read, numbers: object, told: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    for name, data in (("a.json", json.dumps(numbers)), ("a.ndjson", f"{json.dumps(numbers)}\n{{}}\n")):
        done = read(data.encode(), name).extraction
        assert {it.locator.part: it.text for it in done.segments} == told


def test_a_position_in_geojson_is_found_as_one(read) -> None:  # type: ignore[no-untyped-def]
    point = {"type": "Point", "coordinates": [116.397428, 39.90923]}
    features = [{"type": "Feature", "bbox": [116.397428, 39.90923, 116.4, 39.92], "geometry": point}]
    segments = read(json.dumps({"features": features}).encode(), "a.json").extraction.segments
    found = IdentifierDetector().detect(segments)
    assert [(it.label, segments[it.segment].locator.part) for it in found] == [
        ("geo_pair", "/features/0/geometry/coordinates")
    ]


def test_lines_of_json_count_rows_and_broken_ones_are_said(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b'{"a": "x"}\n{"a": "y"}\n{"a": \n', "a.ndjson").extraction
    assert [(s.locator.row, s.text) for s in done.segments] == [(1, "x"), (2, "y"), (3, '{"a":')]
    assert (done.status, done.reason, done.facts["broken_rows"]) == (Status.PARTIAL, Reason.PART_UNREADABLE, 1)


def test_a_key_that_is_a_value_is_read_and_stands_in_no_path(read) -> None:  # type: ignore[no-untyped-def]
    done = read(b'{"13800000000": {"city": "Oslo"}, "ann@example.com": "x"}', "a.json").extraction
    assert {"13800000000", "ann@example.com", "Oslo", "x"} == {s.text for s in done.segments}
    assert not any("138" in (s.locator.part or "") or "@" in (s.locator.part or "") for s in done.segments)


def test_of_two_members_with_one_name_both_are_read(read) -> None:  # type: ignore[no-untyped-def]
    assert read(b'{"a": "first", "a": "second"}', "a.json").extraction.text == "first\nsecond"


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b'{"a": "x", "b": ', Status.PARTIAL, Reason.TRUNCATED),
        (b'{"a": "x" "b": 1}', Status.PARTIAL, Reason.MALFORMED),
        (b"[" * 100_000, Status.PARTIAL, Reason.DEPTH_LIMIT),
        (b"[" * 150 + b"]" * 150, Status.FAILED, Reason.DEPTH_LIMIT),
    ],
)
def test_json_that_does_not_parse_is_still_read_as_text(read, data: bytes, status: Status, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.json", media_type="application/json").extraction
    assert (done.status, done.reason) == (status, reason)
    assert status is Status.FAILED or done.segments


@pytest.mark.parametrize("space", ["", " xmlns='urn:x' xmlns:k='urn:y' k:id='7'"])
def test_xml_gives_texts_attributes_and_comments_with_their_paths(read, space: str) -> None:  # type: ignore[no-untyped-def]
    from lxml import etree

    data = f"<list{space}><p id='7'>张三<b>x</b>tail</p><p>李四</p><!-- a remark --></list>".encode()
    segments = read(data, "a.xml").extraction.segments
    assert {s.text for s in segments} == {"张三", "7", "x", "tail", "李四", "a remark"}
    tree = etree.fromstring(data).getroottree()
    for segment in segments:
        found = tree.xpath(segment.locator.part)
        texts = [item.text if hasattr(item, "text") else str(item) for item in found]
        assert any(segment.text == (text or "").strip() for text in texts), segment


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;&b;&b;</x>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x>words</x>',
        b'<x xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="/etc/passwd" parse="text"/></x>',
    ],
)
def test_xml_expands_nothing_and_opens_nothing(read, data: bytes) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.xml").extraction
    assert "root:" not in done.text
    assert "aaaa" not in done.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a><b>words</b>", Reason.TRUNCATED),
        (b"<a><b>words</a></b>", Reason.MALFORMED),
        (b"<a>" * 150 + b"words" + b"</a>" * 150, Reason.DEPTH_LIMIT),
    ],
)
def test_broken_xml_has_its_reason(read, data: bytes, reason: Reason) -> None:  # type: ignore[no-untyped-def]
    done = read(data, "a.xml", media_type="application/xml").extraction
    assert done.reason is reason
    assert done.status in (Status.PARTIAL, Status.FAILED)
    assert reason is Reason.DEPTH_LIMIT or "words" in done.text


def cells(done: Any) -> dict[tuple[str | None, int, str | None], str]:
    return {
        (it.locator.part, row, it.locator.column): text
        for it in done.segments
        if it.kind is SegmentKind.COLUMN
        for row, text in it.cells()
    }


PEOPLE = [
    {"name": f"名 {at}", "home": {"city/town": "上海", "zip": at}, "since": None if at % 2 else "2024-03-01"}
    for at in range(60)
]


def expected(part: str | None, rows: list[int]) -> dict[tuple[str | None, int, str | None], str]:
    found = {}
    for row, person in zip(rows, PEOPLE, strict=True):
        values = {"name": person["name"], "home/city~1town": "上海", "home/zip": str(person["home"]["zip"])}
        values |= {"since": person["since"]} if person["since"] else {}
        found |= {(part, row, column): text for column, text in values.items()}
    return found


def test_many_like_lines_of_json_are_a_table_whose_rows_are_the_lines(read) -> None:  # type: ignore[no-untyped-def]
    lines = "\n\n".join(json.dumps(person) for person in PEOPLE)
    done = read(lines.encode(), "a.ndjson").extraction
    assert (done.status, done.facts["rows"]) == (Status.COMPLETE, 60)
    assert cells(done) == expected(None, list(range(1, 120, 2)))
    assert done.segments[0].text == "name\thome/city~1town\thome/zip\tsince"


@pytest.mark.parametrize(("wrap", "part"), [(lambda it: it, "/"), (lambda it: {"data": it, "n": 1}, "/data")])
def test_a_long_list_of_like_objects_is_a_table(read, wrap, part: str) -> None:  # type: ignore[no-untyped-def]
    done = read(json.dumps(wrap(PEOPLE)).encode(), "a.json").extraction
    assert cells(done) == expected(part, list(range(1, 61)))


def test_unlike_lines_are_read_value_by_value(read) -> None:  # type: ignore[no-untyped-def]
    lines = [json.dumps({f"key{at}": at, "13800000000": "x"}) for at in range(80)]
    done = read("\n".join(lines).encode(), "a.ndjson").extraction
    assert not cells(done)
    assert sum(it.text == "13800000000" for it in done.segments) == 80


def test_a_broken_line_among_many_is_said_and_the_table_stays(read) -> None:  # type: ignore[no-untyped-def]
    lines = [json.dumps(person) for person in PEOPLE]
    done = read("\n".join([*lines, '{"name": ']).encode(), "a.ndjson").extraction
    assert (done.status, done.problems[0].locator.row) == (Status.PARTIAL, 61)
    assert len(cells(done)) == len(expected(None, list(range(1, 61))))


GRAPH = {
    "directed": True,
    "nodes": [{"id": "a", "team": "x"}, {"id": "b"}, {"id": "c"}, {"id": "alone"}],
    "links": [{"source": "a", "target": "b", "weight": 2}, {"source": "b", "target": "c"},
              {"source": "a", "target": "b"}, {"source": "c", "target": "c"}, {"source": "d", "target": "e"}],
}  # fmt: skip
MEASURES = {
    "nodes": 6, "edges": 5, "directed": True, "components": 3, "largest_component": 3, "isolated": 1,
    "degree_min": 0, "degree_max": 3, "degree_mean": 1.6667, "self_loops": 1, "repeated_edges": 1,
    "repeated_nodes": 0, "ends_without_node": 2, "node_attributes": 1, "edge_attributes": 1,
}  # fmt: skip


def test_node_link_json_is_profiled_and_read(read) -> None:  # type: ignore[no-untyped-def]
    done = read(json.dumps(GRAPH).encode(), "a.json").extraction
    assert (done.modality, done.status) == (Modality.GRAPH, Status.COMPLETE)
    assert done.facts["graph"] == MEASURES
    assert ("/nodes/0/team", "x") in [(it.locator.part, it.text) for it in done.segments]
    names = {it.locator.property: it.text for it in done.segments if it.locator.property}
    assert names == {"node-attribute": "team", "edge-attribute": "weight"}


@pytest.mark.parametrize(
    "value",
    [
        {"elements": {"nodes": [{"data": {"id": "a"}}, {"data": {"id": "b"}}],
                      "edges": [{"data": {"source": "a", "target": "b"}}]}},
        {"graph": {"nodes": {"a": {"label": "x"}, "b": {}}, "edges": [{"source": "a", "target": "b"}]}},
        {"nodes": [{"name": "a"}, {"name": "b"}], "links": [{"source": 0, "target": 1}]},
        {"nodes": [{"id": 1}, {"id": 2}], "edges": [{"from": 1, "to": 2}]},
    ],
)  # fmt: skip
def test_other_ways_of_writing_a_graph_are_known(read, value: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]
    graph = read(json.dumps(value).encode(), "a.json").extraction.facts["graph"]
    assert (graph["nodes"], graph["edges"], graph["components"], graph["ends_without_node"]) == (2, 1, 1, 0)


@pytest.mark.parametrize("value", [{"nodes": 3}, {"nodes": ["a"], "links": []}, {"nodes": [{"id": 1}]},
                                   {"nodes": [{"id": 1}], "links": [{"x": 1}]}, {"graph": "none"}])  # fmt: skip
def test_what_only_looks_like_a_graph_is_none(read, value: dict[str, Any]) -> None:  # type: ignore[no-untyped-def]
    done = read(json.dumps(value).encode(), "a.json", media_type="application/json").extraction
    assert "graph" not in done.facts
    assert done.modality is not Modality.GRAPH


def test_graphml_is_profiled_as_a_library_counts_it(read) -> None:  # type: ignore[no-untyped-def]
    import networkx

    graph = networkx.gnm_random_graph(60, 80, seed=3)
    networkx.set_node_attributes(graph, "组", "team")
    networkx.set_edge_attributes(graph, 2, "weight")
    done = read("\n".join(networkx.generate_graphml(graph)).encode(), "a.graphml").extraction
    told = done.facts["graph"]
    assert (done.modality, told["directed"]) == (Modality.GRAPH, False)
    assert (told["nodes"], told["edges"]) == (60, 80)
    assert told["components"] == networkx.number_connected_components(graph)
    assert told["degree_max"] == max(degree for _, degree in graph.degree)
    assert told["isolated"] == networkx.number_of_isolates(graph)
    assert {it.text for it in done.segments if it.locator.property} == {"team", "weight"}
