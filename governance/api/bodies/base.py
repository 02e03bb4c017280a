"""What every body is, and how it says that one of its fields is wanted."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

__all__ = ["Body", "one_of"]


class Body(BaseModel):
    """A body that holds what is named here and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def one_of(*names: str) -> Any:
    """Return a validator for the class body of a model: exactly one of these fields is given."""
    said = " or ".join(names) if len(names) == 2 else f"one of {', '.join(names[:-1])} and {names[-1]}"

    def holds_one(body: Any) -> Any:
        if sum(getattr(body, it) is not None for it in names) != 1:
            raise ValueError(f"give {said}")
        return body

    return model_validator(mode="after")(holds_one)
