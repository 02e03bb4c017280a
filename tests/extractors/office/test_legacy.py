"""Old Office files: what LibreOffice makes of them is read; without it, and for what is broken, there is a reason."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assay.extractors.sandbox import ConfinedSandbox
from assay.extractors.sandbox.soffice import installation
from assay.governance.domain import Extraction, FileRef, Limits, Reason, SegmentKind, Status

FORMATS = Path(__file__).parents[4] / "shared" / "data" / "documents" / "formats"
Perceive = Callable[[bytes, str], Extraction]


@pytest.fixture(scope="module")
def perceive() -> Iterator[Perceive]:
    if installation() is None:
        pytest.skip("LibreOffice is not installed")
    if not FORMATS.is_dir():
        pytest.skip("shared/data/documents is not here")
    with ConfinedSandbox() as sandbox:

        def run(data: bytes, name: str) -> Extraction:
            descriptor = os.memfd_create("sample")
            try:
                os.write(descriptor, data)
                return sandbox.perceive(FileRef(fd=descriptor, size=len(data), name=name), Limits()).extraction
            finally:
                os.close(descriptor)

        yield run


@pytest.mark.parametrize(
    ("name", "words", "part", "page"),
    [
        ("fake-doc-emphasized-text.doc", "I am a normal text.", "body/p[4]", None),
        ("fake-power-point.ppt", "Here is some text in a text box!", "slide/shape[3]/p[1]", 1),
    ],
)
def test_an_old_document_is_read_where_the_new_one_has_it(
    perceive: Perceive, name: str, words: str, part: str, page: int | None
) -> None:
    done = perceive((FORMATS / name).read_bytes(), name)
    assert (done.status, done.reason) == (Status.COMPLETE, None)
    (found,) = [s for s in done.segments if s.text == words]
    assert (found.locator.part, found.locator.page) == (part, page)
    assert [producer.partition("@")[0] for producer in done.producers] == ["office", "libreoffice"]
    assert "unknown" not in done.producers[1]


def test_properties_of_an_old_document_stay(perceive: Perceive) -> None:
    done = perceive((FORMATS / "fake.doc").read_bytes(), "letter.wps")
    named = {s.locator.property: s.text for s in done.segments if s.kind is SegmentKind.PROPERTY}
    assert named["author"] == "Mr. Miagi"
    assert done.facts["converted"] == "docx"


def test_an_old_document_that_is_locked_is_said(perceive: Perceive) -> None:
    data = bytearray((FORMATS / "fake.doc").read_bytes())
    head = data.find(b"\xec\xa5", 512)
    assert head > 0
    data[head + 11] |= 0x01
    done = perceive(bytes(data), "locked.doc")
    assert (done.status, done.reason) == (Status.FAILED, Reason.ENCRYPTED)


def test_without_libreoffice_the_reader_is_missing(read) -> None:  # type: ignore[no-untyped-def]
    if not FORMATS.is_dir():
        pytest.skip("shared/data/documents is not here")
    done = read((FORMATS / "fake.doc").read_bytes(), "a.doc").extraction
    assert (done.status, done.reason) == (Status.FAILED, Reason.READER_MISSING)
    assert [s.text for s in done.segments if s.locator.property == "author"] == ["Mr. Miagi"]
