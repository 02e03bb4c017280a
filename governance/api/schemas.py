"""What callers may send: every field typed and bounded, and no other field."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assay.governance.domain import Dimension, IssueState, LinkStatus, Modality, Reason, Role, Status

__all__ = [
    "AcceptBody",
    "AnswerBody",
    "BulkBody",
    "CaseBody",
    "CaseChange",
    "DatasetBody",
    "DatasetChange",
    "DecisionBody",
    "ExamplesBody",
    "ExportBody",
    "GovernanceBody",
    "IngestBody",
    "IssueBody",
    "MaskBody",
    "MaskFields",
    "PlanBody",
    "PolicyBody",
    "RevealBody",
    "RulesBody",
    "SearchBody",
    "SearchFields",
    "Selection",
    "SourceBody",
    "SourceChange",
    "StopBody",
    "TagBody",
    "TagFileFields",
    "TermsBody",
]

Text = Annotated[str, Field(max_length=1_000_000)]
Pack = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.@-]+$")]
Uri = Annotated[str, Field(min_length=1, max_length=4096)]
Patterns = Annotated[list[Annotated[str, Field(min_length=1, max_length=500)]], Field(max_length=200)]
Word = Annotated[str, Field(max_length=500)]
Share = Annotated[float, Field(ge=0, le=1)]
Named = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:@/-]+$")]


class Body(BaseModel):
    """A body that holds what is named here and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class TagBody(Body):
    """One text, or up to 256 of them."""

    text: Text | None = None
    texts: Annotated[list[Text], Field(min_length=1, max_length=256)] | None = None
    policy: Pack | None = None
    taxonomy: Pack | None = None
    reveal: bool = False

    @model_validator(mode="after")
    def _one_of(self) -> TagBody:
        if (self.text is None) == (self.texts is None):
            raise ValueError("give text or texts")
        return self


class TagFileFields(Body):
    """The plain fields beside an uploaded file."""

    policy: Pack | None = None
    taxonomy: Pack | None = None
    reveal: bool = False


class MaskFields(Body):
    """Whom a de-identified copy is for, and whether one will do in which names were not looked for everywhere."""

    role: Role | None = None
    accept_unchecked: bool = False


class MaskBody(MaskFields):
    """A text to be masked."""

    text: Text


class IngestBody(Body):
    """A place to scan: a path that the server can read."""

    uri: Uri


class Selection(Body):
    """Which assets are meant, as `GET /v1/assets` narrows them; what is absent is not asked about."""

    modality: Modality | None = None
    topic: Named | None = None
    status: Status | None = None
    level: Named | None = None
    reason: Reason | None = None
    language: Named | None = None
    source: Named | None = None
    owner: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    issue: Named | None = None
    age: Literal["week", "month", "year", "older"] | None = None
    needs_review: bool | None = None

    def chosen(self) -> dict[str, Any]:
        """Return what was said, as plain values."""
        return self.model_dump(mode="json", exclude_none=True)


class ExportBody(Body):
    """What is written as what: a selection, or the assets of a data set."""

    format: Literal["csv", "xlsx", "jsonl"]
    select: Selection = Selection()
    dataset: Named | None = None

    @model_validator(mode="after")
    def _one_of(self) -> ExportBody:
        if self.dataset is not None and self.select.chosen():
            raise ValueError("give select or dataset")
        return self


class ContractBody(Body):
    """What a data set promises; what is absent is not asked for."""

    least_assets: Annotated[int, Field(ge=0, le=1_000_000_000)] = 1
    score: Share | None = None
    coverage: Share | None = None
    dimensions: dict[Dimension, Share] = {}
    max_level: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,100}:[A-Za-z0-9_.-]{1,100}$")] | None = None
    no_issues: Annotated[list[Named], Field(max_length=200)] = []
    require: Annotated[list[Named], Field(max_length=50)] = []
    reviewed: bool = False
    read_whole: bool = False


class DatasetBody(Body):
    """A named selection of assets and what it promises."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    description: Annotated[str, Field(max_length=2_000)] = ""
    select: Selection = Selection()
    contract: ContractBody = ContractBody()


class DatasetChange(Body):
    """What is to change of a data set; what is absent stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    description: Annotated[str, Field(max_length=2_000)] | None = None
    select: Selection | None = None
    contract: ContractBody | None = None


class SourceBody(Body):
    """A place that is to be a source, and what of it counts: patterns as in a `.gitignore`."""

    uri: Uri
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    include: Patterns = []
    exclude: Patterns = []


class SourceChange(Body):
    """What is to change of a source; what is absent stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    include: Patterns | None = None
    exclude: Patterns | None = None


class PlanBody(Body):
    """A place, or the id of a source, and patterns to try; `seconds` is how long a sample may be read."""

    uri: Uri | None = None
    source: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    include: Patterns | None = None
    exclude: Patterns | None = None
    seconds: Annotated[float, Field(ge=0, le=60)] = 10.0

    @model_validator(mode="after")
    def _one_of(self) -> PlanBody:
        if (self.uri is None) == (self.source is None):
            raise ValueError("give uri or source")
        return self


class RevealBody(Body):
    """What is to be seen in clear (a finding, a page, or seconds of sound), and why."""

    finding: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    page: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    start: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    reason: Annotated[str, Field(min_length=3, max_length=500)]

    @model_validator(mode="after")
    def _one_of(self) -> RevealBody:
        if sum(item is not None for item in (self.finding, self.page, self.start)) != 1:
            raise ValueError("give one of finding, page and start")
        return self


class IssueBody(Body):
    """How far people are with an issue, who sees to it, and a note."""

    state: IssueState
    assignee: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    note: Annotated[str, Field(max_length=1_000)] | None = None


NameId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9]+$")]


class LinkBody(Body):
    """What a person says of a link; `proposed` takes it back."""

    status: LinkStatus


class NameBody(Body):
    """A name to look an entity up by."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class MergeBody(Body):
    """Another entity that is the same thing."""

    other: NameId
    reason: Annotated[str, Field(max_length=500)] = ""


class SplitBody(Body):
    """Names of an entity that are of another thing."""

    names: Annotated[
        list[Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9]+$")]], Field(min_length=1, max_length=500)
    ]
    reason: Annotated[str, Field(max_length=500)] = ""


class GovernanceBody(Body):
    """Fields that people set on an asset; what is absent stays as it is, null takes it away."""

    owner: Word | None = None
    department: Word | None = None
    system: Word | None = None
    domain: Word | None = None
    purpose: Word | None = None
    legal_basis: Word | None = None
    retention_until: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    recipients: Annotated[list[Word], Field(max_length=100)] | None = None


class RuleBody(GovernanceBody):
    """What holds for assets of a source (its name) at a path (a `.gitignore` pattern); `retention` is an ISO period."""

    source: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    path: Annotated[str, Field(min_length=1, max_length=500)] = "**"
    retention: Annotated[str, Field(pattern=r"^P(\d{1,3}Y)?(\d{1,4}M)?(\d{1,5}D)?$", min_length=3)] | None = None


class RulesBody(Body):
    """All rules, in their order."""

    rules: Annotated[list[RuleBody], Field(max_length=5_000)]


Level = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,100}:[A-Za-z0-9_.-]{1,100}$")]
Narrow = Annotated[str, Field(min_length=1, max_length=100)]


class Narrowed(Body):
    """What narrows a question down; `as_user` is somebody whose rights hold instead of the caller's own."""

    modality: Modality | None = None
    topic: Narrow | None = None
    max_level: Level | None = None
    source: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    owner: Word | None = None
    age: Literal["week", "month", "year", "older"] | None = None
    issue: Narrow | None = None
    as_user: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    def narrowed(self) -> dict[str, str | None]:
        """Return what the services take."""
        return {name: getattr(self, name) for name in Narrowed.model_fields}


class AnswerBody(Narrowed):
    """A question, how many passages may be cited, and about how many tokens they may have together."""

    question: Annotated[str, Field(min_length=1, max_length=10_000)]
    passages: Annotated[int, Field(ge=1, le=20)] = 6
    budget: Annotated[int, Field(ge=50, le=32_000)] = 1_500


class SearchFields(Narrowed):
    """The plain fields beside a file that is held up."""

    linked: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class SearchBody(Narrowed):
    """Words, an asset to find others like it, a value to find where it is mentioned, or an entity's id."""

    text: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    like: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    value: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None
    entity: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    linked: bool = False
    limit: Annotated[int, Field(ge=1, le=100)] = 10

    @model_validator(mode="after")
    def _one_of(self) -> SearchBody:
        if sum(item is not None for item in (self.text, self.like, self.value, self.entity)) != 1:
            raise ValueError("give one of text, like, value and entity")
        return self


class DecisionBody(Body):
    """What a steward decides about a proposal."""

    action: Literal["accept", "change", "reject", "skip"]
    code: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    reason: Annotated[str, Field(max_length=2_000)] = ""

    @model_validator(mode="after")
    def _code_goes_with_change(self) -> DecisionBody:
        if (self.action == "change") != (self.code is not None):
            raise ValueError("a code goes with change, and with nothing else")
        return self


class BulkBody(Body):
    """What a steward decides about a whole group; `expect` is how many tasks the preview showed."""

    group: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9]+$")]
    action: Literal["accept", "change", "reject"]
    code: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    reason: Annotated[str, Field(max_length=2_000)] = ""
    expect: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    @model_validator(mode="after")
    def _code_goes_with_change(self) -> BulkBody:
        if (self.action == "change") != (self.code is not None):
            raise ValueError("a code goes with change, and with nothing else")
        return self


class Example(Body):
    """A text and the topic that it is about."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    topic: Annotated[str, Field(min_length=1, max_length=64)]


class ExamplesBody(Body):
    """Examples that teach a topic set."""

    examples: Annotated[list[Example], Field(min_length=1, max_length=5_000)]


class PolicyBody(Body):
    """A policy pack, or a topic set, as YAML text."""

    text: Annotated[str, Field(min_length=1, max_length=1_000_000)]


class TermBody(Body):
    """A term: `also` are other names of it, `means` is `label:…`, `group:…`, `topic:…` or `category:…`."""

    id: Annotated[str, Field(min_length=1, max_length=100)]
    zh: Annotated[str, Field(min_length=1, max_length=200)]
    en: Annotated[str, Field(min_length=1, max_length=200)]
    also: Annotated[tuple[Word, ...], Field(max_length=50)] = ()
    definition: Annotated[str, Field(max_length=4_000)] = ""
    owner: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    means: Annotated[tuple[Word, ...], Field(max_length=50)] = ()


class TermsBody(Body):
    """Terms, or the text of a CSV with the columns id, zh, en, definition, owner, also, means."""

    terms: Annotated[list[TermBody], Field(min_length=1, max_length=20_000)] | None = None
    csv: Annotated[str, Field(min_length=1, max_length=5_000_000)] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> TermsBody:
        if (self.terms is None) == (self.csv is None):
            raise ValueError("give terms or csv")
        return self


CaseLevel = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,200}$")]
AssetId = Annotated[str, Field(min_length=1, max_length=64)]


class CaseBody(Body):
    """A community with the arguments that it was found by, or assets; `level` is `PACK:CODE`, the files' without."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    community: Annotated[str, Field(pattern=r"^c[0-9a-f]{24}$")] | None = None
    assets: Annotated[list[AssetId], Field(max_length=5_000)] = []
    steward: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    level: CaseLevel | None = None
    kinds: Annotated[list[Annotated[str, Field(pattern=r"^[a-z-]{1,32}$")]], Field(max_length=20)] | None = None
    min_score: Annotated[float, Field(ge=0, le=1)] = 0.0
    resolution: Annotated[float, Field(gt=0, le=10)] = 1.0


class CaseChange(Body):
    """What is to change of a case; what is absent stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    steward: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    level: CaseLevel | None = None


class AcceptBody(Body):
    """Why a proposed level is right; without a reason the proposal's own holds."""

    reason: Annotated[str, Field(max_length=2_000)] = ""


class StopBody(Body):
    """Why no level spreads along an edge; null lets it spread again."""

    reason: Literal["masked-copy", "aggregate"] | None
