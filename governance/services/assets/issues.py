"""Quality issues: what is wrong with which asset, and how far people are with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assay.governance.domain import (
    LOCAL_ADMIN,
    Actor,
    ForbiddenError,
    IssueState,
    NotFoundError,
    Permission,
    UsageError,
)
from assay.governance.services.seeing.selecting import filters_of
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.services.tagging.tagresult import issue_dict
from assay.governance.store import AssetRecord, IssueRecord, Store

__all__ = ["IssueService"]


class IssueService:
    """Lists issues and takes note of what people do about them."""

    def __init__(
        self, *, store: Store, visibility: Visibility, leading: Callable[[], str], masked_words: Callable[[str], str]
    ) -> None:
        self._store = store
        self._visibility = visibility
        self._leading = leading
        self._masked_words = masked_words

    def page(
        self,
        *,
        dataset: str | None = None,
        type: str | None = None,
        dimension: str | None = None,
        severity: str | None = None,
        state: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
        actor: Actor = LOCAL_ADMIN,
    ) -> dict[str, Any]:
        """Return some quality issues, each with the asset that has it, and how many there are of each kind in all.

        Raises:
            NotFoundError: there is no such data set.
        """
        ceilings = self._visibility.ceilings(actor)
        with self._store.read() as db:
            within = None
            if dataset is not None:
                chosen = db.datasets.get(dataset).select
                within = db.listing.contents(filters_of(chosen, leading=self._leading(), ceilings=ceilings))
            page = db.issues.page(
                type=type, dimension=dimension, severity=severity, state=state, ceilings=ceilings, within=within,
                cursor=cursor, limit=limit,
            )  # fmt: skip
            owners = db.assets.of_contents({item.content_id for item in page.items})
            seen = self._visibility.seen(db, actor, {it for ids in owners.values() for it in ids})
            shown = {content: next(it for it in ids if it in seen) for content, ids in owners.items()}
            records = db.assets.many(shown.values())
            items = [_view(it, records[shown[it.content_id]]) for it in page.items]
            facets = {name: dict(counts) for name, counts in db.issues.facets(ceilings, within).items()}
            return {"items": items, "next": page.next, "facets": facets}

    def settle(
        self,
        issue_id: str,
        state: IssueState,
        *,
        assignee: str | None = None,
        note: str | None = None,
        etag: str | None = None,
        actor: Actor,
    ) -> dict[str, Any]:
        """Note that an issue is open, assigned to somebody, fixed or accepted; it stays so while its place stays.

        `note` says why; it is kept masked.

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: there is no such issue.
            UsageError: assigned without saying to whom.
            ConflictError: the etag is not the current one.
        """
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not settle issues")
        if state is IssueState.ASSIGNED and not assignee:
            raise UsageError("an issue is assigned to somebody")
        masked = self._masked_words(note) if note and note.strip() else None
        with self._store.write() as db:
            kept = assignee or (db.issues.get(issue_id).assignee if state is not IssueState.OPEN else None)
            record = db.issues.settle(issue_id, state, assignee=kept, changed_by=actor.name, note=masked, if_match=etag)
            ids = db.assets.of_contents((record.content_id,)).get(record.content_id)
            asset = db.assets.get(ids[0]) if ids else None
            if asset is None:
                raise NotFoundError("the asset of this issue is gone")
            db.audit.append(actor, "issue.settle", issue_id, {"state": state.value, "asset": asset.id})
            return _view(record, asset)


def _view(record: IssueRecord, asset: AssetRecord) -> dict[str, Any]:
    return {
        "id": record.id, "asset": asset.id, "name": asset.name, "path": asset.folder, "state": record.state.value,
        "assignee": record.assignee, "changed_by": record.changed_by, "note": record.note,
        "etag": record.etag, **issue_dict(record.issue),
    }  # fmt: skip
