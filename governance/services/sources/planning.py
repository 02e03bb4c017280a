"""What a scan would cost before it is begun: files, hours, disk and pages to recognise, measured on a sample."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import msgpack  # type: ignore[import-untyped]

from assay.governance.domain import Encoder, Limits, Place, Sandbox, SourceOptions, UsageError, to_plain
from assay.governance.services.ingesting.reading import Reader, Reading
from assay.governance.services.places.places import Named, Opened, Places, holder
from assay.governance.services.understanding.chunking import chunks
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import AssetRecord, Store

__all__ = ["Planner"]

_MOST_PLACES = 500_000
_BYTES_OF_EVIDENCE = 700  # rows of findings, chunks and their index, a finding or chunk
_LONGEST_SUFFIX = 12
_MODELS = ("pictures_read", "speech_seconds")


@dataclass(slots=True)
class _Kind:
    """The files of one suffix: how many, how large, and what a few of them cost."""

    files: int = 0
    bytes: int = 0
    places: list[Place] = field(default_factory=list)
    sampled: int = 0
    sampled_bytes: int = 0
    seconds: float = 0.0
    disk: float = 0.0
    pages: int = 0
    modality: str | None = None

    def share(self, measured: float) -> float:
        """Return what the sample's figure makes for all: by bytes, for a long file costs more than a short one."""
        return measured * max(1.0, self.bytes / self.sampled_bytes) if self.sampled_bytes else 0.0


class Planner:
    """Walks places and reads a few files of each kind, for at most `seconds`; stores nothing."""

    def __init__(
        self, *, store: Store, places: Places, sandbox: Sandbox, understanding: Understanding, encoder: Encoder | None,
        limits: Limits, workers: int,
    ) -> None:  # fmt: skip
        self._store = store
        self._places = places
        self._encoder = encoder
        self._workers = workers
        self._reader = Reader(sandbox=sandbox, understanding=understanding, limits=limits, known=lambda _: None)

    def plan(
        self,
        uris: Sequence[str],
        *,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        seconds: float = 20.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> dict[str, Any]:
        """Return what scanning `uris` would take; patterns stand in for those that are stored with a source.

        `hours` and `disk_bytes` are None where nothing could be measured. Files whose size, time and inode are those
        of the last scan count as `unchanged` and cost nothing.

        Raises:
            UsageError: a place does not exist, or no plugin answers for it.
            UnavailableError: a source does not answer.
        """
        kinds: dict[str, _Kind] = {}
        left_out: Counter[str] = Counter()
        files = unchanged = 0
        more = False
        try:
            for named in [self._places.named(uri) for uri in uris]:
                opened, known = self._open(named, include, exclude)
                for place in opened.walk(named.uri):
                    if files >= _MOST_PLACES:
                        more = True
                        break
                    files += 1
                    if place.reason is not None:
                        left_out[place.reason.value] += 1
                    elif _same(known(place), place):
                        unchanged += 1
                    else:
                        kind = kinds.setdefault(_suffix(place.name), _Kind())
                        kind.files, kind.bytes = kind.files + 1, kind.bytes + place.size
                        kind.places.append(place)
                self._measure(kinds.values(), opened, clock() + seconds / len(uris), clock)
                for kind in kinds.values():
                    kind.places.clear()
        finally:
            self._places.close()
        return self._report(kinds, files=files, unchanged=unchanged, left_out=left_out, more=more)

    def _open(
        self, named: Named, include: Sequence[str] | None, exclude: Sequence[str] | None
    ) -> tuple[Opened, Callable[[Place], AssetRecord | None]]:
        source, root = holder(self._store, named) or (None, named.plugin.root(named.uri))
        options = self._places.options(None, source)
        changed = {name: tuple(it) for name, it in (("include", include), ("exclude", exclude)) if it is not None}
        opened = self._places.open(named.plugin.name, root, SourceOptions(**{**_fields(options), **changed}))
        if not opened.exists(named.uri):
            raise UsageError("one of the places to ingest does not exist")

        def known(place: Place) -> AssetRecord | None:
            if source is None:
                return None
            with self._store.read() as db:
                return db.assets.find(source.id, place.uri)

        return opened, known

    def _measure(self, kinds: Iterable[_Kind], opened: Opened, until: float, clock: Callable[[], float]) -> None:
        """Read files in turn, one of each kind, those with the most bytes first; of each kind those in the middle."""
        waiting = [it for it in sorted(kinds, key=lambda it: -it.bytes) if it.places]
        queues = [(kind, sorted(kind.places, key=lambda it: it.size)) for kind in waiting]
        turn, warm = 0, set[str]()
        while queues and clock() < until:
            for kind, places in list(queues):
                if clock() >= until:
                    return
                self._read(kind, places.pop(len(places) // 2), opened, warm)
                if not places or turn >= 4:
                    queues.remove((kind, places))
            turn += 1

    def _read(self, kind: _Kind, place: Place, opened: Opened, warm: set[str]) -> None:
        begun = time.monotonic()
        reading = self._reader.read(place, opened)
        if reading.reason is not None:
            return
        models = {fact for it in _all(reading) if it.extraction for fact in _MODELS if it.extraction.facts.get(fact)}
        if models - warm:  # what loading a model takes is paid once, not once a file: read again, with it loaded
            warm |= models
            begun = time.monotonic()
            reading = self._reader.read(place, opened)
        texts = [text for it in _all(reading) for text in _chunk_texts(it)]
        if self._encoder is not None and texts:
            self._encoder.encode(texts)
        kind.seconds += time.monotonic() - begun
        kind.sampled += 1
        kind.sampled_bytes += max(1, place.size)
        for it in _all(reading):
            if it.extraction is None:
                continue
            kind.pages += int(it.extraction.facts.get("pictures_read", 0))
            kind.disk += len(msgpack.packb(to_plain(it.extraction)))
            kind.disk += _BYTES_OF_EVIDENCE * len(it.understood.findings if it.understood else ())
        kind.disk += sum(_BYTES_OF_EVIDENCE + len(text.encode()) for text in texts)
        kind.disk += 2 * len(texts) * (self._encoder.dimensions if self._encoder else 0)
        if reading.extraction is not None:
            kind.modality = reading.extraction.modality.value

    def _report(
        self, kinds: dict[str, _Kind], *, files: int, unchanged: int, left_out: Counter[str], more: bool
    ) -> dict[str, Any]:
        todo = [it for it in kinds.values() if it.files]
        measured = [it for it in todo if it.sampled]
        known_bytes, all_bytes = sum(it.bytes for it in measured), sum(it.bytes for it in todo)
        rest = max(1.0, all_bytes / known_bytes) if known_bytes else 1.0
        seconds = sum(it.share(it.seconds) for it in measured) * rest / self._workers
        return {
            "files": files, "more": more, "to_read": sum(it.files for it in todo), "unchanged": unchanged,
            "left_out": dict(left_out), "bytes": all_bytes, "sampled": sum(it.sampled for it in measured),
            "hours": round(seconds / 3600, 7) if measured else None,
            "disk_bytes": int(sum(it.share(it.disk) for it in measured) * rest) if measured else None,
            "pages_to_ocr": round(sum(it.share(it.pages) for it in measured) * rest) if measured else None,
            "workers": self._workers,
            "kinds": [
                {
                    "suffix": suffix, "files": kind.files, "bytes": kind.bytes, "modality": kind.modality,
                    "sampled": kind.sampled, "seconds": round(kind.share(kind.seconds), 2) if kind.sampled else None,
                    "pages_to_ocr": round(kind.share(kind.pages)) if kind.sampled else None,
                }
                for suffix, kind in sorted(kinds.items(), key=lambda it: (-it[1].bytes, it[0]))
            ],
        }  # fmt: skip


def _fields(options: SourceOptions) -> dict[str, Any]:
    return {name: getattr(options, name) for name in SourceOptions.__dataclass_fields__}


def _same(record: AssetRecord | None, place: Place) -> bool:
    if record is None or record.tombstone is not None or record.content_id is None or not place.settled:
        return False
    state = record.state
    return (state.size, state.mtime_ns, state.inode) == (place.size, place.mtime_ns, place.inode)


def _suffix(name: str) -> str:
    """Return a suffix that is one: letters and digits, short; else nothing, so that no name gets into the answer."""
    suffix = PurePosixPath(name).suffix.lower()[1:]
    return suffix if suffix.isascii() and suffix.isalnum() and len(suffix) <= _LONGEST_SUFFIX else ""


def _all(reading: Reading) -> Iterable[Reading]:
    yield reading
    for child in reading.children:
        yield from _all(child)


def _chunk_texts(reading: Reading) -> list[str]:
    if reading.extraction is None or reading.understood is None:
        return []
    kept = reading.extraction.segments[: reading.names]
    return [it.text for it in chunks(kept, reading.understood.masked[: len(kept)])]
