"""What Assay says of the sample corpus, end to end, against what is true of it."""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

EXAMPLES = Path(__file__).parents[2] / "examples"
CORPUS = EXAMPLES / "corpus"
TRUTH: dict[str, Any] = yaml.safe_load((EXAMPLES / "corpus.yaml").read_text(encoding="utf-8"))
LEVELS = ("general-1", "general-2", "general-3", "general-4", "important", "core")


def _entries() -> dict[str, dict[str, Any]]:
    flat = {}
    for name, entry in TRUTH["files"].items():
        flat[name] = entry
        flat |= {f"{name}!{member}": below for member, below in entry.get("members", {}).items()}
    return flat


ENTRIES = _entries()


def _bytes(name: str) -> bytes:
    outer, _, member = name.partition("!")
    data = (CORPUS / outer).read_bytes()
    if not member:
        return data
    if outer.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(member)
    parts = email.message_from_bytes(data, policy=email.policy.default).walk()
    body = next(part for part in parts if part.get_filename() == member).get_payload(decode=True)
    assert isinstance(body, bytes)
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The corpus after one run: its report, and what is known of every asset, by content."""

    report: Any
    shown: dict[str, list[dict[str, Any]]]
    issues: dict[str, set[str]]
    edges: list[dict[str, Any]]

    def of(self, name: str) -> list[dict[str, Any]]:
        """Return the results of all assets that hold this file's bytes."""
        return self.shown[hashlib.sha256(_bytes(name)).hexdigest()]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    from assay.governance.app import build
    from assay.governance.settings import Settings

    folder = tmp_path_factory.mktemp("story")
    settings = Settings(home=folder / "home", config_dir=folder / "config")
    with build(settings) as services:
        report = services.ingest.run([str(CORPUS)])
        shown, issues, edges, cursor = defaultdict(list), defaultdict(set), {}, None
        while True:
            page = services.assets.page(cursor=cursor, limit=100)
            for item in page["items"]:
                result = services.assets.show(item["id"])
                shown[result["asset"]["sha256"]].append(result)
                edges |= {edge["id"]: edge for edge in services.assets.links(item["id"], depth=1)["edges"]}
                issues[item["id"]] = {issue["type"] for issue in result["issues"]}
            cursor = page["next"]
            if cursor is None:
                break
        yield Read(report=report, shown=shown, issues=issues, edges=list(edges.values()))


def _one_of(said: object, allowed: object) -> bool:
    return said in allowed if isinstance(allowed, list) else said == allowed


@pytest.mark.parametrize("name", ENTRIES)
def test_every_file_ends_as_it_must(read: Read, name: str) -> None:
    truth = ENTRIES[name]
    results = read.of(name)
    assert results
    for result in results:
        assert _one_of(result["status"], truth["status"]), result["reason"]
        assert _one_of(result["asset"]["modality"], truth["modality"])
        if "reason" in truth:
            assert _one_of(result["reason"], truth["reason"])


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if entry["labels"] or "absent" in entry])
def test_what_must_be_found_is_found(read: Read, name: str) -> None:
    for result in read.of(name):
        found = {finding["label"] for finding in result["findings"]}
        assert [label for label in ENTRIES[name]["labels"] if not found & set(label.split("|"))] == []
        assert set(ENTRIES[name].get("absent", ())) & found == set()


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if "at_least" in entry])
def test_no_level_is_too_low_and_nothing_public_is_locked_away(read: Read, name: str) -> None:
    truth = ENTRIES[name]
    for result in read.of(name):
        grade = result["sensitivity"]
        assert grade["policy"].split("@")[0] == TRUTH["policy"]
        level = LEVELS.index(grade["code"])
        assert LEVELS.index(truth["at_least"]) <= level <= LEVELS.index(truth.get("at_most", "core"))


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if entry.get("language")])
def test_languages_are_told_apart(read: Read, name: str) -> None:
    assert {result["asset"]["language"] for result in read.of(name)} == {ENTRIES[name]["language"]}


@pytest.mark.parametrize("group", TRUTH["links"], ids=lambda group: group["kind"])
def test_what_belongs_together_is_joined(read: Read, group: dict[str, Any]) -> None:
    members = [{result["asset"]["id"] for result in read.of(name)} for name in group["files"]]
    allowed = set().union(*members)
    reached = set(members[0])
    while True:
        more = {end for edge in read.edges for end in (edge["left"], edge["right"])
                if {edge["left"], edge["right"]} <= allowed and {edge["left"], edge["right"]} & reached}  # fmt: skip
        if more <= reached:
            break
        reached |= more
    missing = [name for name, ids in zip(group["files"], members, strict=True) if not ids & reached]
    assert missing == []


def test_every_link_opens_at_both_ends(read: Read) -> None:
    assert read.edges
    for edge in read.edges:
        assert edge["left_evidence"], edge["kind"]
        assert edge["right_evidence"] or edge["kind"] == "contains", edge["kind"]


@pytest.mark.parametrize("name", TRUTH["issues"])
def test_planted_trouble_is_named(read: Read, name: str) -> None:
    assert any(read.issues[result["asset"]["id"]] for result in read.of(name)), TRUTH["issues"][name]


def test_the_run_lists_what_it_could_not_read(read: Read) -> None:
    broken = {name for name, entry in ENTRIES.items() if "failed" in entry["status"]}
    assert len(read.report.unread) >= len(broken)
    assert all(item.reason and item.says.en and item.says.zh for item in read.report.unread)
    assert read.report.files == len(TRUTH["files"])
    assert sum(read.report.by_status.values()) == len(ENTRIES)
