"""What a steward decides."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from assay.governance.api.bodies.base import Body

__all__ = ["BulkBody", "DecisionBody"]


def _code_goes_with_change(body: Any) -> Any:
    if (body.action == "change") != (body.code is not None):
        raise ValueError("a code goes with change, and with nothing else")
    return body


class DecisionBody(Body):
    """What a steward decides about a proposal."""

    action: Literal["accept", "change", "reject", "skip"]
    code: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    reason: Annotated[str, Field(max_length=2_000)] = ""

    _code = model_validator(mode="after")(_code_goes_with_change)


class BulkBody(Body):
    """What a steward decides about a whole group; `expect` is how many tasks the preview showed."""

    group: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9]+$")]
    action: Literal["accept", "change", "reject"]
    code: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    reason: Annotated[str, Field(max_length=2_000)] = ""
    expect: Annotated[int, Field(ge=1, le=1_000_000)] | None = None

    _code = model_validator(mode="after")(_code_goes_with_change)
