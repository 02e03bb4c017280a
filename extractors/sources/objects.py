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
from assay.extractors.sources.sftp import sftp_filesystem
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
    "sftp": frozenset({"username", "password", "key_filename", "passphrase", "host_key"}),
}
# Drivers read these when they are imported. Without named credentials those of the environment count, but no metadata
# service is asked for some; Google's driver asks another interface of every bucket what kind it is, for a minute.
_ENVIRONMENT = {
    "s3": ("AWS_EC2_METADATA_DISABLED", "true"),
    "gcs": ("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false"),
}  # fmt: skip
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
            UsageError: the credentials have names that the store does not take, or the server does not take them, or
                the key of the server is not known.
            UnavailableError: the server does not answer.
        """
        protocol = root.partition("://")[0]
        unknown = set(reach.secrets) - _ACCEPTED.get(protocol, frozenset())
        if unknown:
            accepted = ", ".join(sorted(_ACCEPTED.get(protocol, ())))
            raise UsageError(
                f"credentials for {protocol} are named: {accepted}", f"{protocol} 的凭据名称为：{accepted}"
            )
        made = _filesystem(protocol)
        return OpenObjects(root, _asked(lambda: made(**arguments(protocol, root, reach))), reach)


def arguments(protocol: str, root: str, reach: Reach) -> dict[str, Any]:
    """Return what fsspec's file system of a protocol is made with. No listing and no instance is cached."""
    options, secrets = reach.options, dict(reach.secrets)
    made: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    if protocol == "s3":
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
        del made["use_listings_cache"]  # has none, and hands on to the connection what it does not know
        made |= {"host": parts.hostname or "", "port": parts.port or 22}
        made |= dict.fromkeys(("timeout", "banner_timeout", "auth_timeout"), options.seconds)
        if parts.username:
            made["username"] = parts.username
    return {name: value for name, value in {**made, **secrets}.items() if value is not None}


class OpenObjects:
    """A bucket or a server. What a driver raises is turned into a reason: its text may hold names and keys."""

    def __init__(self, root: str, filesystem: Any, reach: Reach) -> None:
        self._protocol, _, rest = root.partition("://")
        self._server = rest.partition("/")[0] if self._protocol == "sftp" else ""
        self._files = filesystem
        self._most = reach.limits.file_bytes
        self._listed: dict[str, frozenset[str]] = {}

    def walk(self, uri: str) -> Iterator[Place]:
        """Yield every object below a prefix, or the object itself, by their keys; links are not followed."""
        found = _asked(lambda: self._files.find(self._path(uri), withdirs=False, detail=True))
        places = [
            self._place(self._uri(path), info) for path, info in sorted(found.items()) if info.get("type") != "link"
        ]
        self._listed[uri] = frozenset(place.uri for place in places)
        yield from places

    def exists(self, uri: str) -> bool:
        """Say whether there is an object, or a prefix with objects."""
        return bool(_asked(lambda: self._files.exists(self._path(uri))))

    def look(self, uri: str) -> Place:
        """Return what the store says of one object."""
        try:
            info = self._files.info(self._path(uri))
        except Exception as exc:  # noqa: BLE001 - drivers raise what they like
            return Place(uri=uri, name=_name(uri), reason=_why(exc))
        if info.get("type") in ("directory", "link"):
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
        if self._server:
            self._files.close()

    def _path(self, uri: str) -> str:
        return str(self._files._strip_protocol(uri))

    def _uri(self, path: str) -> str:
        server = f"{self._server}/" if self._server else ""
        return f"{self._protocol}://{server}{path.lstrip('/')}"

    def _place(self, uri: str, info: Mapping[str, Any]) -> Place:
        tags = [info[name] for name in _TAGS if info.get(name)]
        seen = next((info[name] for name in _TIMES if info.get(name)), None)
        return Place(
            uri=uri, name=_name(uri), size=int(info.get("size") or 0), mtime_ns=_time(seen), inode=stamp_of(*tags),
            settled=bool(tags or seen),
        )  # fmt: skip


def _asked(call: Callable[[], Any]) -> Any:
    """Ask a driver; what it raises becomes an error of ours, for its text may hold names and keys."""
    try:
        return call()
    except UsageError:
        raise
    except FileNotFoundError:
        return {}
    except Exception as exc:  # noqa: BLE001 - drivers raise what they like
        if isinstance(exc, PermissionError) or type(exc).__name__ == "AuthenticationException":
            raise UsageError("a source may not be listed with these credentials", "以此凭据不能列出该来源") from None
        if "known_hosts" in str(exc) or type(exc).__name__ == "BadHostKeyException":
            raise UsageError(
                "the server's key is not the one in known_hosts: put it there, or into the credentials as host_key",
                "服务器的公钥与 known_hosts 中的不符：请将其写入该文件，或作为 host_key 写入凭据",
            ) from None
        raise UnavailableError(
            f"a source does not answer: {type(exc).__name__}", f"来源没有应答：{type(exc).__name__}"
        ) from None


def _filesystem(protocol: str) -> Any:
    if protocol in _ENVIRONMENT:
        os.environ.setdefault(*_ENVIRONMENT[protocol])
    try:
        import fsspec  # type: ignore[import-untyped]

        made = fsspec.get_filesystem_class(protocol)
        return sftp_filesystem() if protocol == "sftp" else made
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
