"""Decisions: what people decided. Rows are added and never changed; an undo is one more event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, Select, func, select

from assay.governance.domain import Action, ConflictError, Decision, NotFoundError
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.repositories.vault import VaultRepository, asset_owner
from assay.governance.store.tables import decision, decision_undo

__all__ = ["DecisionRepository"]

_WITH_UNDO = decision.outerjoin(
    decision_undo,
    (decision_undo.c.workspace == decision.c.workspace) & (decision_undo.c.decision_id == decision.c.id),
)


class DecisionRepository(Repository):
    """Decisions in the order in which they were made; their free text is sealed under the asset's key."""

    def append(self, it: Decision, *, proposal: str | None = None) -> None:
        """Add a decision; `proposal` is the code that the machine had proposed."""
        sealed = None
        if it.reason:
            sealed = self._vault.seal(asset_owner(it.asset_id), f"decision/{it.id}", it.reason.encode())
        row = {
            "id": it.id, "asset_id": it.asset_id, "policy": it.policy, "action": it.action.value, "code": it.code,
            "rank": it.rank, "proposal": proposal, "fingerprint": it.fingerprint, "actor": it.actor,
            "reason_sealed": sealed, "at": it.at,
        }  # fmt: skip
        self._insert(decision, [row])

    def undo(self, decision_id: str, *, actor: str) -> Decision:
        """Undo a decision and return it.

        Raises:
            NotFoundError: there is none of that id.
            ConflictError: it is undone already.
        """
        known = self.get(decision_id)
        if known is None:
            raise NotFoundError("no such decision")
        if known.undone:
            raise ConflictError("this decision is undone already")
        self._insert(decision_undo, [{"decision_id": decision_id, "actor": actor, "at": self._now()}])
        undone = self.get(decision_id)
        return undone if undone is not None else known

    def get(self, decision_id: str) -> Decision | None:
        """Return a decision, undone or not."""
        row = self._one(self._asked().where(decision.c.id == decision_id))
        return self._decision(row) if row is not None else None

    def of_asset(self, asset_id: str, policy: str | None = None) -> tuple[Decision, ...]:
        """Return the decisions on an asset, undone ones marked, oldest first; under one pack where named."""
        asked = self._asked().where(decision.c.asset_id == asset_id)
        if policy is not None:
            asked = asked.where(decision.c.policy == policy)
        return tuple(self._decision(row) for row in self._all(asked.order_by(decision.c.at, decision.c.id)))

    def of_assets(self, asset_ids: Iterable[str]) -> Mapping[str, tuple[Decision, ...]]:
        """Return the decisions on assets that have any, oldest first, without what people wrote beside them."""
        found: dict[str, list[Decision]] = {}
        for batch in batches(set(asset_ids)):
            asked = self._asked().where(decision.c.asset_id.in_(batch)).order_by(decision.c.at, decision.c.id)
            for row in self._all(asked):
                found.setdefault(row.asset_id, []).append(_built(row))
        return {asset_id: tuple(decisions) for asset_id, decisions in found.items()}

    def of_batch(self, batch: str) -> tuple[str, ...]:
        """Return the ids of the decisions that were taken as one under this id (`BATCH-NUMBER`), in their order."""
        asked = select(decision.c.id).where(
            self._mine(decision), decision.c.id > f"{batch}-", decision.c.id < f"{batch}."
        )
        return tuple(row.id for row in self._all(asked.order_by(decision.c.id)))

    def by_action(self) -> Mapping[Action, int]:
        """Return how often people decided in each way, undone decisions left out."""
        rows = self._all(
            select(decision.c.action, func.count())
            .select_from(_WITH_UNDO)
            .where(self._mine(decision), decision_undo.c.decision_id.is_(None))
            .group_by(decision.c.action)
        )
        return {Action(row[0]): row[1] for row in rows}

    @property
    def _vault(self) -> VaultRepository:
        return VaultRepository(self._transaction)

    def _asked(self) -> Select[Any]:
        undone = decision_undo.c.decision_id.is_not(None).label("undone")
        return select(decision, undone).select_from(_WITH_UNDO).where(self._mine(decision))

    def _decision(self, row: Row[Any]) -> Decision:
        owner, reason = asset_owner(row.asset_id), ""
        if row.reason_sealed is not None and self._vault.knows(owner):
            reason = self._vault.unseal(owner, f"decision/{row.id}", row.reason_sealed).decode()
        return _built(row, reason)


def _built(row: Row[Any], reason: str = "") -> Decision:
    return Decision(
        id=row.id, asset_id=row.asset_id, policy=row.policy, action=Action(row.action), code=row.code,
        rank=row.rank, fingerprint=row.fingerprint, actor=row.actor, at=row.at, reason=reason,
        undone=bool(row.undone),
    )  # fmt: skip
