"""Each row of the table of formats, on a real file, through the real sandbox."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields

import pytest
from format_files import ENDS, FILES, WORD, WORDLESS, WORDS

from assay.extractors.sandbox import ConfinedSandbox
from assay.governance.domain import Decoder, FileRef, Limits, Locator, Perceived, SegmentKind, Status
from assay.governance.registry import plugins

READERS: dict[str, Decoder] = {kind: it for it in plugins("extractors").values() for kind in it.media_types}
EVERYWHERE = {"segment", "start", "end", "property"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox() as made:
        yield made


def perceive(sandbox: ConfinedSandbox, data: bytes, name: str) -> Perceived:
    descriptor = os.memfd_create("row")
    try:
        os.write(descriptor, data)
        return sandbox.perceive(FileRef(fd=descriptor, size=len(data), name=name), Limits())
    finally:
        os.close(descriptor)


def places(seen: Perceived) -> set[str]:
    """Return the fields of every Locator that leads into the file, those of ranges of a segment too."""
    found = {"member"} if seen.children else set()
    for segment in seen.extraction.segments:
        found |= segment.locator.as_dict().keys()
        for anchor in segment.anchors:
            found |= segment.locate(anchor.start, anchor.end).as_dict().keys()
    return found - EVERYWHERE


def test_every_row_has_a_file() -> None:
    assert set(READERS) - set(FILES) == set()


@pytest.mark.parametrize("media_type", sorted(READERS))
def test_a_row_names_places_and_limits_that_there_are(media_type: str) -> None:
    reader = READERS[media_type]
    locator, limits = ({field.name for field in fields(kind)} for kind in (Locator, Limits))
    assert set(reader.places_of(media_type)) <= set(reader.places) <= locator - EVERYWHERE
    assert reader.places_of(media_type)
    assert set(reader.bounds) <= limits


@pytest.mark.parametrize("media_type", sorted(FILES.keys() & READERS.keys()))
def test_a_real_file_of_the_row_is_read_as_the_row_says(sandbox: ConfinedSandbox, media_type: str) -> None:
    name, make = FILES[media_type]
    seen = perceive(sandbox, make(), name)
    extraction, reader = seen.extraction, READERS[media_type]
    assert extraction.media_type == media_type
    if media_type in ENDS:
        assert (extraction.status is not Status.COMPLETE, extraction.reason) == (True, ENDS[media_type])
        return
    assert (extraction.status, extraction.reason, extraction.coverage) == (Status.COMPLETE, None, 1.0)
    assert f"{reader.name}@{reader.version}" in extraction.producers
    found = places(seen)
    assert found <= set(reader.places_of(media_type))
    if media_type in WORDLESS:
        assert extraction.checked["speech"] == "none"
        return
    assert found
    text = [it.text for it in extraction.segments if it.kind is not SegmentKind.PROPERTY]
    word = WORDS.get(name, WORD)
    assert any(word in it for it in text) or any(word.encode() in child.data for child in seen.children)
