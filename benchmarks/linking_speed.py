"""Linking against comparing all pairs: `python -m benchmarks linking_speed [--contents 10000]`.

The contents are made up: contracts with those who name their numbers, people on forms and in mails, copies with a few
words changed, scaled pictures, and firms of which some stand in hundreds of files; all of it goes through the store as
ingest does it.

Two comparisons are told, both against the same: every pair joined by every linker, timed on a random sample.

- *In memory*, of methods: the same linkers on the same features of the same contents. Candidates by keys are ranked,
  sifted and joined; nothing is read or written on either side. That is what "times as fast as all pairs" means.
- *With the catalog*, what whoever waits sees: all of linking from the first read to the last write, names and entities
  and neighbours in meaning among it, against joining every pair in memory, which would have to read and write as well.

All are seconds of the processor. Beside them stands every pair sifted before it is joined. Which edges all pairs would
give is exact: outside the pairs that share any key at all, look alike by signature or by picture, no linker can link.
`similar-to` and `translation-of` are left out of that, for they are capped by what they say.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, cycle
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.models import LINKS, write
from benchmarks.neardup import vocabulary

from assay.governance import registry
from assay.governance.domain import (
    Content,
    Extraction,
    Finding,
    Link,
    Linker,
    LinkKind,
    Locator,
    Modality,
    Segment,
    SegmentKind,
    Side,
    labels,
)
from assay.governance.security import Keyring, keyed_hash, mask_value
from assay.governance.services.linking.candidates import COMMON, ranked, unordered
from assay.governance.services.linking.comparing import compared
from assay.governance.services.linking.linking import Linking
from assay.governance.services.linking.mentions import Mentions
from assay.governance.services.linking.nearest import Everybody
from assay.governance.services.linking.resolving import Resolving
from assay.governance.services.understanding.understanding import Understood
from assay.governance.store import ContentRecord, Store

_CAPPED = {LinkKind.SIMILAR_TO, LinkKind.TRANSLATION_OF}
_SAMPLE = 20_000
_WIDTH = 384
_FLOORS = {"faster": 1_000.0, "edges": 0.95, "candidates": 50.0}
Pair = tuple[str, str]
Frequency = Mapping[tuple[str, str], int]
Holders = Mapping[tuple[str, str], tuple[str, ...]]


class Corpus:
    """Made-up contents, each a modality, a text, values by label and facts."""

    def __init__(self, count: int, seed: int, keyring: Keyring) -> None:
        self._rng = random.Random(seed)  # noqa: S311
        self._keyring = keyring
        self._words = {chinese: vocabulary(chinese) for chinese in (True, False)}
        self.rows: list[tuple[Modality, str, list[tuple[str, str]], dict[str, str]]] = []
        turns = cycle((self._contract, self._person, self._copies, self._pictures, self._letters))
        while len(self.rows) < count:
            next(turns)()
        self.rows = self.rows[:count]

    def _text(self, least: int = 40, most: int = 160) -> str:
        chinese = self._rng.random() < 0.5
        pieces = self._rng.choices(self._words[chinese], k=self._rng.randint(least, most))
        return ("" if chinese else " ").join(pieces)

    def _add(self, modality: Modality, text: str, *values: tuple[str, str], **facts: str) -> None:
        self.rows.append((modality, text, list(values), facts))

    def _contract(self) -> None:
        number = ("contract_number", f"HT-{len(self.rows):06d}")
        self._add(Modality.DOCUMENT, self._text(), number, self._firm())
        for modality in self._rng.sample((Modality.EMAIL, Modality.AUDIO, Modality.IMAGE, Modality.TEXT), 2):
            self._add(modality, self._text(10, 40), number)

    def _person(self) -> None:
        who = ("cn_mobile", f"1349{self._rng.randrange(10**7):07d}"), ("person", f"Nobody Person{len(self.rows)}")
        for modality in (Modality.IMAGE, Modality.EMAIL):
            self._add(modality, self._text(10, 40), *who)

    def _copies(self) -> None:
        text = self._text(120, 200)
        words = text.split(" ") if " " in text else list(text)
        for at in self._rng.sample(range(len(words)), 2):
            words[at] = words[0]
        self._add(Modality.DOCUMENT, text)
        self._add(Modality.TEXT, (" " if " " in text else "").join(words))

    def _pictures(self) -> None:
        value = self._rng.getrandbits(64)
        other = value ^ (1 << self._rng.randrange(64)) ^ (1 << self._rng.randrange(64))
        self._add(Modality.IMAGE, "", dhash=f"{value:016x}")
        self._add(Modality.IMAGE, "", dhash=f"{other:016x}")

    def _letters(self) -> None:
        self._add(Modality.EMAIL, self._text(), self._firm(), self._firm())

    def _firm(self) -> tuple[str, str]:
        rank = int(self._rng.paretovariate(0.6)) % 4_000
        return "organization", f"Brandname{rank} Holding Ltd."

    def findings(self, content_id: str, text: str, values: Sequence[tuple[str, str]]) -> tuple[Finding, ...]:
        """Return the findings of a content, after its text."""
        made, start = [], len(text) + 1
        for label, value in values:
            group = labels()[label].group
            masked = value if label in {"contract_number", "organization"} else mask_value(label, value)
            made.append(
                Finding(
                    id=hashlib.sha256(f"{content_id}{value}".encode()).hexdigest()[:20], label=label, group=group,
                    score=0.95, locator=Locator(segment=0, start=start, end=start + len(value)), masked=masked,
                    value_hash=keyed_hash(self._keyring, group, value), detector="made@1", why="made",
                )
            )  # fmt: skip
            start += len(value) + 1
        return tuple(made)


def main(argv: Sequence[str] | None = None) -> None:
    """Print times, candidates and edges, and whether they keep to what is asked."""
    parser = argparse.ArgumentParser(description="linking against comparing all pairs")
    parser.add_argument("--contents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        keyring = Keyring.open(Path(folder) / "keys")
        (Path(folder) / "home").mkdir()
        store = Store.open(f"sqlite:///{folder}/home/assay.db", keyring)
        try:
            _measure(store, Corpus(options.contents, options.seed, keyring), keyring, options.seed)
        finally:
            store.close()


def _measure(store: Store, corpus: Corpus, keyring: Keyring, seed: int) -> None:
    linkers: list[Linker] = [linker() for linker in registry.plugins("linkers").values()]
    resolver = registry.plugin("resolvers", "names")()
    linking = Linking(linkers, Mentions(resolver, keyring), Resolving(resolver))
    begun = time.perf_counter()
    ids = _written(store, corpus, linking)
    keyed = time.perf_counter()
    processor = time.process_time()
    linking.settle(store)
    settled, processor = time.perf_counter(), time.process_time() - processor
    count, every = len(ids), len(ids) * (len(ids) - 1) // 2
    sides, frequency, holders, crowd = _features(store, ids)
    took, candidates, told = _in_memory(linkers, sides, frequency, holders, crowd)
    joined, sifted = (
        _one_pair(way, linkers, sides, frequency, crowd, seed) * every for way in (_every_linker, _sifted)
    )
    with store.read() as db:
        found = {
            (it.link.kind, *sorted((it.link.left, it.link.right)))
            for it in db.links.of(ids)
            if it.link.kind not in _CAPPED
        }
    truth = set(_edges(linkers, sides, frequency, holders, crowd))
    whole = settled - keyed
    print(f"{count:,} contents, {every:,} pairs, {len(truth):,} edges: {_by_kind(truth)}\n")
    print("in memory, of the same features                 processor s      times")
    print(f"candidates by keys, sifted, joined              {took:>12.2f}          1")
    print(f"every pair joined by every linker               {joined:>12,.0f}{joined / took:>11,.0f}   of a sample")
    print(f"every pair sifted, then joined                  {sifted:>12,.0f}{sifted / took:>11,.0f}   of a sample\n")
    print("with the catalog, from the first read to the last write")
    print(f"links of all contents at once, processor        {processor:>12.1f}{joined / processor:>11,.0f}")
    print(f"links of all contents at once, on the clock     {whole:>12.1f}")
    print(f"keys of all contents, and the contents          {keyed - begun:>12.1f}\n")
    missed = f"{len(found & truth):,} of {len(truth):,} edges of all pairs; {len(found - truth):,} others"
    shown = {
        "faster": (joined / took, "than every pair joined, both in memory"),
        "edges": (len(found & truth) / max(1, len(truth)), f"{missed}; in memory {len(told & truth):,}"),
        "candidates": (candidates / count, f"{candidates:,} candidates"),
    }
    if count >= 10_000:
        times = {
            "linking.seconds": took,
            "linking.catalog.seconds": processor,
            "linking.catalog.speedup": joined / processor,
        }
        shares = {"linking.edges": shown["edges"][0], "linking.candidates": shown["candidates"][0]}
        write({"linking.speedup": joined / took, **times, **shares}, LINKS)
    for name, (value, said) in shown.items():
        good = value <= _FLOORS[name] if name == "candidates" else value >= _FLOORS[name]
        print(f"{name:<12}{value:>12,.3f}  wanted {_FLOORS[name]:,g}  {'yes' if good else 'NO'}   {said}")


def _by_kind(edges: Iterable[tuple[LinkKind, str, str]]) -> str:
    return ", ".join(f"{kind.value} {count:,}" for kind, count in Counter(it[0] for it in edges).most_common())


def _in_memory(
    linkers: Sequence[Linker], sides: Mapping[str, Side], frequency: Frequency, holders: Holders, crowd: int
) -> tuple[float, int, set[tuple[LinkKind, str, str]]]:
    """Return the seconds that linking takes once all is read, how many candidates there are, and the edges."""
    begun = time.process_time()
    pairs = _candidates(sides, holders)
    links = list(
        compared(
            linkers, [(sides[one], sides[two]) for one, two in sorted(pairs)],
            frequency=lambda name, value: frequency.get((name, value), 0), contents=crowd,
        )
    )  # fmt: skip
    took = time.process_time() - begun
    return took, len(pairs), {_edge(it) for it in links if it.kind not in _CAPPED}


def _edge(link: Link) -> tuple[LinkKind, str, str]:
    return link.kind, min(link.left, link.right), max(link.left, link.right)


def _candidates(sides: Mapping[str, Side], holders: Holders) -> set[Pair]:
    return unordered(ranked(sides, ({k: v for k, v in holders.items() if 2 <= len(v) <= COMMON}).values()))


def _written(store: Store, corpus: Corpus, linking: Linking) -> list[str]:
    rng, ids = np.random.default_rng(1), []
    for start in range(0, len(corpus.rows), 500):
        with store.write() as db:
            source = db.sources.ensure("made", "files", "file:///made", root_masked="/made")
            for number, (modality, text, values, facts) in enumerate(corpus.rows[start : start + 500], start):
                content_id = hashlib.sha256(str(number).encode()).hexdigest()
                whole = "\n".join([text, *(value for _, value in values)])
                masked = "\n".join([text, *(f"[{label.upper()}]" for label, _ in values)])
                segments = (Segment(index=0, kind=SegmentKind.PARAGRAPH, text=whole, locator=Locator(part="p[1]")),)
                read = Extraction(
                    media_type=f"x/{modality.value}", modality=modality, segments=segments if whole.strip() else (),
                    facts=facts,
                )  # fmt: skip
                places = tuple(it.locator for it in read.segments)
                lines = (masked,) if places else ()
                known = _understood(corpus.findings(content_id, text, values), lines, places)
                content = Content(
                    id=content_id, sha256=content_id, media_type=read.media_type, modality=modality, bytes=1
                )
                db.contents.put(ContentRecord(content=content, status=read.status, segments=len(read.segments)))
                db.vectors.put(content_id, "made", rng.normal(size=_WIDTH).astype("<f2").tobytes(), dimensions=_WIDTH)
                record = db.assets.add(source.id, f"file:///made/{number}", name=f"{number}.bin", folder="")
                db.assets.add_version(record.id, content_id)
                linking.note(db, content_id, read, known)
                ids.append(content_id)
    return ids


def _understood(findings: tuple[Finding, ...], masked: tuple[str, ...], places: tuple[Locator, ...]) -> Understood:
    return Understood(
        detections=(), findings=findings, topics=(), passages=(), facets=(), issues=(), masked=masked, places=places,
        title=None, language=None, checked={},
    )  # fmt: skip


def _features(store: Store, ids: Sequence[str]) -> tuple[Mapping[str, Side], Frequency, Holders, int]:
    """Return contents with their telling keys, how many hold a value, who holds it, and the number of contents."""
    with store.read() as db:
        keys, contents = db.joins.of_many(ids), db.contents.many(ids)
        crowd = 1 << max(0, db.joins.contents() - 1).bit_length()
        nearest = Everybody(db)
    sides = {
        it: Side(
            content_id=it, modality=contents[it].content.modality, names=(), vector=nearest.vector(it),
            keys={name: tuple(key for key in own if key.label) for name, own in keys.get(it, {}).items()},
        )
        for it in ids
    }  # fmt: skip
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for content_id, own in keys.items():
        for linker, those in own.items():
            for key in those:
                holders[linker, key.value].add(content_id)
    listed = {key: tuple(sorted(those)) for key, those in holders.items()}
    return sides, {key: len(those) for key, those in listed.items()}, listed, crowd


def _links(
    linkers: Sequence[Linker], left: Side, right: Side, frequency: Frequency, crowd: int
) -> Iterator[tuple[LinkKind, str, str]]:
    told: list[Link] = []
    for linker in linkers:
        count = partial(lambda name, value: frequency.get((name, value), 0), linker.name)
        told += linker.join(left, right, frequency=count, contents=crowd)
    covered = {kind for link in told for kind in link.kind.covers}
    for link in told:
        if link.kind not in covered | _CAPPED:
            yield _edge(link)


def _every_linker(
    linkers: Sequence[Linker], pairs: Sequence[tuple[Side, Side]], frequency: Frequency, crowd: int
) -> None:
    for left, right in pairs:
        list(_links(linkers, left, right, frequency, crowd))


def _sifted(linkers: Sequence[Linker], pairs: Sequence[tuple[Side, Side]], frequency: Frequency, crowd: int) -> None:
    list(compared(linkers, pairs, frequency=lambda name, value: frequency.get((name, value), 0), contents=crowd))


def _one_pair(
    way: Callable[..., None], linkers: Sequence[Linker], sides: Mapping[str, Side], frequency: Frequency, crowd: int,
    seed: int,
) -> float:  # fmt: skip
    """Return the seconds that a pair takes: the median of ten parts of a random sample."""
    rng, ids = random.Random(seed), sorted(sides)  # noqa: S311
    pairs = [tuple(sides[it] for it in sorted(rng.sample(ids, 2))) for _ in range(_SAMPLE)]
    parts = []
    for start in range(0, _SAMPLE, _SAMPLE // 10):
        begun = time.process_time()
        way(linkers, pairs[start : start + _SAMPLE // 10], frequency, crowd)
        parts.append((time.process_time() - begun) / (_SAMPLE // 10))
    return statistics.median(parts)


def _edges(
    linkers: Sequence[Linker], sides: Mapping[str, Side], frequency: Frequency, holders: Holders, crowd: int
) -> Iterator[tuple[LinkKind, str, str]]:
    """Yield the edges that comparing all pairs would give."""
    pairs = {pair for those in holders.values() for pair in combinations(those, 2)}
    pairs |= _alike(sides, "near-duplicates", 128, lambda one, rest: (rest == one).mean(axis=1) >= 0.44)
    pairs |= _alike(sides, "similar-images", 8, lambda one, rest: np.bitwise_count(one ^ rest).sum(axis=1) <= 6)
    for one, two in pairs:
        yield from _links(linkers, sides[one], sides[two], frequency, crowd)


def _alike(sides: Mapping[str, Side], linker: str, width: int, near: Callable[[Any, Any], Any]) -> set[Pair]:
    """Return all pairs whose payloads begin nearly alike."""
    ids = [it for it in sorted(sides) if sides[it].of(linker)]
    if not ids:
        return set()
    rows = np.stack([np.frombuffer(sides[it].of(linker)[0].payload[:width], np.uint8) for it in ids])
    found: set[Pair] = set()
    for at in range(len(ids) - 1):
        found.update((ids[at], ids[at + 1 + int(it)]) for it in np.flatnonzero(near(rows[at], rows[at + 1 :])))
    return found


if __name__ == "__main__":
    main()
