"""Findings, issues, topics and the stage cache."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assay.governance.domain import (
    ConflictError,
    Dimension,
    Issue,
    IssueState,
    Locator,
    NotFoundError,
    Problem,
    Reason,
    Severity,
    Status,
    Subject,
    TopicScore,
    Words,
)
from assay.governance.security import keyed_hash
from assay.governance.store import FindingPlace, Store


def test_a_content_comes_back_as_it_was_put(store: Store, hand) -> None:
    with store.write() as unit:
        content_id = hand.content(unit, "x")
        record = unit.contents.get(content_id)
        assert record is not None
        problem = Problem(reason=Reason.PAGE_LIMIT, locator=Locator(page=4), detail="5001 pages")
        changed = replace(
            record, status=Status.PARTIAL, reason=Reason.PAGE_LIMIT, coverage=0.5, language="zh", title="合同 [PERSON]",
            facts={"pages": 3, "size": [1.5, 2]}, checked={"speech": "none"}, problems=(problem,),
            producers=("pdf@1", "ocr@2"),
        )  # fmt: skip
        unit.contents.put(changed)
        assert unit.contents.get(content_id) == changed
        assert unit.contents.many([content_id, "0" * 64]) == {content_id: changed}
        assert unit.contents.get("0" * 64) is None
        assert unit.contents.ids() == [content_id]
        assert unit.contents.unreferenced() == [content_id]
        assert unit.contents.forget(content_id)
        assert not unit.contents.forget(content_id)


def test_findings_come_back_in_their_order_and_in_pages(store: Store, hand) -> None:
    with store.write() as unit:
        content_id = hand.content(unit, "x")
        findings = [
            replace(hand.finding(content_id, start=number), subject=Subject.CUSTOMER, count=number + 1)
            for number in range(7)
        ]
        unit.findings.replace(content_id, [*findings, findings[0]])
        assert unit.findings.of_content(content_id) == tuple(findings)
        first = unit.findings.page(content_id, limit=5)
        rest = unit.findings.page(content_id, cursor=first.next, limit=5)
        assert first.items + rest.items == tuple(findings)
        assert rest.next is None
        assert unit.findings.counts([content_id, "0" * 64]) == {content_id: 7}
        unit.findings.replace(content_id, [])
        assert unit.findings.of_content(content_id) == ()


def test_a_person_is_found_by_any_way_of_writing_the_name_in_text_and_names(store: Store, hand) -> None:
    with store.write() as unit:
        first, second = hand.asset(unit, "a.txt"), hand.asset(unit, "b.txt")
        in_text = hand.finding(first.content_id, "张 三", label="person")
        in_name = hand.finding(second.id, "张三", label="person")
        unit.findings.replace(first.content_id, [in_text])
        unit.findings.replace_asset(second.id, [in_name])
        assert unit.findings.with_value(keyed_hash(hand.keyring, "person", "张·三")) == [
            FindingPlace(finding=in_text, content_id=first.content_id),
            FindingPlace(finding=in_name, asset_id=second.id),
        ]
        assert unit.findings.of_asset(second.id) == (in_name,)
        assert unit.findings.by_group() == {"person": 2, "phone": 1}
        unit.assets.bury(second.id)
        assert unit.findings.by_group() == {"person": 1}


def test_the_same_finding_may_stand_in_the_names_of_two_assets(store: Store, hand) -> None:
    with store.write() as unit:
        first, second = hand.asset(unit, "a.txt", "same"), hand.asset(unit, "b.txt", "same")
        for record in (first, second):
            unit.findings.replace_asset(record.id, [hand.finding(record.content_id)])
        assert unit.findings.of_asset(first.id) == unit.findings.of_asset(second.id)


def test_what_people_said_of_an_issue_stays(store: Store, hand) -> None:
    def issue(type_: str, page: int) -> Issue:
        return Issue(
            type=type_, dimension=Dimension.ACCURACY, severity=Severity.WARNING, says=Words("says", "说明"),
            locator=Locator(page=page), measures={"sharpness": 0.5},
        )  # fmt: skip

    with store.write() as unit:
        record = hand.asset(unit, "a.txt")
        unit.issues.replace(record.content_id, [issue("blurred", 1), issue("blurred", 2), issue("empty-page", 3)])
        first, second, third = unit.issues.of_content(record.content_id)
        assert first.issue == issue("blurred", 1)
        with pytest.raises(ConflictError):
            unit.issues.settle(second.id, IssueState.FIXED, assignee=None, changed_by="ann", if_match="7")
        settled = unit.issues.settle(second.id, IssueState.ACCEPTED, assignee="ben", changed_by="ann", if_match="0")
        assert (settled.assignee, settled.changed_by, settled.etag) == ("ben", "ann", "1")
        unit.issues.replace(record.content_id, [issue("blurred", 2), issue("empty-page", 3)])
        assert [(it.id, it.state, it.assignee, it.etag) for it in unit.issues.of_content(record.content_id)] == [
            (second.id, "accepted", "ben", "1"), (third.id, "open", None, "0"),
        ]  # fmt: skip
        assert unit.issues.facets()["state"] == {"accepted": 1, "open": 1}
        assert unit.issues.by_dimension() == {"accuracy": 1}
        page = unit.issues.page(limit=1)
        assert [one.id for one in page.items] == [second.id]
        assert [one.id for one in unit.issues.page(cursor=page.next).items] == [third.id]
        assert [one.id for one in unit.issues.page(type="empty-page").items] == [third.id]
        assert unit.issues.page(dimension="safety").items == ()
        unit.assets.bury(record.id)
        assert unit.issues.page().items == ()
        with pytest.raises(NotFoundError):
            unit.issues.settle("none", IssueState.FIXED, assignee=None, changed_by="ann")


def test_topics_are_replaced_and_keep_their_order(store: Store, hand) -> None:
    scores = (TopicScore(topic="z", score=0.9, why="w"), TopicScore(topic="a", score=0.2, why=""))
    with store.write() as unit:
        content_id = hand.content(unit, "x", topics=("old",))
        unit.contents.set_topics(content_id, scores)
        assert unit.contents.topics(content_id) == scores
        unit.contents.set_topics(content_id, ())
        assert unit.contents.topics(content_id) == ()


def test_a_stage_is_done_once_for_one_plugin_and_one_set_of_options(store: Store, hand) -> None:
    with store.write() as unit:
        first, second = sorted([hand.content(unit, "x"), hand.content(unit, "y")])
        unit.stages.record(first, "understand", "patterns@1", "o1")
        assert unit.stages.done(first, "understand", "patterns@1", "o1")
        for stage, plugin, options in (
            ("understand", "patterns@2", "o1"), ("understand", "patterns@1", "o2"), ("embed", "patterns@1", "o1"),
        ):  # fmt: skip
            assert not unit.stages.done(first, stage, plugin, options)
        assert unit.stages.stale("understand", "patterns@1", "o1") == [second]
        unit.stages.record(first, "understand", "patterns@2", "o1")
        assert not unit.stages.done(first, "understand", "patterns@1", "o1")
        assert unit.stages.stale("understand", "patterns@1", "o1") == [first, second]
        assert unit.stages.of(first) == {"read": ("sandbox@1", ""), "understand": ("patterns@2", "o1")}
        unit.stages.clear(first, "read")
        assert unit.stages.of(first) == {"understand": ("patterns@2", "o1")}
        unit.stages.clear(first)
        assert unit.stages.of(first) == {}
