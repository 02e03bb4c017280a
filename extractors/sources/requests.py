"""HTTP with blinkers: one checked address, redirects to the same host alone, bounded in bytes and in time, no proxy."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

from assay.extractors.sources.addresses import reachable
from assay.governance.domain import UsageError

__all__ = ["LateError", "Web"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_BLOCK = 1 << 18
_PATIENCE = 20
_USUAL = {"http": 80, "https": 443}


class LateError(Exception):
    """An answer took longer than it may; never leaves this package."""


class Web:
    """Asks one server. `seconds` bound each step, twenty times as many a whole answer."""

    def __init__(self, *, seconds: float, private: bool, secrets: Mapping[str, str]) -> None:
        self._seconds = seconds
        self._private = private
        self._secrets = secrets

    @contextmanager
    def ask(self, method: str, uri: str) -> Iterator[http.client.HTTPResponse]:
        """Send a request, follow redirects on the same server, and give the last answer.

        Raises:
            UsageError: a redirect leads elsewhere, the address is not allowed, or credentials would go unencrypted.
            UnavailableError: the host has no address.
            OSError, http.client.HTTPException, LateError: it does not answer as it should.
        """
        at, deadline = uri, time.monotonic() + self._seconds * _PATIENCE
        for _ in range(_MOST_REDIRECTS + 1):
            connection = self._connection(at)
            try:
                parts = urlsplit(at)
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request(method, target, headers=self._headers(at))
                answer = connection.getresponse()
                if answer.status not in _REDIRECTS or not answer.getheader("Location"):
                    yield answer
                    return
                at = _same_server(at, urljoin(at, str(answer.getheader("Location"))))
            finally:
                connection.close()
            if time.monotonic() > deadline:
                raise LateError
        raise UsageError("a source answers with too many redirects", "来源重定向次数过多")

    def blocks(self, answer: http.client.HTTPResponse) -> Iterator[bytes]:
        """Yield the body as it comes.

        Raises:
            LateError: it does not end in time.
            EOFError: it ended before its length.
        """
        deadline = time.monotonic() + self._seconds * _PATIENCE
        promised, got = answer.length, 0
        while block := answer.read(_BLOCK):
            got += len(block)
            yield block
            if time.monotonic() > deadline:
                raise LateError
        if promised is not None and got < promised:
            raise EOFError

    def _connection(self, uri: str) -> http.client.HTTPConnection:
        parts = urlsplit(uri)
        host, port = parts.hostname or "", parts.port or _USUAL[parts.scheme]
        address = reachable(host, port, private=self._private)[0]
        plain: http.client.HTTPConnection
        if parts.scheme == "https":
            plain = http.client.HTTPSConnection(host, port, timeout=self._seconds, context=ssl.create_default_context())
        else:
            plain = http.client.HTTPConnection(host, port, timeout=self._seconds)

        def connect(_: Any, timeout: float | None = None, *__: Any) -> socket.socket:
            """Connect to the address that was judged, whatever the name resolves to by now."""
            return socket.create_connection((address, port), self._seconds)

        plain._create_connection = connect  # type: ignore[attr-defined]
        return plain

    def _headers(self, uri: str) -> dict[str, str]:
        headers = {"User-Agent": "assay", "Accept": "*/*", "Accept-Encoding": "identity"}
        token, user = self._secrets.get("token"), self._secrets.get("username")
        if not token and not user:
            return headers
        if not uri.startswith("https:") and not self._private:
            raise UsageError("credentials are sent over https alone", "凭据只经 https 发送")
        if token:
            return {**headers, "Authorization": f"Bearer {token}"}
        pair = base64.b64encode(f"{user}:{self._secrets.get('password', '')}".encode()).decode()
        return {**headers, "Authorization": f"Basic {pair}"}


def _same_server(before: str, after: str) -> str:
    """Return where a redirect leads, if that is the same scheme, host and port."""
    try:
        one, two = urlsplit(before), urlsplit(after)
        same = (one.scheme, one.hostname, one.port or _USUAL[one.scheme]) == (
            two.scheme, two.hostname, two.port or _USUAL.get(two.scheme),
        )  # fmt: skip
    except ValueError:
        same = False
    if not same or two.username is not None:
        raise UsageError(
            "a source redirects to another server, which is not followed", "来源重定向到另一台服务器，不予跟随"
        )
    return two._replace(fragment="").geturl()
