"""From a pack's plain data, checked already, to a `Pack`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from assay.governance.domain import Certainty, Reason, Subject, Words, labels
from assay.governance.policy.classing import ClassNode, ClassScheme, Sign
from assay.governance.policy.flagging import FlagPack, FlagRule
from assay.governance.policy.pack import Condition, Level, Pack, Rule, Unread

__all__ = ["build_classes", "build_flags", "build_pack", "resolve"]


def build_pack(data: dict[str, Any], profiles: Sequence[str] = ()) -> Pack:
    """Return the pack that checked data describes, with the rules of some of its profiles.

    Raises:
        KeyError: the pack has no such profile.
    """
    offered = data.get("profiles", {})
    rows = [*data["rules"], *(row for name in profiles for row in offered[name]["rules"])]
    sets, matrix = data.get("sets", {}), data["matrix"]
    levels = tuple(
        Level(
            code=row["code"],
            rank=row["rank"],
            label=_words(row["label"]),
            handling=_words(row["handling"]),
            automatic=row.get("automatic", True),
        )
        for row in data["levels"]
    )
    rules = tuple(
        Rule(
            id=row["id"],
            all=tuple(_condition(condition, sets) for condition in row["all"]),
            needs=row.get("needs", len(row["all"])),
            level=row["level"] if "level" in row else matrix[row["object"]][row["degree"]],
            object=row.get("object", ""),
            degree=row.get("degree", ""),
            certainty=Certainty(row.get("certainty", "certain")),
            asks=tuple(row.get("asks", ())),
            clause=row["clause"],
            source=row["source"],
            evidence=row["evidence"],
            kind=_kind(row),
            says=_words(row["says"]),
        )
        for row in rows
    )
    base, unread = data["base"], data["unread"]
    return Pack(
        id=data["id"],
        version=data["version"],
        title=_words(data["title"]),
        standing=_words(data.get("standing", {"en": "", "zh": ""})),
        levels=levels,
        objects={name: _words(row) for name, row in data["objects"].items()},
        degrees={name: _words(row) for name, row in data["degrees"].items()},
        matrix=matrix,
        weak_below=float(data.get("weak_below", 0.6)),
        base=Rule(
            id="base",
            all=(),
            needs=0,
            level=base["level"],
            certainty=Certainty.LIKELY,
            clause=base["clause"],
            source=base["source"],
            evidence=base["evidence"],
            kind=_kind(base),
            says=_words(base["says"]),
        ),
        unread=Unread(
            label=_words(unread["label"]),
            handling=_words(unread["handling"]),
            clause=unread["clause"],
            source=unread["source"],
            evidence=unread["evidence"],
            partial=unread["partial"],
            names=unread["names"],
            pictures=unread["pictures"],
            harmless=frozenset(map(Reason, unread.get("harmless", ()))),
            candidates={Reason(reason): code for reason, code in unread.get("candidates", {}).items()},
        ),
        rules=rules,
        by_code={level.code: level for level in levels},
        highest_automatic=max((level for level in levels if level.automatic), key=lambda level: level.rank),
        profiles=tuple(profiles),
        offered={name: _words(row["title"]) for name, row in offered.items()},
        digest=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
    )


def build_flags(data: dict[str, Any]) -> FlagPack:
    """Return the pack without levels that checked data describes."""
    sets = data.get("sets", {})
    return FlagPack(
        id=data["id"],
        version=data["version"],
        title=_words(data["title"]),
        standing=_words(data["standing"]),
        weak_below=float(data.get("weak_below", 0.6)),
        given=tuple(_condition(condition, sets) for condition in data.get("given", ())),
        rules=tuple(
            FlagRule(
                code=row["code"],
                all=tuple(_condition(condition, sets) for condition in row["all"]),
                needs=row.get("needs", len(row["all"])),
                clause=row["clause"],
                source=row["source"],
                evidence=row["evidence"],
                kind=_kind(row),
                says=_words(row["says"]),
            )
            for row in data["flags"]
        ),
    )


def build_classes(data: dict[str, Any]) -> ClassScheme:
    """Return the classification that checked data describes."""
    sets, names = data.get("sets", {}), {name: _words(row) for name, row in data["names"].items()}
    return ClassScheme(
        id=data["id"],
        version=data["version"],
        title=_words(data["title"]),
        standing=_words(data["standing"]),
        source=data["source"],
        clause=data["clause"],
        evidence=data["evidence"],
        weak_below=float(data.get("weak_below", 0.6)),
        nodes=tuple(
            ClassNode(path=tuple(names[name] for name in row["path"]), any=tuple(_sign(it, sets) for it in row["any"]))
            for row in data["nodes"]
        ),
    )


def _sign(data: dict[str, Any], sets: dict[str, Any]) -> Sign:
    if "folders" in data:
        return Sign(folders=tuple(data["folders"]))
    if "industry" in data:
        return Sign(industry=frozenset(data["industry"]))
    return Sign(condition=_condition(data, sets))


def resolve(terms: Any, sets: dict[str, Any]) -> frozenset[str]:
    """Return the labels that terms name: a label, `group:…`, a set; `-` takes away what came before.

    Raises:
        KeyError: a term names nothing.
        RecursionError: a set holds itself.
    """
    found: set[str] = set()
    for term in [terms] if isinstance(terms, str) else terms:
        name = term.removeprefix("-")
        group = name.removeprefix("group:")
        if name in sets:
            members = resolve(sets[name], sets)
        elif name.startswith("group:"):
            members = frozenset(label.id for label in labels().values() if label.group == group)
        else:
            members = frozenset({name} & labels().keys())
        if not members:
            raise KeyError(name)
        found = found - members if term.startswith("-") else found | members
    return frozenset(found)


def _words(data: dict[str, str]) -> Words:
    return Words(data["en"], data["zh"])


def _kind(data: dict[str, Any]) -> str:
    """Return who set a rule: as the row says, or we where its evidence is our own, or a standard."""
    return str(data.get("kind") or ("own" if data["evidence"] == "own" else "standard"))


def _condition(data: dict[str, Any], sets: dict[str, Any]) -> Condition:
    if "topics" in data:
        return Condition(topics=frozenset(data["topics"]), score=float(data.get("score", 0)))
    return Condition(
        labels=resolve(data["of"], sets),
        distinct=data.get("distinct", 1),
        subjects=frozenset(map(Subject, data.get("subjects", ()))),
        except_subjects=frozenset(map(Subject, data.get("except_subjects", ()))),
        where=data.get("where"),
        not_in=tuple(data.get("not_in", ())),
        reads=tuple(data.get("reads", ())),
        not_reads=tuple(data.get("not_reads", ())),
        not_why=tuple(data.get("not_why", ())),
    )
