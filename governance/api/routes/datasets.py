"""Data sets: named selections of assets, their scorecards and gates."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from assay.governance.api.answers import DatasetState, Gated, Scored
from assay.governance.api.auth import Decider, Reader, Searcher
from assay.governance.api.bodies import DatasetBody, DatasetChange
from assay.governance.api.parts import Id, IfMatch, Part, etag_given, tagged

__all__ = ["router"]

router = APIRouter(prefix="/v1/datasets", tags=["datasets"])


@router.get("", responses={200: {"model": list[DatasetState]}})
def list_datasets(services: Part, actor: Reader) -> Any:
    """List the data sets with the number of their assets that the caller may see."""
    return services.datasets.list(actor)


@router.post("", status_code=201, responses={201: {"model": DatasetState}})
def create_dataset(body: DatasetBody, response: Response, services: Part, actor: Searcher) -> Any:
    """Name a selection of assets and say what it promises. Nothing is copied."""
    given = body.model_dump(mode="json", exclude_unset=True)
    made = services.datasets.create(
        body.name, description=body.description, select=body.select.chosen(), contract=given.get("contract"),
        actor=actor,
    )  # fmt: skip
    response.headers["Location"] = f"/v1/datasets/{made['id']}"
    return tagged(response, made)


@router.get("/{dataset_id}", responses={200: {"model": DatasetState}})
def get_dataset(dataset_id: Id, response: Response, services: Part, actor: Reader) -> Any:
    """Return a data set by its id."""
    return tagged(response, services.datasets.get(dataset_id, actor))


@router.patch("/{dataset_id}", responses={200: {"model": DatasetState}})
def update_dataset(
    dataset_id: Id, body: DatasetChange, response: Response, services: Part, actor: Decider, if_match: IfMatch = None
) -> Any:
    """Change name, description, selection or contract. `If-Match` refuses (412) what changed meanwhile."""
    changes = body.model_dump(mode="json", exclude_unset=True)
    if body.select is not None:
        changes["select"] = body.select.chosen()
    given = {name: value for name, value in changes.items() if value is not None}
    return tagged(response, services.datasets.change(dataset_id, given, etag=etag_given(if_match), actor=actor))


@router.delete("/{dataset_id}", status_code=204)
def delete_dataset(dataset_id: Id, services: Part, actor: Decider) -> Response:
    """Take a data set away; its assets stay."""
    services.datasets.delete(dataset_id, actor=actor)
    return Response(status_code=204)


@router.post("/{dataset_id}/score", responses={200: {"model": Scored}})
def score_dataset(dataset_id: Id, services: Part, actor: Searcher) -> Any:
    """Return the scorecard: each dimension of quality beside the share of indicators that could be assessed."""
    return services.datasets.score(dataset_id, actor)


@router.post("/{dataset_id}/gate", responses={200: {"model": Gated}})
def gate_dataset(dataset_id: Id, services: Part, actor: Searcher) -> Any:
    """Say whether a data set keeps its contract: what was promised, what there is, and which assets break it."""
    return services.datasets.gate(dataset_id, actor)
