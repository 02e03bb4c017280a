"""Lists: every asset once, whatever the page size; filters and facets agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assay.governance.domain import Dimension, Issue, Locator, Modality, Reason, Severity, Status, UsageError, Words
from assay.governance.store import AssetFilters, Store

LEADING = "gbt-43697"


@pytest.fixture
def filled(store: Store, hand) -> Store:
    with store.write() as unit:
        for number in range(6):
            hand.asset(unit, f"note-{number}.txt", topics=("finance",), grade=hand.grade("general-1", 10))
        contract = hand.asset(
            unit, "合同.docx", modality=Modality.DOCUMENT, topics=("legal", "finance"),
            grade=hand.grade("general-3", 30, needs_review=True),
        )  # fmt: skip
        gone = hand.asset(unit, "gone.txt", "other", topics=("legal",))
        unit.assets.bury(gone.id)
        locked = unit.assets.add(gone.source_id, "file:///docs/locked", name="100%_sure", folder="docs/deep")
        unit.assets.unread(locked.id, Status.SKIPPED, Reason.NOT_PERMITTED)
        unit.grades.put(locked.id, hand.grade("ungraded", 40))
        unit.assets.set_governance(locked.id, {"owner": "Ann"}, set_by="ben")
        signed = unit.assets.find(gone.source_id, unit.assets.uri(contract.id))
        blurred = Issue(
            type="blurred", dimension=Dimension.ACCURACY, severity=Severity.WARNING, says=Words("says", "说明")
        )
        unit.issues.replace(signed.content_id, [blurred, replace(blurred, locator=Locator(page=2))])
    return store


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
def test_pages_give_each_asset_once_newest_first(filled: Store, limit: int) -> None:
    found, cursor = [], None
    with filled.read() as unit:
        while True:
            page = unit.listing.page(leading=LEADING, cursor=cursor, limit=limit)
            assert len(page.items) <= limit
            found += [item.asset.id for item in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert found == sorted((record.id for record in unit.assets.each()), reverse=True)
        assert unit.listing.count() == len(found) == 8


def test_an_asset_that_comes_meanwhile_disturbs_no_page(filled: Store, hand) -> None:
    with filled.read() as unit:
        first = unit.listing.page(leading=LEADING, limit=4)
    with filled.write() as unit:
        hand.asset(unit, "new.txt")
    with filled.read() as unit:
        rest = unit.listing.page(leading=LEADING, cursor=first.next, limit=100)
    ids = [item.asset.id for item in (*first.items, *rest.items)]
    assert len(ids) == len(set(ids)) == 8


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (AssetFilters(modality="document"), {"合同.docx"}),
        (AssetFilters(topic="legal"), {"合同.docx"}),
        (AssetFilters(topic="legal", gone=True), {"合同.docx", "gone.txt"}),
        (AssetFilters(status="skipped"), {"100%_sure"}),
        (AssetFilters(reason="not-permitted"), {"100%_sure"}),
        (AssetFilters(modality="other"), {"100%_sure"}),
        (AssetFilters(level=(LEADING, "general-3")), {"合同.docx"}),
        (AssetFilters(level=("other-pack", "general-3")), set()),
        (AssetFilters(needs_review=True), {"合同.docx"}),
        (AssetFilters(needs_review=False, topic="legal"), set()),
        (AssetFilters(text="合同"), {"合同.docx"}),
        (AssetFilters(text="NOTE-1"), {"note-1.txt"}),
        (AssetFilters(text="docs/deep"), {"100%_sure"}),
        (AssetFilters(text="%"), {"100%_sure"}),
        (AssetFilters(text="n_te"), set()),
        (AssetFilters(language="zh"), set()),
        (AssetFilters(source="none"), set()),
        (AssetFilters(owner="Ann"), {"100%_sure"}),
        (AssetFilters(owner="Ben"), set()),
        (AssetFilters(issue="blurred"), {"合同.docx"}),
        (AssetFilters(issue="empty-page"), set()),
        (AssetFilters(age="week"), set()),
        (AssetFilters(text="' OR 1=1 --"), set()),
    ],
)
def test_filters_narrow_the_list(filled: Store, filters: AssetFilters, names: set[str]) -> None:
    with filled.read() as unit:
        page = unit.listing.page(filters, leading=LEADING)
        assert {item.asset.name for item in page.items} == names
        assert unit.listing.count(filters) == len(names)


def test_facets_count_what_the_filters_let_through(filled: Store) -> None:
    with filled.read() as unit:
        (source,) = unit.sources.list()
        assert unit.listing.facets(leading=LEADING) == {
            "modality": {"text": 6, "document": 1, "other": 1},
            "status": {"complete": 7, "skipped": 1},
            "reason": {"not-permitted": 1},
            "language": {"en": 7},
            "level": {"general-1": 6, "general-3": 1, "ungraded": 1},
            "topic": {"finance": 7, "legal": 1},
            "source": {source.id: 8}, "owner": {"Ann": 1}, "age": {"older": 7}, "issue": {"blurred": 1},
        }  # fmt: skip
        narrowed = unit.listing.facets(AssetFilters(topic="legal"), leading=LEADING)
        assert narrowed["topic"] == {"finance": 1, "legal": 1}
        assert narrowed["level"] == {"general-3": 1}


def test_a_line_says_what_is_known(filled: Store) -> None:
    with filled.read() as unit:
        (line,) = unit.listing.page(AssetFilters(modality="document"), leading=LEADING).items
        assert line.status is Status.COMPLETE
        assert [topic.topic for topic in line.topics] == ["legal", "finance"]
        assert (line.findings, line.issues) == (1, 2)
        assert line.grade is not None
        assert (line.grade.code, line.grade.verdict.policy) == ("general-3", "gbt-43697@1")
        (line,) = unit.listing.page(AssetFilters(status="skipped"), leading=LEADING).items
        assert (line.content, line.reason) == (None, Reason.NOT_PERMITTED)


@pytest.mark.parametrize("cursor", ["x", "", "=", "bnVsbA", "WzFd", "WyJhIiwgImIiXQ", "é", "W1tbW1tb" * 50])
def test_a_cursor_that_is_none_of_ours_is_a_mistake_of_the_caller(filled: Store, cursor: str) -> None:
    with filled.read() as unit:
        if not cursor:
            assert unit.listing.page(leading=LEADING, cursor=cursor).items
            return
        with pytest.raises(UsageError, match="cursor"):
            unit.listing.page(leading=LEADING, cursor=cursor)
