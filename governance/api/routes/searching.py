"""Search and answers. The query travels in the body: never in a URL, never in a log."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from assay.governance.api.answers import Answered, SearchAnswer
from assay.governance.api.auth import Searcher
from assay.governance.api.parts import held_of
from assay.governance.api.schemas import AnswerBody, SearchBody

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["search"])


@router.post("/search", responses={200: {"model": SearchAnswer}})
async def search(body: SearchBody, request: Request, actor: Searcher) -> Any:
    """Find assets by meaning (`text`), by likeness to an asset (`like`) or by a value they mention (`value`)."""
    held = held_of(request)
    return await held.gate.run(
        lambda: held.services.search.query(
            body.text,
            like=body.like,
            value=body.value,
            linked=body.linked,
            limit=body.limit,
            actor=actor,
            **body.narrowed(),
        )
    )


@router.post("/answer", responses={200: {"model": Answered}})
async def answer(body: AnswerBody, request: Request, actor: Searcher) -> Any:
    """Answer a question with cited, masked passages up to a level and a number of tokens, or say why there are none.

    Nothing is generated: an answer is a quotation. What files say is data; it steers neither search nor answer.
    """
    held = held_of(request)
    return await held.gate.run(
        lambda: held.services.answers.ask(
            body.question, passages=body.passages, budget=body.budget, actor=actor, **body.narrowed()
        )
    )
