"""The SDK: a typed client of the HTTP API. The console uses it too."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast
from urllib.parse import quote

import httpx

from assay.governance.domain import (
    AssayError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnavailableError,
    UsageError,
)

__all__ = ["DEFAULT_URL", "Client", "Json"]

Json = dict[str, Any]

DEFAULT_URL = "http://127.0.0.1:8642"
_COOKIE = "assay_session"
_ERRORS: Mapping[int, type[AssayError]] = {
    400: UsageError, 401: ForbiddenError, 403: ForbiddenError, 404: NotFoundError, 405: UsageError,
    409: ConflictError, 412: ConflictError, 413: UsageError, 415: UsageError, 421: UsageError, 422: UsageError,
    429: UnavailableError, 503: UnavailableError, 507: UnavailableError,
}  # fmt: skip
_ENDED = frozenset({"done", "failed", "cancelled"})


class Client:
    """Calls one server, from many threads if need be.

    `url` and `key` default to `ASSAY_URL` and `ASSAY_API_KEY`; `session` is the cookie of a signed-in browser, used
    in place of a key. Every method raises the errors of `assay.governance.domain`: NotFoundError, ForbiddenError
    (401 too), ConflictError, UsageError, UnavailableError (also when nobody answers).
    """

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        session: str | None = None,
        timeout: float = 120.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url = (url or os.environ.get("ASSAY_URL") or DEFAULT_URL).rstrip("/")
        headers = {"Accept": "application/json"}
        cookies: dict[str, str] = {}
        if session is not None:
            cookies[_COOKIE] = session
            headers["Origin"] = self.url
        else:
            given = key or os.environ.get("ASSAY_API_KEY")
            if given:
                headers["Authorization"] = f"Bearer {given}"
        self._http = httpx.Client(
            base_url=self.url, headers=headers, cookies=cookies, timeout=httpx.Timeout(timeout, connect=5.0),
            limits=httpx.Limits(keepalive_expiry=2.0),  # let go before the server closes what is idle
            transport=transport, trust_env=False, follow_redirects=False,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # -- tagging ----------------------------------------------------------------------------------------------

    def tag(self, text: str, *, policy: str | None = None, reveal: bool = False) -> Json:
        """Return the TagResult of a text; nothing is stored."""
        return self._object("POST", "/v1/tag", json=_given(text=text, policy=policy, reveal=reveal or None))

    def tag_texts(self, texts: Sequence[str], *, policy: str | None = None, reveal: bool = False) -> list[Json]:
        """Return one TagResult a text, in order."""
        body = _given(texts=list(texts), policy=policy, reveal=reveal or None)
        return cast("list[Json]", self._call("POST", "/v1/tag", json=body))

    def tag_file(
        self, file: Path | str | BinaryIO, *, name: str | None = None, policy: str | None = None, reveal: bool = False
    ) -> list[Json]:
        """Return the TagResult of a file, then one of each file inside it; nothing is stored."""
        fields = _given(policy=policy, reveal="true" if reveal else None)
        results = self._upload("/v1/tag/file", file, name, fields)
        return results if isinstance(results, list) else [results]

    def mask(self, text: str, *, role: str | None = None, accept_unchecked: bool = False) -> Json:
        """Return a de-identified copy of a text (`text`) and how it was checked (`check`); nothing is stored.

        Raises:
            ConflictError: something would still stand in it, or the copy is above what `role` sees.
        """
        return self._object("POST", "/v1/mask", json=_given(text=text, role=role, accept_unchecked=accept_unchecked))

    def mask_file(
        self, file: Path | str | BinaryIO, *, name: str | None = None, role: str | None = None,
        accept_unchecked: bool = False,
    ) -> Json:  # fmt: skip
        """Return a de-identified copy of what a file says, as text, tables as CSV, as `mask` does."""
        fields = _given(role=role, accept_unchecked="true" if accept_unchecked else None)
        return cast("Json", self._upload("/v1/mask", file, name, fields))

    # -- taking in --------------------------------------------------------------------------------------------

    def ingest(self, uri: str) -> str:
        """Take in a place that the server can read; return the id of the job."""
        return str(self._object("POST", "/v1/assets", json={"uri": uri})["id"])

    def upload(self, file: Path | str | BinaryIO, *, name: str | None = None) -> str:
        """Take in one file that is sent; return the id of the job."""
        return str(self._upload("/v1/assets", file, name, {})["id"])

    def job(self, job_id: str) -> Json:
        """Return where a job stands."""
        return self._object("GET", f"/v1/jobs/{_id(job_id)}")

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop."""
        self._call("DELETE", f"/v1/jobs/{_id(job_id)}")

    def events(self, job_id: str) -> Iterator[Json]:
        """Yield the states of a job as they change, the last one when it has ended."""
        try:
            with self._http.stream("GET", f"/v1/jobs/{_id(job_id)}/events", timeout=60.0) as response:
                if response.is_error:
                    response.read()
                    raise _error(response)
                for line in response.iter_lines():
                    if line.startswith("data:"):
                        yield json.loads(line[5:])
        except httpx.HTTPError as exc:
            raise UnavailableError(f"no answer from the server: {type(exc).__name__}") from None

    def wait(self, job_id: str, *, timeout: float = 3600.0, every: float = 0.25) -> Json:
        """Return the last state of a job, once it has ended.

        Raises:
            UnavailableError: it has not ended within `timeout` seconds.
        """
        until = time.monotonic() + timeout
        while True:
            state = self.job(job_id)
            if state["state"] in _ENDED:
                return state
            if time.monotonic() > until:
                raise UnavailableError("the job has not ended in time")
            time.sleep(every)

    # -- assets -----------------------------------------------------------------------------------------------

    def assets(
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
        asked = _given(
            modality=modality, topic=topic, status=status, level=level, reason=reason, language=language, source=source,
            owner=owner, issue=issue, age=age, needs_review=needs_review, cursor=cursor, limit=limit,
        )  # fmt: skip
        return self._object("GET", "/v1/assets", params=asked)

    def asset(self, asset_id: str) -> Json:
        """Return the TagResult of an asset with its history; `etag` is that of its governance fields."""
        response = self._send("GET", f"/v1/assets/{_id(asset_id)}")
        return {**response.json(), "etag": response.headers.get("etag")}

    def update(self, asset_id: str, *, etag: str | None = None, **fields: Any) -> Json:
        """Set governance fields of an asset; with `etag`, only if nobody changed them meanwhile (ConflictError)."""
        headers = {"If-Match": etag} if etag else {}
        return self._object("PATCH", f"/v1/assets/{_id(asset_id)}", json=fields, headers=headers)

    def findings(self, asset_id: str, *, cursor: str | None = None, limit: int = 100) -> Json:
        """Return a page of an asset's findings, masked."""
        return self._object("GET", f"/v1/assets/{_id(asset_id)}/findings", params=_given(cursor=cursor, limit=limit))

    def content(self, asset_id: str, *, cursor: str | None = None, limit: int | None = None) -> Json:
        """Return an asset's text, masked, with spans into the masked text; with `limit` so many segments."""
        return self._object("GET", f"/v1/assets/{_id(asset_id)}/content", params=_given(cursor=cursor, limit=limit))

    def rows(
        self, asset_id: str, *, sheet: int = 1, row: int | None = None, cursor: str | None = None, limit: int = 100
    ) -> Json:
        """Return rows of a table from `row` on, masked; `marks` say by row and column what stands in which cell."""
        asked = _given(sheet=sheet, row=row, cursor=cursor, limit=limit)
        return self._object("GET", f"/v1/assets/{_id(asset_id)}/rows", params=asked)

    def page(self, asset_id: str, number: int = 1) -> bytes:
        """Return a page, a picture or a frame (PNG or JPEG), values blacked out.

        Raises:
            NotFoundError: there is no such page, or no picture can be made of this kind of file.
            ConflictError: the file changed or is gone, or what is on it cannot be masked.
        """
        return self._send("GET", f"/v1/assets/{_id(asset_id)}/pages/{int(number)}").content

    def media(self, asset_id: str, *, start: float = 0.0, seconds: float = 60.0) -> bytes:
        """Return a stretch of sound (WAV): what was understood is heard, values and all else are silent."""
        asked = {"start": start, "seconds": seconds}
        return self._send("GET", f"/v1/assets/{_id(asset_id)}/media", params=asked).content

    def reveal(self, asset_id: str, finding: str, *, reason: str) -> str:
        """Return a finding's value in clear; it is on record who saw it and why."""
        body = {"finding": finding, "reason": reason}
        return str(self._object("POST", f"/v1/assets/{_id(asset_id)}/reveal", json=body)["value"])

    def reveal_page(self, asset_id: str, number: int, *, reason: str) -> bytes:
        """Return a page in clear, as `reveal` does a value."""
        body = {"page": number, "reason": reason}
        return base64.b64decode(self._object("POST", f"/v1/assets/{_id(asset_id)}/reveal", json=body)["data"])

    def reveal_media(self, asset_id: str, *, start: float, seconds: float = 30.0, reason: str) -> bytes:
        """Return a stretch of sound in clear, as `reveal` does a value."""
        body = {"start": start, "seconds": seconds, "reason": reason}
        return base64.b64decode(self._object("POST", f"/v1/assets/{_id(asset_id)}/reveal", json=body)["data"])

    def links(
        self, asset_id: str, *, depth: int = 1, kinds: Sequence[str] = (), min_score: float = 0.0, limit: int = 200
    ) -> Json:
        """Return nodes and edges around an asset, with evidence at both ends; with `kinds` those alone."""
        asked = {"depth": depth, "kind": list(kinds), "min_score": min_score, "limit": limit}
        return self._object("GET", f"/v1/assets/{_id(asset_id)}/links", params=asked)

    def all_links(
        self, *, kind: str | None = None, status: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Json:
        """Return a page of links, rejected ones too, each with its evidence."""
        asked = _given(kind=kind, status=status, cursor=cursor, limit=limit)
        return self._object("GET", "/v1/links", params=asked)

    def link(self, link_id: str) -> Json:
        """Return a link with its evidence at both ends."""
        return self._object("GET", f"/v1/links/{_id(link_id)}")

    def decide_link(self, link_id: str, status: str) -> Json:
        """Say that a link is `confirmed` or `rejected`, or take that back with `proposed`."""
        return self._object("PATCH", f"/v1/links/{_id(link_id)}", json={"status": status})

    def entities(
        self, *, kind: str | None = None, asset: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Json:
        """Return a page of entities, or those that an asset names."""
        asked = _given(kind=kind, asset=asset, cursor=cursor, limit=limit)
        return self._object("GET", "/v1/entities", params=asked)

    def find_entities(self, name: str, *, limit: int = 50) -> Json:
        """Return the entities that a name may mean; the name goes in the body and is kept nowhere."""
        return self._object("POST", "/v1/entities/find", json={"name": name, "limit": limit})

    def entity(self, entity_id: str) -> Json:
        """Return an entity with the assets that name it, why its names are one, and its history."""
        return self._object("GET", f"/v1/entities/{_id(entity_id)}")

    def merge_entities(self, entity_id: str, other: str, *, reason: str = "") -> Json:
        """Say that two entities are one thing."""
        body = {"other": other, "reason": reason}
        return self._object("POST", f"/v1/entities/{_id(entity_id)}/merge", json=body)

    def split_entity(self, entity_id: str, names: Sequence[str], *, reason: str = "") -> Json:
        """Say that some names of an entity are of another thing."""
        body = {"names": list(names), "reason": reason}
        return self._object("POST", f"/v1/entities/{_id(entity_id)}/split", json=body)

    def undo_entity_decision(self, decision_id: str) -> Json:
        """Take a merge or a split back."""
        return self._object("POST", f"/v1/entities/decisions/{_id(decision_id)}/undo")

    def graph(
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
            "asset": node, "depth": depth, "kind": list(kinds), "min_score": min_score, "concepts": concepts,
            "limit": limit,
        }  # fmt: skip
        return self._object("GET", "/v1/graph", params=asked)

    def path(
        self, start: str, end: str, *, kinds: Sequence[str] = (), min_score: float = 0.0, longest: int = 6
    ) -> Json:
        """Return the shortest way between two assets: steps with kind, score, evidence and a sentence, or None."""
        asked = {"from": start, "to": end, "kind": list(kinds), "min_score": min_score, "longest": longest}
        return self._object("GET", "/v1/graph/path", params=asked)

    def concepts(self, kind: str) -> list[Json]:
        """Return the concepts of a kind: policy, level, topic, issue, term or source."""
        return cast("list[Json]", self._object("GET", "/v1/graph/concepts", params={"kind": kind})["items"])

    # -- terms ------------------------------------------------------------------------------------------------

    def terms(self) -> list[Json]:
        """Return the terms of the business."""
        return cast("list[Json]", self._call("GET", "/v1/terms"))

    def put_terms(self, terms: Sequence[Json] | str) -> Json:
        """Add terms, or put them in place of those of the same ids: a list, or the text of a CSV."""
        body: Json = {"csv": terms} if isinstance(terms, str) else {"terms": list(terms)}
        return self._object("PUT", "/v1/terms", json=body)

    def drop_term(self, term_id: str) -> None:
        """Delete a term."""
        self._call("DELETE", f"/v1/terms/{_id(term_id)}")

    def issues(
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
        asked = _given(
            dataset=dataset, type=type, dimension=dimension, severity=severity, state=state, cursor=cursor, limit=limit
        )
        return self._object("GET", "/v1/issues", params=asked)

    def settle_issue(self, issue_id: str, state: str, *, assignee: str | None = None, etag: str | None = None) -> Json:
        """Say that an issue is `open`, `assigned`, `fixed` or `accepted`; with `etag`, if nobody changed it."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        body = _given(state=state, assignee=assignee)
        return self._object("PATCH", f"/v1/issues/{_id(issue_id)}", json=body, headers=headers)

    # -- governance rules -------------------------------------------------------------------------------------

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

    # -- sources ----------------------------------------------------------------------------------------------

    def sources(self) -> list[Json]:
        """List the sources with the counts of their assets; `job` is the one that works on a source now."""
        return cast("list[Json]", self._call("GET", "/v1/sources"))

    def source(self, source_id: str) -> Json:
        """Return one source."""
        return self._object("GET", f"/v1/sources/{_id(source_id)}")

    def add_source(
        self, uri: str, *, name: str | None = None, include: Sequence[str] = (), exclude: Sequence[str] = ()
    ) -> Json:
        """Add a source; nothing is read before `scan`. Patterns are those of a `.gitignore`."""
        body = _given(uri=uri, name=name, include=list(include), exclude=list(exclude))
        return self._object("POST", "/v1/sources", json=body)

    def change_source(
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
        body = _given(name=name, include=include, exclude=exclude)
        return self._object("PATCH", f"/v1/sources/{_id(source_id)}", json=body, headers=headers)

    def plan(
        self,
        uri: str | None = None,
        *,
        source: str | None = None,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        seconds: float = 10.0,
    ) -> Json:
        """Return what a scan of a place or of a source would take: files, hours, disk, pages to recognise."""
        body = _given(uri=uri, source=source, include=include, exclude=exclude, seconds=seconds)
        return self._object("POST", "/v1/sources/plan", json=body)

    def scan(self, source_id: str) -> str:
        """Scan a source; return the id of the job, which `job`, `events` and `wait` follow."""
        return str(self._object("POST", f"/v1/sources/{_id(source_id)}/scan")["id"])

    def jobs(self, *, state: str | None = None, cursor: str | None = None, limit: int = 50) -> Json:
        """Return a page of jobs, the newest first."""
        return self._object("GET", "/v1/jobs", params=_given(state=state, cursor=cursor, limit=limit))

    def search(
        self,
        text: str | None = None,
        *,
        like: str | None = None,
        value: str | None = None,
        modality: str | None = None,
        topic: str | None = None,
        max_level: str | None = None,
        source: str | None = None,
        owner: str | None = None,
        as_user: str | None = None,
        linked: bool = False,
        limit: int = 10,
    ) -> Json:
        """Return hits with masked snippets: by meaning, by likeness to an asset, or by a value they mention.

        With `linked` the assets that are linked to the hits come too; `as_user` sees what that user may see.
        """
        body = _given(
            text=text, like=like, value=value, modality=modality, topic=topic, max_level=max_level, source=source,
            owner=owner, as_user=as_user, linked=linked or None, limit=limit,
        )  # fmt: skip
        return self._object("POST", "/v1/search", json=body)

    def answer(
        self,
        question: str,
        *,
        max_level: str | None = None,
        budget: int = 1_500,
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
        body = _given(
            question=question, max_level=max_level, budget=budget, passages=passages, modality=modality, topic=topic,
            source=source, owner=owner, as_user=as_user,
        )  # fmt: skip
        return self._object("POST", "/v1/answer", json=body)

    # -- review -----------------------------------------------------------------------------------------------

    def reviews(self, *, state: str = "open", cursor: str | None = None, limit: int = 50) -> Json:
        """Return a page of review tasks, the most urgent first."""
        return self._object("GET", "/v1/reviews", params=_given(state=state, cursor=cursor, limit=limit))

    def review(self, task_id: str) -> Json:
        """Return one review task with its evidence."""
        return self._object("GET", f"/v1/reviews/{_id(task_id)}")

    def decide(
        self, task_id: str, action: str, *, code: str | None = None, reason: str = "", etag: str | None = None
    ) -> Json:
        """Accept, change (with `code`), reject or skip; returns the decision, the grade and the next task."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        body = _given(action=action, code=code, reason=reason or None)
        return self._object("POST", f"/v1/reviews/{_id(task_id)}/decisions", json=body, headers=headers)

    def review_groups(self, *, least: int = 2) -> list[Json]:
        """List groups of at least `least` alike open tasks, the largest first."""
        return cast("list[Json]", self._object("GET", "/v1/reviews/groups", params={"least": least})["items"])

    def decide_group(
        self, group: str, action: str, *, code: str | None = None, reason: str = "", expect: int | None = None
    ) -> Json:
        """Decide a whole group; `decision` of the answer undoes it as one. ConflictError: it is not `expect` tasks."""
        body = _given(group=group, action=action, code=code, reason=reason or None, expect=expect)
        return self._object("POST", "/v1/reviews/bulk", json=body)

    def undo(self, decision_id: str) -> Json:
        """Take a decision back, or all of a group that were taken as one."""
        return self._object("POST", f"/v1/decisions/{_id(decision_id)}/undo")

    def review_stats(self) -> Json:
        """Return how many are open and decided, and how often people agree with the machine."""
        return self._object("GET", "/v1/reviews/stats")

    # -- policies and operations ------------------------------------------------------------------------------

    def policies(self) -> list[Json]:
        """List the policy packs."""
        return cast("list[Json]", self._call("GET", "/v1/policies"))

    def policy(self, name: str) -> Json:
        """Return a pack."""
        return self._object("GET", f"/v1/policies/{_id(name)}")

    def policy_check(self, text: str) -> Json:
        """Say whether a pack (YAML) holds together."""
        return self._object("POST", "/v1/policies/check", json={"text": text})

    def policy_simulate(self, text: str) -> Json:
        """Return the difference that applying a pack would make."""
        return self._object("POST", "/v1/policies/simulate", json={"text": text})

    def policy_apply(self, text: str) -> Json:
        """Put a pack into force."""
        return self._object("POST", "/v1/policies/apply", json={"text": text})

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
        return self._object("GET", f"/v1/models/{_id(name)}")

    def audit(self, *, target: str | None = None, cursor: str | None = None, limit: int = 50) -> Json:
        """Return a page of the audit trail, the newest first."""
        return self._object("GET", "/v1/audit", params=_given(target=target, cursor=cursor, limit=limit))

    def forget(self, asset_id: str) -> Json:
        """Forget an asset and all that was read of it; the file itself is not touched."""
        return self._object("DELETE", f"/v1/assets/{_id(asset_id)}")

    def export(self, form: str = "jsonl", *, dataset: str | None = None, **select: Any) -> bytes:
        """Return a file of all that is known of assets, masked: `csv`, `xlsx` or `jsonl`; `select` as in `assets`."""
        body = _given(format=form, dataset=dataset, select=_given(**select) or None)
        return self._send("POST", "/v1/export", json=body).content

    # -- data sets --------------------------------------------------------------------------------------------

    def datasets(self) -> list[Json]:
        """List the data sets with the number of their assets."""
        return cast("list[Json]", self._call("GET", "/v1/datasets"))

    def dataset(self, dataset_id: str) -> Json:
        """Return a data set."""
        return self._object("GET", f"/v1/datasets/{_id(dataset_id)}")

    def create_dataset(
        self, name: str, *, description: str = "", select: Json | None = None, contract: Json | None = None
    ) -> Json:
        """Name a selection (`select` as in `assets`) and what it promises: `max_level`, `no_issues`, `require` …"""
        body = _given(name=name, description=description or None, select=select, contract=contract)
        return self._object("POST", "/v1/datasets", json=body)

    def change_dataset(self, dataset_id: str, *, etag: str | None = None, **changes: Any) -> Json:
        """Change name, description, select or contract; with `etag`, only if nobody changed it (ConflictError)."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        return self._object("PATCH", f"/v1/datasets/{_id(dataset_id)}", json=changes, headers=headers)

    def delete_dataset(self, dataset_id: str) -> None:
        """Take a data set away; its assets stay."""
        self._call("DELETE", f"/v1/datasets/{_id(dataset_id)}")

    def score_dataset(self, dataset_id: str) -> Json:
        """Return the scorecard of a data set."""
        return self._object("POST", f"/v1/datasets/{_id(dataset_id)}/score")

    def gate_dataset(self, dataset_id: str) -> Json:
        """Return whether a data set keeps its contract (`ok`), promise by promise (`checks`)."""
        return self._object("POST", f"/v1/datasets/{_id(dataset_id)}/gate")

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
            raise _error(response)
        return cast("Json", response.json())

    # -- the wire ---------------------------------------------------------------------------------------------

    def _object(self, method: str, path: str, **sent: Any) -> Json:
        return cast("Json", self._call(method, path, **sent))

    def _call(self, method: str, path: str, **sent: Any) -> Any:
        response = self._send(method, path, **sent)
        return response.json() if response.content else None

    def _send(self, method: str, path: str, **sent: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **sent)
        except httpx.HTTPError as exc:
            raise UnavailableError(f"no answer from the server: {type(exc).__name__}") from None
        if response.is_error or response.is_redirect:
            raise _error(response)
        return response

    def _upload(self, path: str, file: Path | str | BinaryIO, name: str | None, fields: Mapping[str, str]) -> Any:
        if isinstance(file, Path | str):
            with Path(file).open("rb") as stream:
                return self._upload(path, stream, name or Path(file).name, fields)
        return self._call("POST", path, files={"file": (name or "upload", file)}, data=fields)


def _given(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def _id(value: str) -> str:
    return quote(value, safe="")


def _error(response: httpx.Response) -> AssayError:
    """Return the error that the server told of; its words are the server's own, never what was sent."""
    try:
        told = response.json()
        words = str(told.get("detail") or told["title"])
        places = [".".join(map(str, error["loc"])) + f" ({error['type']})" for error in told.get("errors", ())]
    except (ValueError, KeyError, TypeError, AttributeError):
        words, places = f"the server answered {response.status_code}", []
    kind = _ERRORS.get(response.status_code, AssayError)
    return kind(f"{words} {', '.join(places)}".strip())
