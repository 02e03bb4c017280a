"""The part of an ingest that writes: one reading, with everything in it, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import msgpack  # type: ignore[import-untyped]

from assay.governance.domain import Content, Extraction, Place, Reason, Source, from_plain, to_plain
from assay.governance.services.grading.grading import FACETS, PASSAGES, Grading
from assay.governance.services.indexing.embedding import EMBED
from assay.governance.services.ingesting.reading import Known, Reading
from assay.governance.services.linking.linking import Linking, touch, touch_below
from assay.governance.services.places.places import Opened, Places
from assay.governance.services.understanding.chunking import CHUNKING
from assay.governance.services.understanding.intake import unread
from assay.governance.services.understanding.memory import give_back
from assay.governance.services.understanding.understanding import Understanding, Understood
from assay.governance.store import AssetRecord, ContentRecord, FileState, Store, Unit

__all__ = ["JUDGE", "PERCEIVE", "UNDERSTAND", "Counts", "Storing"]

PERCEIVE, UNDERSTAND, KEYS, JUDGE = "perceive", "understand", "keys", "judge"
_CHILDREN = "children"


@dataclass(slots=True)
class Counts:
    """How many stages ran and how many were found done; `containers` are assets that hold others that changed."""

    run: dict[str, int] = field(default_factory=dict)
    cached: int = 0
    containers: set[str] = field(default_factory=set)

    def ran(self, stage: str) -> None:
        """Count one stage that was executed."""
        self.run[stage] = self.run.get(stage, 0) + 1


class Storing:
    """Writes readings: assets and versions, extractions into the vault, evidence, grades, links, outbox."""

    def __init__(
        self, *, places: Places, understanding: Understanding, grading: Grading, linking: Linking, perceiver: str
    ) -> None:
        self._places = places
        self._understanding = understanding
        self._grading = grading
        self._linking = linking
        self._perceiver = perceiver

    @property
    def versions(self) -> dict[str, str]:
        """The keys of the stages as they are now; a policy that is applied changes the last one."""
        return {
            PERCEIVE: self._perceiver,
            UNDERSTAND: f"{self._understanding.version}+{CHUNKING}",
            KEYS: self._linking.version,
            JUDGE: self._grading.judging.version,
        }

    def known(self, db: Unit, content_id: str) -> Known | None:
        """Return what is stored of a content if this perceiver made it; None where it must be read."""
        done = db.stages.of(content_id)
        if done.get(PERCEIVE, ("", ""))[0] != self.versions[PERCEIVE]:
            return None
        data = db.vault.get_extraction(content_id)
        if data is None:
            return None
        children = msgpack.unpackb(db.vault.get(content_id, _CHILDREN) or b"\x90")
        return Known(
            extraction=from_plain(Extraction, msgpack.unpackb(data)),
            children=tuple((member, child, Reason(reason) if reason else None) for member, child, reason in children),
            understood=all(done.get(stage, ("", ""))[0] == self.versions[stage] for stage in (UNDERSTAND, KEYS)),
        )

    def stale(self, db: Unit) -> frozenset[str]:
        """Return the contents on which one of the stages is not current."""
        return frozenset(
            content_id for stage, version in self.versions.items() for content_id in db.stages.stale(stage, version)
        )

    def store(self, db: Unit, reading: Reading, source: Source, counts: Counts) -> AssetRecord:
        """Write a file and all that is inside it; return its asset."""
        if reading.place is None:
            raise ValueError("the outermost reading has a place")
        place, opened = reading.place, self._places.of(db, source.id)
        state = FileState(size=place.size, mtime_ns=place.mtime_ns, inode=place.inode)
        asset, same_name = self._asset(db, reading, place, source, opened, state)
        if reading.grants:
            db.grants.replace(asset.id, reading.grants)
        if same_name and self._is_known_unread(db, reading, asset):
            counts.cached += 1
        else:
            self._store(db, reading, asset, source, place.uri, state, counts)
        if asset.parent is not None:
            counts.containers.add(asset.parent)
        return asset

    def link(self, store: Store, going_on: Callable[[], bool] = lambda: True) -> int:
        """Link what is new, and what that changes for others; return how many contents were looked at."""
        return self._linking.settle(store, going_on)

    def settle(self, db: Unit, asset_id: str) -> None:
        """Grade what holds others anew, after they changed."""
        self._grading.regrade(db, asset_id)

    def _asset(
        self, db: Unit, reading: Reading, place: Place, source: Source, opened: Opened | None, state: FileState
    ) -> tuple[AssetRecord, bool]:
        """Return the asset at a place, found, moved or added, and whether its name tells what it told before."""
        uri = place.uri
        named = self._understanding.read_name(reading.content_id, opened.below(uri) if opened else PurePath(place.name))
        asset = db.assets.find(source.id, uri)
        place_is_free = asset is None or (asset.tombstone is not None and asset.content_id != reading.content_id)
        if place_is_free and opened and (moved := _moved(db, reading, source, opened)) is not None:
            asset = db.assets.move(moved.id, uri, name=named.name, folder=named.folder, state=state)
            if asset.content_id:
                touch(db, asset.content_id)
        if asset is None:
            parent = self._container(db, place.parent, source, opened) if place.parent and opened else None
            asset = db.assets.add(source.id, uri, name=named.name, folder=named.folder, state=state, parent=parent)
        else:
            if asset.name != named.name and asset.content_id:
                touch(db, asset.content_id)
            db.assets.rename(asset.id, name=named.name, folder=named.folder)
        before = {finding.id for finding in db.findings.of_asset(asset.id)}
        db.findings.replace_asset(asset.id, named.findings)
        return asset, before == {finding.id for finding in named.findings}

    def _container(self, db: Unit, uri: str, source: Source, opened: Opened) -> str:
        """Return the asset that holds a place; until it was read itself it stands there as not read."""
        known = db.assets.find(source.id, uri)
        if known is None:
            named = self._understanding.read_name("", opened.below(uri))
            known = db.assets.add(source.id, uri, name=named.name, folder=named.folder)
            db.assets.unread(known.id, unread(Reason.CANCELLED).status, Reason.CANCELLED)
            self._grading.regrade(db, known.id)
        return known.id

    def _store(
        self,
        db: Unit,
        reading: Reading,
        asset: AssetRecord,
        source: Source,
        uri: str,
        state: FileState,
        counts: Counts,
    ) -> None:
        if reading.reason is not None or not reading.content_id:
            reason = reading.reason or Reason.PART_UNREADABLE
            db.assets.unread(asset.id, unread(reason).status, reason, state=state)
        else:
            self._content(db, reading, counts)
            db.assets.add_version(asset.id, reading.content_id, state=state)
            self._rejoin(db, asset, reading.content_id)
            db.assets.touch(asset.id, state)
        self._children(db, reading, asset, source, uri, counts)
        self._grading.regrade(db, asset.id)
        counts.ran(JUDGE)
        if reading.content_id:
            current = db.stages.done(reading.content_id, JUDGE, self.versions[JUDGE])
            if reading.understood is not None or not current:
                self._regrade_copies(db, reading.content_id, asset)
            db.stages.record(reading.content_id, JUDGE, self.versions[JUDGE])

    @staticmethod
    def _rejoin(db: Unit, asset: AssetRecord, content_id: str) -> None:
        """Have linked anew what an asset held and what it holds, where that or its being there changed."""
        if asset.content_id == content_id and asset.tombstone is None:
            return
        for changed in {asset.content_id, content_id} - {None, ""}:
            touch(db, str(changed))

    def _regrade_copies(self, db: Unit, content_id: str, asset: AssetRecord) -> None:
        """Grade the other assets that have a content, and what holds them: what is known of it changed for all."""
        for copy in db.assets.with_content(content_id):
            at: AssetRecord | None = copy if copy.id != asset.id and copy.tombstone is None else None
            while at is not None:
                self._grading.regrade(db, at.id)
                at = db.assets.get(at.parent) if at.parent else None

    def _is_known_unread(self, db: Unit, reading: Reading, asset: AssetRecord) -> bool:
        """Say whether a file could not be read for the same reason before, and is judged under the present packs."""
        same = asset.tombstone is None and asset.content_id is None and asset.reason is reading.reason is not None
        judged = {grade.verdict.policy for grade in db.grades.of_asset(asset.id)}
        return same and judged == {pack.ref for pack in self._grading.judging.packs}

    def _content(self, db: Unit, reading: Reading, counts: Counts) -> None:
        content_id, extraction, understood = reading.content_id, reading.extraction, reading.understood
        if extraction is None or understood is None:
            counts.cached += 2
        else:
            size = reading.size or _known_size(db, content_id)
            problems = [
                replace(problem, locator=self._understanding.masked_place(problem.locator))
                for problem in extraction.problems
            ]
            db.contents.put(_record(content_id, size, replace(extraction, problems=tuple(problems)), understood))
            kept = replace(extraction, segments=extraction.segments[: reading.names])  # values of a sample are not
            if reading.fresh:
                db.vault.put_extraction(content_id, _packed(kept))
                give_back(sum(map(len, understood.masked)))
                inner = [(child.member, child.content_id, child.reason) for child in reading.children]
                db.vault.put(content_id, _CHILDREN, msgpack.packb(inner))
                db.stages.record(content_id, PERCEIVE, self.versions[PERCEIVE])
                counts.ran(PERCEIVE)
            else:
                counts.cached += 1
            self._evidence(db, content_id, extraction, understood, counts)
            counts.ran(UNDERSTAND)
            for stage in (UNDERSTAND, KEYS):
                db.stages.record(content_id, stage, self.versions[stage])

    def _evidence(
        self, db: Unit, content_id: str, extraction: Extraction, understood: Understood, counts: Counts
    ) -> None:
        db.findings.replace(content_id, understood.findings)
        db.contents.set_topics(content_id, understood.topics)
        db.issues.replace(content_id, understood.issues)
        place = self._understanding.masked_place
        db.chunks.put(content_id, [piece.placed(place) for piece in understood.chunks])
        self._linking.note(db, content_id, extraction, understood)
        db.vectors.delete(content_id)
        if understood.vectors is None:
            db.stages.clear(content_id, EMBED)
        else:
            if understood.chunks:
                width = len(understood.vectors) // 2 // len(understood.chunks)
                db.vectors.put(content_id, understood.encoder, understood.vectors, dimensions=width)
            db.stages.record(content_id, EMBED, understood.encoder)
            counts.ran(EMBED)

    def _children(
        self, db: Unit, reading: Reading, parent: AssetRecord, source: Source, uri: str, counts: Counts
    ) -> None:
        seen: set[str] = set()
        same_name: Counter[str] = Counter()
        for child in reading.children:
            member = child.member or ""
            same_name[member] += 1
            turn = same_name[member] if same_name[member] > 1 else ""
            child_uri = f"{uri}!{turn}/{member}"
            named = self._understanding.read_name(child.content_id, member)
            asset = db.assets.find(source.id, child_uri)
            if asset is None:
                masked = "/".join(part for part in (named.folder, named.name) if part)
                asset = db.assets.add(
                    source.id, child_uri, name=named.name, folder=named.folder, parent=parent.id, member=masked
                )
            db.findings.replace_asset(asset.id, named.findings)
            self._store(db, child, asset, source, child_uri, FileState(), counts)
            seen.add(asset.id)
        for gone in db.assets.children(parent.id):
            if gone.id not in seen and gone.tombstone is None and gone.member is not None:
                touch_below(db, gone)
                db.assets.bury(gone.id)


def _moved(db: Unit, reading: Reading, source: Source, opened: Opened) -> AssetRecord | None:
    """Return the asset that had this content at a place where nothing is any more: it was moved, not copied."""
    if not reading.content_id:
        return None
    same = [asset for asset in db.assets.with_content(reading.content_id, source_id=source.id) if asset.member is None]
    for asset in sorted(same, key=lambda asset: asset.tombstone is not None):
        if opened.is_gone(db.assets.uri(asset.id)):
            return asset
    return None


def _packed(extraction: Extraction) -> Iterator[bytes]:
    """Yield an extraction in bytes, a segment at a time: a large one never stands there whole once more."""
    packer, plain = msgpack.Packer(), to_plain(replace(extraction, segments=()))
    yield packer.pack_map_header(len(plain))
    for name, value in plain.items():
        yield packer.pack(name)
        if name != "segments":
            yield packer.pack(value)
            continue
        yield packer.pack_array_header(len(extraction.segments))
        yield from (packer.pack(to_plain(segment)) for segment in extraction.segments)


def _known_size(db: Unit, content_id: str) -> int:
    record = db.contents.get(content_id)
    return record.content.bytes if record else 0


def _record(content_id: str, size: int, extraction: Extraction, understood: Understood) -> ContentRecord:
    content = Content(
        id=content_id, sha256=content_id, media_type=extraction.media_type, modality=extraction.modality, bytes=size
    )
    return ContentRecord(
        content=content,
        status=extraction.status,
        reason=extraction.reason,
        coverage=extraction.coverage,
        language=understood.language,
        title=understood.title,
        facts={
            **to_plain(extraction.facts),
            PASSAGES: {it.topic: it.score for it in understood.passages},
            FACETS: to_plain(understood.facets),
        },
        checked=understood.checked,
        segments=len(extraction.segments),
        problems=extraction.problems,
        producers=extraction.producers,
    )
