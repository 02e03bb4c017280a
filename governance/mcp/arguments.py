"""What agents may send: every field typed, bounded and described, and no other field."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assay.governance.api.bodies import Age, Body, Level, Named, Narrow, Pack, Word, one_of
from assay.governance.domain import Dimension, EntityKind, IssueState, LinkKind, Modality, Reason, Severity, Status

__all__ = [
    "AnswerArguments",
    "Arguments",
    "AssetArguments",
    "AssetsArguments",
    "ConceptsArguments",
    "EntitiesArguments",
    "EntityArguments",
    "ExposureArguments",
    "FindingsArguments",
    "IssuesArguments",
    "LinksArguments",
    "PathArguments",
    "PolicyArguments",
    "SearchArguments",
    "TagArguments",
    "TextArguments",
]

Tongue = Literal["en", "zh"]
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9]+$")]
Asset = Annotated[Id, Field(description="Id of an asset, as other tools give it.")]
Node = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.:@+-]+$")]
Cursor = Annotated[
    str | None, Field(min_length=1, max_length=512, pattern=r"^[A-Za-z0-9_.:=|-]+$", description="`next` of a page.")
]
Kinds = Annotated[list[LinkKind] | None, Field(max_length=20, description="Links of these kinds alone.")]
Score = Annotated[float, Field(ge=0, le=1, description="Links as sure as this alone.")]
ConceptKind = Literal["policy", "level", "topic", "issue", "term", "source", "dataset", "case"]


class Arguments(Body):
    """What every tool takes."""

    language: Annotated[Tongue | None, Field(description="Language of labels and reasons.")] = None


class Narrowing(Arguments):
    """What narrows a question down."""

    modality: Modality | None = None
    topic: Annotated[Narrow | None, Field(description="Id of a topic.")] = None
    max_level: Annotated[Level | None, Field(description="PACK:CODE; nothing above it is looked at.")] = None
    source: Annotated[Id | None, Field(description="Id of a source.")] = None
    owner: Word | None = None
    age: Annotated[Age | None, Field(description="How long ago the file was changed.")] = None
    issue: Annotated[Narrow | None, Field(description="Type of a quality issue.")] = None

    def narrowed(self) -> dict[str, str | None]:
        """Return what the services take."""
        return {name: getattr(self, name) for name in Narrowing.model_fields if name != "language"}


class SearchArguments(Narrowing):
    """Exactly one of text, like, value and entity."""

    text: Annotated[
        str | None, Field(min_length=1, max_length=10_000, description="Words or a question, in any language.")
    ] = None
    like: Annotated[Id | None, Field(description="Id of an asset to find others like it.")] = None
    value: Annotated[
        str | None,
        Field(
            min_length=1, max_length=1_000,
            description="An identifier or a person's name: which assets mention it? Not kept, not repeated; audited.",
        ),
    ] = None  # fmt: skip
    entity: Annotated[Id | None, Field(description="Id of an entity: which assets name it?")] = None
    linked: Annotated[bool, Field(description="Also give what is linked to the hits.")] = False
    limit: Annotated[int, Field(ge=1, le=50)] = 10
    cursor: Cursor = None

    _one_of = one_of("text", "like", "value", "entity")


class AnswerArguments(Narrowing):
    """A question, and how much may be cited."""

    question: Annotated[str, Field(min_length=1, max_length=10_000)]
    passages: Annotated[int, Field(ge=1, le=20, description="Most passages.")] = 5
    budget: Annotated[int, Field(ge=50, le=16_000, description="About how many tokens all passages may have.")] = 1_500


class AssetsArguments(Arguments):
    """Which assets are meant; what is absent is not asked about."""

    modality: Modality | None = None
    topic: Annotated[Named | None, Field(description="Id of a topic.")] = None
    level: Annotated[Named | None, Field(description="PACK:CODE, exactly this level.")] = None
    status: Status | None = None
    reason: Annotated[Reason | None, Field(description="Why a file was not read whole.")] = None
    source: Annotated[Named | None, Field(description="Id of a source.")] = None
    owner: Annotated[str | None, Field(min_length=1, max_length=500)] = None
    issue: Annotated[Named | None, Field(description="Type of a quality issue.")] = None
    age: Age | None = None
    needs_review: Annotated[bool | None, Field(description="Whether a person is asked about the level.")] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Cursor = None


class AssetArguments(Arguments):
    """One asset."""

    asset: Asset


class TextArguments(Arguments):
    """The masked text of one asset."""

    asset: Asset
    limit: Annotated[int, Field(ge=1, le=200, description="Most segments.")] = 40
    cursor: Cursor = None


class FindingsArguments(Arguments):
    """What was found in one asset."""

    asset: Asset
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    cursor: Cursor = None


class LinksArguments(Arguments):
    """A place in the graph, and how far to look around it."""

    node: Annotated[Node, Field(description="Id of an asset, or of a concept such as topic:finance or entity:ID.")]
    depth: Annotated[int, Field(ge=1, le=3, description="Hops.")] = 1
    kinds: Kinds = None
    min_score: Score = 0.0
    concepts: Annotated[bool, Field(description="Also give topics, levels, issues, entities and the like.")] = False
    limit: Annotated[int, Field(ge=1, le=100, description="Most nodes, the nearest and surest.")] = 15


class PathArguments(Arguments):
    """Two assets."""

    start: Asset
    end: Asset
    kinds: Kinds = None
    min_score: Score = 0.0
    longest: Annotated[int, Field(ge=1, le=8, description="Most links on the way.")] = 6


class ExposureArguments(Arguments):
    """One asset, and how many ways to tell."""

    asset: Asset
    limit: Annotated[int, Field(ge=1, le=100)] = 25


class EntitiesArguments(Arguments):
    """A name, or an asset that names entities: one of them."""

    name: Annotated[
        str | None, Field(min_length=1, max_length=500, description="However it is written; goes by its hash.")
    ] = None
    asset: Annotated[Id | None, Field(description="Id of an asset: what does it name?")] = None
    kind: EntityKind | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25

    _one_of = one_of("name", "asset")


class EntityArguments(Arguments):
    """One entity."""

    entity: Annotated[Id, Field(description="Id of an entity, as find_entities gives it.")]
    limit: Annotated[int, Field(ge=1, le=100, description="Most mentions.")] = 20


class IssuesArguments(Arguments):
    """Which quality issues are meant."""

    type: Named | None = None
    dimension: Dimension | None = None
    severity: Severity | None = None
    state: IssueState | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Cursor = None


class ConceptsArguments(Arguments):
    """A kind of concepts."""

    kind: ConceptKind


class PolicyArguments(Arguments):
    """A policy pack."""

    name: Annotated[Pack | None, Field(description="Id of a pack; without it the leading one.")] = None


class TagArguments(Arguments):
    """A text, and what judges it."""

    text: Annotated[str, Field(min_length=1, max_length=100_000)]
    policy: Annotated[Pack | None, Field(description="The pack that leads.")] = None
    taxonomy: Annotated[Pack | None, Field(description="The topic set.")] = None
