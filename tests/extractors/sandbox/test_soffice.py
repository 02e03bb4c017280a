"""LibreOffice inside a confined child: it converts, it is bounded, and it is nowhere else."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from assay.extractors.sandbox import ConfinedSandbox, convert
from assay.extractors.sandbox.soffice import installation
from assay.governance.domain import FileRef, Limits, Reason, Status

DECODERS = [f"{Path(__file__).parent / 'hostile_decoder.py'}:OfficeDecoder"]
DOCUMENTS = Path(__file__).parents[4] / "shared" / "data" / "documents" / "formats"
MALFORMED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000)


@pytest.fixture(scope="module")
def sandbox():
    if installation() is None:
        pytest.skip("LibreOffice is not installed")
    with ConfinedSandbox(decoders=DECODERS) as made:
        yield made


def perceive(sandbox, data, limits=None):
    descriptor = os.memfd_create("sample")
    try:
        os.write(descriptor, b"convert\n" + data)
        return sandbox.perceive(FileRef(fd=descriptor, size=8 + len(data), name="a.office"), limits or Limits())
    finally:
        os.close(descriptor)


def test_a_legacy_document_becomes_one_that_has_a_reader(sandbox):
    path = DOCUMENTS / "fake.doc"
    if not path.exists():
        pytest.skip("shared/data/documents is not here")
    extraction = perceive(sandbox, path.read_bytes()).extraction
    assert extraction.text == "PK spawn denied, socket denied"  # of the process that holds the converted document


def test_what_it_cannot_open_has_a_reason(sandbox):
    assert perceive(sandbox, MALFORMED).extraction.text == "malformed"


def test_it_is_bounded_like_every_reader(sandbox):
    begun = time.monotonic()
    seen = perceive(sandbox, MALFORMED, Limits(decoder_memory_bytes=96 << 20)).extraction
    assert seen.status is Status.FAILED or seen.text in {"malformed", "reader-missing"}
    assert time.monotonic() - begun < 20


def test_nothing_is_converted_outside_of_a_confined_child():
    assert convert(b"anything", suffix="doc", target="docx") is Reason.READER_MISSING
