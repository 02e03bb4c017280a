"""The stage cache: which stage was done on which content, by which plugin, with which options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, delete, or_, select

from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import content, stage

__all__ = ["StageRepository"]


class StageRepository(Repository):
    """One row a content and stage: what lies in the store now was made by that plugin with those options."""

    def done(self, content_id: str, name: str, plugin: str, options: str = "") -> bool:
        """Say whether the stored results of a stage are those of this plugin (with version) and these options."""
        return self._exists(
            stage,
            stage.c.content_id == content_id,
            stage.c.stage == name,
            stage.c.plugin == plugin,
            stage.c.options == options,
        )

    def record(self, content_id: str, name: str, plugin: str, options: str = "") -> None:
        """Note that a stage was done, in place of an earlier version's; in the transaction of its results."""
        row = {"content_id": content_id, "stage": name, "plugin": plugin, "options": options, "done_at": self._now()}
        self._upsert(stage, row)

    def record_many(self, content_ids: Iterable[str], name: str, plugin: str, options: str = "") -> None:
        """Note that a stage was done on some contents, as `record` does."""
        now = self._now()
        self._upsert_many(
            stage,
            [
                {"content_id": it, "stage": name, "plugin": plugin, "options": options, "done_at": now}
                for it in content_ids
            ],
        )

    def of(self, content_id: str) -> dict[str, tuple[str, str]]:
        """Return the stages done on a content: name to (plugin, options)."""
        rows = self._all(select(stage).where(self._mine(stage), stage.c.content_id == content_id))
        return {row.stage: (row.plugin, row.options) for row in rows}

    def clear(self, content_id: str, name: str | None = None) -> None:
        """Forget that a stage (or all) was done, so that it is done again."""
        mine = delete(stage).where(self._mine(stage), stage.c.content_id == content_id)
        self._run(mine if name is None else mine.where(stage.c.stage == name))

    def clear_many(self, content_ids: Iterable[str], name: str) -> None:
        """Forget that a stage was done on some contents."""
        for batch in batches(set(content_ids)):
            self._run(delete(stage).where(self._mine(stage), stage.c.stage == name, stage.c.content_id.in_(batch)))

    def stale(self, name: str, plugin: str, options: str = "") -> Sequence[str]:
        """Return the ids of contents on which this stage was not done by this plugin with these options."""
        same = and_(stage.c.workspace == content.c.workspace, stage.c.content_id == content.c.id, stage.c.stage == name)
        rows = self._all(
            select(content.c.id)
            .select_from(content.outerjoin(stage, same))
            .where(
                self._mine(content),
                or_(stage.c.plugin.is_(None), stage.c.plugin != plugin, stage.c.options != options),
            )
            .order_by(content.c.id)
        )
        return [row.id for row in rows]
