"""A block of repeated cells is read once a distinct cell, and every cell is placed, counted and masked all the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import cycle, islice

import pytest

from assay.classifiers.identifiers import IdentifierDetector
from assay.governance.domain import Detection, Locator, Segment, SegmentKind
from assay.governance.security import Keyring, mask_text
from assay.governance.services.understanding.columns import Columns
from assay.governance.services.understanding.evidence import FindingMaker

MAIL = re.compile(r"\S+@example\.\w+")


def block(cells: Sequence[str], *, row: int = 2, index: int = 0) -> Segment:
    return Segment(
        index=index, kind=SegmentKind.COLUMN, text="\n".join(cells), context="contact", lined=True,
        locator=Locator(column="contact", row=row),
    )  # fmt: skip


def detect(segments: Sequence[Segment]) -> list[Detection]:
    return [
        Detection(
            label="email", segment=segment.index, start=match.start(), end=match.end(), value=match[0],
            normal=match[0], score=0.9, detector="d@1", why="pattern",
        )
        for segment in segments
        for match in MAIL.finditer(segment.text)
    ]  # fmt: skip


REPEATED = list(islice(cycle(["ann@example.com", "", "call first", "mail bob@example.org now"]), 1_000))
DIFFERENT = [f"u{number}@example.com" for number in range(1_000)]


@pytest.mark.parametrize("cells", [REPEATED, DIFFERENT, REPEATED[:20]])
def test_every_occurrence_is_where_a_full_reading_finds_it(cells: list[str]) -> None:
    segment = block(cells)
    columns = Columns([segment])
    everywhere = columns.restored(detect(columns.read), every=True)
    assert [(it.start, it.end, it.value) for it in everywhere] == [
        (it.start, it.end, it.value) for it in detect([segment])
    ]
    once = columns.restored(detect(columns.read))
    assert sum(it.count for it in once) == len(everywhere)
    for it in once:
        assert segment.text[it.start : it.end] == it.value


@pytest.mark.parametrize("cells", [REPEATED, DIFFERENT])
def test_every_cell_is_masked_as_if_it_had_been_read(cells: list[str]) -> None:
    segment = block(cells)
    columns = Columns([segment])
    short = [mask_text(it.text, detect([it]), placeholders=True).text for it in columns.read]
    assert columns.expanded(short) == (mask_text(segment.text, detect([segment]), placeholders=True).text,)


def test_a_block_of_repeated_cells_is_read_in_its_short_form() -> None:
    columns = Columns([block(REPEATED)])
    assert columns.read[0].text.count("\n") == 3
    assert Columns([block(DIFFERENT)]).read[0].text == "\n".join(DIFFERENT)


def test_one_number_among_a_hundred_thousand_other_values_is_found_with_its_row() -> None:
    cells = [f"note {number}" for number in range(100_000)]
    cells[73_210] = "身份证号 110101190001010018"
    segment = block(cells)
    columns = Columns([segment])
    found = columns.restored(IdentifierDetector().detect(columns.read))
    _, (finding,) = FindingMaker(Keyring.ephemeral(), lambda place: place).make("c", found, [segment])
    assert (finding.label, finding.locator.row, finding.values) == ("cn_resident_id", 73_212, None)


def test_of_many_values_a_few_have_findings_and_one_stands_for_all() -> None:
    blocks = [block(DIFFERENT, row=2), block([f"v{n}@example.com" for n in range(500)], row=1_002, index=1)]
    found = detect(blocks)
    maker = FindingMaker(Keyring.ephemeral(), lambda place: place)
    detections, findings = maker.make("c", found, blocks)
    assert [it.segment for it in detections] == [it.locator.segment or 0 for it in findings]
    whole, *examples = findings
    assert (len(examples), whole.count, whole.locator.column, whole.locator.row) == (20, 1_500, "contact", None)
    assert whole.values is not None
    assert len(whole.values) == 1_500
    for detection, row in zip(found, range(2, 1_502), strict=True):
        assert whole.values.row(maker.one("c", detection, blocks[detection.segment]).value_hash) == row
    assert [it.locator.row for it in examples] == list(range(2, 22))


def test_few_values_have_a_finding_each() -> None:
    segment = block(DIFFERENT[:200])
    _, findings = FindingMaker(Keyring.ephemeral(), lambda place: place).make("c", detect([segment]), [segment])
    assert len(findings) == 200
    assert all(finding.values is None for finding in findings)
