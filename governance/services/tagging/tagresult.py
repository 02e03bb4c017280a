"""TagResult, version 1: what the API answers, the command line prints and the catalog shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import assay
from assay.governance.domain import (
    GOVERNANCE_FIELDS,
    Basis,
    Category,
    Duty,
    Facet,
    Finding,
    Flag,
    Grade,
    Issue,
    Modality,
    PartLevel,
    Status,
    Taxonomy,
    TopicScore,
    Words,
    explain_finding,
    to_plain,
)
from assay.governance.policy import Pack, duties, explain_flag, explain_grade, explain_rule, tally

__all__ = ["SCHEMA", "Described", "tag_result"]

SCHEMA = "assay.tag/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """All that a TagResult says of one asset, as nouns. Every text in it is masked already."""

    asset_id: str | None
    version_id: str | None
    uri: str | None
    sha256: str
    media_type: str
    modality: Modality
    bytes: int
    title: str | None
    language: str | None
    parent: str | None
    status: Status
    reason: str | None
    coverage: float
    checked: Mapping[str, str]
    leading: Grade
    grades: Sequence[Grade]
    pack_of: Callable[[str], Pack]
    flags: Sequence[Flag]
    categories: Sequence[Category]
    findings: Sequence[Finding]
    topics: Sequence[TopicScore]
    taxonomy: Taxonomy
    facets: Sequence[Facet]
    issues: Sequence[Issue]
    facts: Mapping[str, Any]
    segments: int
    governance: Mapping[str, Any] = field(default_factory=dict)
    producers: Sequence[str] = ()
    models: Mapping[str, str] = field(default_factory=dict)


def tag_result(described: Described, *, revealed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the contract's JSON object; `revealed` maps finding ids to values in clear for those who may see them."""
    it = described
    return {
        "schema": SCHEMA,
        "asset": {
            "id": it.asset_id, "version": it.version_id, "uri": it.uri, "sha256": it.sha256,
            "media_type": it.media_type, "modality": it.modality.value, "bytes": it.bytes, "title": it.title,
            "language": it.language, "parent": it.parent,
        },
        "status": it.status.value,
        "reason": it.reason,
        "coverage": round(it.coverage, 4),
        "checked": dict(it.checked),
        "sensitivity": grade_dict(it.leading, it.pack_of(it.leading.policy)),
        "grades": [grade_dict(one, it.pack_of(one.policy)) for one in it.grades if one.policy != it.leading.policy],
        "flags": [flag_dict(flag) for flag in it.flags],
        "duties": [duty_dict(duty) for duty in duties(tally([it.findings]))],
        "categories": [category_dict(category) for category in it.categories],
        "topics": [topic_dict(topic, it.taxonomy) for topic in it.topics],
        "facets": [facet_dict(facet) for facet in it.facets],
        "parts": [part_dict(part) for part in it.leading.verdict.parts],
        "findings": [finding_dict(finding, (revealed or {}).get(finding.id)) for finding in it.findings],
        "issues": [issue_dict(issue) for issue in it.issues],
        "facts": to_plain(it.facts),
        "segments": it.segments,
        "governance": governance_dict(it.governance),
        "produced_by": {
            "assay": assay.__version__,
            "models": dict(it.models),
            "readers": list(it.producers),
            "policy": [grade.verdict.policy for grade in it.grades],
        },
    }  # fmt: skip


def grade_dict(grade: Grade, pack: Pack) -> dict[str, Any]:
    """Return a grade with the verdict that it rests on, and both in a sentence of either language."""
    verdict = grade.verdict
    return {
        "policy": verdict.policy,
        "code": grade.code,
        "rank": grade.rank,
        "state": grade.state.value,
        "label": grade.label.as_dict(),
        "certainty": verdict.certainty.value,
        "confidence": verdict.confidence,
        "needs_review": grade.needs_review,
        "candidates": list(verdict.candidates),
        "asks": list(verdict.asks),
        "proposed": verdict.code,
        "decided_by": grade.decided_by,
        "explanation": explain_grade(pack, grade).as_dict(),
        "basis": [basis_dict(basis, pack) for basis in verdict.basis],
    }


def grade_brief(grade: Grade | None) -> dict[str, Any] | None:
    """Return what a list shows of a grade."""
    if grade is None:
        return None
    return {
        "policy": grade.verdict.policy, "code": grade.code, "rank": grade.rank, "label": grade.label.as_dict(),
        "state": grade.state.value, "needs_review": grade.needs_review,
    }  # fmt: skip


def basis_dict(basis: Basis, pack: Pack) -> dict[str, Any]:
    """Return one reason for a level."""
    return {
        "rule": basis.rule, "clause": basis.clause, "evidence": basis.evidence, "kind": basis.kind,
        "object": basis.object, "degree": basis.degree, "says": basis.says.as_dict(), "findings": list(basis.findings),
        "explanation": explain_rule(pack, basis).as_dict(),
    }  # fmt: skip


def flag_dict(flag: Flag) -> dict[str, Any]:
    """Return a category that a pack without levels sees."""
    return {
        "policy": flag.policy, "code": flag.code, "says": flag.says.as_dict(), "clause": flag.clause,
        "evidence": flag.evidence, "kind": flag.kind, "findings": list(flag.findings),
        "explanation": explain_flag(flag).as_dict(),
    }  # fmt: skip


def category_dict(category: Category) -> dict[str, Any]:
    """Return where data belongs in a scheme: the path in the standard's own words, its label in both languages."""
    return {
        "scheme": category.scheme, "path": [it.zh for it in category.path],
        "label": Words(*(" › ".join(names) for names in zip(*category.path, strict=True))).as_dict(),
        "score": round(category.score, 4), "why": category.why.en, "explanation": category.explanation.as_dict(),
        "findings": list(category.findings),
    }  # fmt: skip


def duty_dict(duty: Duty) -> dict[str, Any]:
    """Return what a law may ask: facts and a question, no verdict."""
    return {
        "id": duty.id, "source": duty.source, "clause": duty.clause, "evidence": duty.evidence, "kind": duty.kind,
        "facts": dict(duty.facts), "says": duty.says.as_dict(), "asks": duty.asks.as_dict(),
        "explanation": duty.explanation.as_dict(),
    }  # fmt: skip


def finding_dict(finding: Finding, value: str | None = None) -> dict[str, Any]:
    """Return a finding, masked; with its value in clear only where the caller may see it."""
    entry: dict[str, Any] = {
        "id": finding.id, "label": finding.label, "group": finding.group, "subject": finding.subject.value,
        "score": round(finding.score, 4), "locator": finding.locator.as_dict(), "masked": finding.masked,
        "detector": finding.detector, "why": finding.why, "explanation": explain_finding(finding).as_dict(),
        "count": finding.count,
    }  # fmt: skip
    if value is not None:
        entry["value"] = value
    return entry


def topic_dict(topic: TopicScore, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return a topic with its label in both languages."""
    label = taxonomy.label(topic.topic).as_dict()
    return {"id": topic.topic, "label": label, "score": round(topic.score, 4), "why": topic.why}


def facet_dict(facet: Facet) -> dict[str, Any]:
    """Return a genre, industry, scenario of use or kind of unsafe content, with its label in both languages."""
    return {
        "kind": facet.kind, "id": facet.value, "label": facet.label.as_dict(), "score": round(facet.score, 4),
        "why": facet.why, "locator": facet.locator.as_dict(),
    }  # fmt: skip


def issue_dict(issue: Issue) -> dict[str, Any]:
    """Return a quality issue."""
    return {
        "type": issue.type, "dimension": issue.dimension.value, "severity": issue.severity.value,
        "locator": issue.locator.as_dict(), "says": issue.says.as_dict(), "measures": dict(issue.measures),
    }  # fmt: skip


def part_dict(part: PartLevel) -> dict[str, Any]:
    """Return the level of one part."""
    return {"locator": part.locator.as_dict(), "code": part.code, "rank": part.rank, "findings": list(part.findings)}


def governance_dict(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return all governance fields, those that nobody set as None."""
    empty: dict[str, Any] = {name: [] if name == "recipients" else None for name in GOVERNANCE_FIELDS}
    return {**empty, "set_by": None, **fields}
