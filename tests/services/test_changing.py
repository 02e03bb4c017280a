"""A file that changes while it is read is stored under the hash of what was read, or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.extractors.sources import FileSource
from assay.governance.domain import Extraction, FileRef, Limits, Modality, Perceived, Reach, Reason, SourceOptions
from assay.governance.services.ingesting.reading import Reader, Reading
from assay.governance.services.places.places import Opened


class Writer:
    """A sandbox beside which somebody writes into the file, `times` times."""

    version = "1"

    def __init__(self, path: Path, times: int) -> None:
        self.path, self.left = path, times

    def perceive(self, file: FileRef, limits: Limits) -> Perceived:
        if self.left:
            self.left -= 1
            with self.path.open("ab") as out:
                out.write(b"more\n")
            os.utime(self.path, ns=(1, self.left + 1))
        return Perceived(extraction=Extraction(media_type="text/plain", modality=Modality.TEXT))


class Nothing:
    """Understanding that says nothing."""

    def understand(self, content_id: str, extraction: Extraction, **_: Any) -> Any:
        return object()


def _read(reader: Reader, path: Path) -> Reading:
    plugin, root = FileSource(), path.parent.as_uri()
    source = Opened(plugin, root, plugin.open(root, Reach()), SourceOptions())
    return reader.read(source.look(path.as_uri()), source)


@pytest.fixture
def reader(tmp_path: Path) -> Callable[[int], tuple[Reader, Path]]:
    def make(times: int) -> tuple[Reader, Path]:
        path = tmp_path / "growing.log"
        path.write_bytes(b"first\n")
        sandbox: Any = Writer(path, times)
        understanding: Any = Nothing()
        made = Reader(sandbox=sandbox, understanding=understanding, limits=Limits(), known=lambda _: None)
        return made, path

    return make


@pytest.mark.parametrize("times", [0, 1, 2])
def test_what_is_stored_has_the_hash_of_what_was_read(reader: Callable[[int], tuple[Reader, Path]], times: int) -> None:
    import hashlib

    made, path = reader(times)
    reading = _read(made, path)
    assert reading.reason is None
    assert reading.content_id == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_never_rests_is_said_to_change(reader: Callable[[int], tuple[Reader, Path]]) -> None:
    made, path = reader(99)
    assert _read(made, path).reason is Reason.CHANGED_WHILE_READ
