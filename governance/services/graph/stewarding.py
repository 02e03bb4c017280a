"""Links as stewards see them: one with its evidence, those that wait, and what people say of them."""

from __future__ import annotations

from typing import Any

from assay.governance.domain import (
    LOCAL_ADMIN,
    Actor,
    ForbiddenError,
    LinkKind,
    LinkStatus,
    NotFoundError,
    Permission,
)
from assay.governance.services.graph.drawing import drawn_link
from assay.governance.services.seeing.paging import seen_page
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.store import LinkRecord, Store, Unit

__all__ = ["LinkService"]


class LinkService:
    """Lists links and notes what people say of them; that stays when files are read again."""

    def __init__(self, *, store: Store, visibility: Visibility) -> None:
        self._store = store
        self._visibility = visibility

    def page(
        self,
        *,
        kind: LinkKind | None = None,
        status: LinkStatus | None = None,
        cursor: str | None = None,
        limit: int = 50,
        actor: Actor = LOCAL_ADMIN,
    ) -> dict[str, Any]:
        """Return some links of which both ends may be seen, rejected ones too, in order of id."""
        with self._store.read() as db:
            return seen_page(
                lambda after: db.links.page(kind=kind, status=status, cursor=after, limit=limit + 1),
                lambda records: [it for record in records if (it := self._shown(db, record, actor)) is not None],
                cursor=cursor, limit=limit,
            )  # fmt: skip

    def show(self, link_id: str, *, actor: Actor = LOCAL_ADMIN) -> dict[str, Any]:
        """Return a link with its evidence.

        Raises:
            NotFoundError: there is none, or an end of it may not be seen.
        """
        with self._store.read() as db:
            return self._found(db, link_id, actor)

    def decide(self, link_id: str, status: LinkStatus, *, actor: Actor) -> dict[str, Any]:
        """Confirm or reject a link, or take that back (`proposed`).

        Raises:
            ForbiddenError: the role may not decide.
            NotFoundError: there is none, or an end of it may not be seen.
        """
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not decide on links")
        with self._store.write() as db:
            before = self._found(db, link_id, actor)
            db.links.decide(link_id, status, actor=actor.name)
            db.audit.append(actor, "link.decide", link_id, {"status": status.value, "was": before["status"]})
            return self._found(db, link_id, actor)

    def _found(self, db: Unit, link_id: str, actor: Actor) -> dict[str, Any]:
        record = db.links.get(link_id)
        shown = self._shown(db, record, actor) if record is not None else None
        if shown is None:
            raise NotFoundError("there is no such link")
        return shown

    def _shown(self, db: Unit, record: LinkRecord, actor: Actor) -> dict[str, Any] | None:
        ends = (record.link.left, record.link.right)
        owners = self._visibility.scope(db, actor).owners(db, ends)
        if any(end not in owners for end in ends):
            return None
        return drawn_link(record, {end: owners[end][0].id for end in ends})
