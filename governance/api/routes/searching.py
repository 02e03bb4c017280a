"""Search and answers. The query travels in the body: never in a URL, never in a log."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from assay.governance.api.answers import Answered, SearchAnswer
from assay.governance.api.auth import Searcher
from assay.governance.api.bodies import AnswerBody, SearchBody, SearchFields
from assay.governance.api.parts import checked, held_of
from assay.governance.api.uploads import multipart, spooled

__all__ = ["router"]

_FILE_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": multipart(*SearchFields.model_fields)}}

router = APIRouter(prefix="/v1", tags=["search"])


@router.post("/search", responses={200: {"model": SearchAnswer}})
async def search(body: SearchBody, request: Request, actor: Searcher) -> Any:
    """Find assets by meaning (`text`), by likeness to an asset (`like`), or by a `value` or `entity` they mention."""
    held = held_of(request)
    return await held.gate.run(
        lambda: held.services.search.query(
            body.text,
            like=body.like,
            value=body.value,
            entity=body.entity,
            linked=body.linked,
            limit=body.limit,
            actor=actor,
            **body.narrowed(),
        )
    )


@router.post("/search/file", responses={200: {"model": SearchAnswer}}, openapi_extra=_FILE_BODY)
async def search_file(request: Request, actor: Searcher) -> Any:
    """Find what a file that is sent looks, sounds and reads like: a picture, a recording, any file; it is not kept."""
    held = held_of(request)
    async with spooled(request, held.uploads, fields=tuple(SearchFields.model_fields)) as upload:
        fields = checked(SearchFields, upload.fields)
        return await held.gate.run(
            lambda: held.services.search.by_file(
                upload.path, name=upload.name, linked=fields.linked, limit=fields.limit, actor=actor,
                **fields.narrowed(),
            )
        )  # fmt: skip


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
