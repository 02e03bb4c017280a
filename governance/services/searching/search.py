"""Search: words and meaning fused, by example, by a file that is held up, by a value and by an entity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assay.governance.domain import (
    Actor,
    Encoder,
    Filters,
    ForbiddenError,
    Hit,
    Modality,
    NotFoundError,
    Permission,
    QueryTerm,
    UnavailableError,
    UsageError,
)
from assay.governance.security import Keyring
from assay.governance.services.grading.grading import Grading
from assay.governance.services.indexing.publishing import Publishing
from assay.governance.services.indexing.sights import Sights
from assay.governance.services.searching.fusion import best_of, floor_of, fused, shown
from assay.governance.services.searching.hits import Also, Found, answer, linked_to, quote
from assay.governance.services.searching.likeness import Likeness
from assay.governance.services.searching.lookups import Lookups
from assay.governance.services.searching.wording import Wording, bare
from assay.governance.services.seeing.visibility import Scope, Visibility, fits
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import Store, Unit

__all__ = ["Asked", "Place", "Reading", "SearchService", "merged"]

_POOL = 300
_WORDS, _MEANING, _SIGHT = "words", "meaning", "sight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What narrows a search down; None leaves a thing open. `since` and `until` are seconds since 1970."""

    modality: str | None = None
    topic: str | None = None
    source: str | None = None
    owner: str | None = None
    since: int | None = None
    until: int | None = None
    age: str | None = None
    issue: str | None = None
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
    also: Also

    def seen(self, db: Unit, contents: Iterable[str]) -> list[str]:
        """Return those of some contents of which an asset may be seen and is asked for."""
        held = self.scope.seats(db, contents)
        wanted = self.filters.modalities
        return [
            content
            for content, seats in sorted(held.items())
            if any(fits(db, it, self.filters) and (wanted is None or it.modality in wanted) for it in seats)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A question as it is understood: without its values, as terms, and what encodes it, if anything does.

    `also` are other names of what it names; their terms are among its own.
    """

    masked: str
    terms: Mapping[int, QueryTerm]
    also: Sequence[str] = ()
    encode: Callable[[Sequence[str]], memoryview] | None


class SearchService:
    """Finds assets. An answer holds masked text, and depends on nothing but what the caller may see."""

    def __init__(
        self, *, store: Store, grading: Grading, understanding: Understanding, publishing: Publishing,
        encoder: Encoder | None, keyring: Keyring, visibility: Visibility, wording: Wording,
        likeness: Likeness | None = None, sights: Sights | None = None,
    ) -> None:  # fmt: skip
        self._store = store
        self._grading = grading
        self._understanding = understanding
        self._publishing = publishing
        self._encoder = encoder
        self._visibility = visibility
        self._wording = wording
        self._likeness = likeness
        self._sights = sights
        self._lookups = Lookups(store=store, understanding=understanding, keyring=keyring)

    def query(
        self,
        text: str | None = None,
        *,
        like: str | None = None,
        value: str | None = None,
        entity: str | None = None,
        limit: int = 10,
        linked: bool = False,
        actor: Actor,
        **narrowed: Any,
    ) -> dict[str, Any]:
        """Return hits, best first, and facets over them, for exactly one of a text, an asset, a value and an entity.

        `narrowed` are the fields of `Asked`. With `linked` the assets that are linked to the hits come too.

        Raises:
            ForbiddenError: the role may not search.
            NotFoundError: there is no such asset or entity, or the caller may not see it.
            UsageError: not exactly one of the four, or a level that no pack has.
        """
        if sum(it is not None for it in (text, like, value, entity)) != 1:
            raise UsageError("search for a text, like an asset, for a value or for an entity: one of them")
        place = self.place(actor, **narrowed)
        reading = self.reading(text) if text is not None else None
        if reading is not None:
            found = merged({**self.rankings(reading, place.within), **self._seen(reading, place)})
        elif like is not None:
            found = self._by_example(like, place)
        elif entity is not None:
            found = self._lookups.entity(entity, place.scope)
        else:
            found = self._lookups.value(value or "", place.scope, actor)
        return self._told(found, place, reading, limit=limit, linked=linked)

    def by_file(
        self,
        path: Path,
        *,
        name: str | None = None,
        limit: int = 10,
        linked: bool = False,
        actor: Actor,
        **narrowed: Any,
    ) -> dict[str, Any]:
        """Return what a file that is held up looks, sounds and reads like, as `query` does; nothing of it is kept.

        Raises:
            ForbiddenError, UsageError: as with `query`.
            UsageError: there is no such file.
        """
        place = self.place(actor, **narrowed)
        if self._likeness is None:
            raise UnavailableError("files cannot be compared here")
        example = self._likeness.read(path, name=name)
        with self._store.read() as db:
            found = self._likeness.found(db, example)
        reading = self.reading(example.text) if example.text else None
        rankings = self.rankings(reading, place.within) if reading else {}
        drawn = self._likeness.drawn(path) if self._sights and example.modality is Modality.IMAGE else None
        if self._sights and drawn:
            rankings[_SIGHT] = self._sights.of_picture(drawn, place.seen, limit=_POOL)
        for content, hit in merged(rankings).items():
            known = found.setdefault(content, hit)
            if known is not hit:
                known.why += hit.why
        return self._told(found, place, reading, limit=limit, linked=linked)

    def _told(
        self, found: Mapping[str, Found], place: Place, reading: Reading | None, *, limit: int, linked: bool
    ) -> dict[str, Any]:
        with self._store.read() as db:
            told = answer(
                db, found, scope=place.scope, filters=place.filters, leading=place.leading, limit=limit,
                also=place.also,
            )  # fmt: skip
            quote(db, told["hits"], found, reading.terms if reading else {}, reading.also if reading else ())
            if linked:
                told["linked"] = linked_to(db, told["hits"], scope=place.scope, leading=place.leading)
        for hit in told["hits"]:
            del hit["content"]
        told["also"] = list(reading.also) if reading else []
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
        return Place(
            scope=scope, filters=filters, within=within, leading=self._grading.judging.leading.id,
            also=Also(age=asked.age, issue=asked.issue),
        )  # fmt: skip

    def reading(self, text: str) -> Reading:
        """Return a question as it is understood."""
        masked = self._understanding.masked_query(text)
        encode = self._encoder.encode if self._encoder is not None and self._reads(masked) else None
        also = self._wording.also(masked)
        return Reading(masked=masked, terms=self._wording.terms(masked, also), also=also, encode=encode)

    def rankings(self, reading: Reading, filters: Filters) -> dict[str, Sequence[Hit]]:
        """Return the chunks that say or mean what a question says, best first, by what spoke for them."""
        found = {_WORDS: self._publishing.search_words(reading.terms, limit=_POOL, filters=filters)}
        if reading.encode is not None:
            row = reading.encode([bare(reading.masked)])
            found[_MEANING] = self._publishing.search(row, limit=_POOL, filters=filters, drained=True)
        return found

    def _seen(self, reading: Reading, place: Place) -> dict[str, Sequence[Hit]]:
        """Return the pictures that a question is about, where a model looks at pictures."""
        if self._sights is None:
            return {}
        return {_SIGHT: self._sights.of_text(bare(reading.masked), place.seen, limit=_POOL)}

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


def merged(rankings: Mapping[str, Sequence[Hit]]) -> dict[str, Found]:
    """Return the contents of several rankings as one, best first, each with its best chunk."""
    best = {name: best_of(hits) for name, hits in rankings.items()}
    order = fused(
        [
            ({key: hit.score for key, hit in best[name].items()}, floor_of(hits, _POOL))
            for name, hits in rankings.items()
        ]
    )
    found = {content: Found(score=shown(score)) for content, score in order.items()}
    for name, own in best.items():
        for content, hit in own.items():
            told = found[content]
            told.why.append(name)
            if told.piece is None and hit.ordinal >= 0:
                told.piece = hit.ordinal
    return found


def _one(value: str | None) -> frozenset[str] | None:
    return frozenset({value}) if value is not None else None
