"""A policy pack: levels, matrix and rules of a grading scheme. No code knows a pack's codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from assay.governance.domain import (
    UNGRADED,
    Certainty,
    Finding,
    PolicyError,
    Reason,
    Subject,
    TopicScore,
    Words,
    distinct_values,
)
from assay.governance.policy.placing import PLACES

__all__ = ["Condition", "Level", "Pack", "Rule", "Unread", "says"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level. `rank` sorts inside the pack; a level that is not `automatic` only people may give."""

    code: str
    rank: int
    label: Words
    handling: Words
    automatic: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must be there: so many distinct values of some labels, or one of some topics.

    It only ever asks for presence and filters finding by finding, so more evidence never makes it false.
    `distinct` counts values a label and takes the largest: subjects, not mentions. `where` is None, `table` or
    `mark` (see `placing`); `not_in` are places (`Locator.part`) that do not count; `reads` and `not_reads` are
    words in the masked value (marks are not masked), `not_why` words in the detector's reason.
    """

    labels: frozenset[str] = frozenset()
    distinct: int = 1
    subjects: frozenset[Subject] = frozenset()
    except_subjects: frozenset[Subject] = frozenset()
    where: str | None = None
    not_in: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    not_reads: tuple[str, ...] = ()
    not_why: tuple[str, ...] = ()
    topics: frozenset[str] = frozenset()
    score: float = 0.0
    filters: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Note once whether findings are looked at one by one: it is asked of every condition and file."""
        asked = (self.subjects, self.except_subjects, self.where, self.not_in, self.reads, self.not_reads, self.not_why)
        object.__setattr__(self, "filters", any(asked))

    def admits(self, finding: Finding) -> bool:
        """Say whether a finding of one of the labels counts."""
        place = finding.locator
        return (
            (not self.subjects or finding.subject in self.subjects)
            and finding.subject not in self.except_subjects
            and (self.where is None or PLACES[self.where](place))
            and not (self.not_in and place.part is not None and place.part.startswith(self.not_in))
            and (not self.reads or says(self.reads, finding.masked))
            and not (self.not_reads and says(self.not_reads, finding.masked))
            and not (self.not_why and says(self.not_why, finding.why))
        )

    def count(self, by_label: Mapping[str, list[Finding]]) -> tuple[int, list[Finding]]:
        """Return how many distinct values there are, and the findings that count."""
        most, admitted = 0, []
        for label, of_label in by_label.items():
            if label in self.labels:
                found = [finding for finding in of_label if self.admits(finding)] if self.filters else of_label
                most = max(most, distinct_values(found))
                admitted += found
        return most, admitted

    def surest(self, topics: Iterable[TopicScore]) -> float | None:
        """Return the highest score of one of the topics that is sure enough; None where none is."""
        scores = (topic.score for topic in topics if topic.topic in self.topics and topic.score >= self.score)
        return max(scores, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When `needs` of the conditions hold, harm of a degree to an object: the matrix says the level.

    Marks name their `level` outright. The id's first part is the family: item, topic, meaning, floor, or R1 to R14.
    `kind` says who set the rule: a law, a standard, or we (own).
    """

    id: str
    all: tuple[Condition, ...]
    needs: int
    level: str
    object: str = ""
    degree: str = ""
    certainty: Certainty = Certainty.CERTAIN
    asks: tuple[str, ...] = ()
    clause: str
    source: str
    evidence: str
    kind: str = "own"
    says: Words

    @property
    def family(self) -> str:
        """Return `item`, `topic`, `meaning`, `floor` or the rule's number in the catalogue of escalation rules."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What holds where something was not read: floors a case, words for a file that was not read at all.

    `harmless` reasons hide nothing; `candidates` are levels that a reason suggests to people.
    """

    label: Words
    handling: Words
    clause: str
    source: str
    evidence: str
    partial: str
    names: str
    pictures: str
    harmless: frozenset[Reason] = frozenset()
    candidates: Mapping[Reason, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A grading scheme as data, versioned; `base` is the rule that holds where no other does.

    `profiles` are the sets of further rules that are switched on; `offered` all that the pack has, with titles.
    `digest` is a hash of what the pack says, comments apart.
    """

    id: str
    version: str
    title: Words
    standing: Words
    levels: tuple[Level, ...]
    objects: Mapping[str, Words]
    degrees: Mapping[str, Words]
    matrix: Mapping[str, Mapping[str, str]]
    weak_below: float
    base: Rule
    unread: Unread
    rules: tuple[Rule, ...]
    by_code: Mapping[str, Level]
    highest_automatic: Level
    profiles: tuple[str, ...] = ()
    offered: Mapping[str, Words] = field(default_factory=dict)
    digest: str = ""

    @property
    def ref(self) -> str:
        """Return `id@version`, as verdicts name their policy; profiles that are switched on follow with a plus."""
        return "+".join((f"{self.id}@{self.version}", *self.profiles))

    @property
    def named(self) -> str:
        """Return the id with the profiles that are switched on: what settings and `load_pack` take."""
        return "+".join((self.id, *self.profiles))

    def level(self, code: str) -> Level:
        """Return a level by code; `ungraded` stands for the highest automatic one.

        Raises:
            PolicyError: the pack has no such level.
        """
        if code == UNGRADED:
            top = self.highest_automatic
            return Level(code=UNGRADED, rank=top.rank, label=self.unread.label, handling=self.unread.handling)
        try:
            return self.by_code[code]
        except KeyError:
            raise PolicyError(f"{self.ref} has no level of that code; it has {', '.join(self.by_code)}") from None

    def has(self, code: str) -> bool:
        """Say whether a code is a level here; `ungraded` is one of every pack."""
        return code == UNGRADED or code in self.by_code

    def floor(self, code: str) -> Level:
        """Return the level that the machine itself may give where a rule says `code`.

        Above the highest automatic level people decide, and until then that one holds; a level below it
        that only people give (a release to the public) is never a floor.
        """
        level = self.level(code)
        if level.automatic:
            return level
        top = self.highest_automatic
        return top if level.rank > top.rank else self.level(self.base.level)

    def label_of(self, code: str) -> Words:
        """Return a level's label in both languages."""
        return self.level(code).label


def says(words: tuple[str, ...], text: str) -> bool:
    """Say whether a text has one of some words."""
    return _pattern(words).search(text) is not None


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the words; Latin ones whole, Chinese ones anywhere (they have no spaces to stand between)."""
    whole = (
        rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])" if word.isascii() else re.escape(word) for word in words
    )
    return re.compile("|".join(whole), re.IGNORECASE)
