"""Tagging without a trace: texts and files, nothing stored."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from assay.governance.api.answers import MaskedCopy, TagResult
from assay.governance.api.auth import TaggerActor
from assay.governance.api.bodies import MaskBody, MaskFields, TagBody, TagFileFields
from assay.governance.api.parts import checked, held_of
from assay.governance.api.uploads import multipart, spooled

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["tag"])

_FILE_BODY = {"requestBody": {"required": True, "content": multipart("policy", "taxonomy", "reveal")}}
_MASK_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": MaskBody.model_json_schema()}, **multipart("role", "accept_unchecked"),
        },
    }
}  # fmt: skip
_RESULTS: dict[int | str, dict[str, Any]] = {200: {"model": TagResult | list[TagResult]}}


@router.post("/tag", responses=_RESULTS)
async def tag(body: TagBody, request: Request, actor: TaggerActor) -> Any:
    """Tag a text, or several: `text` gives one TagResult, `texts` a list in the same order."""
    held = held_of(request)
    texts = body.texts if body.texts is not None else [body.text or ""]
    results = await held.gate.run(
        lambda: held.services.tag.texts(
            texts, policy=body.policy, taxonomy=body.taxonomy, reveal=body.reveal, actor=actor
        )
    )
    return results if body.texts is not None else results[0]


@router.post("/tag/file", responses=_RESULTS, openapi_extra=_FILE_BODY)
async def tag_file(request: Request, actor: TaggerActor) -> Any:
    """Tag a file: a TagResult, or, when files lie inside it, a list that begins with the file itself."""
    held = held_of(request)
    async with spooled(request, held.uploads, fields=("policy", "taxonomy", "reveal")) as upload:
        fields = checked(TagFileFields, upload.fields)
        results = await held.gate.run(
            lambda: held.services.tag.file(
                upload.path,
                name=upload.name,
                policy=fields.policy,
                taxonomy=fields.taxonomy,
                reveal=fields.reveal,
                actor=actor,
            )
        )
    return results[0] if len(results) == 1 else results


@router.post("/mask", responses={200: {"model": MaskedCopy}}, openapi_extra=_MASK_BODY)
async def mask(request: Request, response: Response, actor: TaggerActor) -> Any:
    """Return a de-identified copy of a text or of what a file says, read again; 409 when something would still stand.

    With `role`, also when the copy is above the level that this role sees; `accept_unchecked` takes a copy of a text in
    which names were not looked for everywhere. Nothing is stored.
    """
    held = held_of(request)
    masking = held.services.deidentifying
    response.headers["Cache-Control"] = "no-store"
    if not request.headers.get("content-type", "").startswith("multipart/"):
        body = checked(MaskBody, await request.body())
        return await held.gate.run(
            lambda: masking.text(body.text, role=body.role, accept_unchecked=body.accept_unchecked, actor=actor)
        )
    async with spooled(request, held.uploads, fields=("role", "accept_unchecked")) as upload:
        fields = checked(MaskFields, upload.fields)
        return await held.gate.run(
            lambda: masking.file(
                upload.path, name=upload.name, role=fields.role, accept_unchecked=fields.accept_unchecked, actor=actor
            )
        )
