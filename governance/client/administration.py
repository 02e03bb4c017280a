"""The calls that keep a catalog in order: sources, rules, terms, policies, data sets, operations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

import httpx

from assay.governance.client.wire import Json, Wire, error, given, quoted
from assay.governance.domain import UnavailableError

__all__ = ["Administration"]


class Administration(Wire):
    """What `Client` can do beside assets; not used alone."""

    # -- sources, rules, terms -------------------------------------------------------------------------------------

    def terms(self) -> list[Json]:
        """Return the terms of the business."""
        return cast("list[Json]", self._call("GET", "/v1/terms"))

    def put_terms(self, terms: Sequence[Json] | str) -> Json:
        """Add terms, or put them in place of those of the same ids: a list, or the text of a CSV."""
        body: Json = {"csv": terms} if isinstance(terms, str) else {"terms": list(terms)}
        return self._object("PUT", "/v1/terms", json=body)

    def drop_term(self, term_id: str) -> None:
        """Delete a term."""
        self._call("DELETE", f"/v1/terms/{quoted(term_id)}")

    def rules(self) -> list[Json]:
        """List the rules that set governance fields, in their order."""
        return cast("list[Json]", self._call("GET", "/v1/governance/rules"))

    def read_rules(self, file: Path | str | BinaryIO, *, name: str | None = None) -> list[Json]:
        """Read rules from a CSV or XLSX table; none is applied."""
        return cast("list[Json]", self._upload("/v1/governance/rules/read", file, name, {}))

    def preview_rules(self, rules: Sequence[Json]) -> Json:
        """Return what applying rules would change, asset by asset."""
        return self._object("POST", "/v1/governance/rules/preview", json={"rules": list(rules)})

    def apply_rules(self, rules: Sequence[Json]) -> Json:
        """Put rules in place of those in force; what people set by hand stays."""
        return self._object("PUT", "/v1/governance/rules", json={"rules": list(rules)})

    def sources(self) -> list[Json]:
        """List the sources with the counts of their assets; `job` is the one that works on a source now."""
        return cast("list[Json]", self._call("GET", "/v1/sources"))

    def source(self, source_id: str) -> Json:
        """Return one source."""
        return self._object("GET", f"/v1/sources/{quoted(source_id)}")

    def add_source(
        self, uri: str, *, name: str | None = None, include: Sequence[str] = (), exclude: Sequence[str] = ()
    ) -> Json:
        """Add a source; nothing is read before `scan`. Patterns are those of a `.gitignore`."""
        body = given(uri=uri, name=name, include=list(include), exclude=list(exclude))
        return self._object("POST", "/v1/sources", json=body)

    def change_source(
        self, source_id: str, *, name: str | None = None, include: Sequence[str] | None = None, exclude:
        Sequence[str] | None = None, etag: str | None = None,
    ) -> Json:  # fmt: skip
        """Change name and patterns of a source; what is None stays."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        body = given(name=name, include=include, exclude=exclude)
        return self._object("PATCH", f"/v1/sources/{quoted(source_id)}", json=body, headers=headers)

    def plan(
        self, uri: str | None = None, *, source: str | None = None, include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None, seconds: float = 10.0,
    ) -> Json:  # fmt: skip
        """Return what a scan of a place or of a source would take: files, hours, disk, pages to recognise."""
        body = given(uri=uri, source=source, include=include, exclude=exclude, seconds=seconds)
        return self._object("POST", "/v1/sources/plan", json=body)

    def scan(self, source_id: str) -> str:
        """Scan a source; return the id of the job, which `job`, `events` and `wait` follow."""
        return str(self._object("POST", f"/v1/sources/{quoted(source_id)}/scan")["id"])

    def jobs(self, *, state: str | None = None, cursor: str | None = None, limit: int = 50) -> Json:
        """Return a page of jobs, the newest first."""
        return self._object("GET", "/v1/jobs", params=given(state=state, cursor=cursor, limit=limit))

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
