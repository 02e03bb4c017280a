"""Look-ups that words and vectors do not answer: who mentions a value, or an entity."""

from __future__ import annotations

from collections.abc import Iterable

from assay.governance.domain import Actor, NotFoundError, Segment, SegmentKind, labels
from assay.governance.security import Keyring, keyed_hash
from assay.governance.services.searching.hits import Found
from assay.governance.services.seeing.visibility import Scope
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import FindingPlace, Store, Unit

__all__ = ["Lookups"]

_PLACES, _EVERY_PLACE = 1_000, 1_000_000


class Lookups:
    """Finds by keyed hashes; a value that is looked for is kept nowhere, and who looked is on record."""

    def __init__(self, *, store: Store, understanding: Understanding, keyring: Keyring) -> None:
        self._store = store
        self._understanding = understanding
        self._keyring = keyring

    def value(self, value: str, scope: Scope, actor: Actor) -> dict[str, Found]:
        """Find who mentions an identifier or a name, each content by the first place of it."""
        keys = self._keys(value)
        with self._store.write() as db:
            db.audit.append(actor, "search.value", "", {"keys": len(keys)})
        found: dict[str, Found] = {}
        with self._store.read() as db:
            for key in sorted(keys):
                for content, place in _places(db, key, scope):
                    hit = found.setdefault(
                        content, Found(score=0.0, snippet=place.finding.masked, locator=place.finding.locator)
                    )
                    hit.score = max(hit.score, round(place.finding.score, 2))
                    if place.finding.label not in hit.why:
                        hit.why.append(place.finding.label)
        return _best_first(found)

    def entity(self, entity_id: str, scope: Scope) -> dict[str, Found]:
        """Find who bears a name of an entity, or of the entity that a name belongs to.

        Raises:
            NotFoundError: there is no such entity, or nothing that bears its names may be seen.
        """
        found: dict[str, Found] = {}
        with self._store.read() as db:
            borne = db.entities.mentions(db.entities.fellows(entity_id))
            seen = scope.owners(db, {it.content_id for it in borne})
            known = any(it.name.id == entity_id and it.content_id in seen for it in borne)
            for it in borne if known else ():
                if it.content_id in seen:
                    hit = found.setdefault(it.content_id, Found(score=1.0, snippet=it.shown, locator=it.locator))
                    if it.label not in hit.why:
                        hit.why.append(it.label)
        if not found:
            raise NotFoundError("there is no such entity")
        return _best_first(found)

    def _keys(self, value: str) -> set[str]:
        """Return the keyed hashes under which a value may be known: as it is read, as it stands, as bare signs."""
        segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=value.strip())
        keys = {
            keyed_hash(self._keyring, labels()[detection.label].group, detection.normal)
            for detection in self._understanding.detections((segment,))
        }
        bare = "".join(character for character in value if character.isalnum()).upper()
        keys.update(keyed_hash(self._keyring, group, value.strip()) for group in ("person", "organization"))
        keys.update(keyed_hash(self._keyring, group, bare) for group in {label.group for label in labels().values()})
        return keys


def _places(db: Unit, key: str, scope: Scope) -> Iterable[tuple[str, FindingPlace]]:
    """Return the first places of a value that may be seen, each with its content."""
    places = db.findings.with_value(key, limit=_PLACES if scope.everything else _EVERY_PLACE)
    named = {place.asset_id for place in places if place.asset_id is not None}
    owners = db.assets.many(scope.allowed(db, named))
    seen = scope.owners(db, {place.content_id for place in places if place.content_id is not None})
    told = []
    for place in places:
        if place.content_id is not None:
            content = place.content_id if place.content_id in seen else None
        else:
            asset = owners.get(place.asset_id or "")
            content = asset.content_id if asset else None
        if content is not None:
            told.append((content, place))
    return told[:_PLACES]


def _best_first(found: dict[str, Found]) -> dict[str, Found]:
    return dict(sorted(found.items(), key=lambda item: (-item[1].score, item[0])))
