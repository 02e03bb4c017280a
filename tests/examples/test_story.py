"""What Assay says of the sample corpus, end to end, against what is true of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from tests.examples.conftest import Read

EXAMPLES = Path(__file__).parents[2] / "examples"
TRUTH: dict[str, Any] = yaml.safe_load((EXAMPLES / "corpus.yaml").read_text(encoding="utf-8"))
MISSES: dict[str, dict[str, str]] = TRUTH["misses"]
LEVELS = ("general-1", "general-2", "general-3", "general-4", "important", "core")


def _entries() -> dict[str, dict[str, Any]]:
    flat = {}
    for name, entry in TRUTH["files"].items():
        flat[name] = entry
        flat |= {f"{name}!{member}": below for member, below in entry.get("members", {}).items()}
    return flat


ENTRIES = _entries()


def _cases(what: str, of: Callable[[dict[str, Any]], object]) -> list[Any]:
    """Return the names of entries that say something about `what`; a known miss must go on failing."""
    marks = {name: [pytest.mark.xfail(reason=said[what], strict=True)] for name, said in MISSES.items() if what in said}
    return [pytest.param(name, marks=marks.get(name, ())) for name, entry in ENTRIES.items() if of(entry)]


def _one_of(said: object, allowed: object) -> bool:
    return said in allowed if isinstance(allowed, list) else said == allowed


def test_known_misses_speak_of_fields_of_files() -> None:
    for name, said in MISSES.items():
        assert set(said) <= {"status", "labels", "level", "rules", "language", "issues", "linked"}, name
        assert name in ENTRIES or any(name == group["kind"] for group in TRUTH["links"]), name


@pytest.mark.parametrize("name", _cases("status", lambda entry: True))
def test_every_file_ends_as_it_must(read: Read, name: str) -> None:
    truth = ENTRIES[name]
    results = read.of(name)
    assert results
    for result in results:
        assert _one_of(result["status"], truth["status"]), result["reason"]
        assert _one_of(result["asset"]["modality"], truth["modality"])
        if "reason" in truth:
            assert _one_of(result["reason"], truth["reason"])


@pytest.mark.parametrize("name", _cases("labels", lambda entry: entry["labels"] or "absent" in entry))
def test_what_must_be_found_is_found_and_nothing_else_is_seen_in_it(read: Read, name: str) -> None:
    for result in read.of(name):
        found = {finding["label"] for finding in result["findings"]}
        assert [label for label in ENTRIES[name]["labels"] if not found & set(label.split("|"))] == []
        assert set(ENTRIES[name].get("absent", ())) & found == set()


@pytest.mark.parametrize("name", _cases("level", lambda entry: "at_least" in entry))
def test_no_level_is_too_low_and_nothing_public_is_locked_away(read: Read, name: str) -> None:
    truth = ENTRIES[name]
    for result in read.of(name):
        grade = result["sensitivity"]
        assert grade["policy"].split("@")[0] == TRUTH["policy"]
        level = LEVELS.index(grade["code"])
        assert LEVELS.index(truth["at_least"]) <= level <= LEVELS.index(truth.get("at_most", "core"))


@pytest.mark.parametrize("name", _cases("rules", lambda entry: {"rules", "flags"} & entry.keys()))
def test_the_reasons_are_the_right_ones(read: Read, name: str) -> None:
    truth = ENTRIES[name]
    for result in read.of(name):
        assert set(truth.get("rules", ())) <= {basis["rule"] for basis in result["sensitivity"]["basis"]}
        assert set(truth.get("flags", ())) <= {flag["code"] for flag in result["flags"]}


@pytest.mark.parametrize("name", _cases("language", lambda entry: "language" in entry))
def test_languages_are_told_apart(read: Read, name: str) -> None:
    assert {result["asset"]["language"] for result in read.of(name)} == {ENTRIES[name]["language"]}


@pytest.mark.parametrize("name", _cases("issues", lambda entry: {"issues", "clean"} & entry.keys()))
def test_planted_trouble_is_named(read: Read, name: str) -> None:
    for result in read.of(name):
        said = {issue["type"] for issue in result["issues"]}
        assert set(ENTRIES[name].get("issues", ())) <= said
        assert not set(ENTRIES[name].get("clean", ())) & said
        assert all(issue["says"]["en"] and issue["says"]["zh"] for issue in result["issues"])


@pytest.mark.parametrize("name", _cases("asks", lambda entry: entry.get("asks")))
def test_what_only_a_person_can_settle_waits_for_one(read: Read, name: str) -> None:
    waiting = {task["asset"] for task in read.services.review.page(state="open", limit=200)["items"]}
    assert {result["asset"]["id"] for result in read.of(name)} <= waiting


def test_of_a_letter_in_german_it_says_that_its_names_were_not_checked(read: Read) -> None:
    (letter,) = read.of("notes/brief-kuehlhaus.txt")
    assert letter["checked"]["names"] == ENTRIES["notes/brief-kuehlhaus.txt"]["names"]
    (basis,) = [basis for basis in letter["sensitivity"]["basis"] if basis["rule"] == "R10/names"]
    assert basis["says"]["en"]
    assert basis["says"]["zh"]


def test_nothing_is_kept_of_what_may_be_a_state_secret(read: Read) -> None:
    (marked,) = read.of("notices/应急演练方案-扫描.pdf")
    assert marked["sensitivity"]["candidates"]
    assert marked["findings"] == []
    assert read.services.viewing.content(marked["asset"]["id"])["segments"] == []


def _linked(group: dict[str, Any]) -> Any:
    why = MISSES.get(group["kind"], {}).get("linked")
    marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
    return pytest.param(group, marks=marks, id=group["kind"])


@pytest.mark.parametrize("group", [_linked(group) for group in TRUTH["links"]])
def test_what_belongs_together_is_joined(read: Read, group: dict[str, Any]) -> None:
    members = [read.ids(name) for name in group["files"]]
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


@pytest.mark.parametrize("pair", TRUTH["apart"], ids=lambda pair: f"{pair[0]} and {pair[1]}")
def test_what_has_nothing_to_do_with_another_stays_apart(read: Read, pair: list[str]) -> None:
    left, right = (read.ids(name) for name in pair)
    assert left
    assert right
    ends = [(edge["kind"], edge["left"], edge["right"]) for edge in read.edges]
    joined = [kind for kind, one, other in ends if (one in left and other in right) or (one in right and other in left)]
    assert joined == []


@pytest.mark.parametrize(
    ("entity", "place"),
    [(entity, place) for entity in TRUTH["entities"] for place in range(len(entity["said"]))],
    ids=lambda it: str(it) if isinstance(it, int) else it["entity"],
)
def test_a_search_for_one_thing_finds_every_file_that_names_it(read: Read, entity: dict[str, Any], place: int) -> None:
    from assay.governance.domain import LOCAL_ADMIN

    said, files = list(entity["said"].items())[place]
    hits = read.services.search.query(value=said, limit=100, actor=LOCAL_ADMIN)["hits"]
    found = {hit["asset"] for hit in hits}
    assert [name for name in files if not read.ids(name) & found] == []


def test_every_link_opens_at_both_ends(read: Read) -> None:
    assert read.edges
    for edge in read.edges:
        assert edge["left_evidence"], edge["kind"]
        assert edge["right_evidence"], edge["kind"]


def test_the_run_lists_what_it_could_not_read(read: Read) -> None:
    broken = {name for name, entry in ENTRIES.items() if "failed" in entry["status"]}
    assert len(read.report.unread) >= len(broken)
    assert all(item.reason and item.says.en and item.says.zh for item in read.report.unread)
    assert read.report.files == len(TRUTH["files"])
    assert sum(read.report.by_status.values()) == len(ENTRIES)


@pytest.mark.parametrize(("language", "words"), [("en", "one thing in"), ("zh", "个文件提到它")])
def test_the_demo_tells_the_story_in_a_minute(
    read: Read, language: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from assay.governance.cli.tour import tour

    monkeypatch.setenv("ASSAY_LANG", language)
    tour(read.services)
    printed = capsys.readouterr().out
    assert words in printed
    thread = printed[printed.index("4271906") : printed.index("WO-2403-118")]
    for name in ("call-2024-04-02.wav", "billing-screen.mp4", "IMG_2041.jpg", "fifth-room-plan.xlsx"):
        assert name in thread
    assert "one nine zero six" in thread
    assert "visits.sqlite" in printed
    assert len(printed.splitlines()) < 90
    for secret in ("330122190003125811", "Heron-Lake-41", "Tulip-Harbour-83", "沈知遥"):
        assert secret not in printed
