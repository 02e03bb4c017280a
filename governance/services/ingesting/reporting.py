"""What a run did, as people read it: how every file ended, and which were not read whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from assay.governance.domain import REASONS, Reason, Status, Words
from assay.governance.services.ingesting.scoping import Scope
from assay.governance.store import AssetRecord, Unit

__all__ = ["RunReport", "UnreadFile", "ends"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadFile:
    """A file that did not end complete; its name is masked."""

    id: str
    name: str
    status: Status
    reason: Reason
    says: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did. `files` counts what was found, members of archives left out; `state` is done or cancelled.

    `stages_run` counts the stages that were executed by name, `stages_cached` those that were found done.
    """

    run_id: str
    state: str
    files: int
    unchanged: int
    gone: int
    by_status: Mapping[str, int]
    stages_run: Mapping[str, int]
    stages_cached: int
    seconds: float
    unread: tuple[UnreadFile, ...]
    links: int
    tasks: int


def ends(db: Unit, scopes: Sequence[Scope]) -> tuple[dict[str, int], tuple[UnreadFile, ...]]:
    """Return how every asset in the scopes ended, members of archives among them, and those not complete by path."""
    by_status: Counter[str] = Counter()
    unread: dict[str, UnreadFile] = {}
    paths: dict[str, str] = {}
    for scope in scopes:
        for record in db.assets.known(scope.source.id).values():
            if record.tombstone is not None or not scope.covers(db.assets.uri(record.id)):
                continue
            for member in _with_children(db, record):
                content = db.contents.get(member.content_id) if member.content_id else None
                status = content.status if content else member.status or Status.FAILED
                reason = content.reason if content else member.reason
                by_status[status.value] += 1
                if reason is not None:
                    paths[member.id] = unquote(db.assets.uri(member.id))
                    unread[member.id] = UnreadFile(
                        id=member.id, name=member.name, status=status, reason=reason, says=REASONS[reason]
                    )
    return dict(by_status), tuple(unread[it] for it in sorted(unread, key=paths.__getitem__))


def _with_children(db: Unit, record: AssetRecord) -> Iterator[AssetRecord]:
    """Yield an asset and the members of it, an archive or a mail; a database's tables are places of their own."""
    yield record
    for child in db.assets.children(record.id):
        if child.tombstone is None and child.member is not None:
            yield from _with_children(db, child)
