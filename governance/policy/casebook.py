"""Cases of a pack: what is there, and which level by which rule must follow. Read from YAML, run by `policy test`.

A case names findings in a short notation, or a text that the detectors read:

    label[:subject][*distinct|^mentions][@score][#place][~why][=text]      cn_mobile:customer*3@0.5#table=text
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assay.governance.domain import (
    Certainty,
    Finding,
    Locator,
    Modality,
    PolicyError,
    Reason,
    Status,
    Subject,
    TopicScore,
    labels,
)
from assay.governance.policy.evidence import Evidence
from assay.governance.policy.explaining import deciding
from assay.governance.policy.judging import judge
from assay.governance.policy.pack import Pack

__all__ = ["Case", "Miss", "read_cases", "run_case"]

_NOTATION = re.compile(
    r"(?P<label>[a-z0-9_]+)(:(?P<subject>[a-z_]+))?((?P<sign>[*^])(?P<count>\d+))?(@(?P<score>[\d.]+))?"
    r"(#(?P<place>[a-z]+))?(~(?P<why>[^=]+))?(=(?P<text>.+))?"
)
_FIELDS = frozenset({
    "name", "language", "source", "text", "findings", "topics", "status", "reason", "coverage", "checked", "modality",
    "expect", "only", "candidates", "asks", "silent", "certainty", "flags",
})  # fmt: skip
_PARTS = {"footer": "footer", "header": "header", "comment": "comment[1]", "notes": "notes/p[1]", "stamp": "stamp[1]"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case: evidence or a text, and by pack the level's code and one of the rules that set it.

    `candidates` by pack, `asks` that must be among the questions, `silent` where none may be asked, `certainty`;
    these hold of every pack, or of the pack `only`. `flags` are all codes by pack of the packs that flag.
    """

    name: str
    language: str
    source: str
    evidence: Evidence
    text: str | None = None
    expect: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    only: str | None = None
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asks: frozenset[str] = frozenset()
    silent: bool = False
    certainty: Certainty | None = None
    flags: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """What a case expected of a pack and what came; empty `differs` never leaves this module."""

    case: str
    policy: str
    differs: tuple[tuple[str, str, str], ...]


def read_cases(text: str) -> tuple[Case, ...]:
    """Return the cases that a YAML text lists.

    Raises:
        PolicyError: a case is not of this form; the message names its number, never its content.
    """
    import yaml

    try:
        rows = yaml.safe_load(text)
    except yaml.YAMLError:
        raise PolicyError("the cases are not YAML") from None
    if not isinstance(rows, list):
        raise PolicyError("cases are a list")
    return tuple(_case(row, number) for number, row in enumerate(rows, 1))


def run_case(case: Case, pack: Pack, evidence: Evidence | None = None) -> Miss | None:
    """Judge a case under a pack; return what differs from what it expects, None where nothing does.

    `evidence` is what the detectors saw in the case's text.
    """
    verdict = judge(pack, case.evidence if evidence is None else evidence)
    code, rule = case.expect[pack.named]
    differs = []
    if verdict.code != code:
        differs.append(("level", code, verdict.code))
    rules = [basis.rule for basis in deciding(pack, verdict)]
    if rule is not None and rule not in rules:
        differs.append(("rule", rule, ", ".join(rules)))
    if case.only in {None, pack.named}:
        wanted = case.candidates.get(pack.named, ())
        if verdict.candidates != wanted:
            differs.append(("candidates", ", ".join(wanted), ", ".join(verdict.candidates)))
        if not case.asks <= set(verdict.asks) or (case.silent and verdict.asks):
            differs.append(("asks", ", ".join(sorted(case.asks)), ", ".join(verdict.asks)))
        if case.certainty not in {None, verdict.certainty}:
            differs.append(("certainty", str(case.certainty), verdict.certainty))
    return Miss(case=case.name, policy=pack.ref, differs=tuple(differs)) if differs else None


def _case(row: Any, number: int) -> Case:
    try:
        if not isinstance(row, dict) or not row.keys() <= _FIELDS:
            raise ValueError("fields")
        topics = [topic if isinstance(topic, dict) else {topic: 0.9} for topic in row.get("topics", ())]
        evidence = Evidence(
            findings=tuple(finding for notation in row.get("findings", ()) for finding in _findings(notation)),
            topics=tuple(TopicScore(topic=k, score=v, why="a case") for topic in topics for k, v in topic.items()),
            status=Status(row.get("status", "complete")),
            reason=Reason(row["reason"]) if "reason" in row else None,
            coverage=float(row.get("coverage", 1)),
            checked=row.get("checked", {}),
            modality=Modality(row.get("modality", "document")),
            segments=1,
        )
        return Case(
            name=str(row["name"]),
            language=str(row.get("language", "")),
            source=str(row.get("source", "")),
            evidence=evidence,
            text=row.get("text"),
            expect={pack: _expected(it) for pack, it in row.get("expect", {}).items()},
            only=row.get("only"),
            candidates={pack: tuple(codes) for pack, codes in row.get("candidates", {}).items()},
            asks=frozenset(row.get("asks", ())),
            silent=bool(row.get("silent", False)),
            certainty=Certainty(row["certainty"]) if "certainty" in row else None,
            flags={pack: frozenset(codes) for pack, codes in row.get("flags", {}).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PolicyError(f"case {number} is not of the form of a case") from None


def _expected(row: Any) -> tuple[str, str | None]:
    code, rule = row if isinstance(row, list) else (row, None)
    return str(code), rule


def _findings(notation: str) -> Iterable[Finding]:
    match = _NOTATION.fullmatch(notation)
    if match is None:
        raise ValueError("notation")
    got = match.groupdict()
    label = labels()[got["label"]]
    place: Callable[[int], Locator] = _place(got["place"], label.id)
    for number in range(int(got["count"] or 1)):
        yield Finding(
            id=f"{notation}/{number}",
            label=label.id,
            group=label.group,
            score=float(got["score"] or 0.9),
            locator=place(number),
            masked=got["text"] or "*",
            value_hash=f"{label.id}/{0 if got['sign'] == '^' else number}",
            detector="case@1",
            why=got["why"] or "pattern",
            subject=Subject(got["subject"] or "unknown"),
        )


def _place(kind: str | None, label: str) -> Callable[[int], Locator]:
    """Return where findings stand: `table`, `property`, `first` and `later` pages, or a part; else in the text."""
    if kind == "table":
        return lambda number: Locator(segment=0, sheet="S1", column=label, row=number + 2)
    if kind == "property":
        return lambda number: Locator(property="name")
    if kind in {"first", "later"}:
        page = 1 if kind == "first" else 7
        return lambda number: Locator(segment=40 * (page - 1) + number, page=page)
    if kind is not None:
        part = _PARTS[kind]
        return lambda number: Locator(segment=0, page=1, part=part)
    return lambda number: Locator(segment=number)
