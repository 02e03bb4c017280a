"""A part of the SDK for asyncio. Made by `docs/generate.py` from `wire.py`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

import httpx

from assay.governance.client.wire import COOKIE, DEFAULT_URL, Json, error
from assay.governance.domain import UnavailableError

__all__ = ["AsyncWire"]


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
