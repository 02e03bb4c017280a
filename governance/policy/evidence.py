"""What a verdict rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assay.governance.domain import Finding, Modality, Reason, Status, TopicScore
from assay.governance.policy.pack import Condition

__all__ = ["Evidence", "Match", "index", "matches"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of one content, findings in its name and path among them.

    `coverage` is the share that was read, 0 to 1; `checked` says per kind of reading what was looked at.
    `content` (its sha256) marks the fingerprint of what was not read whole: of that nothing else is known.
    """

    findings: tuple[Finding, ...] = ()
    topics: tuple[TopicScore, ...] = ()
    status: Status = Status.COMPLETE
    reason: Reason | None = None
    coverage: float = 1.0
    checked: Mapping[str, str] = field(default_factory=dict)
    modality: Modality = Modality.DOCUMENT
    segments: int = 0
    content: str = ""


class Match(NamedTuple):
    """Conditions that hold: the most distinct values of one, the findings that count, how sure the surest topic is."""

    most: int
    findings: list[Finding]
    score: float


def index(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return the findings by label, in their order."""
    by_label: dict[str, list[Finding]] = {}
    for finding in findings:
        by_label.setdefault(finding.label, []).append(finding)
    return by_label


def matches(
    conditions: Sequence[Condition],
    needs: int,
    by_label: Mapping[str, list[Finding]],
    topics: Sequence[TopicScore],
) -> Match | None:
    """Return what holds of conditions of which `needs` must; None where too few do."""
    most, evidence, score, spare = 0, [], 0.0, len(conditions) - needs
    for condition in conditions:
        if condition.topics:
            sure = condition.surest(topics)
            if sure is not None:
                score = max(score, sure)
                continue
        elif not condition.labels.isdisjoint(by_label):
            count, admitted = condition.count(by_label)
            if count >= condition.distinct:
                most = max(most, count)
                evidence += admitted
                continue
        spare -= 1
        if spare < 0:
            return None
    return Match(most, evidence, score)
