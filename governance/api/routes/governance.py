"""Rules that set governance fields by source and path: read from a table, previewed, applied."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from assay.governance.api.answers import Rule, RulesApplied
from assay.governance.api.auth import Decider
from assay.governance.api.bodies import RulesBody
from assay.governance.api.parts import Part, held_of
from assay.governance.api.uploads import multipart, spooled
from assay.governance.services.governing.assigning import rules_of

__all__ = ["router"]

router = APIRouter(prefix="/v1/governance/rules", tags=["governance"])

_FILE_BODY = {"requestBody": {"required": True, "content": multipart()}}


@router.get("", responses={200: {"model": list[Rule]}})
def list_rules(services: Part, actor: Decider) -> Any:
    """List the rules in force, in their order: the last one that fits a field sets it."""
    return services.assigning.rules()


@router.post("/preview", responses={200: {"model": RulesApplied}})
def preview_rules(body: RulesBody, services: Part, actor: Decider) -> Any:
    """Say what applying rules would change, asset by asset; nothing is written."""
    return services.assigning.preview(rules_of([rule.model_dump() for rule in body.rules]))


@router.put("", responses={200: {"model": RulesApplied}})
def apply_rules(body: RulesBody, services: Part, actor: Decider) -> Any:
    """Put rules in place of those in force, and set the fields of all assets; what people set by hand stays."""
    return services.assigning.apply(rules_of([rule.model_dump() for rule in body.rules]), actor=actor)


@router.post("/read", responses={200: {"model": list[Rule]}}, openapi_extra=_FILE_BODY)
async def read_rules(request: Request, actor: Decider) -> Any:
    """Read rules from a table (CSV, XLSX): columns source, path, retention, governance fields. None is applied."""
    held = held_of(request)
    async with spooled(request, held.uploads) as upload:
        rules = await held.gate.run(lambda: held.services.assigning.read(upload.path, upload.name))
    return [{"source": it.source, "path": it.path, "retention": it.retention, **it.fields} for it in rules]
