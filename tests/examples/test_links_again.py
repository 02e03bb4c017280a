"""The places that links name are found again in the files themselves, read once more: both ends, every modality."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assay.governance.domain import (
    Anchor,
    Box,
    Extraction,
    FileRef,
    Limits,
    Locator,
    Modality,
    Perceived,
    Segment,
    SegmentKind,
    labels,
    memory_file,
    open_file,
)
from assay.governance.security import mask_value

if TYPE_CHECKING:
    from tests.examples.conftest import Read

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"
FIGURES = ("page", "box", "time", "frame", "row")


class Again:
    """Reads files of the corpus once more, and files inside them, by the hash of what they hold."""

    def __init__(self, read: Read) -> None:
        self._sandbox = read.services.operations._sandbox
        self._outer = {it["asset"]["id"]: it["asset"] for it in read.shown}
        self._paths = {hashlib.sha256(it.read_bytes()).hexdigest(): it for it in CORPUS.rglob("*") if it.is_file()}
        self._known: dict[str, Perceived] = {}

    def size(self, asset_id: str) -> int:
        return self._paths[self._top(asset_id)["sha256"]].stat().st_size

    def of(self, asset_id: str) -> Perceived:
        """Return what is in an asset, read anew."""
        asset = self._outer[asset_id]
        if asset["sha256"] not in self._known:
            if asset["parent"] is None:
                path = self._paths[asset["sha256"]]
                with open_file(path) as fd:
                    ref = FileRef(fd=fd, size=path.stat().st_size, name=path.name)
                    self._known[asset["sha256"]] = self._sandbox.perceive(ref, Limits())
            else:
                children = self.of(asset["parent"]).children
                (inside,) = {it.data: it for it in children if self._is(it.data, asset)}.values()
                with memory_file(inside.data) as fd:
                    ref = FileRef(fd=fd, size=len(inside.data), name=inside.member, depth=1)
                    self._known[asset["sha256"]] = self._sandbox.perceive(ref, Limits())
        return self._known[asset["sha256"]]

    def _top(self, asset_id: str) -> dict[str, Any]:
        asset: dict[str, Any] = self._outer[asset_id]
        return asset if asset["parent"] is None else self._top(asset["parent"])

    @staticmethod
    def _is(data: bytes, asset: dict[str, Any]) -> bool:
        return hashlib.sha256(data).hexdigest() == asset["sha256"]


@pytest.fixture(scope="module")
def again(read: Read) -> Again:
    return Again(read)


def chosen(read: Read, again: Again) -> Iterator[dict[str, Any]]:
    """Yield links of small files until both ends of some had every modality, and every kind of link came."""
    modality = {it["asset"]["id"]: it["asset"]["modality"] for it in read.shown}
    wanted = {modality[edge[side]] for edge in read.edges for side in ("left", "right")}
    wanted |= {edge["kind"] for edge in read.edges}
    for edge in sorted(read.edges, key=lambda it: (again.size(it["left"]) + again.size(it["right"]), it["id"])):
        told = {modality[edge["left"]], modality[edge["right"]], edge["kind"]}
        if told & wanted:
            wanted -= told
            yield edge


def lost(edges: Sequence[dict[str, Any]], again: Again) -> list[str]:
    """Return what is said of a place where the file, read again, says something else."""
    return [
        f"{edge['kind']} {side}: {it['locator']}"
        for edge in edges
        for side in ("left", "right")
        for it in edge[f"{side}_evidence"]
        if not stands(it, again.of(edge[side]), edge)
    ]


def stands(evidence: dict[str, Any], perceived: Perceived, edge: dict[str, Any]) -> bool:
    place, found = evidence["locator"], perceived.extraction
    if "segment" in place and "start" in place:
        return written(evidence, found)
    if "member" in place:
        return place["member"] in {it.member for it in perceived.children}
    if "time" in place:
        return bool(0 <= place["time"][0] < place["time"][1] <= float(found.facts["seconds"]) + 0.1)
    if "box" in place:
        return "dhash" in found.facts and place["box"] == [0.0, 0.0, 1.0, 1.0]
    if place == {}:
        return bool(edge["producer"] == "ingest@1")
    return place.get("property") == "name"


def written(evidence: dict[str, Any], found: Extraction) -> bool:
    """Say whether the same words stand at the very same page, box, time and row: their own, or a whole line's."""
    place = Locator.from_dict(evidence["locator"])
    if (place.segment or 0) >= len(found.segments):
        return False
    segment = found.segments[place.segment or 0]
    start, end = place.start or 0, place.end or 0
    said = segment.text[start:end]
    hidden = mask_value(evidence["label"], said) if evidence["label"] in labels() else ""
    if evidence["masked"] and evidence["masked"] not in {said, " ".join(said.split()), hidden}:
        return False
    exact = [segment.locate(start, end), *([segment.locator] if said == segment.text else [])]
    return bool(said.strip()) and any(all(getattr(place, it) == getattr(here, it) for it in FIGURES) for here in exact)


def test_the_ends_of_links_are_found_again_in_the_files(read: Read, again: Again) -> None:
    edges = list(chosen(read, again))
    modality = {it["asset"]["id"]: it["asset"]["modality"] for it in read.shown}
    assert {modality[edge["left"]] for edge in edges} | {modality[edge["right"]] for edge in edges} >= {
        "document", "spreadsheet", "email", "image", "audio", "video", "archive",
    }  # fmt: skip
    assert lost(edges, again) == []


def test_a_place_that_the_file_does_not_have_is_noticed(read: Read, again: Again) -> None:
    edge = next(it for it in chosen(read, again) if it["left_evidence"][0]["locator"].get("start") is not None)
    first = edge["left_evidence"][0]
    for wrong in (
        {**first, "masked": "something else"},
        {**first, "locator": {**first["locator"], "page": 99}},
        {**first, "locator": {**first["locator"], "start": 9_000, "end": 9_010}},
    ):
        assert not stands(wrong, again.of(edge["left"]), edge)


def test_the_box_of_a_whole_line_is_not_that_of_a_word_in_it() -> None:
    words = (Anchor(start=0, end=2, box=(0.1, 0.1, 0.2, 0.2)), Anchor(start=3, end=10, box=(0.3, 0.1, 0.6, 0.2)))
    line = Locator(box=(0.1, 0.1, 0.6, 0.2))
    segment = Segment(index=0, kind=SegmentKind.OCR_LINE, text="No 4271906", locator=line, anchors=words)
    read = Extraction(media_type="image/png", modality=Modality.IMAGE, segments=(segment,))

    def told(box: Box, start: int, masked: str) -> bool:
        place = Locator(segment=0, start=start, end=10, box=box)
        return written({"locator": place.as_dict(), "masked": masked, "label": "contract_number"}, read)

    assert told((0.3, 0.1, 0.6, 0.2), 3, "4271906")
    assert told((0.1, 0.1, 0.6, 0.2), 0, "No 4271906")
    assert not told((0.1, 0.1, 0.6, 0.2), 3, "4271906")
    assert not told((0.3, 0.1, 0.6, 0.2), 0, "No 4271906")


@pytest.mark.slow
def test_every_end_of_every_link_is_found_again(read: Read, again: Again) -> None:
    assert lost(read.edges, again) == []
