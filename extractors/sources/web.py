"""Files behind http and https: one URI is one file; no page is searched for links."""

from __future__ import annotations

import http.client
import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import PurePath, PurePosixPath
from typing import ClassVar
from urllib.parse import quote, unquote

from assay.extractors.sources.requests import LateError, Web
from assay.extractors.sources.uris import split
from assay.governance.domain import (
    UNKNOWN,
    Grant,
    Place,
    Reach,
    Reason,
    Sample,
    TooLarge,
    UnavailableError,
    UsageError,
    sealed_file,
    stamp_of,
)

__all__ = ["WebSource"]

_GONE = frozenset({404, 410})
_CLOSED = frozenset({401, 403, 407})
_NO_HEAD = frozenset({400, 405, 501})
_BROKEN = (OSError, EOFError, ValueError, http.client.HTTPException)
_USUAL = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}")


class WebSource:
    """One file of a web server. Private addresses are refused unless the source's settings allow them."""

    name: ClassVar[str] = "web"
    version: ClassVar[str] = "1"
    schemes: ClassVar[frozenset[str]] = frozenset({"http", "https"})
    near: ClassVar[bool] = False

    def resolve(self, uri: str) -> str:
        """Return the URI with host in lower case, dots resolved and the usual port left out.

        Raises:
            UsageError: it names a user, a fragment or no host, or is none.
        """
        parts = split(uri)
        scheme = parts.scheme.lower()
        if parts.username is not None or parts.fragment or not parts.hostname:
            raise UsageError(
                "an http URI names a host and a path, no user and no fragment",
                "http 地址须含主机与路径，不含用户与片段",
            )
        try:
            host = parts.hostname.encode("idna").decode("ascii").lower().rstrip(".")
        except UnicodeError:
            raise UsageError("this cannot be read as the name of a host", "主机名无法识别") from None
        if not _HOST.fullmatch(host):
            raise UsageError("this cannot be read as the name of a host", "主机名无法识别")
        netloc = f"[{host}]" if ":" in host else host
        if parts.port is not None and parts.port != _USUAL[scheme]:
            netloc += f":{parts.port}"
        path = posixpath.normpath(parts.path or "/")
        path = "/" + path.lstrip("/") + ("/" if parts.path.endswith("/") and path.strip("/") else "")
        query = f"?{parts.query}" if parts.query else ""
        return f"{scheme}://{netloc}{quote(path, safe='/%:@!$&()*+,;=~-._' + chr(39))}{query}"

    def root(self, uri: str) -> str:
        """Return the folder of a file."""
        return uri.partition("?")[0].rpartition("/")[0] + "/"

    def within(self, uri: str, root: str) -> bool:
        """Say whether a URI is the root or lies in its folder."""
        return uri == root or (root.endswith("/") and uri.startswith(root))

    def below(self, uri: str, root: str) -> PurePath:
        """Return the path below the folder, percent signs decoded."""
        rest = uri.removeprefix(root) if self.within(uri, root) and uri != root else ""
        return PurePosixPath(unquote(rest.partition("?")[0]) or _name(uri))

    def open(self, root: str, reach: Reach) -> OpenWeb:
        """Return the server; nobody is asked yet."""
        return OpenWeb(reach)


class OpenWeb:
    """A web server as one source sees it."""

    def __init__(self, reach: Reach) -> None:
        options = reach.options
        self._web = Web(seconds=options.seconds, private=options.allow_private, secrets=reach.secrets)
        self._most = reach.limits.file_bytes

    def walk(self, uri: str) -> Iterator[Place]:
        """Yield the one file."""
        yield self._look(uri)

    def exists(self, uri: str) -> bool:
        """Say whether the server has the file."""
        return self._look(uri).reason is not Reason.VANISHED

    def look(self, uri: str) -> Place:
        """Return what the server says of a file; a server that does not answer makes it unreadable."""
        try:
            return self._look(uri)
        except (UsageError, UnavailableError):
            return Place(uri=uri, name=_name(uri), reason=Reason.PART_UNREADABLE)

    @contextmanager
    def read(self, place: Place) -> Iterator[int | Sample | Reason]:
        """Fetch a file into sealed memory, as far as the limit."""
        begun = False
        try:
            with self._web.ask("GET", place.uri) as answer:
                if answer.status != 200:
                    yield _reason(answer.status)
                    return
                with sealed_file(self._web.blocks(answer), most=self._most) as fd:
                    begun = True
                    yield fd
        except (TooLarge, LateError, UsageError, UnavailableError, *_BROKEN) as exc:
            if begun:
                raise
            yield _why(exc)

    def is_gone(self, uri: str) -> bool:
        """Say whether the server says that there is no such file."""
        return self.look(uri).reason is Reason.VANISHED

    def grants(self, place: Place) -> tuple[Grant, ...]:
        """Return `unknown`: a web server does not tell."""
        return (Grant(principal=UNKNOWN, right="own"),)

    def close(self) -> None:
        """Hold nothing."""

    def _look(self, uri: str) -> Place:
        """Ask for a file's state.

        Raises:
            UsageError, UnavailableError: the server may not be asked, or does not answer.
        """
        try:
            with self._web.ask("HEAD", uri) as answer:
                if answer.status in _NO_HEAD:
                    return Place(uri=uri, name=_name(uri), settled=False)
                if answer.status != 200:
                    if answer.status >= 500:
                        raise UnavailableError("a source does not answer", "来源没有应答")
                    return Place(uri=uri, name=_name(uri), reason=_reason(answer.status))
                etag, modified = answer.getheader("ETag"), answer.getheader("Last-Modified")
                size = answer.getheader("Content-Length") or ""
        except (LateError, *_BROKEN):
            raise UnavailableError("a source does not answer", "来源没有应答") from None
        return Place(
            uri=uri, name=_name(uri), size=int(size) if size.isdigit() else 0, mtime_ns=_time(modified),
            inode=stamp_of(etag), settled=bool(etag or modified),
        )  # fmt: skip


def _name(uri: str) -> str:
    return unquote(uri.partition("?")[0].rstrip("/").rpartition("/")[2]) or "index"


def _reason(status: int) -> Reason:
    if status in _GONE:
        return Reason.VANISHED
    return Reason.NOT_PERMITTED if status in _CLOSED else Reason.PART_UNREADABLE


def _why(exc: Exception) -> Reason:
    if isinstance(exc, TooLarge):
        return Reason.FILE_TOO_LARGE
    if isinstance(exc, LateError | TimeoutError):
        return Reason.TIME_LIMIT
    return Reason.NOT_PERMITTED if isinstance(exc, UsageError) else Reason.PART_UNREADABLE


def _time(text: str | None) -> int:
    try:
        return int(parsedate_to_datetime(text).timestamp()) * 1_000_000_000 if text else 0
    except (ValueError, OverflowError):
        return 0
