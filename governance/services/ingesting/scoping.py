"""What a run is about: which sources its places lie in, what of them is new, changed or gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assay.governance.domain import Place, Source, UsageError
from assay.governance.services.grading.grading import publish
from assay.governance.services.ingesting.storing import Counts, Storing
from assay.governance.services.linking.linking import touch_below
from assay.governance.services.places.places import Named, Opened, Places, holder, plain_options
from assay.governance.services.places.registering import register
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import AssetRecord, Store, Unit

__all__ = ["Scope", "Scoping", "Walked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A place that was named, the source that it lies in, and all that was found there."""

    named: Named
    opened: Opened
    places: Sequence[Place]


@dataclass(slots=True, kw_only=True)
class Scope:
    """One place to ingest: its source, the places found, and what was known before; `opened` is None for uploads."""

    source: Source
    uri: str
    opened: Opened | None
    places: list[Place]
    known: Mapping[str, AssetRecord]
    seen: set[str] = field(default_factory=set)
    same: list[tuple[str, Place]] = field(default_factory=list)

    def covers(self, uri: str) -> bool:
        """Say whether a place of the source lies in this scope."""
        return uri == self.uri or (self.opened is not None and self.opened.plugin.within(uri, self.uri))


class Scoping:
    """Makes the scopes of a run, and brings what is known of their files in line with what lies there."""

    def __init__(
        self, *, store: Store, places: Places, understanding: Understanding, storing: Storing, trust_unchanged: bool
    ) -> None:
        self._store = store
        self._places = places
        self._understanding = understanding
        self._storing = storing
        self._trust_unchanged = trust_unchanged

    def walked(self, uris: Sequence[str], name: str | None, *, gone_too: bool) -> Iterator[Walked]:
        """Reach the source that each place lies in, known or new, and list what is there.

        Raises:
            UsageError: a place does not exist, and may not be `gone_too`; or its scheme has no source.
            UnavailableError: a source does not answer.
        """
        for named in _outermost([self._places.named(uri) for uri in uris]):
            yield self._walked(named, name, gone_too=gone_too)

    def _walked(self, named: Named, name: str | None, *, gone_too: bool) -> Walked:
        known, root = holder(self._store, named) or (None, named.plugin.root(named.uri))
        opened = self._places.open(named.plugin.name, root, self._places.options(name, known))
        if not opened.exists(named.uri):
            if not gone_too:
                raise UsageError("one of the places to ingest does not exist")
            return Walked(named=named, opened=opened, places=())
        return Walked(named=named, opened=opened, places=list(opened.walk(named.uri)))

    def scopes(self, db: Unit, walked: Walked, name: str | None) -> Iterator[Scope]:
        """Yield a scope of the source that a place lies in, and one of each source that lies below it.

        A place belongs to the innermost source that holds it, so that no file is an asset twice.
        """
        named, opened = walked.named, walked.opened
        plugin, kind = named.plugin, named.plugin.name
        known = {db.sources.root(it.id): it for it in db.sources.list() if it.kind == kind}
        source = known.get(opened.root) or register(db, self._understanding, opened.plugin.name, opened.root, name)
        options = plain_options(self._places.options(name, source))
        if options != source.options:
            db.sources.set_options(source.id, options)
        inner = [it for it in known if it != named.uri and plugin.within(it, named.uri)]
        inner.sort(key=len, reverse=True)
        shares: dict[str, list[Place]] = {it: [] for it in (*inner, named.uri)}
        for place in walked.places:
            shares[next((it for it in inner if plugin.within(place.uri, it)), named.uri)].append(place)
        for uri, share in shares.items():
            owner = source if uri == named.uri else known[uri]
            theirs = opened if owner is source else self._places.open(kind, uri, self._places.options(None, owner))
            wanted = share if theirs is opened else [it for it in share if theirs.wants(it.uri)]
            yield Scope(source=owner, uri=uri, opened=theirs, places=wanted, known=db.assets.known(owner.id))

    def is_unchanged(self, scope: Scope, place: Place, stale: frozenset[str], counts: Counts) -> bool:
        """Say whether a place is as it was when it was last read, and by what reads it now; note it as seen."""
        with self._store.read() as db:
            path_hash = db.assets.path_hash(scope.source.id, place.uri)
        scope.seen.add(path_hash)
        record = scope.known.get(path_hash)
        if record is None or record.tombstone is not None or not self._trust_unchanged or place.reason is not None:
            return False
        state = record.state
        same = (state.size, state.mtime_ns, state.inode) == (place.size, place.mtime_ns, place.inode)
        if not (same and place.settled) or record.content_id is None or record.content_id in stale:
            return False
        scope.same.append((record.id, place))
        counts.cached += len(self._storing.versions)
        return True

    def permit(self, scope: Scope) -> None:
        """Note permissions that changed where the content did not, if looking at them costs no request."""
        if scope.opened is None or not scope.opened.plugin.near or not scope.same:
            return
        with self._store.read() as db:
            known = db.grants.marks(scope.source.id)
            told = ((asset_id, scope.opened.grants(place)) for asset_id, place in scope.same)
            changed = [(asset_id, it) for asset_id, it in told if db.grants.mark(it) != known.get(asset_id)]
        if changed:
            with self._store.write() as db:
                for asset_id, grants in changed:
                    db.grants.replace(asset_id, grants)
                publish(db, [asset_id for asset_id, _ in changed])

    def bury(self, scopes: Sequence[Scope], counts: Counts) -> int:
        """Mark what is no longer there, or left out now, as gone; ids and decisions stay for the day it comes back."""
        gone = 0
        for scope in scopes:
            missing = [it for key, it in scope.known.items() if key not in scope.seen and it.tombstone is None]
            for record in missing:
                with self._store.read() as db:
                    uri = db.assets.uri(record.id)
                if scope.opened is None or not scope.covers(uri):
                    continue
                if scope.opened.wants(uri) and not scope.opened.is_gone(uri):
                    continue
                with self._store.write() as db:
                    touch_below(db, record)
                    db.assets.bury(record.id)
                    if record.content_id:
                        db.outbox.add("index", record.content_id, {})
                if record.parent:
                    counts.containers.add(record.parent)
                gone += 1
        return gone


def _outermost(named: Sequence[Named]) -> list[Named]:
    """Return each place once, those inside another one left out."""
    once = {it.uri: it for it in named}.values()
    return [it for it in once if not any(other is not it and other.holds(it) for other in once)]
