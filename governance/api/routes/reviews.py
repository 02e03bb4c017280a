"""The review queue: what the machine is unsure of, and what stewards decide."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from assay.governance.api.answers import Decided, Page, ReviewTask
from assay.governance.api.auth import Decider, Reader
from assay.governance.api.parts import Cursor, Id, IfMatch, Limit, Part, etag_given, tagged
from assay.governance.api.schemas import DecisionBody
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
    """Take a decision back, by one more event: what was decided stays on record."""
    return services.review.undo(decision_id, actor=actor)
