"""Data sets: what is in them, what they are worth, and whether they keep their contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assay.governance import app as composition
from assay.governance.domain import LOCAL_ADMIN, Actor, ConflictError, ForbiddenError, NotFoundError, Role, UsageError
from assay.governance.services import Services
from assay.governance.settings import load

ANALYST = Actor(name="ann", role=Role.ANALYST)
NAMES = ("客户.csv", "notes.txt", "cut.pdf")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    root = tmp_path_factory.mktemp("datasets")
    files = root / "files"
    files.mkdir()
    (files / "客户.csv").write_text("姓名,身份证号\n李雷,11010519491231002X\n", encoding="utf-8")
    (files / "notes.txt").write_text("The meeting of the third quarter moves to Thursday afternoon.", encoding="utf-8")
    (files / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    settings = load(
        home=root / "home", config_dir=root / "config", workers=1, embeddings=False,
        levels={"viewer": "gbt-43697:general-2"},
    )  # fmt: skip
    with composition.build(settings) as built:
        built.ingest.run([str(files)])
        built.datasets.create("everything", actor=LOCAL_ADMIN)
        yield built


@pytest.fixture(scope="module")
def ids(services: Services) -> dict[str, str]:
    return {it["name"]: it["id"] for it in services.assets.page()["items"]}


def promise(services: Services, **contract: Any) -> dict[str, dict[str, Any]]:
    services.datasets.change("everything", {"contract": contract}, actor=LOCAL_ADMIN)
    told = services.datasets.gate("everything")
    assert told["ok"] == all(check["ok"] for check in told["checks"])
    return {check["check"]: check for check in told["checks"]}


@pytest.mark.parametrize(
    ("contract", "check", "ok", "breaking"),
    [
        ({}, "assets", True, ()),
        ({"least_assets": 4}, "assets", False, ()),
        ({"max_level": "gbt-43697:general-2"}, "max_level", False, ("客户.csv", "cut.pdf")),
        ({"max_level": "company-4:restricted"}, "max_level", None, None),
        ({"no_issues": ["truncated-file"]}, "no_issues:truncated-file", False, ("cut.pdf",)),
        ({"no_issues": ["blurred-image"]}, "no_issues:blurred-image", True, ()),
        ({"require": ["owner"]}, "require:owner", False, NAMES),
        ({"read_whole": True}, "read_whole", False, ("cut.pdf",)),
        ({"score": 0.1}, "score", True, ()),
        ({"score": 1.0}, "score", None, None),
        ({"dimensions": {"timeliness": 0.1}}, "dimension:timeliness", False, ()),
    ],
)
def test_each_promise_is_held_against_what_is_there(
    services: Services, ids: dict[str, str], contract: dict[str, Any], check: str, ok: bool | None, breaking: Any
) -> None:
    found = promise(services, **contract)[check]
    if ok is not None:
        assert (found["ok"], sorted(found["assets"])) == (ok, sorted(ids[name] for name in breaking))
    assert found["says"]["en"]
    assert found["says"]["zh"]


def test_a_promise_is_kept_once_people_did_their_part(services: Services, ids: dict[str, str]) -> None:
    (issue,) = services.issues.page(dataset="everything", type="truncated-file")["items"]
    for asset in ids.values():
        services.assets.govern(asset, {"owner": "Ann"}, actor=LOCAL_ADMIN)
    from assay.governance.domain import IssueState

    services.issues.settle(issue["id"], IssueState.ACCEPTED, actor=LOCAL_ADMIN)
    found = promise(services, require=["owner"], no_issues=["truncated-file"])
    assert all(check["ok"] for check in found.values())


def test_the_scorecard_says_what_could_not_be_assessed(services: Services) -> None:
    card = services.datasets.score("everything")
    assert card["assets"] == 3
    assert sum(card["by_level"].values()) == 3
    by_name = {it["dimension"]: it for it in card["dimensions"]}
    assert by_name["timeliness"]["value"] is None
    assert 0 < card["coverage"] < 1
    assert all(one["assessed"] for it in card["dimensions"] for one in it["indicators"])


def test_a_selection_narrows_and_a_ceiling_hides(services: Services) -> None:
    services.datasets.create("tables", select={"modality": "table"}, actor=ANALYST)
    viewer = Actor(name="v", role=Role.VIEWER)
    assert services.datasets.get("tables")["assets"] == 1
    assert services.datasets.get("tables", viewer)["assets"] == 0
    assert {it["name"]: it["assets"] for it in services.datasets.list(viewer)}["everything"] == 1
    assert services.issues.page(dataset="tables")["items"] == []
    assert services.issues.page(dataset="tables")["facets"]["state"] == {}


def test_what_cannot_be_is_refused(services: Services) -> None:
    make = services.datasets.create
    for contract in (
        {"max_level": "general-2"}, {"max_level": "gbt-43697:none"}, {"no_issues": ["none"]}, {"require": ["colour"]},
        {"dimensions": {"beauty": 1}}, {"colour": "red"}, {"score": "high"}, {"dimensions": [1]},
    ):  # fmt: skip
        with pytest.raises((UsageError, NotFoundError)):
            make("bad", contract=contract, actor=LOCAL_ADMIN)
    with pytest.raises(UsageError):
        make("bad", select={"colour": "red"}, actor=LOCAL_ADMIN)
    with pytest.raises(ConflictError):
        make("everything", actor=LOCAL_ADMIN)
    with pytest.raises(ForbiddenError):
        make("mine", actor=Actor(name="v", role=Role.VIEWER))
    with pytest.raises(ForbiddenError):
        services.datasets.delete("everything", actor=ANALYST)
    with pytest.raises(NotFoundError):
        services.datasets.score("none")


def test_a_change_guards_its_etag_and_is_on_record(services: Services) -> None:
    made = services.datasets.create("short-lived", description="for a day", actor=LOCAL_ADMIN)
    changed = services.datasets.change(made["id"], {"name": "renamed"}, etag=made["etag"], actor=LOCAL_ADMIN)
    assert (changed["name"], changed["description"]) == ("renamed", "for a day")
    with pytest.raises(ConflictError):
        services.datasets.change(made["id"], {"name": "again"}, etag=made["etag"], actor=LOCAL_ADMIN)
    services.datasets.delete("renamed", actor=LOCAL_ADMIN)
    with pytest.raises(NotFoundError):
        services.datasets.get(made["id"])
    actions = [it["action"] for it in services.operations.audit(target=made["id"])["items"]]
    assert actions == ["dataset.delete", "dataset.change", "dataset.create"]
