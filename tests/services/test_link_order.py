"""Whatever the order in which files come, and in how many runs, the links and the entities are the same."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.governance import registry
from assay.governance.app import _library, _understanding
from assay.governance.domain import Content, Extraction, Locator, Modality, Segment, SegmentKind, to_plain
from assay.governance.security import Keyring
from assay.governance.services.linking.linking import Linking, touch
from assay.governance.services.linking.mentions import Mentions
from assay.governance.services.linking.resolving import Resolving
from assay.governance.settings import load
from assay.governance.store import ContentRecord, Store

RULES = [
    "Tenants finish unloading before seven o'clock, or lose three points, noted by the warden of the hall on duty.",
    "No open fire is allowed in the hall; stoves are entered in a list at the desk, or the stall closes for two days.",
]
FIRM = "Qingdao Cangwu Cold Chain Logistics"
FILES: dict[str, tuple[Modality, str, list[str]]] = {
    "contract.docx": (Modality.DOCUMENT, "en", ["Service contract", "Contract number: 5586455", *RULES]),
    "bill.png": (Modality.IMAGE, "en", ["Invoice number: INV-4515-7", "Contract no. 5586455", "Amount due 48.00"]),
    "call.wav": (Modality.AUDIO, "en", ["hello i call about contract number five five eight six four five five"]),
    "rules-draft.txt": (Modality.TEXT, "en", ["House rules of the hall", *RULES, "Rents are due on Monday."]),
    "rules-final.docx": (Modality.DOCUMENT, "en", ["House rules of the hall", *RULES, "Rents are due on Friday."]),
    "scan.tiff": (Modality.IMAGE, "en", ["House rules of the hall", *RULES, "Rents are due on Friday."]),
    "mandate.pdf": (Modality.DOCUMENT, "zh", ["委托人：青岛苍梧冷链物流有限公司", "兹委托仇怀瑾先生办理入场手续。"]),
    "introduction.eml": (Modality.EMAIL, "en", [f"Mr. Huaijin Qiu works for {FIRM} Co., Ltd. and comes on Monday."]),
    "list.txt": (Modality.TEXT, "en", [f"Suppliers admitted: {FIRM} Company Limited, gate two."]),
    "Cold room loss study Ningbo.pdf": (Modality.DOCUMENT, "en", ["Losses by room and by month, with the method."]),
    "ask.eml": (Modality.EMAIL, "en", ["Did you read the cold room loss study Ningbo before the meeting?"]),
    "invite.eml": (Modality.EMAIL, "en", ["Meeting on 7 May 2024 at 9:00 in Room 4 with Helen Carter and Leon Ibsen."]),
    "minutes.md": (Modality.DOCUMENT, "en", ["Meeting of 2024-05-07, 9:00, Room 4", "With Helen Carter, Leon Ibsen"]),
}  # fmt: skip
NAMES = tuple(FILES)


def extraction(name: str) -> Extraction:
    modality, language, lines = FILES[name]
    return Extraction(
        media_type=f"x/{modality.value}", modality=modality, language=language,
        title=name.rpartition(".")[0] if "study" in name else None,
        segments=tuple(
            Segment(index=at, kind=SegmentKind.PARAGRAPH, text=line, locator=Locator(part=f"body/p[{at + 1}]"))
            for at, line in enumerate(lines)
        ),
    )  # fmt: skip


class Made:
    """What is made once: keys, what was understood of each file, and a linking over the built-in linkers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        config = load(home=folder / "home", config_dir=folder / "config", embeddings=False)
        self.keyring = Keyring.open(config.config_dir)
        understanding = _understanding(config, self.keyring, None, _library(config))
        self.ids = {name: hashlib.sha256(name.encode()).hexdigest() for name in NAMES}
        self.read = {name: extraction(name) for name in NAMES}
        self.known = {name: understanding.understand(self.ids[name], self.read[name]) for name in NAMES}
        resolver = registry.plugin("resolvers", "names")()
        linkers = [linker() for linker in registry.plugins("linkers").values()]
        self.linking = Linking(linkers, Mentions(resolver, self.keyring), Resolving(resolver))
        self.count = 0

    def store(self) -> Store:
        self.count += 1
        folder = self.folder / "stores" / str(self.count)
        folder.mkdir(parents=True)
        return Store.open(f"sqlite:///{folder / 'assay.db'}", self.keyring)

    def put(self, store: Store, names: Sequence[str]) -> None:
        """Write files as ingest does, and link."""
        with store.write() as db:
            source = db.sources.ensure("files", "files", "file:///files", root_masked="/files")
            for name in names:
                content_id, read, known = self.ids[name], self.read[name], self.known[name]
                content = Content(
                    id=content_id, sha256=content_id, media_type=read.media_type, modality=read.modality, bytes=1
                )
                db.contents.put(
                    ContentRecord(
                        content=content, status=read.status, language=known.language, title=known.title,
                        segments=len(read.segments),
                    )
                )  # fmt: skip
                db.findings.replace(content_id, known.findings)
                db.chunks.put(content_id, known.chunks)
                db.vault.put_extraction(content_id, [msgpack.packb(to_plain(read))])
                rows = np.random.default_rng(int(content_id[:6], 16) % 3).normal(size=(1, 8)).astype("<f2")
                db.vectors.put(content_id, "made", rows.tobytes(), dimensions=8)
                record = db.assets.add(source.id, f"file:///files/{name}", name=name, folder="")
                db.assets.add_version(record.id, content_id)
                self.linking.note(db, content_id, read, known)
        self.linking.settle(store)

    def bury(self, store: Store, names: Sequence[str]) -> None:
        with store.write() as db:
            for name in names:
                (asset_id,) = db.assets.of_contents([self.ids[name]])[self.ids[name]]
                touch(db, self.ids[name])
                db.assets.bury(asset_id)
        self.linking.settle(store)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("order"))


def said(store: Store, made: Made) -> set[tuple[Any, ...]]:
    """Return the links with evidence and scores, and the entities with their names, by what they say."""
    named = {content_id: name for name, content_id in made.ids.items()}
    with store.read() as db:
        links = {
            (it.link.kind.value, named[it.link.left], named[it.link.right], it.link.score, it.link.left_evidence,
             it.link.right_evidence, it.link.why)
            for it in db.links.of(named)
        }  # fmt: skip
        names = {it.name.id for it in db.entities.mentions(it.name.id for it in db.entities.of_contents(named))}
        entities = {("entity", name, entity) for name, entity in db.entities.entity_of(names).items()}
    return links | entities


@pytest.fixture(scope="module")
def at_once(made: Made) -> Iterator[set[tuple[Any, ...]]]:
    store = made.store()
    made.put(store, NAMES)
    yield said(store, made)
    store.close()


def test_the_files_are_linked_in_many_ways(at_once: set[tuple[Any, ...]]) -> None:
    kinds = {it[0] for it in at_once}
    assert kinds >= {"mentions-document", "derived-from", "version-of", "same-entity", "same-event", "entity"}
    assert any({it[1], it[2]} == {"ask.eml", "Cold room loss study Ningbo.pdf"} for it in at_once if len(it) > 3)
    assert any({it[1], it[2]} == {"mandate.pdf", "introduction.eml"} for it in at_once if len(it) > 3)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(NAMES), cuts=st.sets(st.integers(1, len(NAMES) - 1), max_size=4))
def test_the_order_in_which_files_come_changes_nothing(
    made: Made, at_once: set[tuple[Any, ...]], order: list[str], cuts: set[int]
) -> None:
    store = made.store()
    try:
        edges = [0, *sorted(cuts), len(order)]
        for start, end in pairwise(edges):
            made.put(store, order[start:end])
        assert said(store, made) == at_once
    finally:
        store.close()


def test_how_many_are_linked_at_a_time_changes_nothing(
    made: Made, at_once: set[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assay.governance.services.linking.linking._TOGETHER", 2)
    store = made.store()
    made.put(store, NAMES)
    assert said(store, made) == at_once
    made.linking.version, version = "another", made.linking.version
    made.linking.settle(store)
    made.linking.version = version
    assert said(store, made) == at_once
    store.close()


def test_above_a_size_neighbours_in_meaning_are_those_of_an_index(
    made: Made, at_once: set[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assay.governance.services.linking.nearest.EXACTLY", 0)
    store, asked = made.store(), []

    def ask(row: memoryview, most: int) -> list[str]:
        asked.append(most)
        with store.write():  # an index may write: nothing else does so meanwhile
            pass
        with store.read() as db:
            near = [
                (float(np.frombuffer(row, "<f4") @ np.frombuffer(own, "<f2").astype("<f4")), it)
                for it, rows in db.vectors.rows_by_content()
                for own in rows
            ]
        return [it for _, it in sorted(near, reverse=True)[:most]]

    monkeypatch.setattr(made.linking, "_ask", ask)
    made.put(store, NAMES[:6])
    made.put(store, NAMES[6:])
    assert said(store, made) == at_once
    assert len(asked) >= len(NAMES)
    store.close()


@pytest.mark.parametrize("seed", [5, 6])
def test_files_that_went_leave_what_never_having_had_them_gives(made: Made, seed: int) -> None:
    gone = {*random.Random(seed).sample(NAMES, 4), "mandate.pdf" if seed == 5 else "list.txt"}  # noqa: S311
    kept = [name for name in NAMES if name not in gone]
    with_them, without = made.store(), made.store()
    made.put(with_them, NAMES)
    made.bury(with_them, sorted(gone))
    made.put(without, kept)
    assert said(with_them, made) == said(without, made)
    with_them.close()
    without.close()
