"""Cases: groups of files that belong together, as a steward confirmed them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from assay.governance.api.answers import Case, CaseFiles
from assay.governance.api.auth import Decider, Reader
from assay.governance.api.bodies import CaseBody, CaseChange
from assay.governance.api.parts import Id, IfMatch, Part, etag_given, tagged

__all__ = ["router"]

router = APIRouter(prefix="/v1/cases", tags=["cases"])


@router.get("", responses={200: {"model": list[Case]}})
def list_cases(services: Part, actor: Reader) -> Any:
    """List the cases whose level the caller may see, with the number of files that the caller may see."""
    return services.graph.cases.all(actor=actor)


@router.post("", status_code=201, responses={201: {"model": CaseFiles}})
def confirm_case(body: CaseBody, response: Response, services: Part, actor: Decider) -> Any:
    """Confirm a community, or some assets, as a case with a name, a steward and a level of its own."""
    return tagged(response, services.graph.cases.confirm(**body.model_dump(), actor=actor))


@router.get("/{case_id}", responses={200: {"model": CaseFiles}})
def get_case(case_id: Id, response: Response, services: Part, actor: Reader) -> Any:
    """Return a case with its files."""
    return tagged(response, services.graph.cases.get(case_id, actor=actor))


@router.patch("/{case_id}", responses={200: {"model": CaseFiles}})
def change_case(
    case_id: Id, body: CaseChange, response: Response, services: Part, actor: Decider, if_match: IfMatch = None
) -> Any:
    """Change name, steward or level of a case. `If-Match` refuses (412) what changed meanwhile."""
    changed = services.graph.cases.change(case_id, **body.model_dump(), etag=etag_given(if_match), actor=actor)
    return tagged(response, changed)


@router.delete("/{case_id}", status_code=204)
def close_case(case_id: Id, services: Part, actor: Decider) -> None:
    """Take a case away; its files stay."""
    services.graph.cases.close(case_id, actor=actor)
