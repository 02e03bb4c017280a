"""What files are about and what stands in them, seen from the topic, the category, the issue or the finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Select, String, cast, func, select

from assay.governance.domain import IssueState
from assay.governance.store.repositories.base import Repository, batches
from assay.governance.store.tables import asset, content, content_topic, finding, grade, issue

__all__ = ["SemanticRepository"]

_PAGE = 400
_WAITING = (IssueState.OPEN.value, IssueState.ASSIGNED.value)
Held = tuple[str, float]


class SemanticRepository(Repository):
    """Reads from concepts to contents, the surest first, page by page; whether they may be seen is asked later."""

    def about(self, topic: str) -> Iterator[Held]:
        """Yield contents with a topic and how sure that is."""
        return self._pages(
            select(content_topic.c.content_id, content_topic.c.score)
            .where(self._mine(content_topic), content_topic.c.topic == topic)
            .order_by(content_topic.c.score.desc(), content_topic.c.content_id)
        )

    def with_issue(self, type: str) -> Iterator[Held]:
        """Yield contents with an issue of a type that is not settled."""
        return self._pages(
            select(issue.c.content_id, func.max(1.0))
            .where(self._mine(issue), issue.c.type == type, issue.c.state.in_(_WAITING))
            .group_by(issue.c.content_id)
            .order_by(issue.c.content_id)
        )

    def holding(self, labels: Iterable[str]) -> Iterator[Held]:
        """Yield contents in which one of some labels was found, and the best score of it."""
        best = func.max(finding.c.score)
        return self._pages(
            select(finding.c.content_id, best)
            .where(self._mine(finding), finding.c.label.in_(sorted(labels)))
            .group_by(finding.c.content_id)
            .order_by(best.desc(), finding.c.content_id)
        )

    def telling(self, word: str) -> Iterator[str]:
        """Yield contents whose facts hold a word; the caller looks closer."""
        asked = select(content.c.id).where(self._mine(content), cast(content.c.facts, String).contains(word))
        for row in self._pages(asked.order_by(content.c.id)):
            yield row[0]

    def at_level(self, policy: str, code: str) -> Iterator[str]:
        """Yield assets, gone ones too, that have a level of a pack."""
        asked = select(grade.c.asset_id).where(self._mine(grade), grade.c.policy == policy, grade.c.code == code)
        for row in self._pages(asked.order_by(grade.c.asset_id)):
            yield row[0]

    def kept_in(self, source_id: str) -> Iterator[str]:
        """Yield assets, gone ones too, of a source."""
        asked = select(asset.c.id).where(self._mine(asset), asset.c.source_id == source_id)
        for row in self._pages(asked.order_by(asset.c.id)):
            yield row[0]

    def labels_in(self, content_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return which labels were found in each of some contents."""
        return self._sets(finding.c.content_id, finding.c.label, content_ids)

    def groups_in(self, content_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return of which groups the findings in each of some contents are."""
        return self._sets(finding.c.content_id, finding.c.group, content_ids)

    def issues_in(self, content_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Return which types of issues that are not settled each of some contents has."""
        return self._sets(issue.c.content_id, issue.c.type, content_ids, issue.c.state.in_(_WAITING))

    def _sets(self, key: Any, value: Any, content_ids: Iterable[str], *more: Any) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for batch in batches(set(content_ids)):
            asked = select(key, value).where(self._mine(key.table), key.in_(batch), *more).distinct()
            for content_id, word in self._all(asked):
                found.setdefault(content_id, set()).add(word)
        return {content_id: frozenset(words) for content_id, words in found.items()}

    def _pages(self, asked: Select[Any]) -> Iterator[Any]:
        offset = 0
        while rows := self._all(asked.limit(_PAGE).offset(offset)):
            yield from (tuple(row) for row in rows)
            offset += len(rows)
