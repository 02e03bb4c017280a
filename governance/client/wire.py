"""What the clients share: the words of the wire, and the errors that answers stand for."""

from __future__ import annotations

import os
from collections.abc import Mapping
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

__all__ = ["COOKIE", "DEFAULT_URL", "ENDED", "Json", "Wire", "error", "given", "quoted"]

Json = dict[str, Any]

DEFAULT_URL = "http://127.0.0.1:8642"
COOKIE = "assay_session"
_ERRORS: Mapping[int, type[AssayError]] = {
    400: UsageError, 401: ForbiddenError, 403: ForbiddenError, 404: NotFoundError, 405: UsageError,
    409: ConflictError, 412: ConflictError, 413: UsageError, 415: UsageError, 421: UsageError, 422: UsageError,
    429: UnavailableError, 503: UnavailableError, 507: UnavailableError,
}  # fmt: skip
ENDED = frozenset({"done", "failed", "cancelled"})


def given(**fields: Any) -> Json:
    """Return the fields that are there."""
    return {name: value for name, value in fields.items() if value is not None}


def quoted(value: str) -> str:
    """Return a value as one part of a path."""
    return quote(value, safe="")


def error(response: httpx.Response) -> AssayError:
    """Return the error that the server told of; its words are the server's own, never what was sent."""
    try:
        told = response.json()
        words = str(told.get("detail") or told["title"])
        places = [".".join(map(str, it["loc"])) + f" ({it['type']})" for it in told.get("errors", ())]
    except (ValueError, KeyError, TypeError, AttributeError):
        words, places = f"the server answered {response.status_code}", []
    kind = _ERRORS.get(response.status_code, AssayError)
    return kind(f"{words} {', '.join(places)}".strip())


class Wire:
    """The connection of a client: who asks, what is sent, and which error an answer stands for."""

    def __init__(
        self, url: str | None = None, key: str | None = None, *, session: str | None = None,
        timeout: float = 120.0, transport: httpx.BaseTransport | None = None,
    ) -> None:  # fmt: skip
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
        return f"{type(self).__name__}({self.url!r})"

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

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
            raise error(response)
        return response

    def _upload(self, path: str, file: Path | str | BinaryIO, name: str | None, fields: Mapping[str, str]) -> Any:
        if isinstance(file, Path | str):
            with Path(file).open("rb") as stream:
                return self._upload(path, stream, name or Path(file).name, fields)
        return self._call("POST", path, files={"file": (name or "upload", file)}, data=fields)
