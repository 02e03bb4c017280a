"""The SDK against a real server on a real port."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pydantic
import pytest

from assay.governance.api import Sessions, answers
from assay.governance.client import Client
from assay.governance.domain import (
    LOCAL_ADMIN,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    PolicyError,
    Role,
    UnavailableError,
    UsageError,
)
from assay.governance.services import Services


def fits(model: type[pydantic.BaseModel], answer: Any) -> None:
    model.model_validate(answer)


def test_answers_are_what_openapi_says_of_them(client: Client, asset: str, tmp_path: Path) -> None:
    fits(answers.TagResult, client.tag("call 13800138000"))
    for result in client.tag_texts(["a", "客户"]):
        fits(answers.TagResult, result)
    fits(answers.TagResult, client.asset(asset))
    fits(answers.Me, client.me())
    fits(answers.Scorecard, client.score_quality())
    assert "reveal" in client.me()["may"]
    fits(answers.AssetPage, client.assets())
    fits(answers.Page, client.findings(asset))
    fits(answers.Page, client.issues())
    fits(answers.Page, client.reviews())
    for task in client.reviews()["items"]:
        fits(answers.ReviewTask, client.review(task["id"]))
    fits(answers.Neighbourhood, client.links(asset))
    fits(answers.Neighbourhood, client.graph(asset, depth=2, concepts=True))
    other = next(it["id"] for it in client.assets()["items"] if it["name"] == "invoice.txt")
    fits(answers.Explained, client.path(asset, other))
    fits(answers.Concepts, {"items": client.concepts("topic")})
    fits(answers.Communities, client.communities(least=2))
    case = client.confirm_case("Sensors", assets=[asset, other])
    fits(answers.CaseFiles, case)
    fits(answers.CaseFiles, client.change_case(case["id"], steward="ann", etag=case["etag"]))
    fits(answers.Case, client.cases()[0])
    fits(answers.CaseFiles, client.case(case["id"]))
    client.close_case(case["id"])
    fits(answers.Exposed, client.exposure(asset))
    fits(answers.Exposed, client.exposure(level="general-2"))
    fits(answers.Proposals, client.level_proposals())
    assert b"<graphml" in client.export_graph("graphml", asset=asset)
    fits(answers.TermsSet, client.put_terms("id,zh,en\nsensor,传感器,sensor\n"))
    for term in client.terms():
        fits(answers.Term, term)
        client.drop_term(term["id"])
    fits(answers.SearchAnswer, client.search("sensors"))
    fits(answers.Answered, client.answer("sensors"))
    fits(answers.SearchAnswer, client.search_file(BytesIO(b"sensors of the zebra enclosure"), name="x.txt", limit=2))
    fits(answers.Answered, client.answer("zyzzyva", budget=50, max_level="gbt-43697:general-4"))
    (tmp_path / "a.txt").write_text("a note")
    fits(answers.JobState, client.wait(client.ingest(str(tmp_path)), timeout=30))
    fits(answers.Health, client.health())


def test_a_text_is_tagged_with_right_offsets(client: Client) -> None:
    text = "客户李雷的手机是 13800138000，身份证号 11010519491231002X。"
    result = client.tag(text)
    found = {finding["label"]: finding["locator"] for finding in result["findings"]}
    place = found["cn_resident_id"]
    assert text[place["start"] : place["end"]] == "11010519491231002X"
    place = found["cn_mobile"]
    assert text[place["start"] : place["end"]] == "13800138000"
    assert "13800138000" not in str(result)
    revealed = client.tag(text, reveal=True)
    assert "13800138000" in {finding.get("value") for finding in revealed["findings"]}


def test_a_file_is_tagged_by_path_and_by_stream(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("call 13800138000", encoding="utf-8")
    (by_path,) = client.tag_file(path)
    (by_stream,) = client.tag_file(BytesIO(path.read_bytes()), name="note.txt")
    assert by_path == by_stream
    assert by_path["asset"]["uri"] == "note.txt"


def test_a_place_is_taken_in_and_found_again(client: Client, tmp_path: Path) -> None:
    (tmp_path / "zebra.txt").write_text("The zebra enclosure needs a new fence before the winter. " * 5)
    job = client.ingest(str(tmp_path))
    states = list(client.events(job))
    assert states[-1]["state"] == "done"
    hits = client.search("zebra enclosure")["hits"]
    assert [hit["name"] for hit in hits] == ["zebra.txt"]
    (segment,) = client.content(hits[0]["asset"])["segments"]
    assert segment["text"].startswith("The zebra")


def test_an_upload_is_taken_in(client: Client) -> None:
    job = client.upload(BytesIO(b"a note about penguins"), name="penguins.txt")
    assert client.wait(job, timeout=30)["state"] == "done"
    assert "penguins.txt" in {item["name"] for item in client.assets(limit=100)["items"]}


def test_pages_are_followed_by_their_cursor(client: Client) -> None:
    first = client.assets(limit=2)
    second = client.assets(limit=2, cursor=first["next"])
    assert {item["id"] for item in first["items"]}.isdisjoint(item["id"] for item in second["items"])


def test_governance_fields_are_guarded_by_their_etag(client: Client, asset: str) -> None:
    etag = client.asset(asset)["etag"]
    changed = client.update(asset, etag=etag, owner="Ann", recipients=["legal"])
    assert changed["governance"]["owner"] == "Ann"
    with pytest.raises(ConflictError):
        client.update(asset, etag=etag, owner="Ben")
    assert client.update(asset, department="Sales")["governance"]["owner"] == "Ann"


def test_a_decision_is_taken_guarded_and_undone(client: Client) -> None:
    task = client.reviews()["items"][0]
    with pytest.raises(ConflictError):
        client.decide(task["id"], "accept", etag="stale")
    highest = max(task["choices"], key=lambda choice: choice["rank"])
    with pytest.raises(UsageError):
        client.decide(task["id"], "change")
    done = client.decide(task["id"], "change", code=highest["code"], reason="seen", etag=task["etag"])
    assert done["grade"]["code"] == highest["code"]
    with pytest.raises(ConflictError):
        client.decide(task["id"], "accept")
    assert client.review_stats()["decided"] == 1
    client.undo(done["decision"])
    assert client.review(task["id"])["state"] == "open"


def test_packs_are_read_checked_and_simulated(client: Client) -> None:
    assert [pack["id"] for pack in client.policies()] == ["gbt-43697", "company-4"]
    assert client.policy("company-4")["levels"]
    assert client.policy_check("not: a pack")["ok"] is False
    with pytest.raises((UsageError, PolicyError)):
        client.policy_simulate("not: a pack")


def test_the_catalog_is_overseen(client: Client) -> None:
    assert client.overview()["assets"] >= 4
    assert client.verify()["ok"] is True
    assert client.models()


def test_errors_come_back_as_the_domains_own(client: Client, url: str, keys: dict[Role, dict[str, str]]) -> None:
    with pytest.raises(NotFoundError):
        client.asset("none")
    with pytest.raises(UsageError, match=r"body\.text"):
        client.tag("x" * 1_000_001)
    with Client(url, "wrong") as unknown, pytest.raises(ForbiddenError):
        unknown.assets()
    key = keys[Role.VIEWER]["Authorization"].removeprefix("Bearer ")
    with Client(url, key) as viewer, pytest.raises(ForbiddenError):
        viewer.search("x")
    with Client("http://127.0.0.1:9", "any") as nobody, pytest.raises(UnavailableError):
        nobody.assets()


def test_a_session_stands_for_a_key(url: str, server_sessions: Sessions) -> None:
    with Client(url, session=server_sessions.open(LOCAL_ADMIN)) as client:
        assert client.assets()["items"]
        assert client.tag("x")["schema"] == "assay.tag/1"


def test_url_and_key_come_from_the_environment(url: str, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_URL", url + "/")
    monkeypatch.setenv("ASSAY_API_KEY", services.access.local_key())
    with Client() as client:
        assert client.health() == {"status": "ready"}
        assert client.assets()["items"]
        assert services.access.local_key() not in repr(client)


def test_texts_and_files_are_masked(client: Client, tmp_path: Path) -> None:
    copy = client.mask("身份证号 11010519491231002X")
    assert (copy["text"], copy["masked"]) == ("身份证号 1****************X", 1)
    file = tmp_path / "客户.csv"
    file.write_text("姓名,身份证号\n李雷,11010519491231002X\n", encoding="utf-8")
    assert client.mask_file(file, role="viewer")["text"] == "姓名,身份证号\n李*,1****************X"
    with pytest.raises(ConflictError):
        client.mask_file(BytesIO(b"%PDF-1.7\n1 0 obj\n<<"), name="cut.pdf")
    with pytest.raises(UsageError):
        client.mask("x", role="nobody")


def test_metadata_is_exported(client: Client) -> None:
    assert client.export("csv", modality="table").decode("utf-8-sig").startswith("asset_id,content_hash,")
    assert client.export("xlsx").startswith(b"PK")
    assert client.export(status="failed").count(b"\n") == client.assets(status="failed")["facets"]["status"]["failed"]
    with pytest.raises(UsageError):
        client.export("pdf")


def test_a_data_set_is_made_changed_and_held_to_its_contract(client: Client) -> None:
    made = client.create_dataset("tables", select={"modality": "table"}, contract={"read_whole": True})
    assert client.gate_dataset(made["id"])["ok"] is True
    changed = client.change_dataset(made["id"], contract={"least_assets": 1_000}, etag=made["etag"])
    assert client.gate_dataset("tables")["ok"] is False
    with pytest.raises(ConflictError):
        client.change_dataset(made["id"], description="x", etag=made["etag"])
    assert [it["id"] for it in client.datasets()] == [made["id"]]
    assert client.dataset(made["id"]) == changed
    assert client.score_dataset(made["id"])["assets"] == made["assets"]
    assert client.export("csv", dataset="tables").count(b"\r\n") == 1 + made["assets"]
    client.delete_dataset(made["id"])
    with pytest.raises(NotFoundError):
        client.dataset(made["id"])
    with pytest.raises(UsageError):
        client.create_dataset("x", select={"colour": "red"})
