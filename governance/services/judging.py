"""Evidence to verdicts under every pack that grades, and verdicts with decisions to grades."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.governance.domain import (
    Decision,
    Extraction,
    Finding,
    Grade,
    NotFoundError,
    TopicScore,
    Verdict,
)
from assay.governance.policy import Evidence, Pack, fold, judge

__all__ = ["Judging", "evidence_of"]


def evidence_of(
    extraction: Extraction,
    *,
    findings: Sequence[Finding],
    topics: Sequence[TopicScore],
    checked: Mapping[str, str],
    content: str,
) -> Evidence:
    """Return what the packs look at: findings of content and name together, topics, and how much was read."""
    return Evidence(
        findings=tuple(findings),
        topics=tuple(topics),
        status=extraction.status,
        reason=extraction.reason,
        coverage=extraction.coverage,
        checked=checked,
        modality=extraction.modality,
        segments=len(extraction.segments),
        content=content,
    )


@dataclass(frozen=True, slots=True)
class Judging:
    """The packs that grade every asset, the leading one first."""

    packs: tuple[Pack, ...]

    @property
    def leading(self) -> Pack:
        """The pack whose grade is a result's `sensitivity`."""
        return self.packs[0]

    @property
    def version(self) -> str:
        """The key of the stage: all packs and versions."""
        names = "\n".join(pack.ref for pack in self.packs)
        return hashlib.sha256(names.encode()).hexdigest()[:16]

    def pack(self, name: str) -> Pack:
        """Return a pack by id, with or without `@version`."""
        for pack in self.packs:
            if name in {pack.id, pack.ref}:
                return pack
        raise NotFoundError(f"no policy pack {name!r} grades here")

    def led_by(self, name: str | None) -> Judging:
        """Return the same packs with another one leading."""
        if name is None:
            return self
        leading = self.pack(name)
        return Judging((leading, *(pack for pack in self.packs if pack is not leading)))

    def verdicts(self, evidence: Evidence) -> tuple[Verdict, ...]:
        """Return one verdict a pack, the leading one first."""
        return tuple(judge(pack, evidence) for pack in self.packs)

    def grade(self, verdict: Verdict, decisions: Sequence[Decision] = ()) -> Grade:
        """Fold what people decided under the same pack into a verdict."""
        pack = self.pack(verdict.policy)
        own = [decision for decision in decisions if decision.policy == pack.id]
        return fold(verdict, own, label_of=pack.label_of)
