"""Quality issues: what is wrong, and how far people are with it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from assay.governance.api.answers import AssetPage, Issue, Scorecard
from assay.governance.api.auth import Decider, Reader
from assay.governance.api.bodies import IssueBody
from assay.governance.api.parts import Code, Cursor, Id, IfMatch, Limit, Part, etag_given, tagged
from assay.governance.domain import Dimension, IssueState, Severity

__all__ = ["router"]

router = APIRouter(prefix="/v1/issues", tags=["issues"])


@router.get("", responses={200: {"model": AssetPage}})
def list_issues(
    services: Part,
    actor: Reader,
    dataset: Code = None,
    type: Code = None,
    dimension: Dimension | None = None,
    severity: Severity | None = None,
    state: IssueState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """List quality issues, each with its asset; `facets` count all there are."""
    return services.issues.page(
        dataset=dataset,
        type=type,
        dimension=dimension,
        severity=severity,
        state=state,
        cursor=cursor,
        limit=limit,
        actor=actor,
    )


@router.get("/score", responses={200: {"model": Scorecard}})
def score_quality(services: Part, actor: Reader) -> Any:
    """Return the scorecard of all that the caller may see: each dimension with the indicators behind it."""
    return services.datasets.overall(actor)


@router.patch("/{issue_id}", responses={200: {"model": Issue}})
def update_issue(
    issue_id: Id, body: IssueBody, response: Response, services: Part, actor: Decider, if_match: IfMatch = None
) -> Any:
    """Say that an issue is open, assigned, fixed or accepted. `If-Match` refuses (412) what changed meanwhile."""
    settled = services.issues.settle(
        issue_id, body.state, assignee=body.assignee, note=body.note, etag=etag_given(if_match), actor=actor
    )
    return tagged(response, settled)
