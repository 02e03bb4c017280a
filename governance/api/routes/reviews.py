"""The review queue: what the machine is unsure of, and what stewards decide."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from assay.governance.api.answers import Decided, DecidedGroup, Page, ReviewTask
from assay.governance.api.auth import Decider, Reader
from assay.governance.api.bodies import BulkBody, DecisionBody
from assay.governance.api.parts import Cursor, Id, IfMatch, Limit, Part, etag_given, tagged
from assay.governance.domain import TaskState

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["reviews"])


@router.get("/reviews", responses={200: {"model": Page}})
def list_reviews(
    services: Part, actor: Decider, state: TaskState = TaskState.OPEN, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """List review tasks, the most urgent first."""
    return services.review.page(state=state.value, cursor=cursor, limit=limit)


@router.get("/reviews/stats")
def review_stats(services: Part, actor: Reader) -> Any:
    """Return how many are open and decided, and how often people agree with the machine."""
    return services.review.stats()


@router.get("/reviews/groups", responses={200: {"model": Page}})
def review_groups(services: Part, actor: Decider, least: Annotated[int, Query(ge=1, le=10_000)] = 2) -> Any:
    """List groups of alike open tasks, the largest first: how many, why they are asked, and a few of their names."""
    return {**services.groups.page(least=least), "next": None}


@router.post("/reviews/bulk", status_code=201, responses={201: {"model": DecidedGroup}})
def decide_group(body: BulkBody, services: Part, actor: Decider) -> Any:
    """Decide a group, at most 500 tasks at once; `decision` undoes all as one, `expect` refuses a changed group."""
    return services.groups.decide(
        body.group, action=body.action, code=body.code, reason=body.reason, expect=body.expect, actor=actor
    )


@router.get("/reviews/{task_id}", responses={200: {"model": ReviewTask}})
def get_review(task_id: Id, response: Response, services: Part, actor: Decider) -> Any:
    """Return one review task with its evidence, masked."""
    return tagged(response, services.review.get(task_id))


@router.post("/reviews/{task_id}/decisions", status_code=201, responses={201: {"model": Decided}})
def decide(task_id: Id, body: DecisionBody, services: Part, actor: Decider, if_match: IfMatch = None) -> Any:
    """Decide a task: accept, change (with `code`), reject or skip. `If-Match` refuses (412) what changed meanwhile."""
    return services.review.decide(
        task_id, action=body.action, code=body.code, reason=body.reason, etag=etag_given(if_match), actor=actor
    )


@router.post("/decisions/{decision_id}/undo")
def undo_decision(decision_id: Id, services: Part, actor: Decider) -> Any:
    """Take a decision back, or a group's, by one more event each: what was decided stays on record."""
    return services.review.undo(decision_id, actor=actor)
