"""Terms of the business: one thing by its names in both languages, and how it shows in data."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from assay.governance.api.answers import Term, TermsSet
from assay.governance.api.auth import Decider, Reader
from assay.governance.api.bodies import TermsBody
from assay.governance.api.parts import Part, Slug
from assay.governance.domain import Term as Noun
from assay.governance.services.graph.terms import terms_of

__all__ = ["router"]

router = APIRouter(prefix="/v1/terms", tags=["terms"])


@router.get("", responses={200: {"model": list[Term]}})
def list_terms(services: Part, actor: Reader) -> Any:
    """List the terms."""
    return services.graph.terms.all()


@router.put("", responses={200: {"model": TermsSet}})
def put_terms(body: TermsBody, services: Part, actor: Decider) -> Any:
    """Add terms, given as a list or as the text of a CSV, or put them in place of those of the same ids."""
    terms = terms_of(body.csv) if body.csv is not None else tuple(Noun(**it.model_dump()) for it in body.terms or ())
    return services.graph.terms.put(terms, actor=actor)


@router.delete("/{term_id}", status_code=204)
def drop_term(term_id: Slug, services: Part, actor: Decider) -> None:
    """Delete a term."""
    services.graph.terms.drop(term_id, actor=actor)
