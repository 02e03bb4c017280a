"""The catalogue of quality issues: data, one entry a type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assay.governance.domain import NOWHERE, Dimension, Issue, Locator, Modality, Severity, Words

__all__ = ["IssueType", "catalogue", "counted"]

_COUNTED = re.compile(r"([\d,]+) ((?:[a-z]+ )*[a-z]+)\(s\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueType:
    """One kind of issue: words, dimension and indicator (GB/T 36344-2018), severity, threshold and its source.

    `threshold_zh` holds for Chinese where it differs. `applies` names the modalities it is looked for in.
    `template` is filled with figures alone.
    """

    type: str
    title: Words
    description: Words
    template: Words
    dimension: Dimension
    indicator: str
    severity: Severity
    source: str
    threshold: float | None = None
    threshold_zh: float | None = None
    applies: frozenset[Modality] = frozenset(Modality)

    @property
    def limit(self) -> float:
        """Return the threshold of a type that has one."""
        if self.threshold is None:
            raise ValueError(f"{self.type} has no threshold")
        return self.threshold

    def issue(self, locator: Locator = NOWHERE, **measures: Any) -> Issue:
        """Return an issue of this type; `measures` are figures, and the template's words come from them."""
        figures = {"threshold": self.threshold, **measures}
        return Issue(
            type=self.type,
            dimension=self.dimension,
            severity=self.severity,
            says=Words(counted(self.template.en.format(**figures)), self.template.zh.format(**figures)),
            locator=locator,
            measures={name: value for name, value in figures.items() if value is not None},
        )


def counted(sentence: str) -> str:
    """Return an English sentence in which `1 part(s)` reads `1 part`, and `2 part(s)` reads `2 parts`."""
    return _COUNTED.sub(lambda it: f"{it[1]} {it[2]}{'' if it[1] == '1' else 's'}", sentence)


@cache
def catalogue() -> Mapping[str, IssueType]:
    """Return all types by name, as `catalogue.yaml` beside this file has them."""
    import yaml

    rows = yaml.safe_load(files(__package__).joinpath("catalogue.yaml").read_text(encoding="utf-8"))
    return {
        name: IssueType(
            type=name,
            title=Words(**row["title"]),
            description=Words(**row["description"]),
            template=Words(**row["says"]),
            dimension=Dimension(row["dimension"]),
            indicator=row["indicator"],
            severity=Severity(row["severity"]),
            source=row["source"],
            threshold=row.get("threshold"),
            threshold_zh=row.get("threshold_zh"),
            applies=frozenset(map(Modality, row["applies"])) if "applies" in row else frozenset(Modality),
        )
        for name, row in rows.items()
    }
