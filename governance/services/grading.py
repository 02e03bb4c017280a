"""Keeps what holds up to date: verdicts, grades and open questions of an asset, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from assay.governance.domain import Facet, Grade, Modality, NotFoundError, ReviewTask, Status, TopicScore, from_plain
from assay.governance.policy import Evidence, priority, with_audit
from assay.governance.services.judging import Judging, contained
from assay.governance.store import AssetRecord, ContentRecord, Unit, new_id

__all__ = ["FACETS", "KEPT", "PASSAGES", "Grading", "facets_of", "publish"]

PASSAGES, FACETS = "passage_topics", "facets"
KEPT = frozenset({PASSAGES, FACETS})  # among a content's facts, but not facts that its file tells


class Grading:
    """Judges one asset anew from what is stored, folds the decisions in and asks people where that is needed."""

    def __init__(self, judging: Judging, *, audit_share: float) -> None:
        self.judging = judging
        self._audit_share = audit_share

    def regrade(self, db: Unit, asset_id: str) -> tuple[Grade, ...]:
        """Write the grades of an asset under every pack; return them, the leading one first."""
        evidence = self.evidence(db, asset_id)
        decisions = db.decisions.of_asset(asset_id)
        verdicts = list(self.judging.verdicts(evidence))
        if self._is_audited(asset_id):
            verdicts[0] = with_audit(verdicts[0])
        grades = tuple(self.judging.grade(verdict, decisions) for verdict in verdicts)
        before = db.grades.many_ranks([asset_id], self.judging.leading.id).get(asset_id)
        for grade in grades:
            db.grades.put(asset_id, grade)
        if grades[0].rank != before:
            publish(db, [asset_id])
        self._ask(db, asset_id, grades[0])
        return grades

    def evidence(self, db: Unit, asset_id: str) -> Evidence:
        """Return all that the packs may look at: content, name, and what is inside (R1: highest part).

        Raises:
            NotFoundError: there is no such asset.
        """
        asset = db.assets.get(asset_id)
        if asset is None:
            raise NotFoundError("there is no such asset")
        own = _own_evidence(db, asset)
        inside = [
            (child, self.evidence(db, child.id)) for child in db.assets.children(asset_id) if child.tombstone is None
        ]
        return contained(own, [(child.member or child.name, evidence) for child, evidence in inside])

    def _ask(self, db: Unit, asset_id: str, grade: Grade) -> None:
        pack = self.judging.leading
        if not grade.needs_review:
            db.reviews.obsolete(asset_id, pack.id)
            return
        verdict = grade.verdict
        db.reviews.open_or_update(
            ReviewTask(
                id=new_id(),
                asset_id=asset_id,
                policy=pack.id,
                proposal=verdict.code,
                reasons=verdict.asks,
                priority=priority(verdict, pack, 0.0),
                fingerprint=verdict.fingerprint,
                created_at=datetime.now(UTC),
            )
        )

    def _is_audited(self, asset_id: str) -> bool:
        """Say whether a sure grade is asked all the same: a fixed random slice, so that accuracy stays honest."""
        return int(asset_id[-8:], 16) / 0xFFFFFFFF < self._audit_share


def publish(db: Unit, asset_ids: Iterable[str]) -> None:
    """Have the index take over what changed of assets beside their content: level, owner, permissions."""
    for asset in db.assets.many(asset_ids).values():
        if asset.content_id is not None:
            db.outbox.add("index", asset.content_id, {})


def _own_evidence(db: Unit, asset: AssetRecord) -> Evidence:
    content = db.contents.get(asset.content_id) if asset.content_id else None
    findings = db.findings.of_asset(asset.id)
    if content is None:
        return Evidence(
            findings=findings, status=asset.status or Status.FAILED, reason=asset.reason, coverage=0.0,
            modality=Modality.OTHER, content=asset.id,
        )  # fmt: skip
    return Evidence(
        findings=db.findings.of_content(content.content.id) + findings,
        topics=_passages(content),
        status=content.status,
        reason=content.reason,
        coverage=content.coverage,
        checked=content.checked,
        modality=content.content.modality,
        segments=content.segments,
        content=content.content.id,
    )


def _passages(content: ContentRecord) -> tuple[TopicScore, ...]:
    """Return the topics of a content's strongest passages: what a level may rest on."""
    scores: Mapping[str, float] = content.facts.get(PASSAGES, {})
    return tuple(TopicScore(topic=topic, score=score, why="a passage") for topic, score in scores.items())


def facets_of(facts: Mapping[str, Any]) -> tuple[Facet, ...]:
    """Return the facets that are kept among a content's facts."""
    return tuple(from_plain(Facet, it) for it in facts.get(FACETS, ()))
