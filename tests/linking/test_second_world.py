"""Some cases of the second world, linked as the whole of it is: what a detector or the tagger forgets shows here.

`python -m benchmarks linking` measures all of it. Rarity counts in how many contents there are, so empty ones
make up the number.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.linking import FLOORS, judged, linked
from benchmarks.world.reading import Linked, World, load

CASES = {
    "purchases": range(16), "patients": range(80, 88), "a paper and its mentions": range(120, 126),
    "the same in Chinese": range(156, 162), "a call in Chinese": range(199, 206), "a call in English": range(220, 227),
    "pictures and sounds": range(248, 255), "statutes": range(304, 308), "events": range(316, 328),
    "people in two scripts": (*range(376, 380), *range(392, 396)), "series, graphs, archives": range(408, 419),
}  # fmt: skip
CONTENTS = 257
KNOWN_MISSED = {("b0199", "b0200", "derived-from")}  # the transcript has more marks of time than words


@pytest.fixture(scope="module")
def world() -> World:
    whole = load(Path(__file__).with_name("second.yaml"))
    kept = {f"b{number:04d}" for case in CASES.values() for number in case}
    empty = {"modality": "other", "language": "en", "texts": []}
    others = {f"x{at:04d}": {"name": f"{at}.bin", **empty} for at in range(CONTENTS - len(kept))}
    return World(
        assets={key: it for key, it in whole.assets.items() if key in kept} | others,
        right=frozenset(it for it in whole.right if {*it[:2]} <= kept),
        also=frozenset(it for it in whole.also if {*it[:2]} <= kept),
        wrong={pair: why for pair, why in whole.wrong.items() if {*pair} <= kept},
    )


@pytest.fixture(scope="module")
def links(world: World) -> list[Linked]:
    return linked(world, vectors=False)


def test_the_cases_are_of_all_modalities_and_kinds(world: World) -> None:
    right = {end for it in world.right for end in it[:2]}
    assert {world.assets[it]["modality"] for it in right} == {
        "document", "image", "audio", "video", "email", "text", "spreadsheet", "table", "timeseries", "graph",
        "archive",
    }  # fmt: skip
    assert {it[2] for it in world.right} == {
        "mentions-document", "same-entity", "same-event", "derived-from", "near-duplicate", "version-of",
    }  # fmt: skip


def test_no_link_is_missed_that_was_found_before(world: World, links: list[Linked]) -> None:
    names = {key: it["name"] for key, it in world.assets.items()}
    missed = world.right - {(*it.pair, it.kind) for it in links} - KNOWN_MISSED
    assert [(kind, names[one], names[two]) for one, two, kind in sorted(missed)] == []


@pytest.mark.parametrize("cross", [True, False])
def test_precision_and_recall_keep_to_their_floors(world: World, links: list[Linked], cross: bool) -> None:
    for measure, (hits, whole) in judged(world, links, cross=cross, vectors=False).items():
        assert hits >= FLOORS[measure] * whole > 40, measure
