"""Machine evidence: what was detected, where, and why it is believed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from assay.governance.domain.locator import NOWHERE, Locator
from assay.governance.domain.making import quickly_made
from assay.governance.domain.valueset import ValueSet, distinct
from assay.governance.domain.words import Words

__all__ = ["Detection", "Facet", "Finding", "Label", "Meaning", "Subject", "TopicScore", "distinct_values", "labels"]


class Subject(StrEnum):
    """Whose data a finding is."""

    CUSTOMER = "customer"
    STAFF = "staff"
    BUSINESS_CONTACT = "business_contact"
    PUBLIC_FIGURE = "public_figure"
    MINOR = "minor"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One entry of the closed list of labels.

    `identifying` labels name somebody or open something. `sensitive` ones name nobody, and say of somebody what is
    nobody's business: a health condition (GB/T 45574-2025, GDPR Art. 9). Both are `hidden`: replaced by placeholders
    before text is embedded or stored masked.
    """

    id: str
    group: str
    says: Words
    identifying: bool
    sensitive: bool = False

    @property
    def hidden(self) -> bool:
        """Whether a value of this kind stands in clear nowhere outside the vault."""
        return self.identifying or self.sensitive


@cache
def labels() -> Mapping[str, Label]:
    """Return the closed list of labels by id, as `labels.json` beside this file has it."""
    rows = json.loads(files(__package__).joinpath("labels.json").read_text(encoding="utf-8"))
    return {
        row["id"]: Label(
            id=row["id"],
            group=row["group"],
            says=Words(row["en"], row["zh"]),
            identifying=row["identifying"],
            sensitive=row.get("sensitive", False),
        )
        for row in rows
    }


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What a detector saw, value in clear: lives in memory only and becomes a `Finding` before it is stored.

    `normal` is the value in canonical form (digits only, upper case, simplified): equal things have equal
    normals, and the keyed hash is made of it. Its repr shows neither value.
    """

    label: str
    segment: int
    start: int
    end: int
    value: str
    normal: str
    score: float
    detector: str
    why: str
    subject: Subject = Subject.UNKNOWN
    count: int = 1

    def __repr__(self) -> str:
        return f"Detection({self.label}, segment={self.segment}, {self.start}:{self.end}, score={self.score:.2f})"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Evidence that may be stored and shown: masked value, keyed hash, place, producer and reason.

    Where a column holds many values of one kind, a few have findings of their own and one finding stands for all:
    `values` are their keyed hashes with rows, `count` the cells, `value_hash` the hash of the whole set.
    """

    id: str
    label: str
    group: str
    score: float
    locator: Locator
    masked: str
    value_hash: str
    detector: str
    why: str
    subject: Subject = Subject.UNKNOWN
    count: int = 1
    values: ValueSet | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicScore:
    """A business topic, how sure the tagger is (0 to 1), and the reason in words that hold no content."""

    topic: str
    score: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """What else a text is, apart from its topics: its genre, industry, scenario of use, or what makes it unsafe.

    `kind` names the closed list that `value` is of, `label` says it to people, `score` is how sure the machine is
    (0 to 1). `why` holds no content. `locator` is the place that spoke for it, where one place did.
    """

    kind: str
    value: str
    label: Words
    score: float
    why: str
    locator: Locator = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a text says by its meaning: how much speaks for each topic (logits), facets, and its strongest passages.

    The topic with the empty name stands for none of them. `spoke` names the passage that says most for a topic.
    `passages` are kinds of sensitive text with the surest probability of any passage: more text never lowers them.
    """

    topics: Mapping[str, float] = field(default_factory=dict)
    spoke: Mapping[str, int] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    passages: tuple[TopicScore, ...] = ()


def distinct_values(findings: Sequence[Finding]) -> int:
    """Return how many different values some findings stand for, those of grouped ones among them."""
    single = {finding.value_hash for finding in findings if finding.values is None}
    sets = [finding.values for finding in findings if finding.values is not None]
    return distinct(single, sets) if sets else len(single)
