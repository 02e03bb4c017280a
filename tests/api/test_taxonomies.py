"""Topic sets over the API: kept, asked for by name, changed by stewards alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assay.governance.client import Client
from assay.governance.domain import NotFoundError, Role, UsageError

TOPICS = """
name: bakery
topics:
  - {id: bread, label: {en: Bread, zh: 面包}, description: {en: "Loaves, dough and ovens", zh: 面团、烤炉与面包}}
  - {id: fleet, label: {en: Fleet, zh: 车队}, description: {en: "Vans, drivers and tyres", zh: 货车、司机与轮胎}}
"""
EXAMPLES = [("Rye loaves sold out by noon.", "bread"), ("Two vans need new brakes.", "fleet")] * 4


def test_a_topic_set_is_kept_and_asked_for(client: Client) -> None:
    kept = client.taxonomy_put("bakery", TOPICS)
    assert (kept["name"], kept["topics"], kept["own"], kept["in_force"]) == ("bakery", 2, True, False)
    assert {it["name"] for it in client.taxonomies()} >= {"default", "bakery"}
    assert client.taxonomy("bakery")["topics"][0]["label"] == {"en": "Bread", "zh": "面包"}
    for text, topic in (("Bake the dough loaves in both ovens.", "bread"), ("货车的轮胎磨损，司机报修。", "fleet")):
        (first, *_) = client.tag(text, taxonomy="bakery")["topics"]
        assert first["id"] == topic
    assert all(it["id"] != "bread" for it in client.tag("Bake the dough loaves in both ovens.")["topics"])
    assert "taxonomy.save" in {it["action"] for it in client.audit()["items"]}


def test_what_cannot_be_is_refused(client: Client) -> None:
    with pytest.raises(NotFoundError):
        client.tag("A text.", taxonomy="no-such-set")
    with pytest.raises(NotFoundError):
        client.taxonomy("no-such-set")
    with pytest.raises(UsageError):
        client.taxonomy_put("other", TOPICS)
    with pytest.raises(UsageError):
        client.taxonomy_put("default", TOPICS.replace("bakery", "default"))
    with pytest.raises(UsageError):  # nothing is learned without an encoder
        client.taxonomy_train("bakery", EXAMPLES)


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.ANALYST, 403), (Role.SERVICE, 403)])
def test_stewards_alone_change_them(
    http: TestClient, keys: dict[Role, dict[str, str]], role: Role, status: int
) -> None:
    answer = http.put("/v1/taxonomies/bakery", json={"text": TOPICS}, headers=keys[role])
    assert answer.status_code == status


def test_a_file_is_tagged_by_a_topic_set(client: Client, tmp_path: Path) -> None:
    client.taxonomy_put("bakery", TOPICS)
    file = tmp_path / "note.txt"
    file.write_text("Dough, loaves and ovens: the morning shift bakes bread.\n", encoding="utf-8")
    (result,) = client.tag_file(file, taxonomy="bakery")
    assert [it["id"] for it in result["topics"]] == ["bread"]
