"""The sources that things come from: which plugin answers for a URI, how each source is reached, what of it counts."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from assay.governance.domain import (
    Actor,
    ForbiddenError,
    Grant,
    Limits,
    NotFoundError,
    OpenSource,
    Permission,
    Place,
    Reach,
    Reason,
    Sample,
    Source,
    SourceOptions,
    SourcePlugin,
    UsageError,
)
from assay.governance.services.places.rights import RightsTable
from assay.governance.services.understanding.intake import HOME_MARK
from assay.governance.store import Store, Unit

__all__ = ["Named", "Opened", "Places", "holder", "plain_options", "title_of"]

_log = logging.getLogger(__name__)


class _Spec(Protocol):
    def match_file(self, path: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Named:
    """A place that somebody named: its exact URI, and the plugin that answers for it."""

    plugin: SourcePlugin
    uri: str

    def holds(self, other: Named) -> bool:
        """Say whether another place is this one or lies below it."""
        return self.plugin is other.plugin and self.plugin.within(other.uri, self.uri)


class Opened:
    """A source as it is read: the plugin's view, less what its options leave out."""

    def __init__(self, plugin: SourcePlugin, root: str, source: OpenSource, options: SourceOptions) -> None:
        self.plugin = plugin
        self.root = root
        self._source = source
        self._include, self._exclude = _spec(options.include), _spec(options.exclude)
        self._rights = RightsTable.read(Path(options.permissions)) if options.permissions else None

    def walk(self, uri: str) -> Iterator[Place]:
        """Yield what lies at or below a place and is not left out."""
        return (place for place in self._source.walk(uri) if self.wants(place.uri))

    def wants(self, uri: str) -> bool:
        """Say whether a place counts by the source's patterns; what holds things always does."""
        path = self.below(uri).as_posix()
        if self._include is not None and uri != self.root and not self._include.match_file(path):
            return False
        return self._exclude is None or not self._exclude.match_file(path)

    def exists(self, uri: str) -> bool:
        """Say whether something is at a place."""
        return self._source.exists(uri)

    def look(self, uri: str) -> Place:
        """Return the state of one place now."""
        return self._source.look(uri)

    def read(self, place: Place) -> AbstractContextManager[int | Sample | Reason]:
        """Give a place's content."""
        return self._source.read(place)

    def is_gone(self, uri: str) -> bool:
        """Say whether nothing is at a place any more."""
        return self._source.is_gone(uri)

    def grants(self, place: Place) -> tuple[Grant, ...]:
        """Return who may do what with a place: by the source's table of rights where it says so, or as the source."""
        told = self._rights.of(self.below(place.uri)) if self._rights is not None else ()
        return told or self._source.grants(place)

    def below(self, uri: str) -> PurePath:
        """Return a place's path below the source's root."""
        return self.plugin.below(uri, self.root)

    def close(self) -> None:
        """Let go of connections."""
        self._source.close()


class Places:
    """Finds the plugin of a URI and opens sources, each once a run. Safe to use from many threads."""

    def __init__(
        self,
        *,
        plugins: Mapping[str, SourcePlugin],
        configured: Mapping[str, SourceOptions],
        secrets: Callable[[str], Mapping[str, str]],
        limits: Limits,
        private: frozenset[Path],
    ) -> None:
        self._plugins = {plugin.name: plugin for plugin in plugins.values()}
        self._configured = configured
        self._secrets = secrets
        self._limits = limits
        self._private = private
        self._opened: dict[tuple[str, str], Opened] = {}
        self._lock = threading.Lock()

    @property
    def version(self) -> str:
        """Name the plugins and their versions: what they gave may be different under others."""
        return ",".join(sorted(f"{it.name}@{it.version}" for it in self._plugins.values()))

    def named(self, uri: str) -> Named:
        """Return the exact form of a URI or a path, and its plugin; nobody is asked.

        Raises:
            UsageError: no plugin answers for its scheme, or the plugin refuses it.
        """
        scheme = uri.partition(":")[0].lower() if "://" in uri or uri.startswith("file:") else ""
        for plugin in self._plugins.values():
            if scheme in plugin.schemes:
                return Named(plugin, plugin.resolve(uri))
        raise UsageError(
            "no source for URIs of this scheme is installed; give a path, or a URI as docs/sources.md says"
        )

    def check(self, store: Store, uri: str, actor: Actor) -> None:
        """Refuse a place that cannot be ingested, as far as that is known without asking anybody else.

        A place that is not of this machine must lie in a known source, unless the caller administers: else whoever
        may ingest could have this machine connect wherever he likes.

        Raises:
            UsageError: it does not exist, or no plugin answers for it.
            ForbiddenError: it is somewhere else, and of no known source.
        """
        named = self.named(uri)
        if named.plugin.near:
            source = named.plugin.open(named.plugin.root(named.uri), Reach(private=self._private))
            if not source.exists(named.uri):
                raise UsageError("one of the places to ingest does not exist")
        elif not actor.may(Permission.ADMINISTER) and holder(store, named) is None:
            raise ForbiddenError("the role may not name a place of another machine that is in no known source")

    def known(self, store: Store, uri: str) -> Named:
        """Return a place of a known source.

        Raises:
            NotFoundError: it lies in none.
        """
        try:
            named = self.named(uri)
        except UsageError:
            raise NotFoundError("the place lies in no known source") from None
        if holder(store, named) is None:
            raise NotFoundError("the place lies in no known source")
        return named

    def plugin(self, kind: str) -> SourcePlugin | None:
        """Return the plugin of a kind of source; None for what was sent, which lies nowhere."""
        return self._plugins.get(kind)

    def options(self, name: str | None, source: Source | None) -> SourceOptions:
        """Return how a source is read: as the settings say under its name, or as it was read before."""
        for known in (name, source.name if source else None):
            if known is not None and known in self._configured:
                return self._configured[known]
        return _stored(source.options) if source else SourceOptions()

    def is_configured(self, name: str) -> bool:
        """Say whether the settings know a source of this name."""
        return name in self._configured

    def open(self, kind: str, root: str, options: SourceOptions) -> Opened:
        """Reach a source, or return it as it was reached before in this run.

        Raises:
            UsageError, UnavailableError: it cannot be reached.
        """
        with self._lock:
            known = self._opened.get((kind, root))
            if known is None:
                plugin = self._plugins[kind]
                secrets = self._secrets(options.credentials) if options.credentials else {}
                reach = Reach(
                    options=options, limits=self._limits, secrets=secrets, private=self._private, mark=HOME_MARK
                )
                known = self._opened[kind, root] = Opened(plugin, root, plugin.open(root, reach), options)
            return known

    def of(self, db: Unit, source_id: str) -> Opened | None:
        """Reach a stored source; None for what was sent, which lies nowhere."""
        source = db.sources.get(source_id)
        if source.kind not in self._plugins:
            return None
        return self.open(source.kind, db.sources.root(source_id), self.options(None, source))

    def close(self) -> None:
        """Let go of all that was reached."""
        with self._lock:
            opened, self._opened = list(self._opened.values()), {}
        for it in opened:
            it.close()


def _stored(options: Mapping[str, Any]) -> SourceOptions:
    """Read the options that are stored with a source; names of a newer version are passed over."""
    known = {it.name for it in fields(SourceOptions)}
    given: dict[str, Any] = {
        name: tuple(it) if isinstance(it, list) else it for name, it in options.items() if name in known
    }
    return SourceOptions(**given)


def plain_options(options: SourceOptions) -> dict[str, Any]:
    """Return options as they are stored: those that differ from what is usual."""
    usual = asdict(SourceOptions())
    return {
        name: list(it) if isinstance(it, tuple) else it for name, it in asdict(options).items() if it != usual[name]
    }


def holder(store: Store, named: Named) -> tuple[Source, str] | None:
    """Return the innermost known source that holds a place, and its root."""
    with store.read() as db:
        known = {db.sources.root(it.id): it for it in db.sources.list() if it.kind == named.plugin.name}
    root = max((it for it in known if named.plugin.within(named.uri, it)), key=len, default=None)
    return (known[root], root) if root is not None else None


def title_of(root: str) -> PurePosixPath:
    """Return a root as a path whose names are content: host and path, without the user."""
    scheme, _, rest = root.partition(":")
    path = os.fsdecode(unquote_to_bytes(rest))
    if scheme == "file":
        return PurePosixPath(path.removeprefix("//"))
    host, slash, below = path.lstrip("/").partition("/")
    return PurePosixPath(host.rpartition("@")[2] + slash + below)


def _spec(patterns: tuple[str, ...]) -> _Spec | None:
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    spec: _Spec = GitIgnoreSpec.from_lines(patterns)
    return spec
