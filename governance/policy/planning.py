"""What to review first, and what a changed pack would do."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from assay.governance.domain import Certainty, Verdict
from assay.governance.policy.asks import asks
from assay.governance.policy.evidence import Evidence
from assay.governance.policy.judging import judge
from assay.governance.policy.pack import Pack

__all__ = ["Change", "Simulation", "priority", "simulate"]

_UNCERTAINTY = {Certainty.CERTAIN: 0.25, Certainty.LIKELY: 0.6, Certainty.UNCERTAIN: 1.0}
_WEEK_DAYS = 7.0


def priority(verdict: Verdict, pack: Pack, age_days: float) -> float:
    """Return the risk that a minute of review takes away: uncertainty × impact × age over minutes; higher is first.

    Impact doubles from level to level up to the highest that the verdict, or a candidate, may mean. Age
    counts by weeks and flattens, so that nothing waits for ever and nothing old drowns what is grave.
    """
    ranks = sorted(level.rank for level in pack.levels)
    reach = max((verdict.rank, *(pack.level(code).rank for code in verdict.candidates)))
    step = sum(rank <= reach for rank in ranks)
    minutes = sum(asks()[ask].minutes for ask in verdict.asks if ask in asks()) or 1.0
    age = 1 + math.log2(1 + max(0.0, age_days) / _WEEK_DAYS)
    return round(_UNCERTAINTY[verdict.certainty] * 2.0**step * age / minutes, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One asset whose verdict a new pack changes: in level, in candidates, or in what it asks."""

    id: str
    before: Verdict
    after: Verdict

    @property
    def direction(self) -> str:
        """Return `raised`, `lowered` or `same`, by the levels' place among the pack's own."""
        difference = self.after.rank - self.before.rank
        return "raised" if difference > 0 else "lowered" if difference < 0 else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What a pack would do: the changes, how many assets of each level before and after, the stewards' load.

    `reopened` counts assets whose fingerprint changes, so that what people decided there becomes a floor.
    """

    assets: int
    changes: tuple[Change, ...]
    levels_before: Mapping[str, int]
    levels_after: Mapping[str, int]
    asks_before: int
    asks_after: int
    reopened: int


def simulate(old: Pack, new: Pack, evidences: Mapping[str, Evidence]) -> Simulation:
    """Return the exact difference that applying `new` in place of `old` would make, without reading any file."""
    pairs = {key: (judge(old, evidence), judge(new, evidence)) for key, evidence in evidences.items()}
    changes = tuple(
        Change(id=key, before=before, after=after)
        for key, (before, after) in pairs.items()
        if (before.code, before.rank, before.candidates, before.asks)
        != (after.code, after.rank, after.candidates, after.asks)
    )
    return Simulation(
        assets=len(pairs),
        changes=changes,
        levels_before=Counter(before.code for before, _ in pairs.values()),
        levels_after=Counter(after.code for _, after in pairs.values()),
        asks_before=sum(bool(before.asks) for before, _ in pairs.values()),
        asks_after=sum(bool(after.asks) for _, after in pairs.values()),
        reopened=sum(before.fingerprint != after.fingerprint for before, after in pairs.values()),
    )
