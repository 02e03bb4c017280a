"""From evidence to a verdict: every rule that holds, the highest level among them, and what to ask.

Monotone by construction: a condition only asks for presence, a rule only ever raises, and what was not read
only adds floors. So more findings, topics or text, or less that was read, never lower the rank.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assay.governance.domain import UNGRADED, Basis, Certainty, Finding, PartLevel, TopicScore, Verdict, Words
from assay.governance.policy.asks import candidate_ask
from assay.governance.policy.evidence import Evidence, index, matches
from assay.governance.policy.pack import Level, Pack, Rule
from assay.governance.policy.parts import by_part
from assay.governance.policy.reading import NAMES_UNCHECKED, is_partial, is_unread, unread_rules

__all__ = ["judge"]

_SHOWN_FINDINGS = 25
_NEAR = 0.8
_NEAR_FROM = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """A rule that holds: its level, how many distinct values, which findings, how sure the topic it rests on."""

    rule: Rule
    level: Level
    count: int = 0
    findings: tuple[Finding, ...] = ()
    score: float = 0.0


def judge(pack: Pack, evidence: Evidence, *, parts: bool = True) -> Verdict:
    """Return what the pack says of the evidence: its level, every rule that holds, parts, candidates and asks.

    Without `parts` they are left out: they say nothing of the whole and take longest.

    A file of which nothing was read is `ungraded`, at the rank of the highest automatic level. Findings below
    the pack's `weak_below` raise nothing (R13); where they would, that is asked.
    """
    strong = [finding for finding in evidence.findings if finding.score >= pack.weak_below]
    outcomes = _outcomes(pack, strong, evidence.topics)
    outcomes += [_Outcome(rule=rule, level=pack.floor(rule.level)) for rule in unread_rules(pack, evidence)]
    level, deciding = _decide(pack, outcomes)
    unread = is_unread(pack, evidence)
    asks = _asks(pack, evidence, outcomes, deciding, strong)
    code = UNGRADED if unread else level.code
    shown = sorted(outcomes, key=lambda outcome: -outcome.level.rank) or list(deciding)
    if deciding[0].rule is pack.base and shown[0].rule is not pack.base:
        shown.insert(0, deciding[0])
    return Verdict(
        policy=pack.ref,
        code=code,
        rank=level.rank,
        label=pack.label_of(code),
        certainty=_certainty(deciding, asks),
        basis=tuple(_basis(outcome) for outcome in shown),
        parts=_parts(pack, strong) if parts else (),
        candidates=_candidates(pack, outcomes),
        asks=asks,
        confidence=_confidence(deciding),
        fingerprint=_fingerprint(code, deciding, evidence.content if is_partial(pack, evidence) else ""),
    )


def _outcomes(pack: Pack, findings: Iterable[Finding], topics: Sequence[TopicScore]) -> list[_Outcome]:
    by_label = index(findings)
    found = []
    for rule in pack.rules:
        shown = matches(rule.all, rule.needs, by_label, topics)
        if shown is not None:
            unique = {finding.id: finding for finding in shown.findings}
            found.append(
                _Outcome(
                    rule=rule,
                    level=pack.floor(rule.level),
                    count=shown.most,
                    findings=tuple(unique.values()),
                    score=shown.score,
                )
            )
    return found


def _decide(pack: Pack, outcomes: Sequence[_Outcome]) -> tuple[Level, tuple[_Outcome, ...]]:
    """Return the highest level and the outcomes that set it; the base where nothing reaches it."""
    base = _Outcome(rule=pack.base, level=pack.level(pack.base.level))
    top = max((outcome.level for outcome in (base, *outcomes)), key=lambda level: level.rank)
    return top, tuple(outcome for outcome in outcomes if outcome.level.rank == top.rank) or (base,)


def _asks(
    pack: Pack,
    evidence: Evidence,
    outcomes: Sequence[_Outcome],
    deciding: Sequence[_Outcome],
    strong: Sequence[Finding],
) -> tuple[str, ...]:
    """Return why a person should look, in the order of weight; nothing is asked whose answer changes nothing."""
    rank, top = deciding[0].level.rank, pack.highest_automatic.rank
    found = [_candidate_asks(outcome) for outcome in outcomes if _is_candidate(pack, outcome)]
    if is_unread(pack, evidence) or (is_partial(pack, evidence) and rank < top):
        found.append(("unread",))
    if evidence.checked.get("names") in NAMES_UNCHECKED and any(outcome.rule.id == "R10/names" for outcome in deciding):
        found.append(("names-unchecked",))
    if all(outcome.rule.asks for outcome in deciding):
        found += [outcome.rule.asks for outcome in deciding]
    if any(o.rule.family == "R6" and o.level.rank < rank for o in outcomes) and not any(
        outcome.rule.family in {"R6", "R10"} for outcome in deciding
    ):
        found.append(("mark-vs-content",))
    if rank < top:
        if len(strong) < len(evidence.findings):
            weak_level, _ = _decide(pack, _outcomes(pack, evidence.findings, evidence.topics))
            found += [("low-confidence",)] * (weak_level.rank > rank)
        found += [("near-threshold",)] * _is_near(pack, strong, rank)
    return tuple(dict.fromkeys(ask for group in found for ask in group))


def _is_near(pack: Pack, findings: Sequence[Finding], rank: int) -> bool:
    """Say whether a count stands just below a step that would raise the level."""
    by_label = index(findings)
    for rule in pack.rules:
        if len(rule.all) == 1 and pack.floor(rule.level).rank > rank:
            condition = rule.all[0]
            if condition.distinct >= _NEAR_FROM and not condition.labels.isdisjoint(by_label):
                count, _ = condition.count(by_label)
                if _NEAR * condition.distinct <= count < condition.distinct:
                    return True
    return False


def _is_candidate(pack: Pack, outcome: _Outcome) -> bool:
    return pack.level(outcome.rule.level).rank > pack.highest_automatic.rank


def _candidate_asks(outcome: _Outcome) -> tuple[str, ...]:
    return outcome.rule.asks or (candidate_ask(outcome.rule.level),)


def _candidates(pack: Pack, outcomes: Sequence[_Outcome]) -> tuple[str, ...]:
    codes = {outcome.rule.level for outcome in outcomes if _is_candidate(pack, outcome)}
    return tuple(sorted(codes, key=lambda code: -pack.level(code).rank))


def _certainty(deciding: Sequence[_Outcome], asks: Sequence[str]) -> Certainty:
    if {"unread", "names-unchecked", "low-confidence"} & set(asks):
        return Certainty.UNCERTAIN
    order = (Certainty.CERTAIN, Certainty.LIKELY, Certainty.UNCERTAIN)
    return min((outcome.rule.certainty for outcome in deciding), key=order.index)


def _confidence(deciding: Sequence[_Outcome]) -> float | None:
    """Return the calibrated probability of a level that rests on the meaning of a passage; sure rules have none."""
    read = [outcome.score for outcome in deciding if outcome.rule.family == "meaning"]
    sure = any(outcome.rule.certainty is Certainty.CERTAIN for outcome in deciding)
    return max(read) if read and not sure else None


def _basis(outcome: _Outcome) -> Basis:
    rule = outcome.rule
    en, zh = (words.replace("{n}", f"{outcome.count:,}") for words in rule.says)
    return Basis(
        rule=rule.id,
        clause=f"{rule.source} {rule.clause}",
        evidence=rule.evidence,
        kind=rule.kind,
        object=rule.object,
        degree=rule.degree,
        says=Words(en, zh),
        findings=tuple(finding.id for finding in outcome.findings[:_SHOWN_FINDINGS]),
    )


def _parts(pack: Pack, findings: Sequence[Finding]) -> tuple[PartLevel, ...]:
    found = []
    for locator, members in by_part(findings):
        level, deciding = _decide(pack, _outcomes(pack, members, ()))
        ids = dict.fromkeys(finding.id for outcome in deciding for finding in outcome.findings)
        found.append(
            PartLevel(locator=locator, code=level.code, rank=level.rank, findings=tuple(ids)[:_SHOWN_FINDINGS])
        )
    return tuple(found)


def _fingerprint(code: str, deciding: Sequence[_Outcome], content: str) -> str:
    """Hash what decided: level, rules, and the findings' labels and keyed hashes; no score, version or place.

    The level is in it, so that a pack that now says more of the same findings asks anew.
    """
    values = sorted({(finding.label, finding.value_hash) for outcome in deciding for finding in outcome.findings})
    rules = sorted(outcome.rule.id for outcome in deciding)
    return hashlib.sha256(json.dumps([code, rules, values, content], ensure_ascii=True).encode()).hexdigest()
