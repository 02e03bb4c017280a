"""What lies around an asset, how two assets hang together, and the concepts among them, over a small known world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from worlds import Thing, World, fill

from assay.governance.app import build
from assay.governance.domain import LOCAL_ADMIN, Actor, ForbiddenError, NotFoundError, Role, Term, UsageError
from assay.governance.services import Services
from assay.governance.services.graph.sentences import edge_says, way_says
from assay.governance.services.graph.terms import terms_of
from assay.governance.settings import load

STEWARD = Actor(name="ann", role=Role.STEWARD)


def thing(content: int, *, rank: int = 0, inside: int | None = None, readers: tuple[str, ...] = ()) -> Thing:
    return Thing(
        content=content, ranks=(rank, 0), readers=frozenset(readers), source=0, owner=None, day=0, inside=inside
    )


def world(*things: Thing, links: tuple[tuple[int, int], ...] = (), topics: tuple[int, ...] = ()) -> World:
    contents = 1 + max(it.content for it in things)
    return World(
        things=tuple(enumerate(things)), texts=((0,),) * contents,
        topics=tuple(topics[it] if it < len(topics) else 0 for it in range(contents)),
        holds=frozenset({(0, 0)}), links=frozenset(links),
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    root = tmp_path_factory.mktemp("graph")
    with build(load(home=root / "home", config_dir=root / "config", workers=1, embeddings=False)) as built:
        yield built


#   a0 box.zip holds a1; a1 and a2 are copies; a2 - a3 - a4; a5 alone
CHAIN = world(
    thing(0), thing(1, inside=0), thing(1), thing(2), thing(3), thing(4), links=((1, 2), (2, 3)), topics=(0, 1, 1)
)


@pytest.fixture
def chain(home: Services) -> Services:
    fill(home.store, CHAIN)
    return home


def edges(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(it["kind"], it["left"], it["right"]) for it in found["edges"]}


def test_copies_and_containers_are_joined_to_the_assets_that_they_are(chain: Services) -> None:
    around = chain.graph.around("a0", depth=2, actor=LOCAL_ADMIN)
    assert edges(around) == {("contains", "a0", "a1"), ("same-entity", "a1", "a3")}
    around = chain.graph.around("a2", depth=1, actor=LOCAL_ADMIN)
    assert edges(around) == {
        ("near-duplicate", "a1", "a2"), ("contains", "a0", "a1"), ("same-entity", "a2", "a3"),
    }  # fmt: skip
    assert {it["id"]: it["hop"] for it in around["nodes"]} == {"a0": 1, "a1": 1, "a2": 0, "a3": 1}


def test_a_way_goes_through_copies_and_says_each_step(chain: Services) -> None:
    told = chain.graph.paths.between("a4", "a0", actor=LOCAL_ADMIN)
    assert [(it["from"], it["to"], it["kind"]) for it in told["steps"]] == [
        ("a4", "a3", "same-entity"), ("a3", "a1", "same-entity"), ("a1", "a0", "contains"),
    ]  # fmt: skip
    assert told["says"] == {
        "en": "“file-4” and “file-0” are joined in 3 steps.", "zh": "《file-4》与《file-0》经 3 步相连。",
    }  # fmt: skip
    assert told["steps"][2]["says"]["zh"] == "《file-0》包含《file-1》。"
    assert [it["id"] for it in told["nodes"]] == ["a0", "a1", "a3", "a4"]
    through = chain.graph.paths.between("a0", "a2", actor=LOCAL_ADMIN)["steps"]
    assert [(it["from"], it["to"], it["says"]["en"]) for it in through] == [
        ("a0", "a1", "“file-0” holds “file-1”."), ("a1", "a2", "“file-1” and “file-2” hold the same bytes."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "asked", "steps"),
    [
        ("a1", "a2", {}, 1),
        ("a3", "a3", {}, 0),
        ("a4", "a0", {"longest": 2}, None),
        ("a4", "a5", {}, None),
        ("a2", "a3", {"kinds": ["contains"]}, None),
        ("a2", "a3", {"min_score": 0.99}, None),
    ],
)
def test_ways_of_no_steps_and_no_ways(
    chain: Services, start: str, end: str, asked: dict[str, Any], steps: int | None
) -> None:
    told = chain.graph.paths.between(start, end, actor=LOCAL_ADMIN, **asked)
    assert (told["steps"] if steps is None else len(told["steps"])) == steps
    assert told["says"]["en"]
    assert told["says"]["zh"]


def test_there_is_no_way_to_what_is_not_there(chain: Services) -> None:
    with pytest.raises(NotFoundError):
        chain.graph.paths.between("a0", "nothing", actor=LOCAL_ADMIN)
    with pytest.raises(ForbiddenError):
        chain.graph.paths.between("a0", "a1", as_user="ann", actor=Actor(name="x", role=Role.VIEWER))


def test_a_forgotten_asset_is_out_of_the_graph_at_once(chain: Services) -> None:
    with chain.store.write() as db:
        db.assets.forget("a3")
    assert chain.graph.paths.between("a4", "a0", actor=LOCAL_ADMIN)["steps"] is None
    assert "a3" not in {it["id"] for it in chain.graph.around("a2", depth=3, actor=LOCAL_ADMIN)["nodes"]}
    with chain.store.read() as db:
        assert db.edges.every(most=9) == []


@pytest.mark.parametrize(
    ("kind", "evidence", "en", "zh"),
    [
        ("derived-from", [], "“a” was made from “b”.", "《a》由《b》得出。"),
        (
            "same-entity", [{"says": {"en": "Contract number", "zh": "合同编号"}, "masked": "4****06"}],
            "“a” and “b” name the same contract number 4****06.", "《a》与《b》提到同一合同编号 4****06。",
        ),
        ("same-entity", [], "“a” and “b” name the same thing.", "《a》与《b》提到同一事物。"),
        ("of-another-kind", [], "“a” and “b” are linked (of-another-kind).", "《a》与《b》有关联（of-another-kind）。"),
    ],
)  # fmt: skip
def test_an_edge_is_a_sentence(kind: str, evidence: list[dict[str, Any]], en: str, zh: str) -> None:
    assert edge_says(kind, "a", "b", evidence) == (en, zh)


def test_a_way_is_a_sentence() -> None:
    assert way_says("a", "b", 1, 6).en == "“a” and “b” are joined directly."
    assert way_says("a", "b", None, 6).zh == "6 步之内，《a》与《b》之间没有通路。"


TERMS = """id,zh,en,definition,owner,also,means
mobile-number,手机号,mobile number,A number that rings in a pocket.,ann,cell number;移动电话,label:cn_mobile
money,资金,funds,,,,topic:finance
"""


@pytest.fixture
def termed(chain: Services) -> Services:
    assert chain.graph.terms.put(terms_of(TERMS), actor=STEWARD) == {"new": 2, "changed": 0, "terms": 2}
    return chain


def test_terms_are_nodes_joined_to_what_they_mean(termed: Services) -> None:
    graph = termed.graph
    assert edges(graph.around("term:mobile-number", actor=LOCAL_ADMIN)) == {("has-term", "a0", "term:mobile-number")}
    assert edges(graph.around("term:money", actor=LOCAL_ADMIN)) == {
        ("means", "term:money", "topic:finance"), *(("has-term", it, "term:money") for it in ("a1", "a2", "a3")),
    }  # fmt: skip
    around = graph.around("a0", concepts=True, actor=LOCAL_ADMIN)
    said = {it["id"]: it["label"]["zh"] for it in around["nodes"] if "label" in it}
    assert said["term:mobile-number"] == "手机号"
    assert {"level:gbt-43697:general-1", "policy:gbt-43697", "source:s0", "topic:finance"} <= said.keys()
    assert ("graded", "a0", "level:gbt-43697:general-1") in edges(around)


def test_terms_change_and_go(termed: Services) -> None:
    terms = termed.graph.terms
    assert terms.put(terms_of(TERMS.replace("funds", "capital")), actor=STEWARD)["changed"] == 1
    assert [it["en"] for it in terms.all()] == ["mobile number", "capital"]
    assert ("capital", "资金") in terms.names()
    terms.drop("money", actor=STEWARD)
    with pytest.raises(NotFoundError):
        terms.drop("money", actor=STEWARD)
    with pytest.raises(ForbiddenError):
        terms.put(terms_of(TERMS), actor=Actor(name="x", role=Role.ANALYST))


def test_a_term_widens_a_search(termed: Services) -> None:
    assert set(termed.search._wording.also("cell number")) == {"mobile number", "手机号", "移动电话"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,zh\na,b\n", "columns"),
        ("id,zh,en,password\na,b,c,d\n", "columns"),
        ("", "columns"),
        ("id,zh,en\nA B,词,word\n", "line 2"),
        ("id,zh,en\nok,词,word\nbad,,word\n", "line 3"),
        ('id,zh,en\nok,"词,word\n', "CSV"),
        ("id,zh,en,means\nok,词,word,planet:mars\n", "line 2"),
    ],
)
def test_a_table_that_is_no_glossary_is_refused_by_its_line(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        terms_of(text)


@pytest.mark.parametrize(
    "term",
    [
        Term(id="t", zh="词", en="word", means=("label:no_such_label",)),
        Term(id="t", zh="词", en="word", means=("topic:no-such-topic",)),
        Term(id="t", zh="词", en="word", definition="for example 11010519491231002X"),
    ],
)
def test_a_term_that_means_nothing_known_or_holds_a_value_is_refused(chain: Services, term: Term) -> None:
    with pytest.raises(UsageError) as refused:
        chain.graph.terms.put((term,), actor=STEWARD)
    assert "11010519491231002X" not in str(refused.value)


def test_concepts_are_listed_with_their_counts(chain: Services) -> None:
    counted = {it["id"]: it["n"] for it in chain.graph.semantics.concepts("topic", actor=LOCAL_ADMIN)}
    assert counted["topic:finance"] == 3
    levels = {it["id"]: it["n"] for it in chain.graph.semantics.concepts("level", actor=LOCAL_ADMIN)}
    assert levels["level:gbt-43697:general-1"] == 6
    assert {it["id"] for it in chain.graph.semantics.concepts("policy", actor=LOCAL_ADMIN)} >= {"policy:gbt-43697"}
    with pytest.raises(NotFoundError):
        chain.graph.around("topic:no-such", actor=LOCAL_ADMIN)
