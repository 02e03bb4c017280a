"""A world as the store has it: each asset an extraction, understood, embedded and linked like any other file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]
import yaml

from assay.governance import registry
from assay.governance.domain import Content, Encoder, Extraction, Locator, Modality, Segment, SegmentKind, to_plain
from assay.governance.security import Keyring
from assay.governance.services.indexing.embedding import Embedding
from assay.governance.services.linking.linking import Linking
from assay.governance.services.linking.mentions import Mentions
from assay.governance.services.linking.resolving import Resolving
from assay.governance.services.understanding.chunking import chunks
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import ContentRecord, Store

__all__ = ["Linked", "World", "load", "settled"]

_KINDS = {"image": SegmentKind.OCR_LINE, "audio": SegmentKind.UTTERANCE, "video": SegmentKind.UTTERANCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Assets, the pairs that belong together with a kind, those that may, and those that only look like it."""

    assets: Mapping[str, Mapping[str, Any]]
    right: frozenset[tuple[str, str, str]]
    also: frozenset[tuple[str, str, str]]
    wrong: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A link that was made between two assets of a world."""

    left: str
    right: str
    kind: str
    score: float
    why: str = field(default="")

    @property
    def pair(self) -> tuple[str, str]:
        """The two, the smaller first."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


def load(path: Path) -> World:
    """Read a world."""
    plain = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return World(
        assets=plain["assets"],
        right=frozenset((left, right, kind) for left, right, kind in plain["right"]),
        also=frozenset((left, right, kind) for left, right, kinds in plain["also"] for kind in kinds),
        wrong={(left, right): why for left, right, why in plain["wrong"]},
    )


def extraction(asset: Mapping[str, Any]) -> Extraction:
    """Return what an extractor would have read."""
    modality = Modality(asset["modality"])
    made: list[Segment] = []
    for name, text in _properties(asset):
        made.append(Segment(index=len(made), kind=SegmentKind.PROPERTY, text=text, locator=Locator(property=name)))
    texts = [*asset["texts"], *([asset["footer"]] if "footer" in asset else [])]
    for turn, text in enumerate(texts):
        where = _place(modality, turn, asset, footer=turn >= len(asset["texts"]))
        kind = _KINDS.get(asset["modality"], SegmentKind.PARAGRAPH)
        made.append(Segment(index=len(made), kind=kind, text=text, locator=where))
    for sheet, columns in asset.get("tables", {}).items():
        for header, cells in columns.items():
            where = Locator(sheet=sheet or None, column=header, row=2)
            made.append(
                Segment(
                    index=len(made), kind=SegmentKind.COLUMN, text="\n".join(cells), locator=where, context=header,
                    lined=True,
                )
            )  # fmt: skip
    media_type = asset.get("media_type", f"application/x-{modality.value}")
    return Extraction(
        media_type=media_type, modality=modality, segments=tuple(made), facts=asset.get("facts", {}),
        title=asset.get("title"), language=asset["language"] if texts else None,
    )  # fmt: skip


def settled(
    store: Store, world: World, order: Sequence[str], *, keyring: Keyring, understanding: Understanding,
    encoder: Encoder | None, batches: int = 1,
) -> Iterator[Linked]:  # fmt: skip
    """Put a world into a store in some order, in as many runs as `batches`; yield the links between its assets."""
    resolver = registry.plugin("resolvers", "names")()
    linkers = [linker() for linker in registry.plugins("linkers").values()]
    linking = Linking(linkers, Mentions(resolver, keyring), Resolving(resolver))
    owners: dict[str, str] = {}
    for turn in range(batches):
        with store.write() as db:
            source = db.sources.ensure("world", "files", "file:///world", root_masked="/world")
            for asset_id in order[turn::batches]:
                asset = world.assets[asset_id]
                read = extraction(asset)
                content_id = hashlib.sha256(repr((asset_id, asset)).encode()).hexdigest()
                owners[content_id] = asset_id
                known = understanding.understand(content_id, read)
                content = Content(
                    id=content_id, sha256=content_id, media_type=read.media_type, modality=read.modality, bytes=1
                )
                db.contents.put(
                    ContentRecord(
                        content=content, status=read.status, language=known.language, title=known.title,
                        facts=read.facts, segments=len(read.segments),
                    )
                )  # fmt: skip
                db.findings.replace(content_id, known.findings)
                db.chunks.put(content_id, chunks(read.segments, known.masked))
                db.vault.put_extraction(content_id, [msgpack.packb(to_plain(read))])
                record = db.assets.add(source.id, f"file:///world/{asset_id}", name=asset["name"], folder="")
                db.assets.add_version(record.id, content_id)
                linking.note(db, content_id, read, known)
        if encoder is not None:
            Embedding(store, encoder).run()
        linking.settle(store)
    with store.read() as db:
        for link in (held.link for held in db.links.of(owners)):
            yield Linked(
                left=owners[link.left], right=owners[link.right], kind=link.kind.value, score=link.score, why=link.why
            )


def _properties(asset: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "title" in asset:
        yield "title", asset["title"]
    yield from asset.get("properties", {}).items()


def _place(modality: Modality, turn: int, asset: Mapping[str, Any], *, footer: bool) -> Locator:
    if footer:
        return Locator(part="footer")
    if "parts" in asset:
        return Locator(part=f"vevent[1]/{asset['parts'][turn]}[1]")
    if modality in {Modality.AUDIO, Modality.VIDEO}:
        return Locator(time=(4.0 * turn, 4.0 * turn + 3.5))
    if modality is Modality.IMAGE:
        return Locator(box=(0.1, 0.1 + turn * 0.08, 0.9, 0.16 + turn * 0.08))
    return Locator(part=f"body/p[{turn + 1}]")
