"""Object stores and file servers through fsspec: s3, gcs, az and sftp, each with the package of its extra."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePath, PurePosixPath
from typing import Any, ClassVar
from urllib.parse import urlsplit

from assay.extractors.sources.s3 import s3_grants
from assay.extractors.sources.uris import refuse_secrets
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

__all__ = ["ObjectSource"]

_PROTOCOLS = {
    "s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "az": "abfs", "abfs": "abfs", "abfss": "abfs",
    "sftp": "sftp", "ssh": "sftp", "memory": "memory",
}  # fmt: skip
_EXTRAS = {"s3": "s3", "gcs": "gcs", "abfs": "az", "sftp": "sftp"}
_ACCEPTED: Mapping[str, frozenset[str]] = {
    "s3": frozenset({"key", "secret", "token", "anon"}),
    "gcs": frozenset({"token", "project"}),
    "abfs": frozenset(
        {"account_name", "account_key", "sas_token", "connection_string", "tenant_id", "client_id", "client_secret"}
    ),
    "sftp": frozenset({"username", "password", "key_filename", "passphrase"}),
}
_TAGS = ("ETag", "etag", "VersionId", "generation", "md5Hash", "content_md5")
_TIMES = ("LastModified", "last_modified", "updated", "mtime", "created")
_BLOCK = 8 << 20


class ObjectSource:
    """What fsspec reaches. `memory:` is there for tests: it holds what this process put into it."""

    name: ClassVar[str] = "objects"
    version: ClassVar[str] = "1"
    schemes: ClassVar[frozenset[str]] = frozenset(_PROTOCOLS)
    near: ClassVar[bool] = False

    def resolve(self, uri: str) -> str:
        """Return the URI under the one name of its protocol; keys are taken as they are, sign by sign.

        Raises:
            UsageError: a secret stands in it, it names no bucket, or the package for it is not installed.
        """
        refuse_secrets(uri.partition("?")[0] if uri.startswith(("s3", "gs", "gcs")) else uri)
        scheme, _, rest = uri.partition("://")
        protocol = _PROTOCOLS[scheme.lower()]
        place, slash, key = rest.partition("/")
        if not place and protocol != "memory":
            raise UsageError(
                f"a {scheme} URI names a bucket or a host, then a path", f"{scheme} 地址须先写存储桶或主机，再写路径"
            )
        _filesystem(protocol)
        return f"{protocol}://{place}{slash}{key.rstrip('/')}".rstrip("/") if rest else f"{protocol}://"

    def root(self, uri: str) -> str:
        """Return the place itself; whether it is a folder or one object only the store knows."""
        return uri

    def within(self, uri: str, root: str) -> bool:
        """Say whether a key is the root or lies below it."""
        return uri == root or uri.startswith(root if root.endswith("/") else f"{root}/")

    def below(self, uri: str, root: str) -> PurePath:
        """Return the key below the root."""
        rest = uri.removeprefix(root).lstrip("/") if self.within(uri, root) else ""
        return PurePosixPath(rest or _name(uri))

    def open(self, root: str, reach: Reach) -> OpenObjects:
        """Reach the store with the credentials of the source, or those that the environment holds.

        Raises:
            UsageError: the credentials have names that the store does not take.
        """
        protocol = root.partition("://")[0]
        unknown = set(reach.secrets) - _ACCEPTED.get(protocol, frozenset())
        if unknown:
            accepted = ", ".join(sorted(_ACCEPTED.get(protocol, ())))
            raise UsageError(
                f"credentials for {protocol} are named: {accepted}", f"{protocol} 的凭据名称为：{accepted}"
            )
        return OpenObjects(protocol, _filesystem(protocol)(**arguments(protocol, root, reach)), reach)


def arguments(protocol: str, root: str, reach: Reach) -> dict[str, Any]:
    """Return what fsspec's file system of a protocol is made with. No listing and no instance is cached."""
    options, secrets = reach.options, dict(reach.secrets)
    made: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    if protocol == "s3":
        # Without named credentials those of the environment count; a metadata service is never asked for some.
        os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
        seconds = int(max(1, options.seconds))
        made |= {
            "anon": secrets.pop("anon", "") == "true", "endpoint_url": options.endpoint,
            "config_kwargs": {
                "connect_timeout": seconds, "read_timeout": seconds, "retries": {"max_attempts": 3},
            },
        }  # fmt: skip
    elif protocol == "gcs" and options.endpoint:
        made["endpoint_url"] = options.endpoint
    elif protocol == "sftp":
        parts = urlsplit(root)
        made |= {"host": parts.hostname or "", "port": parts.port or 22, "timeout": options.seconds}
        if parts.username:
            made["username"] = parts.username
    return {name: value for name, value in {**made, **secrets}.items() if value is not None}


class OpenObjects:
    """A bucket or a server. What a driver raises is turned into a reason: its text may hold names and keys."""

    def __init__(self, protocol: str, filesystem: Any, reach: Reach) -> None:
        self._protocol = protocol
        self._files = filesystem
        self._most = reach.limits.file_bytes
        self._listed: dict[str, frozenset[str]] = {}

    def walk(self, uri: str) -> Iterator[Place]:
        """Yield every object below a prefix, or the object itself, in the order of their keys."""
        found = self._ask(lambda: self._files.find(self._path(uri), withdirs=False, detail=True))
        places = [self._place(self._uri(path), info) for path, info in sorted(found.items())]
        self._listed[uri] = frozenset(place.uri for place in places)
        yield from places

    def exists(self, uri: str) -> bool:
        """Say whether there is an object, or a prefix with objects."""
        return bool(self._ask(lambda: self._files.exists(self._path(uri))))

    def look(self, uri: str) -> Place:
        """Return what the store says of one object."""
        try:
            info = self._files.info(self._path(uri))
        except Exception as exc:  # noqa: BLE001 - drivers raise what they like
            return Place(uri=uri, name=_name(uri), reason=_why(exc))
        if info.get("type") == "directory":
            return Place(uri=uri, name=_name(uri), reason=Reason.VANISHED)
        return self._place(uri, info)

    @contextmanager
    def read(self, place: Place) -> Iterator[int | Sample | Reason]:
        """Fetch an object into sealed memory; one that changes meanwhile is not mixed from two states."""
        if place.size > self._most:
            yield Reason.FILE_TOO_LARGE
            return
        begun = False
        try:
            with (
                self._files.open(self._path(place.uri), "rb", block_size=_BLOCK, cache_type="none") as file,
                sealed_file(iter(lambda: file.read(_BLOCK), b""), most=self._most) as fd,
            ):
                begun = True
                after = self.look(place.uri)
                same = (after.size, after.mtime_ns, after.inode) == (place.size, place.mtime_ns, place.inode)
                yield fd if same else Reason.CHANGED_WHILE_READ
        except Exception as exc:
            if begun:
                raise
            yield _why(exc)

    def is_gone(self, uri: str) -> bool:
        """Say whether an object is not in what was listed in this run, or not there now."""
        for root, listed in self._listed.items():
            if uri == root or uri.startswith(f"{root}/"):
                return uri not in listed
        return self.look(uri).reason is Reason.VANISHED

    def grants(self, place: Place) -> tuple[Grant, ...]:
        """Return owner and ACL of an S3 object; of other stores nothing is known."""
        if self._protocol == "s3" and place.reason is None:
            try:
                return s3_grants(self._files, self._path(place.uri))
            except Exception:  # noqa: BLE001 - who may not see the ACL does not know it
                return (Grant(principal=UNKNOWN, right="own"),)
        return (Grant(principal=UNKNOWN, right="own"),)

    def close(self) -> None:
        """Let the file system go."""
        self._listed.clear()

    def _path(self, uri: str) -> str:
        return str(self._files._strip_protocol(uri))

    def _uri(self, path: str) -> str:
        if self._protocol == "sftp":
            return f"sftp://{self._server()}/{path.lstrip('/')}"
        return f"{self._protocol}://{path.lstrip('/')}"

    def _server(self) -> str:
        user = self._files.ssh_kwargs.get("username") if hasattr(self._files, "ssh_kwargs") else None
        return f"{user}@{self._files.host}" if user else str(self._files.host)

    def _place(self, uri: str, info: Mapping[str, Any]) -> Place:
        tags = [info[name] for name in _TAGS if info.get(name)]
        seen = next((info[name] for name in _TIMES if info.get(name)), None)
        return Place(
            uri=uri, name=_name(uri), size=int(info.get("size") or 0), mtime_ns=_time(seen), inode=stamp_of(*tags),
            settled=bool(tags or seen),
        )  # fmt: skip

    def _ask(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except FileNotFoundError:
            return {}
        except PermissionError:
            raise UsageError("a source may not be listed with these credentials", "以此凭据不能列出该来源") from None
        except Exception as exc:  # noqa: BLE001 - drivers raise what they like
            raise UnavailableError(
                f"a source does not answer: {type(exc).__name__}", f"来源没有应答：{type(exc).__name__}"
            ) from None


def _filesystem(protocol: str) -> Any:
    try:
        import fsspec  # type: ignore[import-untyped]

        return fsspec.get_filesystem_class(protocol)
    except ImportError:
        extra = _EXTRAS.get(protocol, "s3")
        install = f"pip install 'assay-governance[{extra}]'"
        raise UsageError(
            f"{extra} sources need a package that is not installed: {install}",
            f"{extra} 来源需要的软件包未安装：{install}",
        ) from None


def _name(uri: str) -> str:
    return posixpath.basename(uri.rstrip("/")) or "index"


def _why(exc: Exception) -> Reason:
    if isinstance(exc, TooLarge):
        return Reason.FILE_TOO_LARGE
    if isinstance(exc, PermissionError):
        return Reason.NOT_PERMITTED
    if isinstance(exc, TimeoutError):
        return Reason.TIME_LIMIT
    return Reason.VANISHED if isinstance(exc, FileNotFoundError) else Reason.PART_UNREADABLE


def _time(seen: Any) -> int:
    if isinstance(seen, str):
        try:
            seen = datetime.fromisoformat(seen)
        except ValueError:
            return stamp_of(seen)
    if isinstance(seen, datetime):
        return int(seen.timestamp() * 1_000_000) * 1_000
    return int(float(seen) * 1_000_000) * 1_000 if isinstance(seen, int | float) else 0
