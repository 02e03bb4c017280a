"""Scorecards: A over B a dimension, never without the share of indicators that could be assessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assay.governance.domain import Dimension, Issue, Modality, Severity
from assay.governance.quality.catalogue import IssueType, catalogue

__all__ = ["DimensionScore", "IndicatorScore", "Scorecard", "score"]

_WEIGHTS = {Severity.ERROR: 3.0, Severity.WARNING: 2.0, Severity.INFO: 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorScore:
    """One type of issue as X = A / B (GB/T 36344-2018): assets free of it over assets assessed, 0 to 1.

    `value` is None where nothing could be assessed: missing input is no hundred per cent.
    """

    type: str
    indicator: str
    met: int
    assessed: int
    weight: float

    @property
    def value(self) -> float | None:
        """Return A / B."""
        return self.met / self.assessed if self.assessed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """One dimension: the weighted mean of what could be assessed, and which share of it could."""

    dimension: Dimension
    value: float | None
    coverage: float
    indicators: tuple[IndicatorScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """All dimensions, and the weighted mean over all indicators with its coverage beside it."""

    value: float | None
    coverage: float
    dimensions: tuple[DimensionScore, ...]


def score(issues: Iterable[tuple[str, Issue]], counts: Mapping[Modality, int]) -> Scorecard:
    """Return the scorecard of a selection of assets.

    `issues` are pairs of asset id and issue, `counts` say how many assets of each modality were checked.
    A dimension that no indicator speaks of (timeliness, say) has coverage 0 and no value.
    """
    affected: dict[str, set[str]] = {}
    for asset, issue in issues:
        affected.setdefault(issue.type, set()).add(asset)
    found = {name: _indicator(kind, counts, len(affected.get(name, ()))) for name, kind in catalogue().items()}
    dimensions = tuple(
        _dimension(name, [found[kind.type] for kind in catalogue().values() if kind.dimension is name])
        for name in Dimension
    )
    return Scorecard(value=_mean(found.values()), coverage=_coverage(list(found.values())), dimensions=dimensions)


def _indicator(kind: IssueType, counts: Mapping[Modality, int], affected: int) -> IndicatorScore:
    assessed = sum(count for modality, count in counts.items() if modality in kind.applies)
    return IndicatorScore(
        type=kind.type,
        indicator=kind.indicator,
        met=max(0, assessed - affected),
        assessed=assessed,
        weight=_WEIGHTS[kind.severity],
    )


def _dimension(dimension: Dimension, indicators: list[IndicatorScore]) -> DimensionScore:
    return DimensionScore(
        dimension=dimension, value=_mean(indicators), coverage=_coverage(indicators), indicators=tuple(indicators)
    )


def _mean(indicators: Iterable[IndicatorScore]) -> float | None:
    known = [(item.weight, item.value) for item in indicators if item.value is not None]
    return round(sum(w * v for w, v in known) / sum(w for w, _ in known), 4) if known else None


def _coverage(indicators: list[IndicatorScore]) -> float:
    known = sum(item.value is not None for item in indicators)
    return round(known / len(indicators), 4) if indicators else 0.0
