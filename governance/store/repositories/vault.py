"""The vault: what may only lie sealed. Destroying an owner's data key destroys all that was sealed under it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from sqlalchemy import delete, select

from assay.governance.domain import IntegrityError
from assay.governance.security import new_key, seal, unseal, unwrap_key, wrap_key
from assay.governance.store.repositories.base import Repository
from assay.governance.store.tables import vault_item, vault_key

__all__ = ["WORKSPACE", "VaultRepository", "asset_owner", "content_owner"]

WORKSPACE = "workspace"
_EXTRACTION = "extraction"
_RAW, _DEFLATED = b"\x00", b"\x01"
_WORTH_DEFLATING = 512


def content_owner(content_id: str) -> str:
    """Return the owner under which a content's key is kept."""
    return f"content:{content_id}"


def asset_owner(asset_id: str) -> str:
    """Return the owner under which the key of an asset's exact place is kept."""
    return f"asset:{asset_id}"


class VaultRepository(Repository):
    """Sealed values by owner and name; each owner has one random data key, wrapped by the master key."""

    def put_extraction(self, content_id: str, pieces: Iterable[bytes]) -> None:
        """Seal a content's extraction, given in pieces, in place of an earlier one."""
        self._put(content_id, _EXTRACTION, _deflated(pieces))

    def get_extraction(self, content_id: str) -> bytes | None:
        """Return a content's extraction; None where there is none.

        Raises:
            IntegrityError: it was changed, moved to another content, or sealed with other keys.
        """
        return self.get(content_id, _EXTRACTION)

    def put(self, content_id: str, name: str, data: bytes) -> None:
        """Seal bytes (deflated where it pays) under a content's data key, in place of earlier ones of that name."""
        body = _deflated([data]) if len(data) >= _WORTH_DEFLATING else b""
        self._put(content_id, name, body if 0 < len(body) <= len(data) else _RAW + data)

    def _put(self, content_id: str, name: str, body: bytes | bytearray) -> None:
        owner = content_owner(content_id)
        self._upsert(vault_item, {"owner": owner, "name": name, "sealed": self.seal(owner, name, body)})

    def get(self, content_id: str, name: str) -> bytes | None:
        """Return what `put` sealed; None where there is none.

        Raises:
            IntegrityError: it does not open.
        """
        owner = content_owner(content_id)
        row = self._one(
            select(vault_item.c.sealed).where(
                self._mine(vault_item), vault_item.c.owner == owner, vault_item.c.name == name
            )
        )
        if row is None:
            return None
        body = self.unseal(owner, name, row.sealed)
        return zlib.decompress(body[1:]) if body[:1] == _DEFLATED else body[1:]

    def seal(self, owner: str, name: str, data: bytes | bytearray) -> bytes:
        """Return bytes sealed for a column of another table; bound to workspace, owner and name."""
        return seal(self._data_key(owner, make=True), data, self._place(owner, name))

    def unseal(self, owner: str, name: str, sealed: bytes) -> bytes:
        """Open what `seal` returned.

        Raises:
            IntegrityError: it does not open, or the owner was forgotten.
        """
        return unseal(self._data_key(owner, make=False), sealed, self._place(owner, name))

    def knows(self, owner: str) -> bool:
        """Say whether the owner's key is still there."""
        return self._exists(vault_key, vault_key.c.owner == owner)

    def forget(self, owner: str) -> bool:
        """Destroy an owner's key and all that was sealed under it; say whether there was one.

        The pages are overwritten at once, and the write-ahead log is emptied after the commit.
        """
        self._transaction.data_keys.pop(owner, None)
        self._transaction.scrub = True
        return self._run(delete(vault_key).where(self._mine(vault_key), vault_key.c.owner == owner)) > 0

    def _place(self, owner: str, name: str) -> bytes:
        return "\0".join((self._workspace, owner, name)).encode()

    def _data_key(self, owner: str, *, make: bool) -> bytes:
        known = self._transaction.data_keys.get(owner)
        if known is not None:
            return known
        master, bound = self._transaction.keyring.master, f"{self._workspace}\0{owner}"
        row = self._one(select(vault_key.c.wrapped).where(self._mine(vault_key), vault_key.c.owner == owner))
        if row is not None:
            key = unwrap_key(master, row.wrapped, bound)
        elif make:
            key = new_key()
            wrapped = wrap_key(master, key, bound)
            self._insert(vault_key, [{"owner": owner, "wrapped": wrapped, "created_at": self._now()}])
        else:
            raise IntegrityError("there is no key for this sealed value; it was forgotten")
        self._transaction.data_keys[owner] = key
        return key


def _deflated(pieces: Iterable[bytes]) -> bytearray:
    """Return pieces deflated behind their mark, one after the other: they are never joined."""
    body, press = bytearray(_DEFLATED), zlib.compressobj(1)
    for piece in pieces:
        body += press.compress(piece)
    body += press.flush()
    return body
