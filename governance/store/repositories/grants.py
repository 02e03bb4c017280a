"""Grants: who may do what with an asset, as its source told it last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, select

from assay.governance.domain import EVERYONE, UNKNOWN, Grant
from assay.governance.security import keyed_hash
from assay.governance.store.records import GrantRecord
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.repositories.vault import VaultRepository, asset_owner
from assay.governance.store.tables import asset, asset_grant

__all__ = ["GrantRepository", "Mark"]

Mark = frozenset[tuple[str, str]]
_GROUP = "principal"
_LONGEST = 200


class GrantRepository(Repository):
    """Names of accounts identify people: they are sealed under the asset's key, shown masked, found by keyed hash."""

    def replace(self, asset_id: str, grants: Iterable[Grant]) -> None:
        """Note who may do what with an asset now, in place of what was known."""
        self._run(delete(asset_grant).where(self._mine(asset_grant), asset_grant.c.asset_id == asset_id))
        vault = VaultRepository(self._transaction)
        self._insert(
            asset_grant,
            (
                {
                    "asset_id": asset_id, "principal_hash": (digest := self.principal_hash(it.principal)),
                    "right": it.right, "principal_masked": _masked(it.principal)[:_LONGEST],
                    "principal_sealed": vault.seal(
                        asset_owner(asset_id), f"grant/{digest}", it.principal.encode("utf-8", "replace")
                    ),
                }
                for it in dict.fromkeys(grants)
            ),
        )  # fmt: skip

    def of(self, asset_id: str, *, named: bool) -> Sequence[GrantRecord]:
        """Return the grants of an asset, or of the container that an asset inside another one came with.

        Nothing was told of an asset without any. With `named` the principals are unsealed, else they are masked.
        """
        at: str | None = asset_id
        while at is not None:
            rows = self._all(
                select(asset_grant)
                .where(self._mine(asset_grant), asset_grant.c.asset_id == at)
                .order_by(asset_grant.c.principal_masked, asset_grant.c.right, asset_grant.c.principal_hash)
            )
            if rows:
                return [self._record(row, named=named) for row in rows]
            held = select(asset.c.parent).where(self._mine(asset), asset.c.id == at, asset.c.member_masked.is_not(None))
            at = self._value(held)
        return []

    def own(self, asset_id: str, *, named: bool) -> Mapping[tuple[str, str], GrantRecord]:
        """Return what is told of an asset itself, by keyed hash and right; nothing of what it is inside of."""
        rows = self._all(select(asset_grant).where(self._mine(asset_grant), asset_grant.c.asset_id == asset_id))
        return {(row.principal_hash, row.right): self._record(row, named=named) for row in rows}

    def principals(self, asset_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return by asset the keyed hashes of who is granted anything, as `of` finds it; nothing where nothing is told.

        Assets without grants of their own have those of the container that they came in.
        """
        found: dict[str, frozenset[str]] = {}
        asking = {asset_id: asset_id for asset_id in asset_ids}
        while asking:
            at = set(asking.values())
            told: dict[str, set[str]] = {}
            held: dict[str, str | None] = {}
            for batch in batches(at):
                mine = (self._mine(asset_grant), asset_grant.c.asset_id.in_(batch))
                for row in self._all(select(asset_grant.c.asset_id, asset_grant.c.principal_hash).where(*mine)):
                    told.setdefault(row.asset_id, set()).add(row.principal_hash)
                inside = (self._mine(asset), asset.c.id.in_(batch), asset.c.member_masked.is_not(None))
                held.update(
                    (row.id, row.parent) for row in self._all(select(asset.c.id, asset.c.parent).where(*inside))
                )
            found.update((asset_id, frozenset(told[place])) for asset_id, place in asking.items() if place in told)
            asking = {
                asset_id: parent
                for asset_id, place in asking.items()
                if place not in told and (parent := held.get(place)) is not None
            }
        return found

    def principal_hash(self, principal: str) -> str:
        """Return the keyed hash under which the grants of `user:NAME`, `group:NAME` or `everyone` are found."""
        return keyed_hash(self._transaction.keyring, _GROUP, principal)

    def mark(self, grants: Iterable[Grant]) -> Mark:
        """Return what is equal for equal grants."""
        return frozenset((self.principal_hash(it.principal), str(it.right)) for it in grants)

    def marks(self, source_id: str) -> Mapping[str, Mark]:
        """Return the marks of a source's assets by id."""
        rows = self._all(
            select(asset_grant.c.asset_id, asset_grant.c.principal_hash, asset_grant.c.right)
            .join(asset, (asset.c.workspace == asset_grant.c.workspace) & (asset.c.id == asset_grant.c.asset_id))
            .where(self._mine(asset_grant), asset.c.source_id == source_id)
        )
        found: dict[str, set[tuple[str, str]]] = {}
        for row in rows:
            found.setdefault(row.asset_id, set()).add((row.principal_hash, row.right))
        return {asset_id: frozenset(marks) for asset_id, marks in found.items()}

    def _record(self, row: Row[Any], *, named: bool) -> GrantRecord:
        shown = row.principal_masked
        if named:
            vault = VaultRepository(self._transaction)
            shown = vault.unseal(
                asset_owner(row.asset_id), f"grant/{row.principal_hash}", row.principal_sealed
            ).decode()
        return GrantRecord(principal=shown, right=row.right)


def _masked(principal: str) -> str:
    """Return `user:z***`: what kind it is and the first sign, never the length."""
    if principal in (EVERYONE, UNKNOWN):
        return principal
    kind, _, name = principal.partition(":")
    return f"{kind}:{name[:1]}***"
