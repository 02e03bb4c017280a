"""Quality: a catalogue of issues, the checks that find them, and scorecards. Pure functions over data."""

from assay.governance.quality.catalogue import IssueType, catalogue
from assay.governance.quality.checks import CatalogueCheck
from assay.governance.quality.scoring import DimensionScore, IndicatorScore, Scorecard, score

__all__ = [
    "CatalogueCheck",
    "DimensionScore",
    "IndicatorScore",
    "IssueType",
    "Scorecard",
    "catalogue",
    "score",
]
