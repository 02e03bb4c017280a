"""What the store gives back, where no noun of the domain fits. Every text in it is masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from assay.governance.domain import (
    Action,
    Content,
    Finding,
    Grade,
    Issue,
    IssueState,
    Link,
    Locator,
    Named,
    Problem,
    Reason,
    ReviewTask,
    Status,
    Stretch,
    TopicScore,
    place_of,
)

__all__ = [
    "ApiKeyRecord", "AppliedPolicy", "AssetFilters", "AssetRecord", "AssetSummary", "AuditRecord", "ChunkLike",
    "ChunkRecord", "ContentRecord", "EntityDecision", "FileState", "FindingPlace", "GrantRecord",
    "IssueRecord", "JobRecord", "LinkRecord", "Mention", "OutboxRecord", "Page", "ReviewCounts", "ReviewRecord",
    "RunRecord", "Seat", "WorkItem",
]  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items, and the cursor of the next page; None at the end."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRecord:
    """A content and what is known of its reading; `title` is masked."""

    content: Content
    status: Status
    reason: Reason | None = None
    coverage: float = 1.0
    language: str | None = None
    title: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, str] = field(default_factory=dict)
    segments: int = 0
    problems: tuple[Problem, ...] = ()
    producers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """What the file system says of a file; all zero where there is none (a member of an archive)."""

    size: int = 0
    mtime_ns: int = 0
    inode: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRecord:
    """An asset as it stands. `name`, `folder` and `member` are masked; `etag` changes with the governance fields.

    `status` and `reason` are set where there is no content to have them: a file that could not be opened.
    """

    id: str
    source_id: str
    path_hash: str | None
    name: str
    folder: str
    state: FileState
    parent: str | None = None
    member: str | None = None
    version_id: str | None = None
    content_id: str | None = None
    status: Status | None = None
    reason: Reason | None = None
    governance: Mapping[str, Any] = field(default_factory=dict)
    etag: str = "0"
    tombstone: datetime | None = None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFilters:
    """Which assets are asked for; None means any.

    `level` is (policy, code). `age` is that of the last change: `week`, `month`, `year`, `older`. `issue` is a type
    of issue that is not settled. `text` is looked for in masked names and folders. Tombstones are left out unless
    asked for. `ceilings` are pairs of a pack and the highest rank in it; what a pack does not grade is left out.
    """

    modality: str | None = None
    topic: str | None = None
    status: str | None = None
    reason: str | None = None
    language: str | None = None
    level: tuple[str, str] | None = None
    needs_review: bool | None = None
    source: str | None = None
    owner: str | None = None
    issue: str | None = None
    age: str | None = None
    text: str | None = None
    gone: bool = False
    ceilings: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetSummary:
    """One line of a list of assets: the asset, its content's reading, its leading grade and counts."""

    asset: AssetRecord
    content: ContentRecord | None
    status: Status
    reason: Reason | None
    grade: Grade | None
    topics: tuple[TopicScore, ...]
    findings: int
    issues: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An asset that has a content now, with what search narrows and counts by; `changed` is in seconds since 1970."""

    asset: str
    source: str
    owner: str | None
    changed: int
    modality: str
    code: str | None
    rank: int | None
    age: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPlace:
    """A finding and the content or the asset (its name or path) that holds it."""

    finding: Finding
    content_id: str | None = None
    asset_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """Somebody's right to an asset; the principal is masked, or in clear where that was asked for."""

    principal: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRecord:
    """An issue with its id, its content, and how far people are with it; `etag` changes with what they say."""

    id: str
    content_id: str
    issue: Issue
    state: IssueState
    assignee: str | None = None
    changed_by: str | None = None
    note: str | None = None
    etag: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """A link with its id; `left` and `right` of the noun are content ids."""

    id: str
    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """A review task with its etag, when it last changed, and the decision that settled it."""

    task: ReviewTask
    etag: str
    updated_at: datetime
    decision_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCounts:
    """How many tasks are in each state, and how people decided (undone decisions left out)."""

    open: int
    decided: int
    obsolete: int
    by_action: Mapping[Action, int]


class ChunkLike(Protocol):
    """A piece of masked text: its number, the segment it begins in, that segment's place, and all its segments."""

    @property
    def ordinal(self) -> int: ...  # noqa: D102
    @property
    def segment(self) -> int: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def locator(self) -> Locator: ...  # noqa: D102
    @property
    def stretches(self) -> tuple[Stretch, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkRecord:
    """A stored chunk."""

    content_id: str
    ordinal: int
    segment: int
    text: str
    locator: Locator
    stretches: tuple[Stretch, ...] = ()

    def place(self, offset: int) -> Locator:
        """Return the place of the segment in which an offset of the text lies."""
        return place_of(self.stretches, offset) or replace(self.locator, segment=self.segment)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRecord:
    """Something that a projection must still do: a topic, what it is about, and ids and counts."""

    id: str
    topic: str
    key: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """A piece of work under a lease; the payload was sealed while it stood in the database."""

    id: str
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempts: int
    run_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """A run: who, when, with which versions, and what came of it. `state`: running, done, failed, cancelled."""

    id: str
    kind: str
    actor: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    seconds: float | None
    versions: Mapping[str, Any]
    counts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """A job of the API. `state`: queued, running, done, failed, cancelled; `request` was sealed."""

    id: str
    kind: str
    actor: str
    state: str
    total: int
    counts: Mapping[str, Any]
    request: Mapping[str, Any]
    report: Mapping[str, Any] | None
    cancel: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One event of the audit trail."""

    position: int
    at: datetime
    actor: str
    action: str
    target: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRecord:
    """An API key without the key."""

    name: str
    role: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedPolicy:
    """A pack as it was applied."""

    name: str
    version: str
    sha256: str
    document: str
    actor: str
    applied_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name as a content bears it: where it stands first, and how it is shown, masked where its kind is."""

    content_id: str
    name: Named
    label: str
    shown: str
    locator: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityDecision:
    """What a person said: `merge`, the names on the left are of one thing with those on the right; `split`, none is."""

    id: str
    action: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    reason: str
    actor: str
    at: datetime
    undone_by: str | None = None
    undone_at: datetime | None = None
