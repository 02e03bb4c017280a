"""Sources through the SDK: added, estimated, scanned, narrowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assay.governance.client import Client
from assay.governance.domain import ConflictError, ForbiddenError, NotFoundError, Role, UsageError


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    (folder / "old").mkdir(parents=True)
    (folder / "plan.txt").write_text("The plan for the spring: new shelves, new lamps. " * 40)
    (folder / "old" / "draft.txt").write_text("A draft of last year. " * 40)
    (folder / "old" / "table.csv").write_text("a,b\n1,2\n")
    return folder


def test_a_source_is_added_estimated_scanned_and_narrowed(client: Client, share: Path) -> None:
    added = client.add_source(str(share), name="Share")
    assert (added["name"], added["assets"], added["job"]) == ("Share", 0, None)
    with pytest.raises(ConflictError):
        client.add_source(str(share / "old"))

    plan = client.plan(source=added["id"], seconds=60)
    assert (plan["files"], plan["to_read"], plan["unchanged"], plan["sampled"]) == (3, 3, 0, 3)
    assert plan["hours"] > 0
    assert plan["disk_bytes"] > 1000
    assert plan["pages_to_ocr"] == 0
    assert {it["suffix"]: it["files"] for it in plan["kinds"]} == {"txt": 2, "csv": 1}
    assert client.plan(source=added["id"], exclude=["old/"], seconds=0)["files"] == 1
    assert client.plan(source=added["id"], seconds=0)["hours"] is None, "nothing was read, so nothing is said"
    assert client.source(added["id"])["assets"] == 0, "an estimate stores nothing"

    done = client.wait(client.scan(added["id"]), timeout=30)
    assert (done["state"], done["source"], done["total"]) == ("done", added["id"], 3)
    assert client.jobs()["items"][0]["id"] == done["id"]
    assert client.source(added["id"])["by_status"] == {"complete": 3}
    assert client.plan(source=added["id"], seconds=0)["unchanged"] == 3
    assert {it["name"] for it in client.assets(source=added["id"])["items"]} == {"plan.txt", "draft.txt", "table.csv"}

    changed = client.change_source(added["id"], exclude=["old/"], etag=added["etag"])
    with pytest.raises(ConflictError):
        client.change_source(added["id"], name="Other", etag=added["etag"])
    assert (changed["exclude"], changed["include"], changed["name"]) == (["old/"], [], "Share")
    assert client.wait(client.scan(added["id"]), timeout=30)["report"]["gone"] == 2
    assert {it["name"] for it in client.assets(source=added["id"])["items"]} == {"plan.txt"}
    client.change_source(added["id"], exclude=[])
    client.wait(client.scan(added["id"]), timeout=30)
    assert client.source(added["id"])["assets"] == 3, "what is wanted again is there again"


def test_what_cannot_be_a_source_is_refused(client: Client, share: Path) -> None:
    for uri in (str(share / "plan.txt"), str(share / "none"), "gopher://example.com/"):
        with pytest.raises(UsageError):
            client.add_source(uri)
    with pytest.raises(UsageError):
        client.plan(str(share / "none"))
    with pytest.raises(NotFoundError):
        client.plan(source="none")
    with pytest.raises(NotFoundError):
        client.scan("none")


def test_patterns_are_for_those_who_may_ingest(
    client: Client, url: str, keys: dict[Role, dict[str, str]], share: Path
) -> None:
    added = client.add_source(str(share), exclude=["李雷/"])
    key = keys[Role.ANALYST]["Authorization"].removeprefix("Bearer ")
    with Client(url, key) as analyst:
        assert "exclude" not in analyst.source(added["id"])
        with pytest.raises(ForbiddenError):
            analyst.scan(added["id"])
        with pytest.raises(ForbiddenError):
            analyst.add_source(str(share.parent))
    with Client(url, keys[Role.STEWARD]["Authorization"].removeprefix("Bearer ")) as steward:
        assert steward.source(added["id"])["exclude"] == ["李雷/"]


def test_an_issue_is_assigned_settled_and_found_again(client: Client) -> None:
    page = client.issues(state="open", limit=1)
    (issue,) = page["items"]
    assert page["facets"]["state"]["open"] >= 1
    with pytest.raises(UsageError):
        client.settle_issue(issue["id"], "assigned")
    assigned = client.settle_issue(issue["id"], "assigned", assignee="ann", etag=issue["etag"])
    assert (assigned["state"], assigned["assignee"], assigned["asset"]) == ("assigned", "ann", issue["asset"])
    with pytest.raises(ConflictError):
        client.settle_issue(issue["id"], "fixed", etag=issue["etag"])
    fixed = client.settle_issue(issue["id"], "fixed", note="asked 13800138000 to scan it again", etag=assigned["etag"])
    assert "13800138000" not in str(fixed)
    assert "to scan it again" in fixed["note"]
    assert (fixed["state"], fixed["assignee"]) == ("fixed", "ann")
    assert issue["id"] in {it["id"] for it in client.issues(state="fixed", type=issue["type"])["items"]}
    assert issue["asset"] not in {it["id"] for it in client.assets(issue=issue["type"])["items"]}
    assert client.settle_issue(issue["id"], "open")["assignee"] is None
    assert issue["asset"] in {it["id"] for it in client.assets(issue=issue["type"])["items"]}


def test_assets_are_narrowed_by_owner_age_and_reason(client: Client, asset: str) -> None:
    client.update(asset, owner="Chen Li")
    found = client.assets(owner="Chen Li")
    assert [it["id"] for it in found["items"]] == [asset]
    assert found["facets"]["owner"] == {"Chen Li": 1}
    assert set(found["facets"]["age"]) == {"week"}
    assert client.assets(owner="Chen Li", age="older")["items"] == []
    assert {it["name"] for it in client.assets(reason="truncated")["items"]} == {"cut.pdf"}
    assert client.assets(needs_review=True)["items"] != []
    client.update(asset, owner=None)


def test_a_look_tells_that_something_came_went_or_changed(services: Any, tmp_path: Path) -> None:
    place = tmp_path / "watched"
    place.mkdir()
    look = services.ingest.look
    empty = look([str(place)])
    (place / "a.txt").write_text("one", encoding="utf-8")
    one = look([str(place)])
    assert look([str(place)]) == one != empty
    (place / "a.txt").write_text("other", encoding="utf-8")
    other = look([str(place)])
    assert other not in (one, empty)
    (place / "a.txt").unlink()
    assert look([str(place)]) == empty
    place.rmdir()
    assert look([str(place)]), "what is gone altogether has a stamp too"
