"""Names in files become entities: found over scripts, people hidden, merged and parted as stewards say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from assay.governance.app import build
from assay.governance.domain import (
    Actor,
    EntityKind,
    ForbiddenError,
    LinkStatus,
    NotFoundError,
    Role,
    UsageError,
)
from assay.governance.settings import load

FIRM_ZH, FIRM_EN = "青岛苍梧冷链物流有限公司", "Qingdao Cangwu Cold Chain Logistics"
FILES = {
    "mandate.txt": f"授权委托书\n委托人：{FIRM_ZH}\n兹委托仇怀瑾先生办理入场手续，合同编号：HT-2024-00917。",
    "introduction.txt": f"Mr. Huaijin Qiu works for {FIRM_EN} Co., Ltd. in Qingdao.\nPlease prepare a badge.",
    "list.txt": f"Suppliers admitted to the hall: {FIRM_EN} Company Limited, gate two.",
    "other.txt": "Suppliers admitted to the hall: Hangzhou Xuetang Food Co., Ltd., gate three, in May and in June.",
    "order.txt": "合同编号：HT-2024-00917 项下的货物已经送达，请各部门验收。",
    "junk.txt": "In May the Bank was closed. The Company thanks the Manager for January and for March.",
}


@pytest.fixture
def viewer() -> Actor:
    return Actor(name="vic", role=Role.VIEWER)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    root = tmp_path_factory.mktemp("entities")
    for name, text in FILES.items():
        (root / "files").mkdir(exist_ok=True)
        (root / "files" / name).write_text(text, encoding="utf-8")
    settings = load(home=root / "home", config_dir=root / "config", workers=1, embeddings=False, review_audit_share=0.0)
    with build(settings) as services:
        services.ingest.run([str(root / "files")])
        yield services, root


def ids(services: Any) -> dict[str, str]:
    return {item["name"]: item["id"] for item in services.assets.page(limit=100)["items"]}


def firm(services: Any, name: str = "青岛苍梧冷链物流有限公司") -> dict[str, Any]:
    found = services.entities.find(name)["items"]
    return services.entities.show(next(it["id"] for it in found if it["kind"] == "organisation"))


def names_of(services: Any, shown: dict[str, Any]) -> set[str]:
    named = {asset: name for name, asset in ids(services).items()}
    return {named[it["asset"]] for it in shown["mentions"]}


@pytest.mark.parametrize("name", ["青岛苍梧冷链物流有限公司", "Qingdao Cangwu Cold Chain Logistics Co., Ltd."])
def test_a_firm_is_found_by_each_of_its_names_with_every_file_that_has_one(desk: Any, name: str) -> None:
    services, _ = desk
    shown = firm(services, name)
    assert shown["kind"] == "organisation"
    assert len(shown["names"]) == 3
    assert names_of(services, shown) == {"mandate.txt", "introduction.txt", "list.txt"}
    assert all(it["score"] >= 0.82 and it["why"] for it in shown["matches"] if it["merged"])
    assert all(it["locator"]["segment"] is not None for it in shown["mentions"])


def test_numbers_are_entities_and_junk_is_none(desk: Any) -> None:
    services, _ = desk
    contracts = services.entities.page(kind=EntityKind.CONTRACT)["items"]
    assert [(it["name"], it["assets"]) for it in contracts] == [("HT-2024-00917", 2)]
    junk = services.entities.page(asset=ids(services)["junk.txt"])["items"]
    assert [it["name"] for it in junk if it["kind"] in {"organisation", "person"}] == []
    everything = " ".join(name for it in services.entities.page(limit=500)["items"] for name in it["names"])
    assert not {"May", "January", "Bank", "June"} & set(everything.split())


def test_people_are_one_over_scripts_and_nothing_of_their_names_is_stored(desk: Any) -> None:
    services, root = desk
    people = services.entities.page(kind=EntityKind.PERSON)["items"]
    assert [sorted(it["names"]) for it in people] == [["H****** Q**", "仇**"]]
    found = services.entities.find("仇怀瑾")["items"]
    assert any("仇**" in it["names"] for it in found)
    stored = (root / "home" / "assay.db").read_bytes() if (root / "home" / "assay.db").exists() else b""
    for path in (root / "home").rglob("*"):
        stored += path.read_bytes() if path.is_file() else b""
    for secret in ("仇怀瑾", "huaijin qiu", "怀瑾", "Huaijin"):
        assert secret.encode() not in stored
    assert "怀瑾" not in json.dumps(people, ensure_ascii=False)


def test_two_spellings_of_one_firm_link_their_files(desk: Any) -> None:
    services, _ = desk
    asset = ids(services)["mandate.txt"]
    edges = services.assets.links(asset)["edges"]
    other = ids(services)["list.txt"]
    (edge,) = [it for it in edges if other in (it["left"], it["right"])]
    assert edge["kind"] == "same-entity"
    assert edge["left_evidence"][0]["masked"] != edge["right_evidence"][0]["masked"]


def test_what_a_steward_parts_stays_parted_and_what_is_undone_comes_back(desk: Any, steward: Actor) -> None:
    services, root = desk
    shown = firm(services)
    out = next(it for it in shown["members"] if "Limited" in it["name"])
    rest = services.entities.split(shown["id"], [out["id"]], reason="another house", actor=steward)
    assert names_of(services, rest) == {"mandate.txt", "introduction.txt"}
    (told,) = rest["history"]
    assert (told["action"], told["actor"], told["undone_by"]) == ("split", "ann", None)
    (root / "files" / "list.txt").write_text(FILES["list.txt"] + " Bring your badge.", encoding="utf-8")
    services.ingest.run([str(root / "files")])
    assert names_of(services, firm(services)) == {"mandate.txt", "introduction.txt"}
    assert services.assets.links(ids(services)["list.txt"])["edges"] == []
    services.entities.undo(told["id"], actor=steward)
    again = firm(services)
    assert names_of(services, again) == {"mandate.txt", "introduction.txt", "list.txt"}
    assert [it["undone_by"] for it in again["history"]] == ["ann"]
    assert services.assets.links(ids(services)["list.txt"])["edges"] != []


def test_what_a_steward_merges_stays_merged(desk: Any, steward: Actor) -> None:
    services, root = desk
    ours, theirs = firm(services), firm(services, "Hangzhou Xuetang Food Co., Ltd.")
    merged = services.entities.merge(theirs["id"], ours["id"], reason="bought in June", actor=steward)
    assert "other.txt" in names_of(services, merged)
    (root / "files" / "other.txt").write_text(FILES["other.txt"] + " Closed on Friday.", encoding="utf-8")
    services.ingest.run([str(root / "files")])
    assert "other.txt" in names_of(services, firm(services))
    decision = next(it for it in merged["history"] if it["action"] == "merge")
    services.entities.undo(decision["id"], actor=steward)
    assert "other.txt" not in names_of(services, firm(services))


def test_only_those_who_decide_may_merge(desk: Any, viewer: Actor, steward: Actor) -> None:
    services, _ = desk
    ours, contract = firm(services), services.entities.page(kind=EntityKind.CONTRACT)["items"][0]["id"]
    with pytest.raises(ForbiddenError):
        services.entities.merge(ours["id"], contract, actor=viewer)
    for names in ([], [it["id"] for it in ours["members"]], ["nobody"]):
        with pytest.raises(UsageError):
            services.entities.split(ours["id"], names, actor=steward)
    with pytest.raises(UsageError, match="two kinds"):
        services.entities.merge(ours["id"], contract, actor=steward)
    with pytest.raises(UsageError, match="already"):
        services.entities.merge(ours["id"], ours["id"], actor=steward)
    for broken in (services.entities.show, services.links.show):
        with pytest.raises(NotFoundError):
            broken("nothing")


def test_a_link_that_a_steward_rejected_does_not_come_back(desk: Any, steward: Actor, viewer: Actor) -> None:
    services, root = desk
    left, right = ids(services)["mandate.txt"], ids(services)["order.txt"]

    def between() -> list[dict[str, Any]]:
        return [it for it in services.assets.links(left)["edges"] if right in (it["left"], it["right"])]

    (edge,) = between()
    with pytest.raises(ForbiddenError):
        services.links.decide(edge["id"], LinkStatus.REJECTED, actor=viewer)
    assert services.links.decide(edge["id"], LinkStatus.REJECTED, actor=steward)["status"] == "rejected"
    assert between() == []
    (root / "files" / "mandate.txt").touch()
    services.ingest.run([str(root / "files")])
    assert between() == []
    assert [it["id"] for it in services.links.page(status=LinkStatus.REJECTED)["items"]] == [edge["id"]]
    (root / "files" / "order.txt").write_text(FILES["order.txt"] + "谢谢配合。", encoding="utf-8")
    services.ingest.run([str(root / "files")])
    assert between() == []
    for it in services.links.page(status=LinkStatus.REJECTED)["items"]:
        services.links.decide(it["id"], LinkStatus.PROPOSED, actor=steward)
    (edge,) = between()
    services.links.decide(edge["id"], LinkStatus.CONFIRMED, actor=steward)
    services.ingest.run([str(root / "files")])
    assert [it["status"] for it in between()] == ["confirmed"]
    with services.store.read() as db:
        actions = [it.action for it in db.audit.page(limit=50).items]
    assert actions.count("link.decide") >= 3
