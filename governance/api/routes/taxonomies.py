"""Topic sets of one's own: reading them, keeping one, and teaching it by examples."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from assay.governance.api.auth import Decider, Reader
from assay.governance.api.bodies import ExamplesBody, PolicyBody
from assay.governance.api.parts import Part, Slug, held_of

__all__ = ["router"]

router = APIRouter(prefix="/v1/taxonomies", tags=["taxonomies"])


@router.get("")
def list_taxonomies(services: Part, actor: Reader) -> Any:
    """List the topic sets."""
    return services.taxonomies.list()


@router.get("/{name}")
def get_taxonomy(name: Slug, services: Part, actor: Reader) -> Any:
    """Return a topic set: its topics and what they are said to be about."""
    return services.taxonomies.show(name)


@router.put("/{name}")
def put_taxonomy(name: Slug, body: PolicyBody, services: Part, actor: Decider) -> Any:
    """Keep a topic set (YAML, as `text`) under its name; examples teach it anew."""
    return services.taxonomies.save(body.text, actor, name=name)


@router.post("/{name}/train")
async def train_taxonomy(name: Slug, body: ExamplesBody, request: Request, actor: Decider) -> Any:
    """Teach a topic set by examples; the answer says what it is worth on examples left out."""
    held = held_of(request)
    pairs = [(it.text, it.topic) for it in body.examples]
    return await held.gate.run(lambda: held.services.taxonomies.train(name, pairs, actor))
