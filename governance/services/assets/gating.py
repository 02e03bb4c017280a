"""A contract against what is there: one check a promise, with the assets that break it. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from assay.governance.domain import Contract, Words
from assay.governance.quality import Scorecard

__all__ = ["Facts", "gated"]

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a contract is held against, as ids of assets.

    `above` lie above the highest level, `issues` have an open issue of a type, `waiting` wait for a person, `unread`
    were not read to their end, `without` lack a governance field.
    """

    assets: tuple[str, ...]
    above: frozenset[str] = frozenset()
    issues: Mapping[str, frozenset[str]]
    waiting: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    without: Mapping[str, frozenset[str]]


def gated(contract: Contract, facts: Facts, card: Scorecard) -> list[dict[str, Any]]:
    """Return one check a promise: what was wanted, what there is, whether it holds, and who breaks it."""
    checks = [
        _least("assets", contract.least_assets, len(facts.assets), Words("Assets in the data set", "数据集中的资产数"))
    ]
    if contract.score is not None:
        checks.append(_least("score", contract.score, card.value, Words("Score over all dimensions", "总体质量得分")))
    if contract.coverage is not None:
        says = Words("Share of indicators that could be assessed", "可评估指标的比例")
        checks.append(_least("coverage", contract.coverage, card.coverage, says))
    scores = {it.dimension.value: it.value for it in card.dimensions}
    for name, wanted in contract.dimensions.items():
        says = Words(f"Score of the dimension {name}", f"维度 {name} 的得分")
        checks.append(_least(f"dimension:{name}", wanted, scores.get(name), says))
    if contract.max_level is not None:
        says = Words(f"Nothing above {contract.max_level}", f"没有高于 {contract.max_level} 的资产")
        checks.append(_none("max_level", facts.above, says))
    for kind in contract.no_issues:
        says = Words(f"No open issue of type {kind}", f"没有类型为 {kind} 的未决质量问题")
        checks.append(_none(f"no_issues:{kind}", facts.issues.get(kind, frozenset()), says))
    for name in contract.require:
        says = Words(f"Every asset has the field {name}", f"每个资产都填写了 {name}")
        checks.append(_none(f"require:{name}", facts.without.get(name, frozenset()), says))
    if contract.reviewed:
        checks.append(_none("reviewed", facts.waiting, Words("No open question", "没有待复核的问题")))
    if contract.read_whole:
        checks.append(_none("read_whole", facts.unread, Words("Every asset was read to its end", "每个资产均完整读取")))
    return checks


def _least(name: str, wanted: float, got: float | None, says: Words) -> dict[str, Any]:
    """What could not be measured does not hold: missing input is no hundred per cent."""
    ok = got is not None and got >= wanted
    return {"check": name, "wanted": wanted, "got": got, "ok": ok, "says": says.as_dict(), "assets": []}


def _none(name: str, breaking: Collection[str], says: Words) -> dict[str, Any]:
    shown = sorted(breaking)[:_SHOWN]
    return {
        "check": name, "wanted": 0, "got": len(breaking), "ok": not breaking, "says": says.as_dict(), "assets": shown,
    }  # fmt: skip
