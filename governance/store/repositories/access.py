"""API keys: hashes alone, with a role and a name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from assay.governance.domain import Actor, ConflictError, NotFoundError, Role
from assay.governance.security import hash_api_key, new_api_key
from assay.governance.store.records import ApiKeyRecord
from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import api_key

__all__ = ["AccessRepository"]


class AccessRepository(Repository):
    """API keys by name; a revoked name is not used again."""

    def create(self, name: str, role: Role) -> str:
        """Make a key and return it: the only time that it is seen.

        Raises:
            ConflictError: there is a key of this name, revoked or not.
        """
        if self._exists(api_key, api_key.c.name == name):
            raise ConflictError("there is a key of this name")
        key = new_api_key()
        row = {
            "name": name, "role": role.value, "key_hash": hash_api_key(self._transaction.keyring, key),
            "created_at": self._now(), "revoked_at": None,
        }  # fmt: skip
        self._insert(api_key, [row])
        return key

    def authenticate(self, key: str) -> Actor | None:
        """Return who a key belongs to; None where it is unknown or revoked.

        The look-up is by a keyed hash, so its timing tells nothing about keys that exist.
        """
        row = self._one(
            select(api_key).where(
                self._mine(api_key),
                api_key.c.key_hash == hash_api_key(self._transaction.keyring, key),
                api_key.c.revoked_at.is_(None),
            )
        )
        return Actor(name=row.name, role=Role(row.role)) if row is not None else None

    def list(self) -> Sequence[ApiKeyRecord]:
        """Return all keys, revoked ones too, by name."""
        return [
            ApiKeyRecord(name=row.name, role=row.role, created_at=row.created_at, revoked_at=row.revoked_at)
            for row in self._all(select(api_key).where(self._mine(api_key)).order_by(api_key.c.name))
        ]

    def revoke(self, name: str) -> None:
        """Revoke a key.

        Raises:
            NotFoundError: there is none of that name that still holds.
        """
        held = update(api_key).where(self._mine(api_key), api_key.c.name == name, api_key.c.revoked_at.is_(None))
        if not self._run(held.values(revoked_at=self._now())):
            raise NotFoundError("no such key")
