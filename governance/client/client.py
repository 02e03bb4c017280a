"""The SDK: a typed client of the HTTP API. The console uses it too."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

import httpx

from assay.governance.client.graph import Graph
from assay.governance.client.wire import ENDED, Json, error, given, quoted
from assay.governance.domain import UnavailableError

__all__ = ["Client"]


class Client(Graph):
    """Calls one server, from many threads if need be.

    `url` and `key` default to `ASSAY_URL` and `ASSAY_API_KEY`; `session` is the cookie of a signed-in browser, used
    in place of a key. Every method raises the errors of `assay.governance.domain`: NotFoundError, ForbiddenError
    (401 too), ConflictError, UsageError, UnavailableError (also when nobody answers).
    """

    # -- tagging ----------------------------------------------------------------------------------------------

    def tag(self, text: str, *, policy: str | None = None, taxonomy: str | None = None, reveal: bool = False) -> Json:
        """Return the TagResult of a text; nothing is stored."""
        body = given(text=text, policy=policy, taxonomy=taxonomy, reveal=reveal or None)
        return self._object("POST", "/v1/tag", json=body)

    def tag_texts(
        self, texts: Sequence[str], *, policy: str | None = None, taxonomy: str | None = None, reveal: bool = False
    ) -> list[Json]:
        """Return one TagResult a text, in order."""
        body = given(texts=list(texts), policy=policy, taxonomy=taxonomy, reveal=reveal or None)
        return cast("list[Json]", self._call("POST", "/v1/tag", json=body))

    def tag_file(
        self, file: Path | str | BinaryIO, *, name: str | None = None, policy: str | None = None,
        taxonomy: str | None = None, reveal: bool = False,
    ) -> list[Json]:  # fmt: skip
        """Return the TagResult of a file, then one of each file inside it; nothing is stored."""
        fields = given(policy=policy, taxonomy=taxonomy, reveal="true" if reveal else None)
        results = self._upload("/v1/tag/file", file, name, fields)
        return results if isinstance(results, list) else [results]

    def mask(self, text: str, *, role: str | None = None, accept_unchecked: bool = False) -> Json:
        """Return a de-identified copy of a text (`text`) and how it was checked (`check`); nothing is stored.

        Raises:
            ConflictError: something would still stand in it, or the copy is above what `role` sees.
        """
        return self._object("POST", "/v1/mask", json=given(text=text, role=role, accept_unchecked=accept_unchecked))

    def mask_file(
        self, file: Path | str | BinaryIO, *, name: str | None = None, role: str | None = None,
        accept_unchecked: bool = False,
    ) -> Json:  # fmt: skip
        """Return a de-identified copy of what a file says, as text, tables as CSV, as `mask` does."""
        fields = given(role=role, accept_unchecked="true" if accept_unchecked else None)
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
        return self._object("GET", f"/v1/jobs/{quoted(job_id)}")

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop."""
        self._call("DELETE", f"/v1/jobs/{quoted(job_id)}")

    def events(self, job_id: str) -> Iterator[Json]:
        """Yield the states of a job as they change, the last one when it has ended."""
        try:
            with self._http.stream("GET", f"/v1/jobs/{quoted(job_id)}/events", timeout=60.0) as response:
                if response.is_error:
                    response.read()
                    raise error(response)
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
            if state["state"] in ENDED:
                return state
            if time.monotonic() > until:
                raise UnavailableError("the job has not ended in time")
            time.sleep(every)

    # -- assets -----------------------------------------------------------------------------------------------

    def assets(
        self, *, modality: str | None = None, topic: str | None = None, status: str | None = None, level: str |
        None = None, reason: str | None = None, language: str | None = None, source: str | None = None, owner:
        str | None = None, issue: str | None = None, age: str | None = None, needs_review: bool | None = None,
        cursor: str | None = None, limit: int = 50,
    ) -> Json:  # fmt: skip
        """Return a page of assets with facets; `level` is `PACK:CODE`, `age` `week`, `month`, `year` or `older`."""
        asked = given(
            modality=modality, topic=topic, status=status, level=level, reason=reason, language=language, source=source,
            owner=owner, issue=issue, age=age, needs_review=needs_review, cursor=cursor, limit=limit,
        )  # fmt: skip
        return self._object("GET", "/v1/assets", params=asked)

    def asset(self, asset_id: str) -> Json:
        """Return the TagResult of an asset with its history; `etag` is that of its governance fields."""
        response = self._send("GET", f"/v1/assets/{quoted(asset_id)}")
        return {**response.json(), "etag": response.headers.get("etag")}

    def update(self, asset_id: str, *, etag: str | None = None, **fields: Any) -> Json:
        """Set governance fields of an asset; with `etag`, only if nobody changed them meanwhile (ConflictError)."""
        headers = {"If-Match": etag} if etag else {}
        return self._object("PATCH", f"/v1/assets/{quoted(asset_id)}", json=fields, headers=headers)

    def findings(self, asset_id: str, *, cursor: str | None = None, limit: int = 100) -> Json:
        """Return a page of an asset's findings, masked."""
        return self._object("GET", f"/v1/assets/{quoted(asset_id)}/findings", params=given(cursor=cursor, limit=limit))

    def content(self, asset_id: str, *, cursor: str | None = None, limit: int | None = None) -> Json:
        """Return an asset's text, masked, with spans into the masked text; with `limit` so many segments."""
        return self._object("GET", f"/v1/assets/{quoted(asset_id)}/content", params=given(cursor=cursor, limit=limit))

    def rows(
        self, asset_id: str, *, sheet: int = 1, row: int | None = None, cursor: str | None = None, limit: int = 100
    ) -> Json:
        """Return rows of a table from `row` on, masked; `marks` say by row and column what stands in which cell."""
        asked = given(sheet=sheet, row=row, cursor=cursor, limit=limit)
        return self._object("GET", f"/v1/assets/{quoted(asset_id)}/rows", params=asked)

    def page(self, asset_id: str, number: int = 1) -> bytes:
        """Return a page, a picture or a frame (PNG or JPEG), values blacked out.

        Raises:
            NotFoundError: there is no such page, or no picture can be made of this kind of file.
            ConflictError: the file changed or is gone, or what is on it cannot be masked.
        """
        return self._send("GET", f"/v1/assets/{quoted(asset_id)}/pages/{int(number)}").content

    def media(self, asset_id: str, *, start: float = 0.0, seconds: float = 60.0) -> bytes:
        """Return a stretch of sound (WAV): what was understood is heard, values and all else are silent."""
        asked = {"start": start, "seconds": seconds}
        return self._send("GET", f"/v1/assets/{quoted(asset_id)}/media", params=asked).content

    def reveal(self, asset_id: str, finding: str, *, reason: str) -> str:
        """Return a finding's value in clear; it is on record who saw it and why."""
        body = {"finding": finding, "reason": reason}
        return str(self._object("POST", f"/v1/assets/{quoted(asset_id)}/reveal", json=body)["value"])

    def reveal_page(self, asset_id: str, number: int, *, reason: str) -> bytes:
        """Return a page in clear, as `reveal` does a value."""
        body = {"page": number, "reason": reason}
        return base64.b64decode(self._object("POST", f"/v1/assets/{quoted(asset_id)}/reveal", json=body)["data"])

    def reveal_media(self, asset_id: str, *, start: float, seconds: float = 30.0, reason: str) -> bytes:
        """Return a stretch of sound in clear, as `reveal` does a value."""
        body = {"start": start, "seconds": seconds, "reason": reason}
        return base64.b64decode(self._object("POST", f"/v1/assets/{quoted(asset_id)}/reveal", json=body)["data"])

    # -- issues -----------------------------------------------------------------------------------------------

    def issues(
        self, *, dataset: str | None = None, type: str | None = None, dimension: str | None = None,
        severity: str | None = None, state: str | None = None, cursor: str | None = None, limit: int = 50,
    ) -> Json:  # fmt: skip
        """Return a page of quality issues with facets over all of them."""
        asked = given(
            dataset=dataset, type=type, dimension=dimension, severity=severity, state=state, cursor=cursor, limit=limit
        )
        return self._object("GET", "/v1/issues", params=asked)

    def score_quality(self) -> Json:
        """Return the scorecard of everything: each dimension with the indicators behind it."""
        return self._object("GET", "/v1/issues/score")

    def settle_issue(
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
        return self._object("PATCH", f"/v1/issues/{quoted(issue_id)}", json=body, headers=headers)

    # -- search -----------------------------------------------------------------------------------------------

    def search(
        self, text: str | None = None, *, like: str | None = None, value: str | None = None, entity: str | None = None,
        modality: str | None = None, topic: str | None = None, max_level: str | None = None, source: str | None = None,
        owner: str | None = None, age: str | None = None, issue: str | None = None, as_user: str | None = None,
        linked: bool = False, limit: int = 10,
    ) -> Json:  # fmt: skip
        """Return hits with masked snippets: by meaning, likeness to an asset, a value or an entity that they mention.

        `age` and `issue` are those of `assets`. With `linked` the assets that are linked to the hits come too;
        `as_user` sees what that user may see.
        """
        body = given(
            text=text, like=like, value=value, entity=entity, modality=modality, topic=topic, max_level=max_level,
            source=source, owner=owner, age=age, issue=issue, as_user=as_user, linked=linked or None, limit=limit,
        )  # fmt: skip
        return self._object("POST", "/v1/search", json=body)

    def search_file(
        self, file: Path | str | BinaryIO, *, name: str | None = None, linked: bool = False, limit: int = 10,
        **narrowed: str,
    ) -> Json:  # fmt: skip
        """Return what a file looks, sounds and reads like, as `search` does; the file is not kept.

        `narrowed` are `modality`, `topic`, `max_level`, `source`, `owner` and `as_user`.
        """
        fields = {**narrowed, "limit": str(limit), **({"linked": "true"} if linked else {})}
        return cast("Json", self._upload("/v1/search/file", file, name, fields))

    def answer(
        self, question: str, *, max_level: str | None = None, budget: int = 1_500, passages: int = 6, modality:
        str | None = None, topic: str | None = None, source: str | None = None, owner: str | None = None,
        as_user: str | None = None,
    ) -> Json:  # fmt: skip
        """Return cited, masked passages of about `budget` tokens, none above `max_level`, or why there are none.

        `context` of the answer is for a prompt: one JSON object a passage, a line each.
        """
        body = given(
            question=question, max_level=max_level, budget=budget, passages=passages, modality=modality, topic=topic,
            source=source, owner=owner, as_user=as_user,
        )  # fmt: skip
        return self._object("POST", "/v1/answer", json=body)

    # -- review -----------------------------------------------------------------------------------------------

    def reviews(self, *, state: str = "open", cursor: str | None = None, limit: int = 50) -> Json:
        """Return a page of review tasks, the most urgent first."""
        return self._object("GET", "/v1/reviews", params=given(state=state, cursor=cursor, limit=limit))

    def review(self, task_id: str) -> Json:
        """Return one review task with its evidence."""
        return self._object("GET", f"/v1/reviews/{quoted(task_id)}")

    def decide(
        self, task_id: str, action: str, *, code: str | None = None, reason: str = "", etag: str | None = None
    ) -> Json:
        """Accept, change (with `code`), reject or skip; returns the decision, the grade and the next task."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        body = given(action=action, code=code, reason=reason or None)
        return self._object("POST", f"/v1/reviews/{quoted(task_id)}/decisions", json=body, headers=headers)

    def review_groups(self, *, least: int = 2) -> list[Json]:
        """List groups of at least `least` alike open tasks, the largest first."""
        return cast("list[Json]", self._object("GET", "/v1/reviews/groups", params={"least": least})["items"])

    def decide_group(
        self, group: str, action: str, *, code: str | None = None, reason: str = "", expect: int | None = None
    ) -> Json:
        """Decide a whole group; `decision` of the answer undoes it as one. ConflictError: it is not `expect` tasks."""
        body = given(group=group, action=action, code=code, reason=reason or None, expect=expect)
        return self._object("POST", "/v1/reviews/bulk", json=body)

    def undo(self, decision_id: str) -> Json:
        """Take a decision back, or all of a group that were taken as one."""
        return self._object("POST", f"/v1/decisions/{quoted(decision_id)}/undo")

    def review_stats(self) -> Json:
        """Return how many are open and decided, and how often people agree with the machine."""
        return self._object("GET", "/v1/reviews/stats")
