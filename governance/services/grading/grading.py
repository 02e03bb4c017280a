"""Keeps what holds up to date: verdicts, grades and open questions of assets, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from assay.governance.domain import Facet, Grade, NotFoundError, ReviewTask, from_plain
from assay.governance.policy import Evidence, Pack, judge, priority, with_audit
from assay.governance.services.grading.gathering import PASSAGES, gather
from assay.governance.services.grading.judging import Judging, folded
from assay.governance.store import Unit, new_id

__all__ = ["FACETS", "KEPT", "PASSAGES", "Grading", "facets_of", "publish"]

FACETS = "facets"
KEPT = frozenset({PASSAGES, FACETS})  # among a content's facts, but not facts that its file tells


class Grading:
    """Judges assets anew from what is stored, folds the decisions in and asks people where that is needed."""

    def __init__(self, judging: Judging, *, audit_share: float) -> None:
        self.judging = judging
        self._audit_share = audit_share

    def regrade(self, db: Unit, asset_id: str) -> tuple[Grade, ...]:
        """Write the grades of an asset under every pack; return them, the leading one first.

        Raises:
            NotFoundError: there is no such asset.
        """
        graded = self.regrade_all(db, [asset_id], self.judging.packs)
        if asset_id not in graded:
            raise NotFoundError("there is no such asset")
        return graded[asset_id]

    def regrade_all(self, db: Unit, asset_ids: Sequence[str], packs: Sequence[Pack]) -> dict[str, tuple[Grade, ...]]:
        """Write the grades of assets under some packs; return them by asset, in the order of the packs."""
        graded = self.graded(db, asset_ids, packs)
        leading = self.judging.leading
        before = db.grades.many_ranks(graded, leading.id)
        db.grades.put_all((asset_id, grade) for asset_id, grades in graded.items() for grade in grades)
        led = {asset_id: grade for asset_id, grades in graded.items() for grade in grades if grade.policy == leading.id}
        publish(db, [asset_id for asset_id, grade in led.items() if grade.rank != before.get(asset_id)])
        self._ask(db, led)
        return graded

    def graded(
        self, db: Unit, asset_ids: Iterable[str], packs: Sequence[Pack], *, parts: bool = True
    ) -> dict[str, tuple[Grade, ...]]:
        """Return the grades that assets have under packs as things stand; nothing is written.

        A pack of the leading one's id stands in its place. `parts` says whether parts get levels of their own.
        """
        evidences = gather(db, asset_ids)
        decisions = db.decisions.of_assets(evidences)
        found = {}
        for asset_id, evidence in evidences.items():
            decided = decisions.get(asset_id, ())
            grades = []
            for pack in packs:
                verdict = judge(pack, evidence, parts=parts)
                if pack.id == self.judging.leading.id and self._is_audited(asset_id):
                    verdict = with_audit(verdict)
                grades.append(folded(pack, verdict, decided))
            found[asset_id] = tuple(grades)
        return found

    def evidence(self, db: Unit, asset_id: str) -> Evidence:
        """Return all that the packs may look at: content, name, and what is inside (R1: highest part).

        Raises:
            NotFoundError: there is no such asset.
        """
        found = gather(db, [asset_id]).get(asset_id)
        if found is None:
            raise NotFoundError("there is no such asset")
        return found

    def _ask(self, db: Unit, grades: Mapping[str, Grade]) -> None:
        """Open or bring up to date what is asked of people; close what is not asked any more."""
        pack = self.judging.leading
        for asset_id in db.reviews.asked(grades, pack.id):
            if not grades[asset_id].needs_review:
                db.reviews.obsolete(asset_id, pack.id)
        for asset_id, grade in grades.items():
            verdict = grade.verdict
            if grade.needs_review:
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


def facets_of(facts: Mapping[str, Any]) -> tuple[Facet, ...]:
    """Return the facets that are kept among a content's facts."""
    return tuple(from_plain(Facet, it) for it in facts.get(FACETS, ()))
