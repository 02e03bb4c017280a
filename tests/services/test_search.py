"""Search finds by words, by meaning, by example and by value, within what the caller may see."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assay.governance.app import build
from assay.governance.domain import LOCAL_ADMIN, Actor, ForbiddenError, NotFoundError, Role, UsageError
from assay.governance.services import Services
from assay.governance.services.graph.terms import terms_of
from assay.governance.settings import load


@pytest.fixture(scope="module")
def services(library: Services) -> Services:
    return library


def names(answer: dict[str, Any]) -> list[str]:
    return [hit["name"] for hit in answer["hits"]]


def ask(services: Services, text: str | None = None, **asked: Any) -> dict[str, Any]:
    return services.search.query(text, actor=LOCAL_ADMIN, **asked)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("brake pads", "maintenance.txt"),
        ("garlic soup", "recipe.txt"),
        ("冷藏库 温度", "仓库.txt"),
        ("安全操作规程", "培训.txt"),
        ("值班经理", "仓库.txt"),
    ],
)
def test_words_find_what_holds_them(services: Services, query: str, first: str) -> None:
    hit = ask(services, query)["hits"][0]
    assert hit["name"] == first
    assert "words" in hit["why"]
    assert hit["snippet"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("automobile workshop", "maintenance.txt"),
        ("cooking a meal of vegetables", "recipe.txt"),
        ("flowers and horticulture", "garden.txt"),
        ("汽车修理厂", "maintenance.txt"),
        ("种植花卉", "garden.txt"),
    ],
)
def test_meaning_finds_what_other_words_say(services: Services, query: str, first: str) -> None:
    hit = ask(services, query)["hits"][0]
    assert (hit["name"], hit["why"]) == (first, ["meaning"])


@pytest.mark.parametrize("query", ["call 13800138000", "the 13800138000", "mobile"])
def test_the_names_of_placeholders_are_no_words(services: Services, query: str) -> None:
    assert "客户副本.txt" not in [it["name"] for it in ask(services, query)["hits"] if "words" in it["why"]]


def test_an_example_finds_its_like_and_not_itself(services: Services) -> None:
    garden = next(it["id"] for it in services.assets.page()["items"] if it["name"] == "garden.txt")
    found = names(ask(services, like=garden))
    assert "garden.txt" not in found
    assert found.index("recipe.txt") < found.index("letter.txt")
    with pytest.raises(NotFoundError):
        ask(services, like="nothing")


@pytest.mark.parametrize(
    "value", ["13911723456", "139 1172 3456", "139-1172-3456", "１３９１１７２３４５６", " 13911723456\n"]
)
def test_an_identifier_is_found_however_it_is_written(services: Services, value: str) -> None:
    answer = ask(services, value=value)
    assert len(answer["hits"]) == 3
    assert all("cn_mobile" in hit["why"] for hit in answer["hits"])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("陈建国", 2),
        ("John Carter", 1),
        ("john  carter", 1),
        ("Carter, John", 1),
        ("4539148803436467", 1),
        ("11010519491231002x", 1),
        ("13911723457", 0),
        ("陈建", 0),
        ("hall", 0),
    ],
)
def test_people_and_numbers_are_found_by_their_value_alone(services: Services, value: str, found: int) -> None:
    answer = ask(services, value=value)
    assert len(answer["hits"]) == found
    assert value.strip() not in json.dumps(answer, ensure_ascii=False)


def test_a_value_that_is_looked_for_is_audited_and_written_nowhere(services: Services, tmp_path: Path) -> None:
    with services.store.read() as db:
        before = db.audit.end()
    ask(services, value="13911723456")
    ask(services, value="欧阳澈梧")
    with services.store.read() as db:
        after = db.audit.end()
    assert before is not None
    assert after is not None
    assert after[0] == before[0] + 2
    home = services.settings.home
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"13911723456" not in data
            assert "欧阳澈梧".encode() not in data


def test_hits_and_snippets_are_masked(services: Services) -> None:
    for query in ("card charged", "客户", "13911723456", "John Carter 4539 1488 0343 6467"):
        text = json.dumps(ask(services, query), ensure_ascii=False)
        for value in ("1172", "4539 1488", "John Carter", "陈建国", "440524188001010014"):
            assert value not in text


def test_filters_and_facets_agree(services: Services) -> None:
    every = ask(services, "the", limit=50)
    assert set(every["facets"]) == {"modality", "topic", "level", "source", "owner", "age", "issue"}
    answer = ask(services, value="13911723456", modality="table")
    assert names(answer) == ["客户.csv"]
    assert answer["facets"]["modality"] == {"table": 1}
    assert every["facets"]["age"] == {"week": len(every["hits"])}
    assert ask(services, "the", age="older")["hits"] == []
    for issue, count in every["facets"]["issue"].items():
        assert len(ask(services, "the", issue=issue, limit=50)["hits"]) == count
    assert ask(services, "the", issue="no-such-issue")["hits"] == []
    whole = ask(services, value="13911723456")["facets"]
    assert sum(whole["level"].values()) == sum(whole["modality"].values()) == 3
    training = ask(services, "员工 培训", limit=50)
    for topic, count in training["facets"]["topic"].items():
        found = names(ask(services, "员工 培训", topic=topic, limit=50))
        assert len(found) == count
        assert set(found) <= set(names(training))
    assert ask(services, "brake pads", modality="audio")["hits"] == []


def test_a_ceiling_hides_what_is_above_it(services: Services) -> None:
    low = ask(services, value="13911723456", max_level="gbt-43697:general-3")
    ranks = [hit["sensitivity"]["rank"] for hit in ask(services, value="13911723456")["hits"]]
    assert max(ranks) > 30
    assert len(low["hits"]) == sum(rank <= 30 for rank in ranks)
    assert all(hit["sensitivity"]["rank"] <= 30 for hit in low["hits"])
    assert sum(low["facets"]["level"].values()) == len(low["hits"]), "what is hidden is not counted either"
    assert ask(services, value="13911723456", max_level="general-1")["hits"] == []
    for wrong in ("gbt-43697:general-9", "public", "company-4:general-1"):
        with pytest.raises(UsageError):
            ask(services, "hall", max_level=wrong)


def test_what_is_linked_to_hits_comes_with_them(services: Services) -> None:
    answer = ask(services, "client card charged", limit=1, linked=True)
    near = ask(services, value="13911723456", limit=1, linked=True)
    assert "linked" not in ask(services, "client card charged", limit=1)
    for told in (answer, near):
        shown = {hit["asset"] for hit in told["hits"]}
        assert all(it["via"] in shown and it["asset"] not in shown for it in told["linked"])
    assert near["linked"], "the others that hold the number are linked to the first"


def test_permissions_that_no_source_told_let_nobody_else_see(services: Services) -> None:
    assert ask(services, "brake pads", as_user="ann")["hits"] == []
    with pytest.raises(ForbiddenError):
        services.search.query("brake pads", as_user="ann", actor=Actor(name="eve", role=Role.ANALYST))


def test_a_role_sees_up_to_its_level(services: Services) -> None:
    settings = services.settings
    narrowed = load(
        home=settings.home, config_dir=settings.config_dir, workers=1, levels={"analyst": "gbt-43697:general-1"}
    )
    eve = Actor(name="eve", role=Role.ANALYST)
    with build(narrowed) as built:
        for asked in ({"text": "brake pads card"}, {"value": "13911723456"}):
            seen, whole = (it.search.query(**asked, actor=eve, limit=50) for it in (built, services))
            ranks = {hit["sensitivity"]["rank"] for hit in seen["hits"]}
            assert ranks <= {10}
            assert sum(seen["facets"]["level"].values()) == len(seen["hits"]) < len(whole["hits"])


def test_a_limit_keeps_the_best(services: Services) -> None:
    whole = names(ask(services, "the garden in spring"))
    assert names(ask(services, "the garden in spring", limit=1)) == whole[:1]


@pytest.mark.parametrize("asked", [{}, {"text": "a", "value": "b"}, {"text": "a", "like": "b"}])
def test_one_question_at_a_time(services: Services, asked: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        services.search.query(actor=LOCAL_ADMIN, **asked)


@pytest.mark.parametrize(
    "query", ['"', "AND OR NOT", "a* NEAR(b)", "'; DROP TABLE chunk; --", "", " ", "\x00", "的", "(" * 50]
)
def test_no_query_is_an_error(services: Services, query: str) -> None:
    assert isinstance(ask(services, query)["hits"], list)
    assert isinstance(ask(services, value=query)["hits"], list)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SERVICE])
def test_who_may_not_search_does_not(services: Services, role: Role) -> None:
    for asked in ({"text": "hall"}, {"value": "13911723456"}):
        with pytest.raises(ForbiddenError):
            services.search.query(**asked, actor=Actor(name="eve", role=role))


def test_what_is_gone_is_found_no_more(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "kayak.txt"
    path.write_text("The kayak drifts along the river bank near the old bridge.", encoding="utf-8")
    services.ingest.run([str(tmp_path)])
    assert names(ask(services, "kayak"))[0] == "kayak.txt"
    path.unlink()
    (tmp_path / "rest.txt").write_text("Nothing of note happens on the pavement.", encoding="utf-8")
    services.ingest.run([str(tmp_path)])
    assert "kayak.txt" not in names(ask(services, "kayak on the river", limit=50))
    assert services.operations.verify()["problems"] == []


def test_the_index_is_made_again_from_the_database(services: Services) -> None:
    before = names(ask(services, "automobile workshop"))
    services.publishing.close()
    repaired = services.operations.repair()
    assert repaired["problems"] == []
    assert names(ask(services, "automobile workshop")) == before


@pytest.mark.parametrize(
    ("question", "found", "also"),
    [
        ("chilled hall", "仓库.txt", "also: 冷藏库"),
        ("刹车片", "maintenance.txt", "also: brake pads"),
        ("frozen goods depot", "仓库.txt", "also: 冷藏库"),
    ],
)
def test_a_term_of_the_glossary_finds_what_bears_its_other_names(
    services: Services, question: str, found: str, also: str
) -> None:
    def by_words() -> list[str]:
        return [hit["name"] for hit in ask(services, question)["hits"] if "words" in hit["why"]]

    assert found not in by_words()
    table = "id,zh,en,also\ncold,冷藏库,chilled hall,frozen goods depot\nbrakes,刹车片,brake pads,\n"
    services.graph.terms.put(terms_of(table), actor=LOCAL_ADMIN)
    try:
        (hit,) = [it for it in ask(services, question)["hits"] if it["name"] == found]
        assert "words" in hit["why"]
        assert also in hit["why"]
    finally:
        for term in ("cold", "brakes"):
            services.graph.terms.drop(term, actor=LOCAL_ADMIN)
    assert found not in by_words(), "a term that is gone widens nothing"
