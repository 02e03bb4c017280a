"""Idempotency keys: a request that is sent again gets the first answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from assay.governance.domain import ConflictError
from assay.governance.store.repositories.base import Repository
from assay.governance.store.repositories.vault import WORKSPACE, VaultRepository
from assay.governance.store.tables import idempotency

__all__ = ["IdempotencyRepository"]


class IdempotencyRepository(Repository):
    """Answers by key; the key and the request are kept as keyed hashes, the answer is sealed."""

    def begin(self, key: str, request: bytes) -> Mapping[str, Any] | None:
        """Take a key for a request; return the answer where this request was answered before.

        `key` must name the caller and the operation too.

        Raises:
            ConflictError: the key was used for another request, or the first one is still under way.
        """
        digest, asked = self._hash("key", key.encode()), self._hash("request", request)
        row = self._one(select(idempotency).where(self._mine(idempotency), idempotency.c.key_hash == digest))
        if row is None:
            fresh = {"key_hash": digest, "request_hash": asked, "response_sealed": None, "created_at": self._now()}
            self._insert(idempotency, [fresh])
            return None
        if row.request_hash != asked:
            raise ConflictError("this idempotency key was used for another request")
        if row.response_sealed is None:
            raise ConflictError("the first request with this idempotency key is still under way")
        answer = VaultRepository(self._transaction).unseal(WORKSPACE, f"answer/{digest}", row.response_sealed)
        return dict(json.loads(answer))

    def finish(self, key: str, response: Mapping[str, Any]) -> None:
        """Keep the answer to the request that took the key."""
        digest = self._hash("key", key.encode())
        data = json.dumps(dict(response), ensure_ascii=False).encode()
        sealed = VaultRepository(self._transaction).seal(WORKSPACE, f"answer/{digest}", data)
        mine = update(idempotency).where(self._mine(idempotency), idempotency.c.key_hash == digest)
        self._run(mine.values(response_sealed=sealed))

    def abandon(self, key: str) -> None:
        """Let go of a key whose request failed, so that it can be sent again."""
        digest = self._hash("key", key.encode())
        self._run(delete(idempotency).where(self._mine(idempotency), idempotency.c.key_hash == digest))

    def purge(self, before: datetime, *, unanswered: datetime | None = None) -> int:
        """Delete what is older than a time, and unanswered keys older than another one; return how many."""
        old = idempotency.c.created_at < before
        if unanswered is not None:
            old |= idempotency.c.response_sealed.is_(None) & (idempotency.c.created_at < unanswered)
        return self._run(delete(idempotency).where(self._mine(idempotency), old))

    def _hash(self, kind: str, data: bytes) -> str:
        return self._transaction.keyring.mac(f"idempotency/{kind}", hashlib.sha256(data).digest()).hex()
