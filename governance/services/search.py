"""Search: words and meaning fused, by example, and by the value of an identifier or a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    QueryTerm,
    Segment,
    SegmentKind,
    UsageError,
    labels,
)
from assay.governance.security import Keyring, keyed_hash
from assay.governance.services.fusion import best_of, floor_of, fused, shown
from assay.governance.services.grading import Grading
from assay.governance.services.hits import Found, answer, linked_to
from assay.governance.services.matching import best_sentence, weights
from assay.governance.services.publishing import Publishing
from assay.governance.services.understanding import Understanding
from assay.governance.services.visibility import Scope, Visibility
from assay.governance.services.wording import Wording
from assay.governance.store import FindingPlace, Store, Unit

__all__ = ["Asked", "Place", "Reading", "SearchService", "merged"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody searches: what may be seen, what was asked for, and both as the indexes are asked."""

    scope: Scope
    filters: Filters
    within: Filters
    leading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A question as it is understood: without its values, as terms, and what encodes it, if anything does."""

    masked: str
    terms: Mapping[int, QueryTerm]
    encode: Callable[[Sequence[str]], memoryview] | None


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
        if sum(it is not None for it in (text, like, value)) != 1:
            raise UsageError("search for a text, like an asset, or for a value: one of the three")
        place = self.place(actor, **narrowed)
        reading = self.reading(text) if text is not None else None
        if reading is not None:
            found = merged(self.rankings(reading, place.within))
        elif like is not None:
            found = self._by_example(like, place)
        else:
            found = self._by_value(value or "", place.scope, actor)
        with self._store.read() as db:
            told = answer(db, found, scope=place.scope, filters=place.filters, leading=place.leading, limit=limit)
            _quote(db, told["hits"], found, weights(reading.terms) if reading else {})
            if linked:
                told["linked"] = linked_to(db, told["hits"], scope=place.scope, leading=place.leading)
        for hit in told["hits"]:
            del hit["content"]
        return told

    def place(self, actor: Actor, **narrowed: Any) -> Place:
        """Return where an actor searches; `narrowed` are the fields of `Asked`.

        Raises:
            ForbiddenError: the role may not search, or not ask what others may see.
            UsageError: a level that no pack has.
        """
        if not actor.may(Permission.SEARCH):
            raise ForbiddenError("the role may not search")
        asked = Asked(**narrowed)
        with self._store.read() as db:
            scope = self._visibility.scope(db, actor, max_level=asked.max_level, as_user=asked.as_user)
            filters = asked.filters(db)
            within = scope.narrowed(db, filters)
        return Place(scope=scope, filters=filters, within=within, leading=self._grading.judging.leading.id)

    def reading(self, text: str) -> Reading:
        """Return a question as it is understood."""
        masked = self._understanding.masked_query(text)
        encode = self._encoder.encode if self._encoder is not None and self._reads(masked) else None
        return Reading(masked=masked, terms=self._wording.terms(masked), encode=encode)

    def rankings(self, reading: Reading, filters: Filters) -> dict[str, Sequence[Hit]]:
        """Return the chunks that say or mean what a question says, best first, by what spoke for them."""
        found = {_WORDS: self._publishing.search_words(reading.terms, limit=_POOL, filters=filters)}
        if reading.encode is not None:
            found[_MEANING] = self._publishing.search(reading.encode([reading.masked]), limit=_POOL, filters=filters)
        return found

    def _reads(self, text: str) -> bool:
        """Say whether the encoder knows the query's language; one that does not would only add noise."""
        languages = self._encoder.languages if self._encoder else frozenset()
        return languages is None or (self._understanding.language_of(text) or "en") in languages

    def _by_example(self, asset_id: str, place: Place) -> dict[str, Found]:
        with self._store.read() as db:
            asset = db.assets.get(asset_id)
            if asset is None or asset_id not in place.scope.allowed(db, [asset_id]):
                raise NotFoundError("there is no such asset")
            rows = db.vectors.of(asset.content_id) if asset.content_id else ()
        if not rows:
            return {}
        mean = np.mean([np.frombuffer(row, dtype="<f2").astype("<f4") for row in rows], axis=0)
        vector = memoryview((mean / (np.linalg.norm(mean) or 1.0)).astype("<f4").tobytes())
        hits = self._publishing.search(vector, limit=_POOL, filters=place.within)
        return merged({_MEANING: [hit for hit in hits if hit.content_id != asset.content_id]})

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


def merged(rankings: Mapping[str, Sequence[Hit]]) -> dict[str, Found]:
    """Return the contents of several rankings as one, best first, each with its best chunk."""
    best = {name: best_of(hits) for name, hits in rankings.items()}
    order = fused(
        [
            ({key: hit.score for key, hit in best[name].items()}, floor_of(hits, _POOL))
            for name, hits in rankings.items()
        ]
    )
    return {
        content: Found(
            score=shown(score),
            piece=next(best[name][content] for name in rankings if content in best[name]).ordinal,
            why=[name for name in rankings if content in best[name]],
        )
        for content, score in order.items()
    }


def _quote(db: Unit, hits: Sequence[dict[str, Any]], found: Mapping[str, Found], wanted: Mapping[int, float]) -> None:
    """Put into hits by words or meaning the sentence that holds most of the question, and its place."""
    piece_of = {hit["content"]: found[hit["content"]].piece for hit in hits}
    pieces = db.chunks.many((content, ordinal) for content, ordinal in piece_of.items() if ordinal is not None)
    for hit in hits:
        piece = pieces.get((hit["content"], piece_of[hit["content"]] or 0))
        if piece is None:
            continue
        start, _ = best_sentence(piece.text, wanted) or (0, 0)
        begin = start if start + _SNIPPET <= len(piece.text) else max(0, len(piece.text) - _SNIPPET)
        hit["snippet"] = piece.text[begin : begin + _SNIPPET]
        hit["locator"] = piece.place(start).as_dict()


def _one(value: str | None) -> frozenset[str] | None:
    return frozenset({value}) if value is not None else None
