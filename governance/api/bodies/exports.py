"""Which assets are meant, and as what they are written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from assay.governance.api.bodies.base import Body
from assay.governance.api.bodies.fields import Age, Named
from assay.governance.domain import Modality, Reason, Status

__all__ = ["ExportBody", "Selection"]


class Selection(Body):
    """Which assets are meant, as `GET /v1/assets` narrows them; what is absent is not asked about."""

    modality: Modality | None = None
    topic: Named | None = None
    status: Status | None = None
    level: Named | None = None
    reason: Reason | None = None
    language: Named | None = None
    source: Named | None = None
    owner: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    issue: Named | None = None
    age: Age | None = None
    needs_review: bool | None = None

    def chosen(self) -> dict[str, Any]:
        """Return what was said, as plain values."""
        return self.model_dump(mode="json", exclude_none=True)


class ExportBody(Body):
    """What is written as what: a selection, or the assets of a data set."""

    format: Literal["csv", "xlsx", "jsonl"]
    select: Selection = Selection()
    dataset: Named | None = None

    @model_validator(mode="after")
    def _one_of(self) -> ExportBody:
        if self.dataset is not None and self.select.chosen():
            raise ValueError("give select or dataset")
        return self
