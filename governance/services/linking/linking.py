"""Links among all contents: a function of what is there, in whatever order it came."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import accumulate

from assay.governance.domain import (
    Extraction,
    JoinKey,
    Linker,
    LinkKind,
    Locator,
    Side,
    Sketch,
    ValueLinker,
)
from assay.governance.services.linking.candidates import Blocks, holders_of, unordered
from assay.governance.services.linking.comparing import Pair, compared
from assay.governance.services.linking.crowds import Meeting, meetings
from assay.governance.services.linking.mentions import Mentions
from assay.governance.services.linking.naming import Naming
from assay.governance.services.linking.nearest import Ask, Everybody, Nearby, Nearest, nearest_of
from assay.governance.services.linking.resolving import Resolving
from assay.governance.services.understanding.understanding import Understood
from assay.governance.store import AssetRecord, Store, Unit

__all__ = ["LINK", "Linking", "touch", "touch_below"]

LINK = "link"
_TOGETHER = 1_000
_SKETCHED = 2_000_000  # characters


def touch(db: Unit, content_id: str) -> None:
    """Note that a content, or keys or names of it, come or go: it and those who share a key are linked anew.

    Called before a change; who shares a key with what is there afterwards is found when all is linked.
    """
    db.stages.clear_many({content_id, *holders_of(db, [content_id])}, LINK)
    db.entities.unsettle([content_id])


def touch_below(db: Unit, asset: AssetRecord) -> None:
    """Have linked anew what an asset and the files inside it hold, before they are gone or after they are back."""
    if asset.content_id:
        touch(db, asset.content_id)
    for child in db.assets.children(asset.id):
        touch_below(db, child)


class Linking:
    """Runs the linkers over candidates. `version` names them all; `place` masks the words of places that are kept.

    `ask` gives neighbours in meaning where there are too many contents to compare all.

    The stage's options hold the number of contents, rounded up to a power of two: rarity counts in it, so all is
    linked anew each time their number doubles, and nothing else depends on how many there are.
    """

    def __init__(
        self,
        linkers: Sequence[Linker],
        mentions: Mentions,
        resolving: Resolving,
        *,
        place: Callable[[Locator], Locator] = lambda it: it,
        ask: Ask | None = None,
    ) -> None:
        self._ask = ask
        self._linkers = {linker.name: linker for linker in linkers}
        self._naming, self._mentions, self._resolving = Naming(place), mentions, resolving
        parts = sorted(f"{linker.name}@{linker.version}" for linker in linkers)
        parts += [self._naming.version, mentions.version, resolving.version]
        self.version = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def note(self, db: Unit, content_id: str, extraction: Extraction, understood: Understood) -> None:
        """Write the blocking keys of a content and the names that it bears, and have it linked by them."""
        if db.joins.of(content_id):
            touch(db, content_id)
        db.joins.replace(content_id, self._keys(content_id, extraction, understood))
        db.entities.replace(content_id, self._mentions.of(content_id, extraction, understood.findings))
        db.stages.clear(content_id, LINK)

    def _keys(self, content_id: str, extraction: Extraction, understood: Understood) -> tuple[JoinKey, ...]:
        """Return the blocking keys of a content; linkers see masked text and findings, no value."""
        sketch = Sketch(
            content_id=content_id,
            modality=extraction.modality,
            findings=understood.findings,
            masked_text=_beginning(understood.masked),
            facts=extraction.facts,
            lines=tuple(
                (place.within(segment=segment.index, start=0, end=len(segment.text)), text)
                for segment, place, text in zip(extraction.segments, understood.places, understood.masked, strict=True)
            ),
            media_type=extraction.media_type,
            language=understood.language,
            title=understood.title,
        )
        return tuple(key for linker in self._linkers.values() for key in linker.keys(sketch))

    def settle(self, store: Store, going_on: Callable[[], bool] = lambda: True) -> int:
        """Link all that is new, and all that what is new may change for; return how many contents were looked at."""
        with store.write() as db:
            crowd = _crowd(db.joins.contents())
            stale = set(db.stages.stale(LINK, self.version, str(crowd)))
            if not stale:
                return 0
            everyone = set(db.contents.ids())
            stale |= holders_of(db, stale) if stale < everyone else set()
            stale |= self._naming.settle(db, stale)
            renamed = self._resolving.settle(db)
            if stale < everyone:
                stale |= holders_of(db, renamed) | renamed
                stale |= self._met(db, stale)
            db.stages.clear_many(stale, LINK)
        around = nearest_of(store, self._ask)
        nearest = Nearest(around)
        self._look(around, stale)
        with store.write() as db:
            if stale < everyone:
                stale |= nearest.around(stale)
                stale |= {end for pair in db.links.ends(stale) for end in pair}
                db.stages.clear_many(stale, LINK)
        self._look(around, stale)
        blocks = Blocks()
        with store.read() as db:
            blocks.prepare(db, stale, everyone=stale >= everyone)
        waiting = sorted(stale)
        for start in range(0, len(waiting), _TOGETHER):
            if not going_on():
                break
            some, later = waiting[start : start + _TOGETHER], frozenset(waiting[start + _TOGETHER :])
            with store.write() as db:
                self._link(db, some, later, blocks, nearest, crowd)
                db.stages.record_many(some, LINK, self.version, str(crowd))
        return len(stale)

    @staticmethod
    def _look(around: Everybody | Nearby, content_ids: Collection[str]) -> None:
        if isinstance(around, Nearby):
            around.look(content_ids)

    def _met(self, db: Unit, content_ids: Collection[str]) -> set[str]:
        """Return who meets these contents in a column that holds many values."""
        if not db.values.any():
            return set()
        return {partner for it in content_ids for _, met in self._meetings(db, it) for partner in met}

    def _meetings(self, db: Unit, content_id: str) -> Iterator[tuple[str, Mapping[str, Meeting]]]:
        for name, linker in self._linkers.items():
            if isinstance(linker, ValueLinker):
                yield name, meetings(db, content_id, linker, db.joins.of(content_id, name))

    def _link(
        self, db: Unit, content_ids: Sequence[str], later: Collection[str], blocks: Blocks, nearest: Nearest, crowd: int
    ) -> None:
        """Write all links that touch some contents; a pair with one of `later` is left until its turn comes."""
        wanted = frozenset(content_ids)
        pairs = unordered({it: blocks.of(it) for it in content_ids})
        near, rendered = nearest.pairs(content_ids), nearest.renderings(content_ids)
        met: dict[Pair, dict[str, Meeting]] = {}
        for content_id in content_ids if db.values.any() else ():
            for name, partners in self._meetings(db, content_id):
                for partner, meeting in partners.items():
                    pair, turned = _turned(content_id, partner, meeting)
                    met.setdefault(pair, {})[name] = turned
        # a pair that only the other one ranks: it was linked already, or there is nothing to link it by
        before = [it for it in db.links.ends(content_ids) if it[0] not in later and it[1] not in later]
        others = {end for pair in before for end in pair if end not in wanted}
        blocks.prepare(db, others)
        nearer = nearest.pairs(others)
        theirs = unordered({it: blocks.of(it) for it in others}) | nearer
        near |= nearer
        pairs |= near | rendered | met.keys() | {it for it in before if it in theirs}
        pairs = {
            it for it in pairs if (it[0] in wanted or it[1] in wanted) and it[0] not in later and it[1] not in later
        }
        sides = _Sides(db, nearest, {end for pair in pairs for end in pair})
        counted = _Frequencies(db, self._linkers, sides.shared(pairs))
        both = (
            (sides.of(one, met.get((one, two)), 0), sides.of(two, met.get((one, two)), 1)) for one, two in sorted(pairs)
        )
        links = compared(
            self._linkers.values(),
            [(left, right) for left, right in both if left is not None and right is not None],
            frequency=counted.of, contents=crowd,
            only={LinkKind.SIMILAR_TO: near, LinkKind.TRANSLATION_OF: rendered},
        )  # fmt: skip
        db.links.settle(content_ids, list(links), later=later)


def _beginning(texts: Sequence[str]) -> str:
    """Return texts one after the other, as many as a sketch asks for."""
    sizes = accumulate(map(len, texts), initial=0)
    return "\n".join(text for text, before in zip(texts, sizes, strict=False) if before < _SKETCHED)


def _crowd(contents: int) -> int:
    return 1 << max(0, contents - 1).bit_length()


def _turned(content_id: str, partner: str, meeting: Meeting) -> tuple[Pair, Meeting]:
    if content_id < partner:
        return (content_id, partner), meeting
    return (partner, content_id), Meeting(mine=meeting.theirs, theirs=meeting.mine)


class _Sides:
    """The contents that are compared, each read once."""

    def __init__(self, db: Unit, nearest: Nearest, content_ids: Collection[str]) -> None:
        contents, names = db.contents.many(content_ids), db.assets.names_of_contents(content_ids)
        keys = db.joins.of_many(content_ids, bare=False)
        self._known = {
            it: Side(
                content_id=it, modality=contents[it].content.modality, keys=keys.get(it, {}),
                language=contents[it].language, names=names[it],
                title=contents[it].title, vector=nearest.vector(it),
            )
            for it in content_ids
            if it in contents and it in names
        }  # fmt: skip

    def shared(self, pairs: Collection[Pair]) -> set[Pair]:
        """Return (linker, value) of the keys that two contents of a pair share."""
        values = {
            it: {(linker, key.value) for linker, keys in side.keys.items() for key in keys}
            for it, side in self._known.items()
        }
        return {key for one, two in pairs for key in values.get(one, set()) & values.get(two, set())}

    def of(self, content_id: str, met: Mapping[str, Meeting] | None, turn: int) -> Side | None:
        """Return a content with its keys, those of a meeting among them; None where all its assets are gone."""
        side = self._known.get(content_id)
        if side is None or not met:
            return side
        keys = dict(side.keys)
        for name, meeting in met.items():
            keys[name] = (*keys.get(name, ()), *(meeting.theirs if turn else meeting.mine))
        return Side(
            content_id=side.content_id, modality=side.modality, keys=keys, language=side.language, names=side.names,
            title=side.title, vector=side.vector,
        )  # fmt: skip


class _Frequencies:
    """In how many contents values are, each counted once."""

    def __init__(self, db: Unit, linkers: Mapping[str, Linker], likely: Collection[Pair]) -> None:
        self._db = db
        self._linkers = linkers
        self._alone = db.joins.frequencies(likely)
        self._known: dict[Pair, int] = {}
        self._crowded = db.values.any()

    def of(self, name: str, value: str) -> int:
        """Return how many contents have a value of a linker, those among them that hold it in a column with many."""
        if (name, value) not in self._known:
            linker, alone = self._linkers[name], self._alone.get((name, value))
            if alone is None:
                alone = self._db.joins.frequency(value, name)
            if self._crowded and isinstance(linker, ValueLinker):
                value_hash = linker.value_of(JoinKey(linker=name, value=value))
                alone += len({holder.content_id for holder in self._db.values.holding([value_hash])})
            self._known[name, value] = alone
        return self._known[name, value]
