"""Communities, cases, who can reach what, levels that spread, and the graph as a file, over small known worlds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import networkx as nx
import pytest
from worlds import Thing, World, fill

from assay.governance.app import build
from assay.governance.domain import (
    LOCAL_ADMIN,
    Actor,
    ConflictError,
    ForbiddenError,
    Link,
    LinkKind,
    NotFoundError,
    Role,
    UsageError,
)
from assay.governance.services import Services
from assay.governance.services.graph.graphing import GraphServices
from assay.governance.settings import load

STEWARD = Actor(name="ann", role=Role.STEWARD)
VIEWER = Actor(name="bob", role=Role.VIEWER)


def thing(content: int, *, rank: int = 0, inside: int | None = None, readers: tuple[str, ...] = ()) -> Thing:
    return Thing(
        content=content, ranks=(rank, 0), readers=frozenset(readers), source=0, owner=None, day=0, inside=inside
    )


def world(*things: Thing, links: tuple[tuple[int, int], ...] = ()) -> World:
    contents = 1 + max(it.content for it in things)
    return World(
        things=tuple(enumerate(things)), texts=((0,),) * contents, topics=(0,) * contents, holds=frozenset(),
        links=frozenset(links),
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    root = tmp_path_factory.mktemp("cases")
    with build(load(home=root / "home", config_dir=root / "config", workers=1, embeddings=False)) as built:
        yield built


def filled(home: Services, it: World, *derived: tuple[int, int]) -> GraphServices:
    """Put a world into the catalog; `derived` are contents and what each was made of."""
    fill(home.store, it)
    with home.store.write() as db:
        for made, origin in derived:
            found = Link(
                kind=LinkKind.DERIVED_FROM, left=f"c{made}", right=f"c{origin}", score=0.9, left_evidence=(),
                right_evidence=(), producer="t@1", why="w",
            )  # fmt: skip
            db.links.settle([], [found])
    return home.graph


# two groups of three, joined by nothing; the second is more sensitive
GROUPS = world(
    *(thing(number, rank=number // 3) for number in range(6)),
    links=((0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)),
)


def test_a_community_is_named_after_one_of_its_files_and_tells_what_joins_them(home: Services) -> None:
    graph = filled(home, GROUPS)
    found = graph.communities.page(actor=LOCAL_ADMIN)
    assert [({it["id"] for it in one["assets"]}, one["level"]["code"]) for one in found["items"]] == [
        ({"a0", "a1", "a2"}, "general-1"), ({"a3", "a4", "a5"}, "general-2"),
    ]  # fmt: skip
    assert sum(found["items"][0]["kinds"].values()) == 3
    without = filled(home, replace(GROUPS, things=GROUPS.things[:-1])).communities.page(least=2, actor=LOCAL_ADMIN)
    assert found["items"][0]["id"] in {it["id"] for it in without["items"]}
    assert graph.communities.page(least=4, actor=LOCAL_ADMIN)["items"] == []


def test_a_confirmed_community_is_a_case_with_a_level_of_its_own(home: Services) -> None:
    graph = filled(home, GROUPS)
    second = graph.communities.page(actor=LOCAL_ADMIN)["items"][1]
    case = graph.cases.confirm("Dispute, call 13800138000", community=second["id"], actor=STEWARD)
    assert "13800138000" not in case["name"]
    assert (case["level"]["code"], case["steward"], case["n"]) == ("general-2", "ann", 3)
    assert {it["id"] for it in case["assets"]} == {"a3", "a4", "a5"}
    assert {it["id"] for it in graph.around(f"case:{case['id']}", actor=LOCAL_ADMIN)["nodes"]} >= {"a3", "a4", "a5"}
    raised = graph.cases.change(case["id"], level="gbt-43697:general-4", etag=case["etag"], actor=STEWARD)
    assert raised["level"]["code"] == "general-4"
    with pytest.raises(UsageError):
        graph.cases.change(case["id"], level="gbt-43697:general-1", actor=STEWARD)
    with pytest.raises(ConflictError):
        graph.cases.change(case["id"], name="late", etag=case["etag"], actor=STEWARD)
    with home.store.write() as db:
        db.assets.forget("a3")
    assert graph.cases.get(case["id"], actor=STEWARD)["n"] == 2
    graph.cases.close(case["id"], actor=STEWARD)
    assert graph.cases.all(actor=STEWARD) == []


def test_a_case_is_lifted_by_its_files_and_seen_up_to_its_level(home: Services) -> None:
    graph = filled(home, GROUPS)
    case = graph.cases.confirm("Low", assets=["a0", "a1"], actor=STEWARD)
    with home.store.write() as db:
        grade = db.grades.get("a4", "gbt-43697")
        db.grades.put("a0", grade)
    assert graph.cases.get(case["id"], actor=STEWARD)["level"]["code"] == "general-2"


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"assets": []}, UsageError),
        ({"assets": ["a0"], "community": "c" + "0" * 24}, UsageError),
        ({"community": "c" + "0" * 24}, NotFoundError),
        ({"assets": ["nothing"]}, NotFoundError),
        ({"assets": ["a0"], "level": "gbt-43697:no-such"}, UsageError),
        ({"assets": ["a3"], "level": "general-1"}, UsageError),
    ],
)
def test_a_case_that_cannot_be_is_refused(home: Services, asked: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        filled(home, GROUPS).cases.confirm("Case", actor=STEWARD, **asked)


def test_cases_are_for_those_who_decide(home: Services) -> None:
    with pytest.raises(ForbiddenError):
        filled(home, GROUPS).cases.confirm("Case", assets=["a0"], actor=VIEWER)


#   a0 restricted; a1 its copy; a2 holds a1; a3 was made of a0 (c2); a4 nearly the same; a5 has nothing to do with it
REACHED = world(
    thing(0, rank=3, readers=("user:ann",)), thing(0, rank=3, inside=2), thing(1, readers=("everyone",)),
    thing(2, readers=("user:bob",)), thing(4), thing(3, readers=("everyone",)), links=((0, 4),),
)  # fmt: skip


def test_who_can_reach_a_file_and_by_what(home: Services) -> None:
    it = replace(REACHED, things=tuple((n, replace(one, inside=None) if n == 1 else one) for n, one in REACHED.things))
    graph = filled(home, it, (2, 0))
    with home.store.write() as db:
        run = db.meta._transaction.connection.exec_driver_sql
        run("UPDATE asset SET parent = 'a2', member_masked = 'm' WHERE id = 'a1'")
        run("UPDATE asset_grant SET principal_masked = 'everyone' WHERE asset_id IN ('a2', 'a5')")
    told = graph.exposure.of("a0", actor=VIEWER)
    assert [(it["principal"], it["via"], [(s["from"], s["to"]) for s in it["steps"]]) for it in told["items"]] == [
        ("everyone", "container", [("a2", "a1"), ("a1", "a0")]),
        ("user:***", "grant", []),
        ("user:***", "derived", [("a3", "a0")]),
    ]  # fmt: skip
    assert told["items"][0]["says"] == {
        "en": "Everyone may read “file-2”, which holds “file-1”, which holds the same bytes as “file-0”.",
        "zh": "所有人可读取《file-2》，其中包含《file-1》，其内容与《file-0》逐字节相同。",
    }  # fmt: skip
    assert told["unknown"] == 1
    wide = graph.exposure.wide(level="general-4", actor=VIEWER)
    assert [(it["asset"]["id"], it["n"]) for it in wide["items"]] == [("a0", 1), ("a1", 1)]
    with pytest.raises(UsageError):
        graph.exposure.wide(level="no-such", actor=VIEWER)
    with pytest.raises(NotFoundError):
        graph.exposure.of("nothing", actor=VIEWER)


#   a0 (level 4) was made into a1 (level 1), that into a2; a3 holds a0; a4 is a lower copy of a0; a5 lies apart
SPREAD = world(thing(0, rank=3, inside=None), thing(1), thing(2), thing(3), thing(0), thing(4))


@pytest.fixture
def spread(home: Services) -> GraphServices:
    graph = filled(home, SPREAD, (1, 0), (2, 1))
    with home.store.write() as db:
        db.meta._transaction.connection.exec_driver_sql("UPDATE asset SET parent = 'a3' WHERE id = 'a0'")
    return graph


def test_levels_are_proposed_along_derivation_containment_and_copies_and_never_lower(spread: GraphServices) -> None:
    found = spread.spreading.proposals(actor=STEWARD)
    assert {it["asset"]["id"]: it["proposed"]["code"] for it in found["items"]} == dict.fromkeys(
        ("a1", "a2", "a3", "a4"), "general-4"
    )
    by_asset = {it["asset"]["id"]: it for it in found["items"]}
    assert [(it["from"], it["to"], it["kind"]) for it in by_asset["a2"]["steps"]] == [
        ("a0", "a1", "derived-from"), ("a1", "a2", "derived-from"),
    ]  # fmt: skip
    assert by_asset["a3"]["says"]["en"].endswith("“file-3” holds “file-0”.")
    assert "《file-2》由《file-1》得出。" in by_asset["a2"]["says"]["zh"]
    for it in found["items"]:
        assert it["proposed"]["rank"] > it["current"]["rank"]


def test_a_stopped_edge_passes_no_level_on_until_it_is_let(spread: GraphServices) -> None:
    edge = spread.spreading.proposals(actor=STEWARD)["items"][0]["steps"][0]["edge"]
    assert spread.spreading.stop(edge, "aggregate", actor=STEWARD)["reason"] == "aggregate"
    found = spread.spreading.proposals(actor=STEWARD)
    assert {it["asset"]["id"] for it in found["items"]} == {"a3", "a4"}
    assert [(it["edge"], it["says"]["zh"]) for it in found["stopped"]] == [(edge, "仅为汇总数据")]
    spread.spreading.stop(edge, None, actor=STEWARD)
    assert spread.spreading.proposals(actor=STEWARD)["n"] == 4
    for reason, error in (("because", UsageError), ("aggregate", NotFoundError)):
        with pytest.raises(error):
            spread.spreading.stop("nothing" if error is NotFoundError else edge, reason, actor=STEWARD)
    with pytest.raises(ForbiddenError):
        spread.spreading.stop(edge, "aggregate", actor=VIEWER)


def test_what_holds_nothing_but_masked_values_is_a_masked_copy(spread: GraphServices, home: Services) -> None:
    with home.store.write() as db:
        db.meta._transaction.connection.exec_driver_sql(
            'INSERT INTO finding (content_id, id, ordinal, label, "group", score, locator, masked, value_hash,'
            " detector, why, subject, count)"
            " VALUES ('c1', 'f', 0, 'masked', 'masked', 0.9, '{}', '*', 'h', 'd', 'w', 'unknown', 1)"
        )
    found = spread.spreading.proposals(actor=STEWARD)
    assert {it["asset"]["id"] for it in found["items"]} == {"a3", "a4"}
    assert [it["reason"] for it in found["stopped"]] == ["masked-copy"]


def test_a_proposal_is_accepted_by_a_decision_that_can_be_undone(spread: GraphServices, home: Services) -> None:
    told = spread.spreading.accept("a1", reason="it names the same people", actor=STEWARD)
    assert told["grade"]["code"] == "general-4"
    assert "a1" not in {it["asset"]["id"] for it in spread.spreading.proposals(actor=STEWARD)["items"]}
    home.review.undo(told["decision"], actor=STEWARD)
    with home.store.read() as db:
        assert db.grades.get("a1", "gbt-43697").code != "general-4"
    for asset, actor, error in (("a5", STEWARD, NotFoundError), ("a2", VIEWER, ForbiddenError)):
        with pytest.raises(error):
            spread.spreading.accept(asset, actor=actor)


def test_graphml_is_read_back_with_every_node_and_edge(spread: GraphServices) -> None:
    written = spread.files.made("graphml", actor=STEWARD)
    keys = re.findall(r'<key id="([^"]+)"', written.decode())
    assert len(set(keys)) == len(keys) > 5, "an id of XML stands for one thing"
    graph = nx.read_graphml(BytesIO(written), force_multigraph=True)
    assert {"a0", "a1", "a2", "a3", "a4", "level:gbt-43697:general-4", "source:s0"} <= set(graph)
    assert graph.nodes["a0"]["name"] == "file-0"
    assert graph.nodes["a0"]["rank"] == 40
    kinds = {(one, two): data["kind"] for one, two, data in graph.edges(data=True)}
    assert kinds["a1", "a0"] == "derived-from"
    assert kinds["a3", "a0"] == "contains"
    assert kinds["a0", "a4"] == "near-duplicate"
    around = nx.read_graphml(BytesIO(spread.files.made("graphml", asset="a2", depth=1, concepts=False, actor=STEWARD)))
    assert set(around) == {"a1", "a2"}


def test_json_ld_holds_entities_of_prov_and_no_dangling_pointer(spread: GraphServices) -> None:
    told = json.loads(spread.files.made("jsonld", actor=STEWARD))
    by_id = {it["@id"]: it for it in told["@graph"]}
    assert len(by_id) == len(told["@graph"])
    prefixes = {name for name in told["@context"] if ":" not in name}
    pointers, words = set(), set()
    for it in told["@graph"]:
        words.update(word for word in it if not word.startswith("@"))
        words.update(it["@type"])
        for value in it.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    pointers.add(one["@id"])
        pointers.update(it[end] for end in ("assay:from", "assay:to") if end in it)
    assert {word.partition(":")[0] for word in words} <= prefixes
    assert pointers - {"urn:assay:agent"} <= by_id.keys()
    assert by_id["urn:assay:asset:a1"]["prov:wasDerivedFrom"] == [{"@id": "urn:assay:asset:a0"}]
    assert "prov:Entity" in by_id["urn:assay:asset:a1"]["@type"]
    assert by_id["urn:assay:graph"]["prov:generatedAtTime"]


@pytest.mark.parametrize(
    ("asked", "actor", "error"),
    [
        ({"form": "dot"}, STEWARD, UsageError),
        ({"form": "graphml", "asset": "nothing"}, STEWARD, NotFoundError),
        ({"form": "graphml"}, VIEWER, ForbiddenError),
    ],
)
def test_an_export_that_cannot_be_is_refused(
    spread: GraphServices, asked: dict[str, Any], actor: Actor, error: type[Exception]
) -> None:
    with pytest.raises(error):
        spread.files.made(**asked, actor=actor)
