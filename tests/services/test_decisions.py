"""What people decide holds: through new runs, names, places and models, until the evidence itself changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assay.governance import registry
from assay.governance.app import build
from assay.governance.domain import Actor, ConflictError, ForbiddenError, NotFoundError, Role, UsageError
from assay.governance.services import Services
from assay.governance.services.governing.review import interval
from assay.governance.settings import load

if TYPE_CHECKING:
    from conftest import Desk

CALL = "请致电 13800138000 预约第 {} 次参观。\n"  # general-2, rank 20, and nothing asked of itself
KIT = "客户：李雷，手机 13800138000，身份证 11010519491231002X，编号 {}。\n"  # general-4


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A home that asks about every file, so that there is always something to decide."""
    root = tmp_path_factory.mktemp("asking")
    settings = load(home=root / "home", config_dir=root / "config", workers=1, embeddings=False, review_audit_share=1.0)
    with build(settings) as built:
        yield built


@pytest.fixture
def asked(desk: Desk, tmp_path: Path) -> Path:
    """A file under review whose verdict is general-2."""
    path = desk.write("a.txt", CALL.format(tmp_path.name))
    desk.ingest()
    return path


def decide(desk: Desk, path: Path, actor: Actor, action: str = "change", **asked: Any) -> dict[str, Any]:
    task = desk.task(path)
    assert task is not None
    return desk.services.review.decide(task["id"], action=action, actor=actor, etag=task["etag"], **asked)


@pytest.mark.parametrize(
    ("action", "asked_for", "code", "state", "open_after"),
    [
        ("accept", {}, "general-2", "reviewed", False),
        ("change", {"code": "general-3"}, "general-3", "reviewed", False),
        ("change", {"code": "important"}, "important", "reviewed", False),
        ("change", {"code": "general-1", "reason": "the number is in the phone book"}, "general-1", "reviewed", False),
        ("reject", {}, "general-2", "proposed", True),
        ("skip", {}, "general-2", "proposed", True),
    ],
)
def test_the_grade_is_what_follows_from_verdict_and_decision(
    desk: Desk, asked: Path, steward: Actor, action: str, asked_for: dict[str, str], code: str, state: str,
    open_after: bool,
) -> None:  # fmt: skip
    answer = decide(desk, asked, steward, action, **asked_for)
    shown = desk.show(asked)["sensitivity"]
    assert (answer["grade"]["code"], answer["grade"]["state"]) == (code, state)
    assert (shown["code"], shown["state"], shown["proposed"]) == (code, state, "general-2")
    assert shown["needs_review"] is open_after
    assert (desk.task(asked) is not None) is open_after
    with desk.services.store.read() as db:
        asset_id = desk.asset(asked).id
        stored = db.grades.get(asset_id, "gbt-43697")
        assert stored is not None
        folded = desk.services.grading.judging.grade(stored.verdict, db.decisions.of_asset(asset_id))
    assert (folded.code, folded.rank, folded.state) == (stored.code, stored.rank, stored.state)
    assert desk.services.operations.verify()["problems"] == []


def test_a_decision_on_one_asset_says_nothing_of_its_copy(desk: Desk, asked: Path, steward: Actor) -> None:
    copy = desk.write("b.txt", asked.read_bytes())
    desk.ingest()
    decide(desk, asked, steward, code="general-3")
    assert desk.show(copy)["sensitivity"]["code"] == "general-2"
    assert desk.task(copy) is not None


@pytest.mark.parametrize("what", ["re-ingest", "touch", "rename", "move", "delete and revive", "unreadable"])
@pytest.mark.parametrize("to", ["general-1", "general-3"])
def test_a_decision_survives_what_does_not_change_the_content(
    desk: Desk, asked: Path, steward: Actor, what: str, to: str
) -> None:
    decide(desk, asked, steward, code=to, reason="known to all")
    path, data = asked, asked.read_bytes()
    if what == "touch":
        asked.touch()
    elif what == "rename":
        path = asked.rename(desk.folder / "renamed.txt")
    elif what == "move":
        (desk.folder / "deeper").mkdir()
        path = asked.rename(desk.folder / "deeper/a.txt")
    elif what == "delete and revive":
        asked.unlink()
        desk.ingest()
        path.write_bytes(data)
    elif what == "unreadable":
        asked.unlink()
        asked.symlink_to("/nowhere")
        desk.ingest()
        assert desk.show(path)["sensitivity"]["rank"] >= 20, "what cannot be read is not made public"
        asked.unlink()
        path.write_bytes(data)
    desk.ingest()
    shown = desk.show(path)["sensitivity"]
    assert (shown["code"], shown["state"], shown["decided_by"], shown["needs_review"]) == (to, "reviewed", "ann", False)
    assert desk.task(path) is None


def test_a_decision_survives_a_new_model_that_finds_the_same(
    make: Callable[..., AbstractContextManager[Desk]], steward: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with make(review_audit_share=1.0) as desk:
        path = desk.write("a.txt", CALL.format("model"))
        other = desk.write("b.txt", KIT.format("model"))
        desk.ingest()
        asset_id = desk.asset(path).id
        decide(desk, path, steward, code="general-1", reason="known to all")
        decide(desk, other, steward, "accept")
    monkeypatch.setattr(registry.plugin("classifiers", "identifiers"), "version", "next")
    with make(review_audit_share=1.0) as desk:
        report = desk.ingest()
        assert report.stages_run["understand"] == 2
        assert "perceive" not in report.stages_run
        assert report.tasks == 0
        assert desk.asset(path).id == asset_id
        shown = desk.show(path)["sensitivity"]
        assert (shown["code"], shown["state"], shown["needs_review"]) == ("general-1", "reviewed", False)
        assert desk.ingest().stages_run == {}


def test_a_new_model_grades_all_copies_wherever_they_lie(
    make: Callable[..., AbstractContextManager[Desk]], monkeypatch: pytest.MonkeyPatch
) -> None:
    identifiers = registry.plugin("classifiers", "identifiers")
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("inner.txt", CALL.format("copies"))
    with monkeypatch.context() as patch:
        patch.setattr(identifiers, "version", "blind")
        patch.setattr(identifiers, "detect", lambda self, segments: ())
        with make() as desk:
            near, far = desk.write("near/a.txt", CALL.format("copies")), desk.write("far/b.txt", CALL.format("copies"))
            held = desk.write("far/c.zip", inside.getvalue())
            desk.ingest(near.parent, far.parent)
            assert {desk.show(path)["sensitivity"]["code"] for path in (near, far, held)} == {"general-1"}
    with make() as desk:
        desk.ingest(near.parent)
        assert {desk.show(path)["sensitivity"]["code"] for path in (near, far, held)} == {"general-2"}
        desk.ingest(far.parent)
        assert desk.services.operations.verify()["problems"] == []


@pytest.mark.parametrize(
    ("decided", "text", "holds"),
    [
        ("general-1", KIT, "general-4"),
        ("general-3", CALL, "general-3"),
        ("general-3", "nothing at all {}", "general-3"),
    ],
    ids=["the higher verdict wins", "the decision is a floor", "even where nothing is found any more"],
)
def test_new_findings_make_a_decision_a_floor_and_ask_again(
    desk: Desk, asked: Path, steward: Actor, decided: str, text: str, holds: str
) -> None:
    decide(desk, asked, steward, code=decided, reason="known to all")
    asked.write_text(text.format("changed").replace("13800138000", "13911112222"), encoding="utf-8")
    desk.ingest()
    task = desk.task(asked)
    assert task is not None
    assert (task["current"]["code"], task["current"]["needs_review"]) == (holds, True)
    assert "R7" in {basis["rule"] for basis in task["basis"]}, "it says why it asks again"


def test_new_text_with_the_same_findings_keeps_the_decision(desk: Desk, asked: Path, steward: Actor) -> None:
    decide(desk, asked, steward, code="general-3")
    asked.write_text(asked.read_text("utf-8") + "谢谢！\n", encoding="utf-8")
    assert desk.ingest().stages_run["perceive"] == 1
    assert desk.versions(asked) == 2
    shown = desk.show(asked)["sensitivity"]
    assert (shown["code"], shown["state"], shown["needs_review"]) == ("general-3", "reviewed", False)


def test_undo_opens_the_question_again(desk: Desk, asked: Path, steward: Actor) -> None:
    task = desk.task(asked)
    assert task is not None
    answer = decide(desk, asked, steward, code="general-3")
    undone = desk.services.review.undo(answer["decision"], actor=steward)
    assert (undone["grade"]["code"], undone["grade"]["state"]) == ("general-2", "proposed")
    again = desk.task(asked)
    assert again is not None
    assert again["id"] == task["id"]
    assert again["etag"] != task["etag"]
    history = [(event["event"], event.get("undone")) for event in desk.show(asked)["history"]]
    assert ("decision", True) in history
    assert decide(desk, asked, steward, "accept")["grade"]["state"] == "reviewed"


def test_undo_of_a_later_decision_leaves_the_earlier_one(desk: Desk, asked: Path, steward: Actor) -> None:
    decide(desk, asked, steward, code="general-3")
    asked.write_text(KIT.format("undo later"), encoding="utf-8")
    desk.ingest()
    later = decide(desk, asked, steward, "accept")
    assert later["grade"]["code"] == "general-4"
    desk.services.review.undo(later["decision"], actor=steward)
    task = desk.task(asked)
    assert task is not None
    assert task["current"]["code"] == "general-4"
    with pytest.raises((ConflictError, UsageError)):
        desk.services.review.undo(later["decision"], actor=steward)


def test_a_second_person_of_the_same_mind_approves(desk: Desk, asked: Path, steward: Actor) -> None:
    decide(desk, asked, steward, "reject")
    decide(desk, asked, steward, code="general-3")
    asked.touch()
    desk.ingest()
    assert desk.show(asked)["sensitivity"]["state"] == "reviewed"


@pytest.mark.parametrize("reason", ["", "  "])
def test_lowering_without_a_reason_is_refused(desk: Desk, asked: Path, steward: Actor, reason: str) -> None:
    before = desk.services.store.counts()
    with pytest.raises(UsageError):
        decide(desk, asked, steward, code="general-1", reason=reason)
    assert desk.services.store.counts() == before
    assert desk.task(asked) is not None


@pytest.mark.parametrize("code", [None, "general-9", "company-4:public", "ungraded"])
def test_a_level_that_the_pack_has_not_is_refused(desk: Desk, asked: Path, steward: Actor, code: str | None) -> None:
    with pytest.raises(UsageError):
        decide(desk, asked, steward, code=code, reason="why not")


def test_what_is_no_action_is_refused_as_the_callers_mistake(desk: Desk, asked: Path, steward: Actor) -> None:
    with pytest.raises(UsageError):
        decide(desk, asked, steward, "approve")
    with pytest.raises(UsageError):
        desk.services.review.page(state="closed")


def test_who_comes_second_is_told(desk: Desk, asked: Path, steward: Actor) -> None:
    task = desk.task(asked)
    assert task is not None
    with pytest.raises(ConflictError):
        desk.services.review.decide(task["id"], action="accept", etag="9", actor=steward)
    decide(desk, asked, steward, "accept")
    for etag in (task["etag"], None):
        with pytest.raises(ConflictError):
            desk.services.review.decide(task["id"], action="change", code="general-3", etag=etag, actor=steward)
        with pytest.raises(ConflictError):
            desk.services.review.decide(task["id"], action="skip", etag=etag, actor=steward)
    with pytest.raises(NotFoundError):
        desk.services.review.decide("nothing", action="accept", actor=steward)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST, Role.SERVICE])
def test_who_may_not_decide_does_not(desk: Desk, asked: Path, steward: Actor, role: Role) -> None:
    actor = Actor(name="eve", role=role)
    with pytest.raises(ForbiddenError):
        decide(desk, asked, actor, "accept")
    made = decide(desk, asked, steward, "accept")["decision"]
    with pytest.raises(ForbiddenError):
        desk.services.review.undo(made, actor=actor)
    assert desk.show(asked)["sensitivity"]["decided_by"] == "ann"


def test_the_next_task_is_another_one_and_what_was_skipped_waits(desk: Desk, asked: Path) -> None:
    steward = Actor(name="bob", role=Role.STEWARD)
    desk.write("b.txt", KIT.format("next"))
    desk.ingest()
    mine = desk.task(asked)
    assert mine is not None
    after = desk.services.review.decide(mine["id"], action="skip", actor=steward)["next"]
    seen = {mine["id"]}
    while after is not None:
        assert after["id"] not in seen
        seen.add(after["id"])
        after = desk.services.review.decide(after["id"], action="skip", actor=steward)["next"]
    assert len(seen) == desk.services.review.stats()["open"]


def test_stats_count_decisions_with_their_interval(
    make: Callable[..., AbstractContextManager[Desk]], steward: Actor
) -> None:
    with make(review_audit_share=1.0) as desk:
        assert desk.services.review.stats()["agreement"]["rate"] is None
        for number, action in enumerate(["accept", "accept", "accept", "change", "reject", "skip"]):
            path = desk.write(f"{number}.txt", CALL.format(number))
            desk.ingest(path)
            decide(desk, path, steward, action, code="general-3" if action == "change" else None)
        stats = desk.services.review.stats()
        assert stats["by_action"] == {"accept": 3, "change": 1, "reject": 1, "skip": 1}
        agreement = stats["agreement"]
        assert (agreement["accepted"], agreement["n"], agreement["rate"]) == (3, 5, 0.6)
        assert agreement["low"] == pytest.approx(0.2307, abs=1e-3)
        assert agreement["high"] == pytest.approx(0.8824, abs=1e-3)
        assert stats["open"] == 2
        assert desk.services.overview()["accuracy"] == agreement


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(successes: int, trials: int, low: float, high: float) -> None:
    assert interval(successes, trials) == (pytest.approx(low, abs=2e-4), pytest.approx(high, abs=2e-4))
    assert interval(0, 0) == (None, None)


def test_a_container_is_reviewed_with_what_is_in_it(desk: Desk) -> None:
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("inner.txt", KIT.format("container"))
    path = desk.write("a.zip", inside.getvalue())
    desk.ingest()
    task = desk.task(path)
    assert task is not None
    ids = {finding["id"] for finding in task["findings"]}
    deciding = {finding for basis in task["basis"] for finding in basis["findings"]}
    assert deciding
    assert deciding <= ids, "the evidence that decides is shown"
