"""Tagging without a trace: texts and files, nothing stored."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from assay.governance.api.answers import TagResult
from assay.governance.api.auth import TaggerActor
from assay.governance.api.parts import held_of
from assay.governance.api.schemas import TagBody, TagFileFields
from assay.governance.api.uploads import multipart, spooled

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["tag"])

_FILE_BODY = {"requestBody": {"required": True, "content": multipart("policy", "reveal")}}
_RESULTS: dict[int | str, dict[str, Any]] = {200: {"model": TagResult | list[TagResult]}}


@router.post("/tag", responses=_RESULTS)
async def tag(body: TagBody, request: Request, actor: TaggerActor) -> Any:
    """Tag a text, or several: `text` gives one TagResult, `texts` a list in the same order."""
    held = held_of(request)
    texts = body.texts if body.texts is not None else [body.text or ""]
    results = await held.gate.run(
        lambda: held.services.tag.texts(texts, policy=body.policy, reveal=body.reveal, actor=actor)
    )
    return results if body.texts is not None else results[0]


@router.post("/tag/file", responses=_RESULTS, openapi_extra=_FILE_BODY)
async def tag_file(request: Request, actor: TaggerActor) -> Any:
    """Tag a file: a TagResult, or, when files lie inside it, a list that begins with the file itself."""
    held = held_of(request)
    async with spooled(request, held.uploads, fields=("policy", "reveal")) as upload:
        fields = _fields(upload.fields)
        results = await held.gate.run(
            lambda: held.services.tag.file(
                upload.path, name=upload.name, policy=fields.policy, reveal=fields.reveal, actor=actor
            )
        )
    return results[0] if len(results) == 1 else results


def _fields(given: dict[str, str]) -> TagFileFields:
    try:
        return TagFileFields.model_validate(given)
    except ValidationError as exc:
        errors = exc.errors(include_input=False, include_url=False, include_context=False)
        raise RequestValidationError([{**error, "loc": ("body", *error["loc"])} for error in errors]) from None
