"""Policy packs: reading them, checking one, seeing what it would change, and applying it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from assay.governance.api.auth import Administrator, Decider, Reader
from assay.governance.api.bodies import PolicyBody
from assay.governance.api.parts import Part, Slug

__all__ = ["router"]

router = APIRouter(prefix="/v1/policies", tags=["policies"])


@router.get("")
def list_policies(services: Part, actor: Reader) -> Any:
    """List the packs."""
    return services.policies.list()


@router.get("/duties")
def list_duties(services: Part, actor: Decider) -> Any:
    """Return how many people all assets are about, and what laws may ask from so many on: facts and questions."""
    return services.policies.duties()


@router.post("/check")
def check_policy(body: PolicyBody, services: Part, actor: Decider) -> Any:
    """Say whether a pack holds together."""
    return services.policies.check(body.text)


@router.post("/simulate")
def simulate_policy(body: PolicyBody, services: Part, actor: Decider) -> Any:
    """Return the exact difference that applying a pack would make."""
    return services.policies.simulate(body.text)


@router.post("/apply")
def apply_policy(body: PolicyBody, services: Part, actor: Administrator) -> Any:
    """Put a pack into force; every asset is graded anew, nothing is read anew."""
    return services.policies.apply(body.text, actor)


@router.get("/{name}")
def get_policy(name: Slug, services: Part, actor: Reader) -> Any:
    """Return a pack: its levels, matrix, rules and sources."""
    return services.policies.show(name)
