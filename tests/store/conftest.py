"""A store in a folder of its own, with keys in another, and a hand that fills it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.servers import Databases, postgresql

from assay.governance.domain import (
    Certainty,
    Content,
    Finding,
    Grade,
    GradeState,
    Locator,
    Modality,
    Source,
    Status,
    TopicScore,
    ValueSet,
    Verdict,
    Words,
)
from assay.governance.security import Keyring, keyed_hash, mask_value
from assay.governance.store import AssetRecord, ChunkRecord, ContentRecord, FileState, Store, Unit

POLICY = "gbt-43697"


@dataclass
class Hand:
    """Writes made-up contents and assets; nobody in them is real."""

    keyring: Keyring
    root: str = "file:///docs"

    def source(self, unit: Unit) -> Source:
        return unit.sources.ensure("docs", "files", self.root, root_masked="…/docs")

    def finding(
        self, content_id: str, value: str = "13800138000", *, label: str = "cn_mobile", start: int = 0
    ) -> Finding:
        group = {"cn_mobile": "phone", "person": "person", "email": "email"}[label]
        return Finding(
            id=hashlib.sha256(f"{content_id}{label}{value}{start}".encode()).hexdigest()[:20],
            label=label, group=group, score=0.987654321,
            locator=Locator(segment=0, start=start, end=start + len(value), page=1, box=(0.1, 0.2, 0.3, 0.4)),
            masked=mask_value(label, value), value_hash=keyed_hash(self.keyring, group, value),
            detector="patterns/cn_mobile@1", why="pattern",
        )  # fmt: skip

    def column(self, content_id: str, serials: range = range(300), *, header: str = "phone") -> Finding:
        """Return the finding of a whole column; the row of each value is its serial and two."""
        rows = {keyed_hash(self.keyring, "phone", f"1380013{serial:04d}"): serial + 2 for serial in serials}
        one = self.finding(content_id, "13800138000", start=serials.start)
        place = Locator(column=header)
        return replace(
            one, id=f"{header}{one.id}"[:20], locator=place, count=len(rows), values=ValueSet.of(rows.items())
        )

    def example(self, content_id: str, *, serial: int) -> Finding:
        """Return the finding of one value of that column, in its row."""
        one = self.finding(content_id, f"1380013{serial:04d}", start=serial)
        return replace(one, locator=Locator(column="phone", row=serial + 2))

    def content(
        self, unit: Unit, text: str, *, modality: Modality = Modality.TEXT, status: Status = Status.COMPLETE,
        topics: tuple[str, ...] = (), vectors: bool = True,
    ) -> str:  # fmt: skip
        content_id = hashlib.sha256(text.encode()).hexdigest()
        unit.contents.put(
            ContentRecord(
                content=Content(
                    id=content_id, sha256=content_id, media_type="text/plain", modality=modality, bytes=len(text)
                ),
                status=status, segments=1, language="en", facts={"pages": 1}, checked={"identifiers": "yes"},
                producers=("text@1",),
            )
        )  # fmt: skip
        unit.vault.put_extraction(content_id, [text.encode()])
        unit.contents.set_topics(content_id, [TopicScore(topic=topic, score=0.5, why="seeds") for topic in topics])
        unit.findings.replace(content_id, [self.finding(content_id)])
        unit.chunks.put(
            content_id, [ChunkRecord(content_id=content_id, ordinal=0, segment=0, text=text, locator=Locator(page=1))]
        )
        if vectors:
            unit.vectors.put(content_id, "mini@1", bytes(16), dimensions=8)
        unit.stages.record(content_id, "read", "sandbox@1")
        return content_id

    def grade(self, code: str = "general-1", rank: int = 10, *, needs_review: bool = False) -> Grade:
        verdict = Verdict(
            policy=f"{POLICY}@1", code=code, rank=rank, label=Words(code, code), certainty=Certainty.CERTAIN,
            fingerprint="f" * 8,
        )  # fmt: skip
        return Grade(
            policy=POLICY, code=code, rank=rank, label=Words(code, code), state=GradeState.PROPOSED,
            needs_review=needs_review, verdict=verdict,
        )  # fmt: skip

    def asset(
        self, unit: Unit, name: str, text: str | None = None, *, modality: Modality = Modality.TEXT,
        topics: tuple[str, ...] = (), grade: Grade | None = None, parent: str | None = None, uri: str | None = None,
    ) -> AssetRecord:  # fmt: skip
        source = self.source(unit)
        uri = uri or f"{self.root}/{name}"
        made = unit.assets.add(
            source.id, uri, name=name, folder="docs", state=FileState(size=1, mtime_ns=2, inode=3), parent=parent,
            member=name if parent else None,
        )  # fmt: skip
        content_id = self.content(unit, text or f"text of {name}", modality=modality, topics=topics)
        unit.assets.add_version(made.id, content_id)
        unit.grades.put(made.id, grade or self.grade())
        record = unit.assets.get(made.id)
        assert record is not None
        return record


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Where PostgreSQL's driver is (`make test-stores`), ask everything twice but what looks into SQLite's file."""
    if (
        "backend" in metafunc.fixturenames
        and find_spec("pg8000")
        and not metafunc.definition.get_closest_marker("sqlite")
    ):
        metafunc.parametrize("backend", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database and its keys, made once: copying it is quicker than migrating a new one for each test."""
    folder = tmp_path_factory.mktemp("template")
    Store.open(f"sqlite:///{folder / 'home' / 'assay.db'}", Keyring.open(folder / "config")).close()
    return folder


@pytest.fixture(scope="session")
def postgresql_server(template: Path) -> Iterator[Databases]:
    """PostgreSQL with a database `template`, as empty as the other one and under the same keys."""
    with postgresql() as address:
        databases = Databases(address)
        Store.open(databases.create("template"), Keyring.open(template / "config")).close()
        yield databases


@pytest.fixture
def keyring(tmp_path: Path, template: Path) -> Keyring:
    shutil.copytree(template / "config", tmp_path / "config")
    return Keyring.open(tmp_path / "config")


@pytest.fixture
def hand(keyring: Keyring) -> Hand:
    return Hand(keyring)


@pytest.fixture
def url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a database may be made: there is none yet in SQLite, an empty one in PostgreSQL."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'home' / 'assay.db'}"
        return
    databases: Databases = request.getfixturevalue("postgresql_server")
    yield databases.create("test")
    databases.drop("test")


@pytest.fixture
def open_store(keyring: Keyring) -> Iterator[Callable[[str], Store]]:
    opened: list[Store] = []

    def opener(url: str) -> Store:
        opened.append(Store.open(url, keyring))
        return opened[-1]

    yield opener
    for store in opened:
        store.close()


@pytest.fixture
def store(
    url: str, backend: str, open_store: Callable[[str], Store], template: Path, tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Store:  # fmt: skip
    if backend == "sqlite":
        shutil.copytree(template / "home", tmp_path / "home")
    else:
        request.getfixturevalue("postgresql_server").create("test", template="template")
    return open_store(url)
