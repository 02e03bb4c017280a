"""API keys and who they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.governance.domain import LOCAL_ADMIN, Actor, Role, UsageError
from assay.governance.security import Keyring, same_secret
from assay.governance.store import Store

__all__ = ["AccessService"]


class AccessService:
    """Makes, lists, revokes and recognises keys."""

    def __init__(self, *, store: Store, keyring: Keyring) -> None:
        self._store = store
        self._keyring = keyring

    def create(self, name: str, role: str) -> str:
        """Make a key and return it: the only time that it is shown.

        Raises:
            UsageError: there is no such role.
            ConflictError: there is a key of this name.
        """
        if role not in set(Role):
            raise UsageError(f"no such role; there are: {', '.join(Role)}")
        with self._store.write() as db:
            key = db.access.create(name, Role(role))
            db.audit.append(LOCAL_ADMIN, "key.create", name, {"role": role})
        return key

    def list(self) -> Sequence[dict[str, Any]]:
        """Return all keys without the keys."""
        with self._store.read() as db:
            return [
                {
                    "name": key.name, "role": key.role, "created_at": key.created_at.isoformat(),
                    "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
                }
                for key in db.access.list()
            ]  # fmt: skip

    def revoke(self, name: str) -> None:
        """Revoke a key.

        Raises:
            NotFoundError: there is none of that name that still holds.
        """
        with self._store.write() as db:
            db.access.revoke(name)
            db.audit.append(LOCAL_ADMIN, "key.revoke", name)

    def authenticate(self, key: str) -> Actor | None:
        """Return who a key belongs to; None where it is unknown or revoked."""
        if same_secret(key, self._keyring.local_key):
            return LOCAL_ADMIN
        with self._store.read() as db:
            return db.access.authenticate(key)

    def local_key(self) -> str:
        """Return the local admin's key, made at first start in the user's configuration folder."""
        return self._keyring.local_key
