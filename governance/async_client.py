"""The SDK for asyncio, with the methods of `Client`. Made by `docs/generate.py` from those beside it."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

import httpx

from assay.governance.domain import UnavailableError
from assay.governance.wire import COOKIE, DEFAULT_URL, ENDED, Json, error, given, quoted

__all__ = ["AsyncClient"]


class AsyncWire:
    """The connection of a client: who asks, what is sent, and which error an answer stands for."""

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        session: str | None = None,
        timeout: float = 120.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.url = (url or os.environ.get("ASSAY_URL") or DEFAULT_URL).rstrip("/")
        headers = {"Accept": "application/json"}
        cookies: dict[str, str] = {}
        if session is not None:
            cookies[COOKIE] = session
            headers["Origin"] = self.url
        else:
            secret = key or os.environ.get("ASSAY_API_KEY")
            if secret:
                headers["Authorization"] = f"Bearer {secret}"
        self._http = httpx.AsyncClient(
            base_url=self.url,
            headers=headers,
            cookies=cookies,
            timeout=httpx.Timeout(timeout, connect=5.0),
            limits=httpx.Limits(keepalive_expiry=2.0),
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _object(self, method: str, path: str, **sent: Any) -> Json:
        return cast("Json", await self._call(method, path, **sent))

    async def _call(self, method: str, path: str, **sent: Any) -> Any:
        response = await self._send(method, path, **sent)
        return response.json() if response.content else None

    async def _send(self, method: str, path: str, **sent: Any) -> httpx.Response:
        try:
            response = await self._http.request(method, path, **sent)
        except httpx.HTTPError as exc:
            raise UnavailableError(f"no answer from the server: {type(exc).__name__}") from None
        if response.is_error or response.is_redirect:
            raise error(response)
        return response

    async def _upload(self, path: str, file: Path | str | BinaryIO, name: str | None, fields: Mapping[str, str]) -> Any:
        if isinstance(file, Path | str):
            with Path(file).open("rb") as stream:
                return await self._upload(path, stream, name or Path(file).name, fields)
        return await self._call("POST", path, files={"file": (name or "upload", file)}, data=fields)


class AsyncAdministration(AsyncWire):
    """What `Client` can do beside assets; not used alone."""

    async def policies(self) -> list[Json]:
        """List the policy packs."""
        return cast("list[Json]", await self._call("GET", "/v1/policies"))

    async def policy(self, name: str) -> Json:
        """Return a pack."""
        return await self._object("GET", f"/v1/policies/{quoted(name)}")

    async def duties(self) -> Json:
        """Return how many people all assets are about, and what laws may ask from so many on."""
        return await self._object("GET", "/v1/policies/duties")

    async def policy_check(self, text: str) -> Json:
        """Say whether a pack (YAML) holds together."""
        return await self._object("POST", "/v1/policies/check", json={"text": text})

    async def policy_simulate(self, text: str) -> Json:
        """Return the difference that applying a pack would make."""
        return await self._object("POST", "/v1/policies/simulate", json={"text": text})

    async def policy_apply(self, text: str) -> Json:
        """Put a pack into force."""
        return await self._object("POST", "/v1/policies/apply", json={"text": text})

    async def taxonomies(self) -> list[Json]:
        """List the topic sets."""
        return cast("list[Json]", await self._call("GET", "/v1/taxonomies"))

    async def taxonomy(self, name: str) -> Json:
        """Return a topic set with its topics."""
        return await self._object("GET", f"/v1/taxonomies/{quoted(name)}")

    async def taxonomy_put(self, name: str, text: str) -> Json:
        """Keep a topic set (YAML) under its name."""
        return await self._object("PUT", f"/v1/taxonomies/{quoted(name)}", json={"text": text})

    async def taxonomy_train(self, name: str, examples: Sequence[tuple[str, str]]) -> Json:
        """Teach a topic set by (text, topic) pairs; return what it is worth on pairs left out."""
        body = {"examples": [{"text": text, "topic": topic} for text, topic in examples]}
        return await self._object("POST", f"/v1/taxonomies/{quoted(name)}/train", json=body)

    async def models(self) -> Any:
        """List the models in use."""
        return await self._call("GET", "/v1/models")

    async def me(self) -> Json:
        """Return who this client speaks for: name, role, and what the role may do."""
        return await self._object("GET", "/v1/me")

    async def overview(self) -> Json:
        """Return the figures of the whole catalog."""
        return await self._object("GET", "/v1/overview")

    async def model(self, name: str) -> Json:
        """Return one model of the manifest."""
        return await self._object("GET", f"/v1/models/{quoted(name)}")

    async def audit(self, *, target: str | None = None, cursor: str | None = None, limit: int = 50) -> Json:
        """Return a page of the audit trail, the newest first."""
        return await self._object("GET", "/v1/audit", params=given(target=target, cursor=cursor, limit=limit))

    async def forget(self, asset_id: str) -> Json:
        """Forget an asset and all that was read of it; the file itself is not touched."""
        return await self._object("DELETE", f"/v1/assets/{quoted(asset_id)}")

    async def export(self, form: str = "jsonl", *, dataset: str | None = None, **select: Any) -> bytes:
        """Return a file of all that is known of assets, masked: `csv`, `xlsx` or `jsonl`; `select` as in `assets`."""
        body = given(format=form, dataset=dataset, select=given(**select) or None)
        return (await self._send("POST", "/v1/export", json=body)).content

    async def datasets(self) -> list[Json]:
        """List the data sets with the number of their assets."""
        return cast("list[Json]", await self._call("GET", "/v1/datasets"))

    async def dataset(self, dataset_id: str) -> Json:
        """Return a data set."""
        return await self._object("GET", f"/v1/datasets/{quoted(dataset_id)}")

    async def create_dataset(
        self, name: str, *, description: str = "", select: Json | None = None, contract: Json | None = None
    ) -> Json:
        """Name a selection (`select` as in `assets`) and what it promises: `max_level`, `no_issues`, `require` …"""
        body = given(name=name, description=description or None, select=select, contract=contract)
        return await self._object("POST", "/v1/datasets", json=body)

    async def change_dataset(self, dataset_id: str, *, etag: str | None = None, **changes: Any) -> Json:
        """Change name, description, select or contract; with `etag`, only if nobody changed it (ConflictError)."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        return await self._object("PATCH", f"/v1/datasets/{quoted(dataset_id)}", json=changes, headers=headers)

    async def delete_dataset(self, dataset_id: str) -> None:
        """Take a data set away; its assets stay."""
        await self._call("DELETE", f"/v1/datasets/{quoted(dataset_id)}")

    async def score_dataset(self, dataset_id: str) -> Json:
        """Return the scorecard of a data set."""
        return await self._object("POST", f"/v1/datasets/{quoted(dataset_id)}/score")

    async def gate_dataset(self, dataset_id: str) -> Json:
        """Return whether a data set keeps its contract (`ok`), promise by promise (`checks`)."""
        return await self._object("POST", f"/v1/datasets/{quoted(dataset_id)}/gate")

    async def verify(self) -> Json:
        """Check that catalog, vault, vectors and graph agree."""
        return await self._object("POST", "/v1/verify")

    async def health(self) -> Json:
        """Return whether the service is ready: `{"status": "ready" | "not ready"}`."""
        try:
            response = await self._http.get("/readyz")
        except httpx.HTTPError as exc:
            raise UnavailableError(f"no answer from the server: {type(exc).__name__}") from None
        if response.status_code not in (200, 503):
            raise error(response)
        return cast("Json", response.json())


class AsyncClient(AsyncAdministration):
    """Calls one server, many calls at once if need be.

    `url` and `key` default to `ASSAY_URL` and `ASSAY_API_KEY`; `session` is the cookie of a signed-in browser, used
    in place of a key. Every method raises the errors of `assay.governance.domain`: NotFoundError, ForbiddenError
    (401 too), ConflictError, UsageError, UnavailableError (also when nobody answers).
    """

    async def tag(
        self, text: str, *, policy: str | None = None, taxonomy: str | None = None, reveal: bool = False
    ) -> Json:
        """Return the TagResult of a text; nothing is stored."""
        body = given(text=text, policy=policy, taxonomy=taxonomy, reveal=reveal or None)
        return await self._object("POST", "/v1/tag", json=body)

    async def tag_texts(
        self, texts: Sequence[str], *, policy: str | None = None, taxonomy: str | None = None, reveal: bool = False
    ) -> list[Json]:
        """Return one TagResult a text, in order."""
        body = given(texts=list(texts), policy=policy, taxonomy=taxonomy, reveal=reveal or None)
        return cast("list[Json]", await self._call("POST", "/v1/tag", json=body))

    async def tag_file(
        self,
        file: Path | str | BinaryIO,
        *,
        name: str | None = None,
        policy: str | None = None,
        taxonomy: str | None = None,
        reveal: bool = False,
    ) -> list[Json]:
        """Return the TagResult of a file, then one of each file inside it; nothing is stored."""
        fields = given(policy=policy, taxonomy=taxonomy, reveal="true" if reveal else None)
        results = await self._upload("/v1/tag/file", file, name, fields)
        return results if isinstance(results, list) else [results]

    async def mask(self, text: str, *, role: str | None = None, accept_unchecked: bool = False) -> Json:
        """Return a de-identified copy of a text (`text`) and how it was checked (`check`); nothing is stored.

        Raises:
            ConflictError: something would still stand in it, or the copy is above what `role` sees.
        """
        return await self._object(
            "POST", "/v1/mask", json=given(text=text, role=role, accept_unchecked=accept_unchecked)
        )

    async def mask_file(
        self,
        file: Path | str | BinaryIO,
        *,
        name: str | None = None,
        role: str | None = None,
        accept_unchecked: bool = False,
    ) -> Json:
        """Return a de-identified copy of what a file says, as text, tables as CSV, as `mask` does."""
        fields = given(role=role, accept_unchecked="true" if accept_unchecked else None)
        return cast("Json", await self._upload("/v1/mask", file, name, fields))

    async def ingest(self, uri: str) -> str:
        """Take in a place that the server can read; return the id of the job."""
        return str((await self._object("POST", "/v1/assets", json={"uri": uri}))["id"])

    async def upload(self, file: Path | str | BinaryIO, *, name: str | None = None) -> str:
        """Take in one file that is sent; return the id of the job."""
        return str((await self._upload("/v1/assets", file, name, {}))["id"])

    async def job(self, job_id: str) -> Json:
        """Return where a job stands."""
        return await self._object("GET", f"/v1/jobs/{quoted(job_id)}")

    async def cancel(self, job_id: str) -> None:
        """Ask a job to stop."""
        await self._call("DELETE", f"/v1/jobs/{quoted(job_id)}")

    async def events(self, job_id: str) -> AsyncIterator[Json]:
        """Yield the states of a job as they change, the last one when it has ended."""
        try:
            async with self._http.stream("GET", f"/v1/jobs/{quoted(job_id)}/events", timeout=60.0) as response:
                if response.is_error:
                    await response.aread()
                    raise error(response)
                async for line in response.aiter_lines():
                    if line.startswith("data:"):
                        yield json.loads(line[5:])
        except httpx.HTTPError as exc:
            raise UnavailableError(f"no answer from the server: {type(exc).__name__}") from None

    async def wait(self, job_id: str, *, timeout: float = 3600.0, every: float = 0.25) -> Json:
        """Return the last state of a job, once it has ended.

        Raises:
            UnavailableError: it has not ended within `timeout` seconds.
        """
        until = time.monotonic() + timeout
        while True:
            state = await self.job(job_id)
            if state["state"] in ENDED:
                return state
            if time.monotonic() > until:
                raise UnavailableError("the job has not ended in time")
            await asyncio.sleep(every)

    async def assets(
        self,
        *,
        modality: str | None = None,
        topic: str | None = None,
        status: str | None = None,
        level: str | None = None,
        reason: str | None = None,
        language: str | None = None,
        source: str | None = None,
        owner: str | None = None,
        issue: str | None = None,
        age: str | None = None,
        needs_review: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Json:
        """Return a page of assets with facets; `level` is `PACK:CODE`, `age` `week`, `month`, `year` or `older`."""
        asked = given(
            modality=modality,
            topic=topic,
            status=status,
            level=level,
            reason=reason,
            language=language,
            source=source,
            owner=owner,
            issue=issue,
            age=age,
            needs_review=needs_review,
            cursor=cursor,
            limit=limit,
        )
        return await self._object("GET", "/v1/assets", params=asked)

    async def asset(self, asset_id: str) -> Json:
        """Return the TagResult of an asset with its history; `etag` is that of its governance fields."""
        response = await self._send("GET", f"/v1/assets/{quoted(asset_id)}")
        return {**response.json(), "etag": response.headers.get("etag")}

    async def update(self, asset_id: str, *, etag: str | None = None, **fields: Any) -> Json:
        """Set governance fields of an asset; with `etag`, only if nobody changed them meanwhile (ConflictError)."""
        headers = {"If-Match": etag} if etag else {}
        return await self._object("PATCH", f"/v1/assets/{quoted(asset_id)}", json=fields, headers=headers)

    async def findings(self, asset_id: str, *, cursor: str | None = None, limit: int = 100) -> Json:
        """Return a page of an asset's findings, masked."""
        return await self._object(
            "GET", f"/v1/assets/{quoted(asset_id)}/findings", params=given(cursor=cursor, limit=limit)
        )

    async def content(self, asset_id: str, *, cursor: str | None = None, limit: int | None = None) -> Json:
        """Return an asset's text, masked, with spans into the masked text; with `limit` so many segments."""
        return await self._object(
            "GET", f"/v1/assets/{quoted(asset_id)}/content", params=given(cursor=cursor, limit=limit)
        )

    async def rows(
        self, asset_id: str, *, sheet: int = 1, row: int | None = None, cursor: str | None = None, limit: int = 100
    ) -> Json:
        """Return rows of a table from `row` on, masked; `marks` say by row and column what stands in which cell."""
        asked = given(sheet=sheet, row=row, cursor=cursor, limit=limit)
        return await self._object("GET", f"/v1/assets/{quoted(asset_id)}/rows", params=asked)

    async def page(self, asset_id: str, number: int = 1) -> bytes:
        """Return a page, a picture or a frame (PNG or JPEG), values blacked out.

        Raises:
            NotFoundError: there is no such page, or no picture can be made of this kind of file.
            ConflictError: the file changed or is gone, or what is on it cannot be masked.
        """
        return (await self._send("GET", f"/v1/assets/{quoted(asset_id)}/pages/{int(number)}")).content

    async def media(self, asset_id: str, *, start: float = 0.0, seconds: float = 60.0) -> bytes:
        """Return a stretch of sound (WAV): what was understood is heard, values and all else are silent."""
        asked = {"start": start, "seconds": seconds}
        return (await self._send("GET", f"/v1/assets/{quoted(asset_id)}/media", params=asked)).content

    async def reveal(self, asset_id: str, finding: str, *, reason: str) -> str:
        """Return a finding's value in clear; it is on record who saw it and why."""
        body = {"finding": finding, "reason": reason}
        return str((await self._object("POST", f"/v1/assets/{quoted(asset_id)}/reveal", json=body))["value"])

    async def reveal_page(self, asset_id: str, number: int, *, reason: str) -> bytes:
        """Return a page in clear, as `reveal` does a value."""
        body = {"page": number, "reason": reason}
        return base64.b64decode(
            (await self._object("POST", f"/v1/assets/{quoted(asset_id)}/reveal", json=body))["data"]
        )

    async def reveal_media(self, asset_id: str, *, start: float, seconds: float = 30.0, reason: str) -> bytes:
        """Return a stretch of sound in clear, as `reveal` does a value."""
        body = {"start": start, "seconds": seconds, "reason": reason}
        return base64.b64decode(
            (await self._object("POST", f"/v1/assets/{quoted(asset_id)}/reveal", json=body))["data"]
        )

    async def links(
        self, asset_id: str, *, depth: int = 1, kinds: Sequence[str] = (), min_score: float = 0.0, limit: int = 200
    ) -> Json:
        """Return nodes and edges around an asset, with evidence at both ends; with `kinds` those alone."""
        asked = {"depth": depth, "kind": list(kinds), "min_score": min_score, "limit": limit}
        return await self._object("GET", f"/v1/assets/{quoted(asset_id)}/links", params=asked)

    async def all_links(
        self, *, kind: str | None = None, status: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Json:
        """Return a page of links, rejected ones too, each with its evidence."""
        asked = given(kind=kind, status=status, cursor=cursor, limit=limit)
        return await self._object("GET", "/v1/links", params=asked)

    async def link(self, link_id: str) -> Json:
        """Return a link with its evidence at both ends."""
        return await self._object("GET", f"/v1/links/{quoted(link_id)}")

    async def decide_link(self, link_id: str, status: str) -> Json:
        """Say that a link is `confirmed` or `rejected`, or take that back with `proposed`."""
        return await self._object("PATCH", f"/v1/links/{quoted(link_id)}", json={"status": status})

    async def entities(
        self, *, kind: str | None = None, asset: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Json:
        """Return a page of entities, or those that an asset names."""
        asked = given(kind=kind, asset=asset, cursor=cursor, limit=limit)
        return await self._object("GET", "/v1/entities", params=asked)

    async def find_entities(self, name: str, *, limit: int = 50) -> Json:
        """Return the entities that a name may mean; the name goes in the body and is kept nowhere."""
        return await self._object("POST", "/v1/entities/find", json={"name": name, "limit": limit})

    async def entity(self, entity_id: str) -> Json:
        """Return an entity with the assets that name it, why its names are one, and its history."""
        return await self._object("GET", f"/v1/entities/{quoted(entity_id)}")

    async def merge_entities(self, entity_id: str, other: str, *, reason: str = "") -> Json:
        """Say that two entities are one thing."""
        body = {"other": other, "reason": reason}
        return await self._object("POST", f"/v1/entities/{quoted(entity_id)}/merge", json=body)

    async def split_entity(self, entity_id: str, names: Sequence[str], *, reason: str = "") -> Json:
        """Say that some names of an entity are of another thing."""
        body = {"names": list(names), "reason": reason}
        return await self._object("POST", f"/v1/entities/{quoted(entity_id)}/split", json=body)

    async def undo_entity_decision(self, decision_id: str) -> Json:
        """Take a merge or a split back."""
        return await self._object("POST", f"/v1/entities/decisions/{quoted(decision_id)}/undo")

    async def graph(
        self,
        node: str,
        *,
        depth: int = 1,
        kinds: Sequence[str] = (),
        min_score: float = 0.0,
        concepts: bool = False,
        limit: int = 200,
    ) -> Json:
        """Return nodes and edges around an asset or a concept (`topic:finance`); `concepts` adds theirs."""
        asked = {
            "asset": node,
            "depth": depth,
            "kind": list(kinds),
            "min_score": min_score,
            "concepts": concepts,
            "limit": limit,
        }
        return await self._object("GET", "/v1/graph", params=asked)

    async def path(
        self, start: str, end: str, *, kinds: Sequence[str] = (), min_score: float = 0.0, longest: int = 6
    ) -> Json:
        """Return the shortest way between two assets: steps with kind, score, evidence and a sentence, or None."""
        asked = {"from": start, "to": end, "kind": list(kinds), "min_score": min_score, "longest": longest}
        return await self._object("GET", "/v1/graph/path", params=asked)

    async def concepts(self, kind: str) -> list[Json]:
        """Return the concepts of a kind: policy, level, topic, issue, term, source, dataset or case."""
        return cast("list[Json]", (await self._object("GET", "/v1/graph/concepts", params={"kind": kind}))["items"])

    async def communities(
        self,
        *,
        kinds: Sequence[str] = (),
        min_score: float = 0.0,
        resolution: float = 1.0,
        least: int = 3,
        limit: int = 50,
    ) -> Json:
        """Return groups of files that hold together, the largest first."""
        asked = {"kind": list(kinds), "min_score": min_score, "resolution": resolution, "least": least, "limit": limit}
        return await self._object("GET", "/v1/graph/communities", params=asked)

    async def cases(self) -> list[Json]:
        """List the cases."""
        return cast("list[Json]", await self._call("GET", "/v1/cases"))

    async def case(self, case_id: str) -> Json:
        """Return a case with its files."""
        return await self._object("GET", f"/v1/cases/{quoted(case_id)}")

    async def confirm_case(
        self,
        name: str,
        *,
        community: str | None = None,
        assets: Sequence[str] = (),
        steward: str | None = None,
        level: str | None = None,
        **found_by: Any,
    ) -> Json:
        """Confirm a community as a case; `found_by` are kinds, min_score and resolution that it was found by."""
        body = given(name=name, community=community, assets=list(assets), steward=steward, level=level, **found_by)
        return await self._object("POST", "/v1/cases", json=body)

    async def change_case(
        self,
        case_id: str,
        *,
        name: str | None = None,
        steward: str | None = None,
        level: str | None = None,
        etag: str | None = None,
    ) -> Json:
        """Change name, steward or level of a case; what is None stays."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        body = given(name=name, steward=steward, level=level)
        return await self._object("PATCH", f"/v1/cases/{quoted(case_id)}", json=body, headers=headers)

    async def close_case(self, case_id: str) -> None:
        """Take a case away; its files stay."""
        await self._call("DELETE", f"/v1/cases/{quoted(case_id)}")

    async def exposure(self, asset_id: str | None = None, *, level: str | None = None, limit: int = 50) -> Json:
        """Say who can reach an asset and by what; without one, which assets at or above a level are widely reached."""
        if asset_id is not None:
            return await self._object("GET", f"/v1/graph/exposure/{quoted(asset_id)}", params={"limit": limit})
        return await self._object("GET", "/v1/graph/exposure", params=given(level=level, limit=limit))

    async def level_proposals(self, *, limit: int = 100) -> Json:
        """Return levels that are proposed along containment and derivation, with the way that each took."""
        return await self._object("GET", "/v1/graph/proposals", params={"limit": limit})

    async def accept_level(self, asset_id: str, *, reason: str = "") -> Json:
        """Give an asset the level that is proposed for it; `undo` takes it back."""
        return await self._object("POST", f"/v1/graph/proposals/{quoted(asset_id)}/accept", json={"reason": reason})

    async def stop_edge(self, edge_id: str, reason: str | None) -> Json:
        """Say that no level spreads along an edge: `masked-copy` or `aggregate`; None lets it."""
        return await self._object("PUT", f"/v1/graph/edges/{quoted(edge_id)}/stop", json={"reason": reason})

    async def export_graph(
        self, form: str, *, asset: str | None = None, depth: int = 2, concepts: bool = True
    ) -> bytes:
        """Return the graph, or what lies around an asset, as `graphml` or `jsonld`."""
        asked = given(form=form, asset=asset, depth=depth, concepts=concepts)
        return (await self._send("GET", "/v1/graph/export", params=asked)).content

    async def terms(self) -> list[Json]:
        """Return the terms of the business."""
        return cast("list[Json]", await self._call("GET", "/v1/terms"))

    async def put_terms(self, terms: Sequence[Json] | str) -> Json:
        """Add terms, or put them in place of those of the same ids: a list, or the text of a CSV."""
        body: Json = {"csv": terms} if isinstance(terms, str) else {"terms": list(terms)}
        return await self._object("PUT", "/v1/terms", json=body)

    async def drop_term(self, term_id: str) -> None:
        """Delete a term."""
        await self._call("DELETE", f"/v1/terms/{quoted(term_id)}")

    async def issues(
        self,
        *,
        dataset: str | None = None,
        type: str | None = None,
        dimension: str | None = None,
        severity: str | None = None,
        state: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Json:
        """Return a page of quality issues with facets over all of them."""
        asked = given(
            dataset=dataset, type=type, dimension=dimension, severity=severity, state=state, cursor=cursor, limit=limit
        )
        return await self._object("GET", "/v1/issues", params=asked)

    async def score_quality(self) -> Json:
        """Return the scorecard of everything: each dimension with the indicators behind it."""
        return await self._object("GET", "/v1/issues/score")

    async def settle_issue(
        self,
        issue_id: str,
        state: str,
        *,
        assignee: str | None = None,
        note: str | None = None,
        etag: str | None = None,
    ) -> Json:
        """Say that an issue is `open`, `assigned`, `fixed` or `accepted`; with `etag`, if nobody changed it.

        `note` says why; it is kept masked.
        """
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        body = given(state=state, assignee=assignee, note=note)
        return await self._object("PATCH", f"/v1/issues/{quoted(issue_id)}", json=body, headers=headers)

    async def rules(self) -> list[Json]:
        """List the rules that set governance fields, in their order."""
        return cast("list[Json]", await self._call("GET", "/v1/governance/rules"))

    async def read_rules(self, file: Path | str | BinaryIO, *, name: str | None = None) -> list[Json]:
        """Read rules from a CSV or XLSX table; none is applied."""
        return cast("list[Json]", await self._upload("/v1/governance/rules/read", file, name, {}))

    async def preview_rules(self, rules: Sequence[Json]) -> Json:
        """Return what applying rules would change, asset by asset."""
        return await self._object("POST", "/v1/governance/rules/preview", json={"rules": list(rules)})

    async def apply_rules(self, rules: Sequence[Json]) -> Json:
        """Put rules in place of those in force; what people set by hand stays."""
        return await self._object("PUT", "/v1/governance/rules", json={"rules": list(rules)})

    async def sources(self) -> list[Json]:
        """List the sources with the counts of their assets; `job` is the one that works on a source now."""
        return cast("list[Json]", await self._call("GET", "/v1/sources"))

    async def source(self, source_id: str) -> Json:
        """Return one source."""
        return await self._object("GET", f"/v1/sources/{quoted(source_id)}")

    async def add_source(
        self, uri: str, *, name: str | None = None, include: Sequence[str] = (), exclude: Sequence[str] = ()
    ) -> Json:
        """Add a source; nothing is read before `scan`. Patterns are those of a `.gitignore`."""
        body = given(uri=uri, name=name, include=list(include), exclude=list(exclude))
        return await self._object("POST", "/v1/sources", json=body)

    async def change_source(
        self,
        source_id: str,
        *,
        name: str | None = None,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        etag: str | None = None,
    ) -> Json:
        """Change name and patterns of a source; what is None stays."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        body = given(name=name, include=include, exclude=exclude)
        return await self._object("PATCH", f"/v1/sources/{quoted(source_id)}", json=body, headers=headers)

    async def plan(
        self,
        uri: str | None = None,
        *,
        source: str | None = None,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        seconds: float = 10.0,
    ) -> Json:
        """Return what a scan of a place or of a source would take: files, hours, disk, pages to recognise."""
        body = given(uri=uri, source=source, include=include, exclude=exclude, seconds=seconds)
        return await self._object("POST", "/v1/sources/plan", json=body)

    async def scan(self, source_id: str) -> str:
        """Scan a source; return the id of the job, which `job`, `events` and `wait` follow."""
        return str((await self._object("POST", f"/v1/sources/{quoted(source_id)}/scan"))["id"])

    async def jobs(self, *, state: str | None = None, cursor: str | None = None, limit: int = 50) -> Json:
        """Return a page of jobs, the newest first."""
        return await self._object("GET", "/v1/jobs", params=given(state=state, cursor=cursor, limit=limit))

    async def search(
        self,
        text: str | None = None,
        *,
        like: str | None = None,
        value: str | None = None,
        entity: str | None = None,
        modality: str | None = None,
        topic: str | None = None,
        max_level: str | None = None,
        source: str | None = None,
        owner: str | None = None,
        age: str | None = None,
        issue: str | None = None,
        as_user: str | None = None,
        linked: bool = False,
        limit: int = 10,
    ) -> Json:
        """Return hits with masked snippets: by meaning, likeness to an asset, a value or an entity that they mention.

        `age` and `issue` are those of `assets`. With `linked` the assets that are linked to the hits come too;
        `as_user` sees what that user may see.
        """
        body = given(
            text=text,
            like=like,
            value=value,
            entity=entity,
            modality=modality,
            topic=topic,
            max_level=max_level,
            source=source,
            owner=owner,
            age=age,
            issue=issue,
            as_user=as_user,
            linked=linked or None,
            limit=limit,
        )
        return await self._object("POST", "/v1/search", json=body)

    async def search_file(
        self,
        file: Path | str | BinaryIO,
        *,
        name: str | None = None,
        linked: bool = False,
        limit: int = 10,
        **narrowed: str,
    ) -> Json:
        """Return what a file looks, sounds and reads like, as `search` does; the file is not kept.

        `narrowed` are `modality`, `topic`, `max_level`, `source`, `owner` and `as_user`.
        """
        fields = {**narrowed, "limit": str(limit), **({"linked": "true"} if linked else {})}
        return cast("Json", await self._upload("/v1/search/file", file, name, fields))

    async def answer(
        self,
        question: str,
        *,
        max_level: str | None = None,
        budget: int = 1500,
        passages: int = 6,
        modality: str | None = None,
        topic: str | None = None,
        source: str | None = None,
        owner: str | None = None,
        as_user: str | None = None,
    ) -> Json:
        """Return cited, masked passages of about `budget` tokens, none above `max_level`, or why there are none.

        `context` of the answer is for a prompt: one JSON object a passage, a line each.
        """
        body = given(
            question=question,
            max_level=max_level,
            budget=budget,
            passages=passages,
            modality=modality,
            topic=topic,
            source=source,
            owner=owner,
            as_user=as_user,
        )
        return await self._object("POST", "/v1/answer", json=body)

    async def reviews(self, *, state: str = "open", cursor: str | None = None, limit: int = 50) -> Json:
        """Return a page of review tasks, the most urgent first."""
        return await self._object("GET", "/v1/reviews", params=given(state=state, cursor=cursor, limit=limit))

    async def review(self, task_id: str) -> Json:
        """Return one review task with its evidence."""
        return await self._object("GET", f"/v1/reviews/{quoted(task_id)}")

    async def decide(
        self, task_id: str, action: str, *, code: str | None = None, reason: str = "", etag: str | None = None
    ) -> Json:
        """Accept, change (with `code`), reject or skip; returns the decision, the grade and the next task."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        body = given(action=action, code=code, reason=reason or None)
        return await self._object("POST", f"/v1/reviews/{quoted(task_id)}/decisions", json=body, headers=headers)

    async def review_groups(self, *, least: int = 2) -> list[Json]:
        """List groups of at least `least` alike open tasks, the largest first."""
        return cast("list[Json]", (await self._object("GET", "/v1/reviews/groups", params={"least": least}))["items"])

    async def decide_group(
        self, group: str, action: str, *, code: str | None = None, reason: str = "", expect: int | None = None
    ) -> Json:
        """Decide a whole group; `decision` of the answer undoes it as one. ConflictError: it is not `expect` tasks."""
        body = given(group=group, action=action, code=code, reason=reason or None, expect=expect)
        return await self._object("POST", "/v1/reviews/bulk", json=body)

    async def undo(self, decision_id: str) -> Json:
        """Take a decision back, or all of a group that were taken as one."""
        return await self._object("POST", f"/v1/decisions/{quoted(decision_id)}/undo")

    async def review_stats(self) -> Json:
        """Return how many are open and decided, and how often people agree with the machine."""
        return await self._object("GET", "/v1/reviews/stats")
