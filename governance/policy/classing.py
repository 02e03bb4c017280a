"""Where data belongs, beside how sensitive it is: nodes of a scheme's trees, with what speaks for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assay.governance.domain import Category, Facet, Finding, TopicScore, Words, labels
from assay.governance.policy.evidence import Evidence, index
from assay.governance.policy.explaining import known_as
from assay.governance.policy.pack import Condition, says

__all__ = ["ClassNode", "ClassScheme", "Setting", "Sign", "classify"]

_SHOWN_FINDINGS = 25
_BY_FOLDER = 0.6
_INDUSTRY = "industry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known of a file beside its evidence: topics as they are shown, facets, and its masked folder and name.

    `label_of` gives a topic's name in both languages.
    """

    topics: Sequence[TopicScore] = ()
    label_of: Callable[[str], Words] = lambda topic: Words(topic, topic)
    facets: Sequence[Facet] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that speaks for a node: findings or topics, words of a folder, or an industry."""

    condition: Condition | None = None
    folders: tuple[str, ...] = ()
    industry: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassNode:
    """A node by the names on its path; one of its signs must hold."""

    path: tuple[Words, ...]
    any: tuple[Sign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassScheme:
    """Trees of a scheme as data, versioned; source, clause and how well they are known hold of all nodes."""

    id: str
    version: str
    title: Words
    standing: Words
    source: str
    clause: str
    evidence: str
    weak_below: float
    nodes: tuple[ClassNode, ...] = field(default=())

    @property
    def ref(self) -> str:
        """Return `id@version`, as categories name their scheme."""
        return f"{self.id}@{self.version}"


def classify(scheme: ClassScheme, evidence: Evidence, setting: Setting) -> tuple[Category, ...]:
    """Return the nodes that something speaks for, in the scheme's order; a node stands for those above it.

    Several nodes may hold: a tree is a facet, and a file may hold data of several kinds.
    """
    by_label = index(it for it in evidence.findings if it.score >= scheme.weak_below)
    held = {node.path: heard for node in scheme.nodes if (heard := _heard(node, by_label, setting))}
    leaves = [path for path in held if not any(path == other[: len(path)] for other in held if other != path)]
    return tuple(_category(scheme, path, held[path]) for path in leaves)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A sign that holds: how sure it is, why in both languages, and the findings."""

    score: float
    why: Words
    findings: tuple[Finding, ...] = ()


def _heard(node: ClassNode, by_label: Mapping[str, list[Finding]], setting: Setting) -> list[_Heard]:
    return [heard for sign in node.any if (heard := _sign(sign, by_label, setting)) is not None]


def _sign(sign: Sign, by_label: Mapping[str, list[Finding]], setting: Setting) -> _Heard | None:
    if sign.folders:
        word = next((word for word in sign.folders if says((word,), setting.place)), None)
        return _Heard(_BY_FOLDER, Words(f"its place says {word}", f"路径含“{word}”")) if word else None
    if sign.industry:
        facets = [it for it in setting.facets if it.kind == _INDUSTRY and it.value in sign.industry]
        best = max(facets, key=lambda it: it.score, default=None)
        return _Heard(best.score, Words(f"industry {best.label.en}", f"行业为{best.label.zh}")) if best else None
    condition = sign.condition
    if condition is None:
        return None
    if condition.topics:
        topics = [it for it in setting.topics if it.topic in condition.topics and it.score >= condition.score]
        surest = max(topics, key=lambda it: it.score, default=None)
        if surest is None:
            return None
        label = setting.label_of(surest.topic)
        return _Heard(surest.score, Words(f"topic {label.en}", f"主题“{label.zh}”"))
    count, findings = condition.count(by_label)
    if count < condition.distinct:
        return None
    return _Heard(max(it.score for it in findings), _named(findings), tuple(findings))


def _named(findings: Iterable[Finding]) -> Words:
    """Return how many findings of which labels there are."""
    numbers: dict[str, int] = {}
    for it in findings:
        numbers[it.label] = numbers.get(it.label, 0) + it.count
    known = labels()
    en = ", ".join(f"{number:,} × {known[label].says.en}" for label, number in numbers.items())
    zh = "、".join(f"{known[label].says.zh} {number:,} 处" for label, number in numbers.items())
    return Words(en, zh)


def _category(scheme: ClassScheme, path: tuple[Words, ...], heard: Sequence[_Heard]) -> Category:
    ids = dict.fromkeys(finding.id for it in heard for finding in it.findings)
    why = Words("; ".join(it.why.en for it in heard), "；".join(it.why.zh for it in heard))
    name = Words(" › ".join(it.en for it in path), " › ".join(it.zh for it in path))
    known = known_as("standard", f"{scheme.source} {scheme.clause}", scheme.evidence)
    return Category(
        scheme=scheme.ref,
        path=path,
        score=max(it.score for it in heard),
        why=why,
        explanation=Words(f"{name.en}: {why.en} [{known.en}].", f"{name.zh}：{why.zh}（{known.zh}）。"),
        findings=tuple(ids)[:_SHOWN_FINDINGS],
    )
