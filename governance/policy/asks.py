"""Why a person is asked: a closed list of codes, with words and the minutes an answer takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assay.governance.domain import Words

__all__ = ["Ask", "asks", "candidate_ask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One reason to ask a person."""

    code: str
    says: Words
    minutes: float


@cache
def asks() -> Mapping[str, Ask]:
    """Return the closed list by code, as `asks.yaml` beside this file has it."""
    import yaml

    rows = yaml.safe_load(files(__package__).joinpath("asks.yaml").read_text(encoding="utf-8"))
    return {
        code: Ask(code=code, says=Words(row["en"], row["zh"]), minutes=float(row["minutes"]))
        for code, row in rows.items()
    }


def candidate_ask(level: str) -> str:
    """Return the ask for a level that only people may give: its own where there is one, or the general one."""
    own = f"candidate-{level}"
    return own if own in asks() else "candidate"
