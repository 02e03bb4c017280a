"""What to review first, and what a changed pack would do."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assay.governance.domain import Certainty, Grade, GradeState, Standing, Verdict
from assay.governance.policy.asks import asks
from assay.governance.policy.pack import Pack

__all__ = ["Change", "Simulation", "compare", "minutes", "priority", "standing"]

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
    age = 1 + math.log2(1 + max(0.0, age_days) / _WEEK_DAYS)
    return round(_UNCERTAINTY[verdict.certainty] * 2.0**step * age / minutes(verdict.asks), 4)


def minutes(codes: Iterable[str]) -> float:
    """Return how long the answers to some questions take, one where nothing else is known."""
    known = asks()
    return sum(known[code].minutes for code in codes if code in known) or 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One asset whose grade a new pack changes: its level, how far people agree, candidates, or what is asked."""

    id: str
    before: Standing
    after: Standing
    rules: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        """Return `raised`, `lowered` or `same`, by the levels' place among the pack's own."""
        difference = self.after.rank - self.before.rank
        return "raised" if difference > 0 else "lowered" if difference < 0 else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What a pack would do: the changes, and how many assets of each level there are before and after.

    `asks_before` and `asks_after` count assets that need a person, `minutes_*` what the answers take, `reopened` assets
    whose deciding findings change under a decision, so that it becomes a floor.
    """

    assets: int
    changes: tuple[Change, ...]
    levels_before: Mapping[str, int]
    levels_after: Mapping[str, int]
    asks_before: int
    asks_after: int
    minutes_before: float
    minutes_after: float
    reopened: int


def standing(grade: Grade) -> Standing:
    """Return what of a grade a change is measured by."""
    verdict = grade.verdict
    return Standing(
        code=grade.code,
        rank=grade.rank,
        state=grade.state,
        needs_review=grade.needs_review,
        candidates=verdict.candidates,
        asks=verdict.asks,
        fingerprint=verdict.fingerprint,
    )


def compare(pairs: Iterable[Change]) -> Simulation:
    """Return the difference between what stands and what would, over all assets, changed or not."""
    changes: list[Change] = []
    before, after = Counter[str](), Counter[str]()
    assets = asked = would_ask = reopened = 0
    took = will_take = 0.0
    for it in pairs:
        assets += 1
        before[it.before.code] += 1
        after[it.after.code] += 1
        asked, took = asked + it.before.needs_review, took + _minutes(it.before)
        would_ask, will_take = would_ask + it.after.needs_review, will_take + _minutes(it.after)
        reopened += it.before.state is not GradeState.PROPOSED and it.before.fingerprint != it.after.fingerprint
        if _shown(it.before) != _shown(it.after):
            changes.append(it)
    return Simulation(
        assets=assets,
        changes=tuple(changes),
        levels_before=before,
        levels_after=after,
        asks_before=asked,
        asks_after=would_ask,
        minutes_before=round(took, 1),
        minutes_after=round(will_take, 1),
        reopened=reopened,
    )


def _shown(it: Standing) -> tuple[object, ...]:
    """Return what people see: no fingerprint, and no questions where a decision settled them."""
    return it.code, it.rank, it.state, it.needs_review, it.candidates, it.asks if it.needs_review else ()


def _minutes(it: Standing) -> float:
    return minutes(it.asks) if it.needs_review else 0.0
