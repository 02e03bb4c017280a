"""Duties apart from levels: what laws ask from a number of people on, as facts and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assay.governance.domain import Duty, Words
from assay.governance.policy.explaining import known_as

__all__ = ["DutyRule", "duties", "duty_rules"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """One duty: the count it looks at, from which number on and below which it is shown, its source and its words."""

    id: str
    count: str
    least: int
    below: int | None
    source: str
    clause: str
    evidence: str
    kind: str
    says: Words
    asks: Words


@cache
def duty_rules() -> tuple[DutyRule, ...]:
    """Return the duties, as `duties.yaml` beside this file has them."""
    import yaml

    rows = yaml.safe_load(files(__package__).joinpath("duties.yaml").read_text(encoding="utf-8"))
    return tuple(
        DutyRule(
            id=row["id"], count=row["count"], least=row["from"], below=row.get("below"), source=row["source"],
            clause=row["clause"], evidence=row["evidence"], kind=row["kind"],
            says=Words(row["says"]["en"], row["says"]["zh"]), asks=Words(row["asks"]["en"], row["asks"]["zh"]),
        )
        for row in rows
    )  # fmt: skip


def duties(facts: Mapping[str, int]) -> tuple[Duty, ...]:
    """Return the duties that the counts of one file, or of all, make worth a question."""
    return tuple(_duty(rule, facts[rule.count]) for rule in duty_rules() if _reached(rule, facts.get(rule.count, 0)))


def _reached(rule: DutyRule, count: int) -> bool:
    return count >= rule.least and (rule.below is None or count < rule.below)


def _duty(rule: DutyRule, count: int) -> Duty:
    says = Words(*(words.replace("{n}", f"{count:,}") for words in rule.says))
    known = known_as(rule.kind, f"{rule.source} {rule.clause}", rule.evidence)
    return Duty(
        id=rule.id,
        source=rule.source,
        clause=rule.clause,
        evidence=rule.evidence,
        kind=rule.kind,
        facts={rule.count: count},
        says=says,
        asks=rule.asks,
        explanation=Words(
            f"{says.en.rstrip('.')} [{known.en}; shown from {rule.least:,} on]; {rule.asks.en}",
            f"{says.zh.rstrip('。')}（{known.zh}；达到 {rule.least:,} 时提示）；{rule.asks.zh}",
        ),
    )
