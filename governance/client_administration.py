"""The calls that keep a catalog in order: policies, topic sets, data sets, models, the audit trail, operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import httpx

from assay.governance.domain import UnavailableError
from assay.governance.wire import Json, Wire, error, given, quoted

__all__ = ["Administration"]


class Administration(Wire):
    """What `Client` can do beside assets; not used alone."""

    # -- policies and operations ------------------------------------------------------------------------------

    def policies(self) -> list[Json]:
        """List the policy packs."""
        return cast("list[Json]", self._call("GET", "/v1/policies"))

    def policy(self, name: str) -> Json:
        """Return a pack."""
        return self._object("GET", f"/v1/policies/{quoted(name)}")

    def duties(self) -> Json:
        """Return how many people all assets are about, and what laws may ask from so many on."""
        return self._object("GET", "/v1/policies/duties")

    def policy_check(self, text: str) -> Json:
        """Say whether a pack (YAML) holds together."""
        return self._object("POST", "/v1/policies/check", json={"text": text})

    def policy_simulate(self, text: str) -> Json:
        """Return the difference that applying a pack would make."""
        return self._object("POST", "/v1/policies/simulate", json={"text": text})

    def policy_apply(self, text: str) -> Json:
        """Put a pack into force."""
        return self._object("POST", "/v1/policies/apply", json={"text": text})

    def taxonomies(self) -> list[Json]:
        """List the topic sets."""
        return cast("list[Json]", self._call("GET", "/v1/taxonomies"))

    def taxonomy(self, name: str) -> Json:
        """Return a topic set with its topics."""
        return self._object("GET", f"/v1/taxonomies/{quoted(name)}")

    def taxonomy_put(self, name: str, text: str) -> Json:
        """Keep a topic set (YAML) under its name."""
        return self._object("PUT", f"/v1/taxonomies/{quoted(name)}", json={"text": text})

    def taxonomy_train(self, name: str, examples: Sequence[tuple[str, str]]) -> Json:
        """Teach a topic set by (text, topic) pairs; return what it is worth on pairs left out."""
        body = {"examples": [{"text": text, "topic": topic} for text, topic in examples]}
        return self._object("POST", f"/v1/taxonomies/{quoted(name)}/train", json=body)

    def models(self) -> Any:
        """List the models in use."""
        return self._call("GET", "/v1/models")

    def me(self) -> Json:
        """Return who this client speaks for: name, role, and what the role may do."""
        return self._object("GET", "/v1/me")

    def overview(self) -> Json:
        """Return the figures of the whole catalog."""
        return self._object("GET", "/v1/overview")

    def model(self, name: str) -> Json:
        """Return one model of the manifest."""
        return self._object("GET", f"/v1/models/{quoted(name)}")

    def audit(self, *, target: str | None = None, cursor: str | None = None, limit: int = 50) -> Json:
        """Return a page of the audit trail, the newest first."""
        return self._object("GET", "/v1/audit", params=given(target=target, cursor=cursor, limit=limit))

    def forget(self, asset_id: str) -> Json:
        """Forget an asset and all that was read of it; the file itself is not touched."""
        return self._object("DELETE", f"/v1/assets/{quoted(asset_id)}")

    def export(self, form: str = "jsonl", *, dataset: str | None = None, **select: Any) -> bytes:
        """Return a file of all that is known of assets, masked: `csv`, `xlsx` or `jsonl`; `select` as in `assets`."""
        body = given(format=form, dataset=dataset, select=given(**select) or None)
        return self._send("POST", "/v1/export", json=body).content

    # -- data sets --------------------------------------------------------------------------------------------

    def datasets(self) -> list[Json]:
        """List the data sets with the number of their assets."""
        return cast("list[Json]", self._call("GET", "/v1/datasets"))

    def dataset(self, dataset_id: str) -> Json:
        """Return a data set."""
        return self._object("GET", f"/v1/datasets/{quoted(dataset_id)}")

    def create_dataset(
        self, name: str, *, description: str = "", select: Json | None = None, contract: Json | None = None
    ) -> Json:
        """Name a selection (`select` as in `assets`) and what it promises: `max_level`, `no_issues`, `require` …"""
        body = given(name=name, description=description or None, select=select, contract=contract)
        return self._object("POST", "/v1/datasets", json=body)

    def change_dataset(self, dataset_id: str, *, etag: str | None = None, **changes: Any) -> Json:
        """Change name, description, select or contract; with `etag`, only if nobody changed it (ConflictError)."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        return self._object("PATCH", f"/v1/datasets/{quoted(dataset_id)}", json=changes, headers=headers)

    def delete_dataset(self, dataset_id: str) -> None:
        """Take a data set away; its assets stay."""
        self._call("DELETE", f"/v1/datasets/{quoted(dataset_id)}")

    def score_dataset(self, dataset_id: str) -> Json:
        """Return the scorecard of a data set."""
        return self._object("POST", f"/v1/datasets/{quoted(dataset_id)}/score")

    def gate_dataset(self, dataset_id: str) -> Json:
        """Return whether a data set keeps its contract (`ok`), promise by promise (`checks`)."""
        return self._object("POST", f"/v1/datasets/{quoted(dataset_id)}/gate")

    def verify(self) -> Json:
        """Check that catalog, vault, vectors and graph agree."""
        return self._object("POST", "/v1/verify")

    def health(self) -> Json:
        """Return whether the service is ready: `{"status": "ready" | "not ready"}`."""
        try:
            response = self._http.get("/readyz")
        except httpx.HTTPError as exc:
            raise UnavailableError(f"no answer from the server: {type(exc).__name__}") from None
        if response.status_code not in (200, 503):
            raise error(response)
        return cast("Json", response.json())
