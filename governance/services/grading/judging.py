"""Evidence to verdicts under every pack that grades, and verdicts with decisions to grades."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assay.governance.domain import (
    Category,
    Decision,
    Extraction,
    Finding,
    Flag,
    Grade,
    NotFoundError,
    Reason,
    Status,
    TopicScore,
    Verdict,
)
from assay.governance.policy import ClassScheme, Evidence, FlagPack, Pack, Setting, classify, flag, fold, judge

__all__ = ["Judging", "contained", "evidence_of", "folded", "id_inside"]


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


def id_inside(finding_id: str, member: str) -> str:
    """Return the id that a member's finding has among its container's, where the same file may lie twice."""
    return hashlib.sha256(f"{member}\0{finding_id}".encode()).hexdigest()[:20]


def contained(own: Evidence, inside: Sequence[tuple[str, Evidence]]) -> Evidence:
    """Return the evidence of a container with that of the files inside it, each finding placed in its member.

    A member that was not read whole makes the container not read whole: it may hold anything.
    """
    findings, topics = list(own.findings), {topic.topic: topic for topic in own.topics}
    coverage, status, reason = own.coverage, own.status, own.reason
    for member, evidence in inside:
        for finding in evidence.findings:
            deeper = "/".join(part for part in (member, finding.locator.member) if part)
            place = replace(finding.locator, member=deeper)
            findings.append(replace(finding, id=id_inside(finding.id, member), locator=place))
        for topic in evidence.topics:
            known = topics.get(topic.topic)
            topics[topic.topic] = topic if known is None or topic.score > known.score else known
        unread = evidence.status is not Status.COMPLETE and evidence.reason is not Reason.EMPTY
        if unread and status is Status.COMPLETE:
            status, reason, coverage = Status.PARTIAL, Reason.PART_UNREADABLE, min(coverage, 0.5)
    return replace(
        own, findings=tuple(findings), topics=tuple(topics.values()), status=status, reason=reason, coverage=coverage
    )


@dataclass(frozen=True, slots=True)
class Judging:
    """The packs that grade every asset, the leading one first, those that flag, and those that classify."""

    packs: tuple[Pack, ...]
    flag_packs: tuple[FlagPack, ...] = ()
    class_schemes: tuple[ClassScheme, ...] = ()

    @property
    def leading(self) -> Pack:
        """The pack whose grade is a result's `sensitivity`."""
        return self.packs[0]

    @property
    def version(self) -> str:
        """The key of the stage: all packs, what they say and the profiles that are on."""
        names = "\n".join(f"{pack.ref} {pack.digest}" for pack in self.packs)
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
        return replace(self, packs=(leading, *(pack for pack in self.packs if pack is not leading)))

    def verdicts(self, evidence: Evidence) -> tuple[Verdict, ...]:
        """Return one verdict a pack, the leading one first."""
        return tuple(judge(pack, evidence) for pack in self.packs)

    def flags(self, evidence: Evidence) -> tuple[Flag, ...]:
        """Return what the packs without levels see, pack by pack."""
        return tuple(found for pack in self.flag_packs for found in flag(pack, evidence))

    def categories(self, evidence: Evidence, setting: Setting) -> tuple[Category, ...]:
        """Return where data belongs, scheme by scheme."""
        return tuple(found for scheme in self.class_schemes for found in classify(scheme, evidence, setting))

    def grade(self, verdict: Verdict, decisions: Sequence[Decision] = ()) -> Grade:
        """Fold what people decided under the same pack into a verdict."""
        return folded(self.pack(verdict.policy), verdict, decisions)


def folded(pack: Pack, verdict: Verdict, decisions: Sequence[Decision]) -> Grade:
    """Fold what people decided under a pack into its verdict; of a level that it no longer has nothing is left."""
    own = [it for it in decisions if it.policy == pack.id and (it.code is None or pack.has(it.code))]
    ranked = [it if it.code is None else replace(it, rank=pack.level(it.code).rank) for it in own]
    return fold(verdict, ranked, label_of=pack.label_of)
