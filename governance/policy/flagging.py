"""Packs without levels: which categories of a law or standard the evidence shows.

Monotone like grading: a condition only asks for presence, so more evidence never takes a flag away.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.governance.domain import Finding, Flag, Words
from assay.governance.policy.evidence import Evidence, index, matches
from assay.governance.policy.pack import Condition

__all__ = ["FlagPack", "FlagRule", "flag"]

_SHOWN_FINDINGS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRule:
    """When `needs` of the conditions hold, the category `code` is there; several rules may show one category."""

    code: str
    all: tuple[Condition, ...]
    needs: int
    clause: str
    source: str
    evidence: str
    kind: str = "own"
    says: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagPack:
    """Categories of a scheme as data, versioned. Where `given` has conditions, one must hold or nothing is flagged."""

    id: str
    version: str
    title: Words
    standing: Words
    weak_below: float
    given: tuple[Condition, ...]
    rules: tuple[FlagRule, ...]

    @property
    def ref(self) -> str:
        """Return `id@version`, as flags name their policy."""
        return f"{self.id}@{self.version}"


def flag(pack: FlagPack, evidence: Evidence) -> tuple[Flag, ...]:
    """Return the categories that the evidence shows, one flag a code, in the order of the pack.

    Of several rules that show one category the first speaks and all name their findings, 25 at most.
    Findings below the pack's `weak_below` flag nothing (R13).
    """
    by_label = index(finding for finding in evidence.findings if finding.score >= pack.weak_below)
    if pack.given and matches(pack.given, 1, by_label, evidence.topics) is None:
        return ()
    found: dict[str, tuple[FlagRule, int, list[Finding]]] = {}
    for rule in pack.rules:
        shown = matches(rule.all, rule.needs, by_label, evidence.topics)
        if shown is not None:
            first, count, findings = found.get(rule.code, (rule, shown.most, []))
            found[rule.code] = first, count, findings + shown.findings
    return tuple(_flag(pack, *held) for held in found.values())


def _flag(pack: FlagPack, rule: FlagRule, count: int, findings: list[Finding]) -> Flag:
    ids = tuple(dict.fromkeys(finding.id for finding in findings))
    en, zh = (words.replace("{n}", f"{count:,}") for words in rule.says)
    return Flag(
        policy=pack.ref,
        code=rule.code,
        clause=f"{rule.source} {rule.clause}",
        evidence=rule.evidence,
        kind=rule.kind,
        says=Words(en, zh),
        findings=ids[:_SHOWN_FINDINGS],
    )
