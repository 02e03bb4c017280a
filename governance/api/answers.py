"""What callers get, as OpenAPI documents it. Answers are written by the services; tests hold them to these models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "Accepted",
    "Answered",
    "AssetPage",
    "Case",
    "CaseFiles",
    "Communities",
    "Concepts",
    "Content",
    "DatasetState",
    "Decided",
    "DecidedGroup",
    "Explained",
    "Exposed",
    "Forgotten",
    "Gated",
    "Governed",
    "Health",
    "Issue",
    "JobState",
    "MaskedCopy",
    "Me",
    "Neighbourhood",
    "Page",
    "Plan",
    "Problem",
    "Proposals",
    "Revealed",
    "ReviewTask",
    "Rows",
    "Rule",
    "RulesApplied",
    "Scorecard",
    "Scored",
    "SearchAnswer",
    "SourceState",
    "Stopped",
    "TagResult",
    "Term",
    "TermsSet",
]


class Answer(BaseModel):
    """An answer may grow: callers ignore what they do not know."""

    model_config = ConfigDict(extra="allow")


class Says(Answer):
    """The same words in English and in Chinese."""

    en: str
    zh: str


class Problem(Answer):
    """An error, RFC 9457: a stable type, never anything of what was sent."""

    type: str
    title: str
    status: int
    says: Says
    errors: list[dict[str, Any]] = Field(default_factory=list)


class Level(Answer):
    """A grade under one pack."""

    policy: str
    code: str
    rank: int
    state: str
    label: Says
    needs_review: bool


class TagResult(Answer):
    """What was found in one text or file; `schema` is `assay.tag/1`."""

    schema_: str = Field(alias="schema")
    asset: dict[str, Any]
    status: Literal["complete", "partial", "skipped", "failed"]
    reason: str | None
    coverage: float
    checked: dict[str, str]
    sensitivity: Level
    grades: list[Level]
    topics: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    issues: list[dict[str, Any]]
    facts: dict[str, Any]
    segments: int
    governance: dict[str, Any]
    produced_by: dict[str, Any]
    etag: str | None = None


class MaskedCopy(Answer):
    """A copy without a value in clear: how many of which label were masked, and how it was checked."""

    text: str
    name: str | None = None
    masked: int
    labels: dict[str, int]
    coverage: float
    check: dict[str, Any]


class Accepted(Answer):
    """A job that was begun; `Location` says where it is followed."""

    id: str


class JobState(Answer):
    """How far a job is."""

    id: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    counts: dict[str, int]
    total: int | None = None
    stage: str | None = None
    source: str | None = None
    report: dict[str, Any] | None = None


class Forgotten(Answer):
    """What went with an asset; `scrubbed` says that nothing of it is left in the database's files."""

    id: str
    contents: int
    scrubbed: bool


class Governed(Answer):
    """The governance fields of an asset, as they are now."""

    id: str
    governance: dict[str, Any]
    etag: str


class Page(Answer):
    """Items, and the cursor of the next page."""

    items: list[dict[str, Any]]
    next: str | None = None


class AssetPage(Page):
    """Assets with the counts of each facet."""

    facets: dict[str, dict[str, int]]


class Issue(Answer):
    """Something that is wrong with an asset, and how far people are with it."""

    id: str
    asset: str
    type: str
    dimension: str
    severity: str
    state: Literal["open", "assigned", "fixed", "accepted"]
    assignee: str | None = None
    note: str | None = None
    says: Says
    etag: str


class SourceState(Answer):
    """A source: where it is (masked), what is known of it, and the job that works on it."""

    id: str
    name: str
    kind: str
    root: str
    assets: int
    by_status: dict[str, int]
    by_reason: dict[str, int]
    configured: bool
    job: str | None = None
    include: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)
    etag: str


class Plan(Answer):
    """What a scan would take, reckoned from the `sampled` files; None where none could be read."""

    files: int
    to_read: int
    unchanged: int
    bytes: int
    left_out: dict[str, int]
    sampled: int
    hours: float | None
    disk_bytes: int | None
    pages_to_ocr: int | None
    workers: int
    kinds: list[dict[str, Any]]


class Content(Answer):
    """The masked text of an asset; `spans` of a segment say what stood where, in code points of the masked text."""

    segments: list[dict[str, Any]]
    next: str | None = None


class Rows(Answer):
    """Rows of a sheet, masked; `marks` name cells by row and column (from 0) and say what stands there."""

    sheets: list[str]
    sheet: int
    columns: list[str]
    rows: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    total: int
    next: str | None = None


class Me(Answer):
    """Who asks, under which role, and what that role may do."""

    name: str
    role: str
    may: list[str]


class Revealed(Answer):
    """A value in clear, or bytes in base64 with their media type."""

    value: str | None = None
    media_type: str | None = None
    data: str | None = None


class DatasetState(Answer):
    """A data set: what is selected, what is promised, and how many assets fit."""

    id: str
    name: str
    description: str
    select: dict[str, Any]
    contract: dict[str, Any]
    assets: int
    etag: str


class Scorecard(Answer):
    """A scorecard: values are None where nothing could be assessed, never a hundred per cent."""

    assets: int
    value: float | None
    coverage: float
    by_level: dict[str, int]
    dimensions: list[dict[str, Any]]


class Scored(Scorecard):
    """The scorecard of a data set."""

    dataset: str


class Gated(Answer):
    """Whether a contract is kept, promise by promise."""

    dataset: str
    assets: int
    ok: bool
    checks: list[dict[str, Any]]


class Rule(Answer):
    """A rule: for which source and path, and the fields that it sets beside them."""

    source: str | None = None
    path: str
    retention: str | None = None


class RulesApplied(Answer):
    """What rules change: `changes` by asset (the first of them), counts by field, and what stays as set by hand."""

    rules: list[dict[str, Any]]
    assets: int
    fields: dict[str, int]
    kept_by_hand: int
    changes: list[dict[str, Any]]
    truncated: bool


class Neighbourhood(Answer):
    """Assets and the links between them, each with its evidence at both ends."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


class Cited(Answer):
    """A passage that is cited: where it stands, masked, how many tokens it has, and its file's level."""

    passage: int
    asset: str
    name: str
    locator: dict[str, Any]
    text: str
    tokens: int
    score: float
    why: list[str]
    sensitivity: dict[str, Any] | None
    highlight: list[int] | None
    speaks_to_machines: bool


class Answered(Answer):
    """Cited passages and the sentence that answers best, or why there are none; `context` quotes them for a prompt."""

    status: Literal["answered", "abstained"]
    reason: Literal["nothing-found", "nothing-near", "budget"] | None
    says: Says | None
    answer: dict[str, Any] | None
    passages: list[Cited]
    tokens: int
    context: str


class Entity(Answer):
    """A thing of the world: how it is named, people masked, and where; why names are one, and what people decided."""

    id: str
    kind: str
    name: str
    names: list[str]
    assets: int
    members: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    matches: list[dict[str, Any]]
    history: list[dict[str, Any]]


class Explained(Answer):
    """How two assets hang together: `steps` in order, each an edge with a sentence; None where no way was found."""

    nodes: list[dict[str, Any]]
    steps: list[dict[str, Any]] | None
    says: Says
    truncated: bool


class Concepts(Answer):
    """Nodes of the graph that are no assets."""

    items: list[dict[str, Any]]


class Communities(Answer):
    """Groups of files that hold together, each with some of its files, what joins them and its highest level."""

    items: list[dict[str, Any]]
    n: int
    truncated: bool


class Exposed(Answer):
    """Who can reach what, each with the way and a sentence; `unknown` places tell no permissions."""

    items: list[dict[str, Any]]
    n: int
    truncated: bool


class Proposals(Answer):
    """Levels that are proposed, each with the way that it took and a sentence; `stopped` edges passed none."""

    items: list[dict[str, Any]]
    n: int
    stopped: list[dict[str, Any]]


class Stopped(Answer):
    """An edge, and why nothing spreads along it; None where it does."""

    edge: str
    reason: str | None


class Case(Answer):
    """A case: its name, who sees to it, its level, and how many of its files the caller may see."""

    id: str
    name: str
    steward: str
    n: int
    level: dict[str, Any]
    confirmed_by: str
    etag: str


class CaseFiles(Case):
    """A case with its files."""

    assets: list[dict[str, Any]]


class Term(Answer):
    """A term of the business."""

    id: str
    label: Says
    also: list[str]
    definition: str
    owner: str | None
    means: list[str]


class TermsSet(Answer):
    """How many terms came new, how many changed, and how many there are now."""

    new: int
    changed: int
    terms: int


class SearchAnswer(Answer):
    """Hits, best first, with masked snippets; `also` are other names of what was asked for, looked for as well."""

    hits: list[dict[str, Any]]
    facets: dict[str, Any]
    also: list[str]


class ReviewTask(Answer):
    """An open question: the proposal, why it is asked, and its evidence, masked."""

    id: str
    asset: str
    policy: str
    proposal: dict[str, Any]
    current: dict[str, Any] | None = None
    findings: list[dict[str, Any]]
    choices: list[dict[str, Any]]
    etag: str


class Decided(Answer):
    """What was decided, the grade that follows, and the next open question."""

    decision: str
    grade: dict[str, Any]
    next: dict[str, Any] | None = None


class DecidedGroup(Answer):
    """The one id that undoes all, how many were decided, and how many of the group are left."""

    decision: str
    n: int
    left: int


class Health(Answer):
    """Whether the service works."""

    status: str
