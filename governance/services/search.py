"""Search: words and meaning fused, by example, and by the value of an identifier or a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assay.governance.domain import (
    Actor,
    Encoder,
    Filters,
    ForbiddenError,
    Hit,
    NotFoundError,
    Permission,
    Segment,
    SegmentKind,
    UsageError,
    labels,
)
from assay.governance.security import Keyring, keyed_hash
from assay.governance.services.fusion import best_of, floor_of, fused, shown
from assay.governance.services.grading import Grading
from assay.governance.services.hits import Found, answer, linked_to
from assay.governance.services.publishing import Publishing
from assay.governance.services.understanding import Understanding
from assay.governance.services.visibility import Scope, Visibility
from assay.governance.services.wording import Wording
from assay.governance.store import FindingPlace, Store, Unit

__all__ = ["Asked", "SearchService"]

_POOL = 300
_SNIPPET = 320
_VALUE_PLACES, _EVERY_PLACE = 1_000, 1_000_000
_WORDS, _MEANING = "words", "meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What narrows a search down; None leaves a thing open. `since` and `until` are seconds since 1970."""

    modality: str | None = None
    topic: str | None = None
    source: str | None = None
    owner: str | None = None
    since: int | None = None
    until: int | None = None
    max_level: str | None = None
    as_user: str | None = None

    def filters(self, db: Unit) -> Filters:
        """Return what an index is asked for."""
        return Filters(
            modalities=_one(self.modality),
            topics=_one(self.topic),
            sources=_one(self.source),
            owners=_one(db.points.owner(self.owner) if self.owner is not None else None),
            since=self.since,
            until=self.until,
        )


class SearchService:
    """Finds assets. An answer holds masked text, and depends on nothing but what the caller may see."""

    def __init__(
        self, *, store: Store, grading: Grading, understanding: Understanding, publishing: Publishing,
        encoder: Encoder | None, keyring: Keyring, visibility: Visibility, wording: Wording,
    ) -> None:  # fmt: skip
        self._store = store
        self._grading = grading
        self._understanding = understanding
        self._publishing = publishing
        self._encoder = encoder
        self._keyring = keyring
        self._visibility = visibility
        self._wording = wording

    def query(
        self,
        text: str | None = None,
        *,
        like: str | None = None,
        value: str | None = None,
        limit: int = 10,
        linked: bool = False,
        actor: Actor,
        **narrowed: Any,
    ) -> dict[str, Any]:
        """Return hits, best first, and facets over them, for exactly one of a text, an asset and a value.

        `narrowed` are the fields of `Asked`. With `linked` the assets that are linked to the hits come too.

        Raises:
            ForbiddenError: the role may not search.
            NotFoundError: there is no such asset to be like, or the caller may not see it.
            UsageError: not exactly one of the three, or a level that no pack has.
        """
        if not actor.may(Permission.SEARCH):
            raise ForbiddenError("the role may not search")
        if sum(it is not None for it in (text, like, value)) != 1:
            raise UsageError("search for a text, like an asset, or for a value: one of the three")
        asked = Asked(**narrowed)
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor, max_level=asked.max_level, as_user=asked.as_user)
            filters = asked.filters(db)
            within = scope.narrowed(db, filters)
        if text is not None:
            found = self.by_text(text, within)
        elif like is not None:
            found = self._by_example(like, scope, within)
        else:
            found = self._by_value(value or "", scope, actor)
        leading = self._grading.judging.leading.id
        with self._store.read() as db:
            told = answer(db, found, scope=scope, filters=filters, leading=leading, limit=limit)
            if linked:
                told["linked"] = linked_to(db, told["hits"], scope=scope, leading=leading)
        for hit in told["hits"]:
            del hit["content"]
        return told

    def by_text(self, text: str, filters: Filters) -> dict[str, Found]:
        """Return the contents that say or mean what a text says, best first."""
        masked = self._understanding.masked_query(text)
        rankings = {_WORDS: self._publishing.search_words(self._wording.terms(masked), limit=_POOL, filters=filters)}
        if self._encoder is not None and self._reads(masked):
            vector = self._encoder.encode([masked])
            rankings[_MEANING] = self._publishing.search(vector, limit=_POOL, filters=filters)
        return self._fused(rankings)

    def _reads(self, text: str) -> bool:
        """Say whether the encoder knows the query's language; one that does not would only add noise."""
        languages = self._encoder.languages if self._encoder else frozenset()
        return languages is None or (self._understanding.language_of(text) or "en") in languages

    def _by_example(self, asset_id: str, scope: Scope, filters: Filters) -> dict[str, Found]:
        with self._store.read() as db:
            asset = db.assets.get(asset_id)
            if asset is None or asset_id not in scope.allowed(db, [asset_id]):
                raise NotFoundError("there is no such asset")
            rows = db.vectors.of(asset.content_id) if asset.content_id else ()
        if not rows:
            return {}
        mean = np.mean([np.frombuffer(row, dtype="<f2").astype("<f4") for row in rows], axis=0)
        vector = memoryview((mean / (np.linalg.norm(mean) or 1.0)).astype("<f4").tobytes())
        hits = self._publishing.search(vector, limit=_POOL, filters=filters)
        return self._fused({_MEANING: [hit for hit in hits if hit.content_id != asset.content_id]})

    def _by_value(self, value: str, scope: Scope, actor: Actor) -> dict[str, Found]:
        """Find who mentions a value, by keyed hashes; the value itself is kept nowhere and the look-up is audited."""
        segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=value.strip())
        keys = {
            keyed_hash(self._keyring, labels()[detection.label].group, detection.normal)
            for detection in self._understanding.detections((segment,))
        }
        normal = "".join(character for character in value if character.isalnum()).upper()
        for group in ("person", "organization"):
            keys.add(keyed_hash(self._keyring, group, value.strip()))
        keys.update(keyed_hash(self._keyring, group, normal) for group in {label.group for label in labels().values()})
        with self._store.write() as db:
            db.audit.append(actor, "search.value", "", {"keys": len(keys)})
        found: dict[str, Found] = {}
        with self._store.read() as db:
            for key in sorted(keys):
                for content, place in self._places(db, key, scope):
                    hit = found.setdefault(
                        content, Found(score=0.0, snippet=place.finding.masked, locator=place.finding.locator)
                    )
                    hit.score = max(hit.score, round(place.finding.score, 2))
                    if place.finding.label not in hit.why:
                        hit.why.append(place.finding.label)
        return dict(sorted(found.items(), key=lambda item: (-item[1].score, item[0])))

    @staticmethod
    def _places(db: Unit, key: str, scope: Scope) -> Iterable[tuple[str, FindingPlace]]:
        """Return the first places of a value that may be seen, each with its content."""
        places = db.findings.with_value(key, limit=_VALUE_PLACES if scope.everything else _EVERY_PLACE)
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
        return told[:_VALUE_PLACES]

    def _fused(self, rankings: Mapping[str, Sequence[Hit]]) -> dict[str, Found]:
        best = {name: best_of(hits) for name, hits in rankings.items()}
        order = fused(
            [
                ({key: hit.score for key, hit in best[name].items()}, floor_of(hits, _POOL))
                for name, hits in rankings.items()
            ]
        )
        piece_of = {
            content: next(best[name][content] for name in rankings if content in best[name]).ordinal
            for content in order
        }
        with self._store.read() as db:
            pieces = db.chunks.many(piece_of.items())
        found = {
            content: Found(score=shown(score), why=[name for name in rankings if content in best[name]])
            for content, score in order.items()
        }
        for (content, _), piece in pieces.items():
            found[content] = replace(
                found[content],
                snippet=piece.text[:_SNIPPET],
                locator=replace(piece.locator, segment=piece.segment),
            )
        return found


def _one(value: str | None) -> frozenset[str] | None:
    return frozenset({value}) if value is not None else None
