"""Forgetting: an asset, what is inside it, and every content that nothing else holds, with their keys."""

from __future__ import annotations

from typing import Any

from assay.governance.domain import Actor, ForbiddenError, NotFoundError, Permission
from assay.governance.services.grading.grading import Grading
from assay.governance.services.indexing.publishing import Publishing
from assay.governance.store import Store

__all__ = ["ForgettingService"]


class ForgettingService:
    """Destroys what is known of assets. The file itself is not touched; a scan that meets it again reads it anew."""

    def __init__(self, *, store: Store, grading: Grading, publishing: Publishing) -> None:
        self._store = store
        self._grading = grading
        self._publishing = publishing

    def forget(self, asset_id: str, *, actor: Actor) -> dict[str, Any]:
        """Forget an asset; return how many contents went with it, and whether nothing of them is left on disk.

        Raises:
            ForbiddenError: the role may not forget.
            NotFoundError: there is no such asset.
        """
        if not actor.may(Permission.ADMINISTER):
            raise ForbiddenError("the role may not forget")
        with self._store.write() as db:
            asset = db.assets.get(asset_id)
            if asset is None:
                raise NotFoundError("there is no such asset")
            contents = db.assets.forget(asset_id)
            for content_id in contents:
                db.outbox.add("index", content_id, {})
            if asset.parent is not None:
                self._grading.regrade(db, asset.parent)
            db.audit.append(actor, "asset.forget", asset_id, {"contents": len(contents)})
        self._publishing.drain()
        return {"id": asset_id, "contents": len(contents), "scrubbed": bool(self._store.scrub())}
