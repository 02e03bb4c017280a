"""Search: words and meaning fused, by example, and by the value of an identifier or a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assay.governance.domain import (
    Actor,
    Encoder,
    Filters,
    ForbiddenError,
    Locator,
    NotFoundError,
    Permission,
    Segment,
    SegmentKind,
    UsageError,
    labels,
)
from assay.governance.security import Keyring, keyed_hash
from assay.governance.services.grading import Grading
from assay.governance.services.publishing import Publishing
from assay.governance.services.tagresult import grade_brief
from assay.governance.services.understanding import Understanding
from assay.governance.store import AssetRecord, Store, Unit, point_id

__all__ = ["SearchService"]

_POOL = 200
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]+\]")
_SMALL_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "how", "in", "is", "it", "its",
    "of", "on", "or", "that", "the", "this", "to", "was", "were", "what", "with",
})  # fmt: skip
_RANK_CONSTANT = 60
_SNIPPET = 320
_VALUE_PLACES = 1_000


@dataclass(slots=True, kw_only=True)
class _Found:
    """A content that was found: its score, the piece that matched best, and what spoke for it."""

    score: float = 0.0
    snippet: str = ""
    locator: Locator = field(default_factory=Locator)
    why: list[str] = field(default_factory=list)


class SearchService:
    """Finds assets; answers hold masked text and no more than the filters let through."""

    def __init__(
        self, *, store: Store, grading: Grading, understanding: Understanding, publishing: Publishing,
        encoder: Encoder | None, keyring: Keyring,
    ) -> None:  # fmt: skip
        self._store = store
        self._grading = grading
        self._understanding = understanding
        self._publishing = publishing
        self._encoder = encoder
        self._keyring = keyring

    def query(
        self,
        text: str | None = None,
        *,
        like: str | None = None,
        value: str | None = None,
        modality: str | None = None,
        topic: str | None = None,
        max_level: str | None = None,
        limit: int = 10,
        actor: Actor,
    ) -> dict[str, Any]:
        """Return hits, best first, and facets over them, for exactly one of a text, an asset and a value.

        Raises:
            ForbiddenError: the role may not search.
            UsageError: not exactly one of the three, or a level that no pack has.
        """
        if not actor.may(Permission.SEARCH):
            raise ForbiddenError("the role may not search")
        if sum(it is not None for it in (text, like, value)) != 1:
            raise UsageError("search for a text, like an asset, or for a value: one of the three")
        if text is not None:
            found = self._by_text(text, _filters(modality, topic))
        elif like is not None:
            found = self._by_example(like, _filters(modality, topic))
        else:
            found = self._by_value(value or "", actor)
        return self._answer(found, modality, topic, max_level, limit)

    def _by_text(self, text: str, filters: Filters) -> dict[str, _Found]:
        masked = self._understanding.masked_query(text)
        found: dict[str, _Found] = {}
        with self._store.read() as db:
            words = db.chunks.search(_telling(masked), limit=_POOL)
        ranked = [(hit.chunk.content_id, hit.chunk.ordinal) for hit in words]
        self._add(found, ranked, "words")
        if self._encoder is not None and self._reads(masked):
            self._add(found, self._nearest(self._encoder.encode([masked]), filters), "meaning")
        return found

    def _reads(self, text: str) -> bool:
        """Say whether the encoder knows the query's language; one that does not would only add noise."""
        languages = self._encoder.languages if self._encoder else frozenset()
        return languages is None or (self._understanding.language_of(text) or "en") in languages

    def _by_example(self, asset_id: str, filters: Filters) -> dict[str, _Found]:
        with self._store.read() as db:
            asset = db.assets.get(asset_id)
            if asset is None:
                raise NotFoundError("there is no such asset")
            rows = db.vectors.of(asset.content_id) if asset.content_id else ()
        found: dict[str, _Found] = {}
        if rows:
            mean = np.mean([np.frombuffer(row, dtype="<f2").astype("<f4") for row in rows], axis=0)
            vector = (mean / (np.linalg.norm(mean) or 1.0)).astype("<f4").tobytes()
            self._add(found, self._nearest(memoryview(vector), filters), "meaning")
        found.pop(asset.content_id or "", None)
        return found

    def _by_value(self, value: str, actor: Actor) -> dict[str, _Found]:
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
        found: dict[str, _Found] = {}
        with self._store.write() as db:
            db.audit.append(actor, "search.value", "", {"keys": len(keys)})
            for key in sorted(keys):
                for place in db.findings.with_value(key, limit=_VALUE_PLACES):
                    content = place.content_id or _content_of(db, place.asset_id)
                    if content is None:
                        continue
                    hit = found.setdefault(content, _Found(snippet=place.finding.masked, locator=place.finding.locator))
                    hit.score = max(hit.score, place.finding.score)
                    if place.finding.label not in hit.why:
                        hit.why.append(place.finding.label)
        return found

    def _nearest(self, vector: memoryview, filters: Filters) -> list[tuple[str, int]]:
        hits = self._publishing.search(vector, limit=_POOL, filters=filters)
        ordinals = {point_id(hit.content_id, ordinal): ordinal for hit in hits for ordinal in range(64)}
        return [(hit.content_id, ordinals.get(hit.id, 0)) for hit in hits]

    def _add(self, found: dict[str, _Found], ranked: Sequence[tuple[str, int]], why: str) -> None:
        """Fuse a ranking in by reciprocal rank (Cormack, Clarke and Büttcher 2009); a content counts once."""
        first = {content: ordinal for content, ordinal in reversed(ranked)}
        order = list(dict.fromkeys(content for content, _ in ranked))
        with self._store.read() as db:
            pieces = db.chunks.many(first.items())
        for rank, content in enumerate(order):
            hit = found.setdefault(content, _Found())
            hit.score += 1 / (_RANK_CONSTANT + rank + 1)
            hit.why.append(why)
            piece = pieces.get((content, first[content]))
            if piece is not None and not hit.snippet:
                hit.snippet, hit.locator = piece.text[:_SNIPPET], piece.locator

    def _answer(
        self, found: Mapping[str, _Found], modality: str | None, topic: str | None, max_level: str | None, limit: int
    ) -> dict[str, Any]:
        ordered = sorted(found.items(), key=lambda item: (-item[1].score, item[0]))
        with self._store.read() as db:
            owners = db.assets.of_contents(found)
            records = db.assets.many({ids[0] for ids in owners.values()})
            topics = db.contents.topics_of_many(found)
            allowed = self._allowed(db, records.values(), max_level)
            hits: list[dict[str, Any]] = []
            facets: dict[str, dict[str, int]] = {"modality": {}, "topic": {}, "level": {}}
            for content_id, hit in ordered:
                asset = records.get(next(iter(owners.get(content_id, ())), ""))
                content = db.contents.get(content_id)
                if asset is None or content is None or asset.id not in allowed:
                    continue
                about = [item.topic for item in topics.get(content_id, ())]
                if (modality and content.content.modality != modality) or (topic and topic not in about):
                    continue
                grade = allowed[asset.id]
                _count(facets, "modality", [content.content.modality.value])
                _count(facets, "topic", about)
                _count(facets, "level", [grade["code"]] if grade else [])
                hits.append(
                    {
                        "asset": asset.id, "name": asset.name, "path": asset.folder,
                        "modality": content.content.modality.value, "score": round(hit.score, 4),
                        "snippet": hit.snippet, "locator": hit.locator.as_dict(), "why": hit.why,
                        "sensitivity": grade, "copies": len(owners[content_id]) - 1,
                    }
                )  # fmt: skip
            return {"hits": hits[:limit], "facets": facets}

    def _allowed(
        self, db: Unit, assets: Iterable[AssetRecord], max_level: str | None
    ) -> dict[str, dict[str, Any] | None]:
        """Return the assets at or below a level (all where none is named), with their leading grades."""
        ids = [asset.id for asset in assets]
        leading = db.grades.many(ids, self._grading.judging.leading.id)
        shown = {asset_id: grade_brief(leading.get(asset_id)) for asset_id in ids}
        if max_level is None:
            return shown
        name, separator, code = max_level.rpartition(":")
        pack = self._grading.judging.pack(name) if separator else self._grading.judging.leading
        if code not in pack.by_code:
            raise UsageError("max_level is PACK:CODE with a level that the pack has")
        ceiling = pack.level(code).rank
        ranks = db.grades.many(ids, pack.id)
        return {asset_id: shown[asset_id] for asset_id in ids if asset_id in ranks and ranks[asset_id].rank <= ceiling}


def _telling(query: str) -> str:
    """Return the words of a query that tell something: no placeholders, and no small words where there are others."""
    words = _PLACEHOLDER.sub(" ", query).split()
    return " ".join([word for word in words if word.lower() not in _SMALL_WORDS] or words)


def _filters(modality: str | None, topic: str | None) -> Filters:
    return Filters(modalities=frozenset({modality}) if modality else None, topics=frozenset({topic}) if topic else None)


def _content_of(db: Unit, asset_id: str | None) -> str | None:
    asset = db.assets.get(asset_id) if asset_id else None
    return asset.content_id if asset else None


def _count(facets: dict[str, dict[str, int]], name: str, values: Iterable[str]) -> None:
    for value in values:
        facets[name][value] = facets[name].get(value, 0) + 1
