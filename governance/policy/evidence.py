"""What a verdict rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assay.governance.domain import Finding, Modality, Reason, Status, TopicScore

__all__ = ["Evidence", "index"]


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


def index(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return the findings by label, in their order."""
    by_label: dict[str, list[Finding]] = {}
    for finding in findings:
        by_label.setdefault(finding.label, []).append(finding)
    return by_label
