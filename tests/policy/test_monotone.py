"""More evidence, and less that was read, never lower a level: `grade(doc + text) >= grade(doc)`."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.governance.domain import Finding, Locator, Modality, Reason, Status, Subject, TopicScore, labels
from assay.governance.policy import Evidence, Pack, available, available_flags, flag, judge, load_flags, load_pack

PLACES = st.sampled_from(
    [
        Locator(segment=0),
        Locator(segment=1, page=2),
        Locator(segment=2, sheet="S", column="c", row=3),
        Locator(segment=3, part="footer"),
        Locator(segment=4, part="attachment[1]"),
        Locator(property="name"),
    ]
)
MASKED = st.sampled_from(
    ["*", "TLP:RED", "TLP:CLEAR", "Confidential", "内部", "核心商密", "Internal Use Only", "机密★"]
)


@st.composite
def finding(draw: st.DrawFn) -> Finding:
    label = draw(st.sampled_from(sorted(labels())))
    value = draw(st.integers(0, 60))
    place = draw(PLACES)
    return Finding(
        id=f"{label}/{value}/{place}",
        label=label,
        group=labels()[label].group,
        score=draw(st.sampled_from([0.2, 0.59, 0.6, 0.95])),
        locator=place,
        masked=draw(MASKED),
        value_hash=str(value),
        detector="test@1",
        why=draw(st.sampled_from(["pattern", "2 decimals", "5 decimals"])),
        subject=draw(st.sampled_from(Subject)),
    )


FINDINGS = st.lists(finding(), max_size=30).map(tuple)
TOPICS = st.lists(
    st.builds(
        TopicScore,
        topic=st.sampled_from(["payroll", "hr", "admin", "health", "mna", "unheard-of"]),
        score=st.sampled_from([0.1, 0.5, 0.9]),
        why=st.just("seeds"),
    ),
    max_size=4,
).map(tuple)
EVIDENCE = st.builds(
    Evidence,
    findings=FINDINGS,
    topics=TOPICS,
    modality=st.sampled_from(Modality),
    checked=st.sampled_from([{}, {"names": "no"}, {"names": "yes"}, {"pictures": "ocr"}]),
    segments=st.integers(0, 9),
)
UNREAD = st.sampled_from(
    [
        {},
        {"coverage": 0.5},
        {"status": Status.PARTIAL, "reason": Reason.PART_UNREADABLE, "coverage": 0.7},
        {"status": Status.PARTIAL, "reason": Reason.WEAK_RECOGNITION},
        {"status": Status.FAILED, "reason": Reason.ENCRYPTED, "coverage": 0.0},
        {"status": Status.SKIPPED, "reason": Reason.STATE_SECRET_SUSPECTED, "coverage": 0.0},
    ]
)


@pytest.mark.parametrize("pack_id", available())
@settings(max_examples=200, deadline=None)
@given(evidence=EVIDENCE, more=FINDINGS, topics=TOPICS, unread=UNREAD)
def test_added_evidence_and_unread_parts_never_lower_the_rank(
    pack_id: str,
    evidence: Evidence,
    more: tuple[Finding, ...],
    topics: tuple[TopicScore, ...],
    unread: dict[str, object],
) -> None:
    pack = load_pack(pack_id)
    before = judge(pack, evidence)
    grown = replace(
        evidence,
        findings=evidence.findings + more,
        topics=evidence.topics + topics,
        segments=evidence.segments + 1,
        **unread,  # type: ignore[arg-type]
    )
    after = judge(pack, grown)
    assert after.rank >= before.rank
    assert set(before.candidates) <= set(after.candidates)
    assert max((part.rank for part in after.parts), default=0) <= after.rank


@pytest.mark.parametrize("name", available_flags())
@settings(max_examples=100, deadline=None)
@given(evidence=EVIDENCE, more=FINDINGS, topics=TOPICS, unread=UNREAD)
def test_added_evidence_and_unread_parts_never_take_a_flag_away(
    name: str,
    evidence: Evidence,
    more: tuple[Finding, ...],
    topics: tuple[TopicScore, ...],
    unread: dict[str, object],
) -> None:
    pack = load_flags(name)
    grown = replace(
        evidence,
        findings=evidence.findings + more,
        topics=evidence.topics + topics,
        **unread,  # type: ignore[arg-type]
    )
    before, after = flag(pack, evidence), flag(pack, grown)
    assert {one.code for one in before} <= {one.code for one in after}
    assert len({one.code for one in after}) == len(after)
    assert flag(pack, evidence) == before


@settings(max_examples=100, deadline=None)
@given(evidence=EVIDENCE, unread=UNREAD.filter(bool))
def test_what_was_not_read_is_never_public(evidence: Evidence, unread: dict[str, object]) -> None:
    pack = load_pack("gbt-43697")
    verdict = judge(pack, replace(evidence, **unread))  # type: ignore[arg-type]
    assert verdict.rank >= pack.level("general-2").rank
    assert verdict.asks or verdict.rank == pack.highest_automatic.rank


@settings(max_examples=100, deadline=None)
@given(evidence=EVIDENCE, order=st.randoms(use_true_random=False))
def test_order_scores_versions_and_places_do_not_change_the_fingerprint(evidence: Evidence, order: object) -> None:
    pack = load_pack("gbt-43697")
    strong = [item for item in evidence.findings if item.score >= 0.6 and not pack_reads_place(item)]
    other = [replace(item, score=0.99, detector="other@2", id=item.id + "'") for item in strong]
    order.shuffle(other)  # type: ignore[attr-defined]
    first = judge(pack, replace(evidence, findings=tuple(strong)))
    second = judge(pack, replace(evidence, findings=tuple(other)))
    assert (first.code, first.fingerprint) == (second.code, second.fingerprint)


def pack_reads_place(item: Finding) -> bool:
    return item.group == "secret_mark"


def test_a_hundred_thousand_people_are_a_candidate_and_stay_at_the_highest_automatic_level() -> None:
    pack: Pack = load_pack("gbt-43697")
    one = Finding(
        id="f", label="email", group="email", score=0.9, locator=Locator(segment=0), masked="*", value_hash="0",
        detector="test@1", why="pattern",
    )  # fmt: skip
    crowd = tuple(replace(one, id=str(n), value_hash=str(n)) for n in range(100_000))
    verdict = judge(pack, Evidence(findings=crowd))
    assert (verdict.code, verdict.candidates) == ("general-4", ("important",))
    assert "candidate-important" in verdict.asks
    assert "100,000" in verdict.basis[0].says.en + verdict.basis[1].says.en
    assert all(len(basis.findings) <= 25 for basis in verdict.basis)
