"""Every planted relation of the sample corpus is found with its evidence, and every link opens at both ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgpack  # type: ignore[import-untyped]
import pytest
import yaml

from assay.governance.domain import EntityKind, Extraction, from_plain, labels
from assay.governance.security import mask_value

if TYPE_CHECKING:
    from tests.examples.conftest import Read

TRUTH: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "examples" / "corpus.yaml").read_text(encoding="utf-8")
)


def within(read: Read, names: list[str]) -> Iterator[dict[str, Any]]:
    ids = set().union(*(read.ids(name) for name in names))
    yield from (edge for edge in read.edges if {edge["left"], edge["right"]} <= ids)


@pytest.mark.parametrize("group", TRUTH["links"], ids=lambda group: group["kind"])
def test_a_planted_relation_is_found_by_what_it_was_planted_with(read: Read, group: dict[str, Any]) -> None:
    by, reached = set(group["by"]), set()
    for edge in within(read, group["files"]):
        told = [{it["label"] for it in edge[f"{side}_evidence"]} for side in ("left", "right")]
        kinds = {"near-duplicate", "version-of"} if {"near-duplicate", "content"} & by else set()
        if edge["kind"] in kinds or (by & told[0] and by & told[1]):
            reached |= {edge["left"], edge["right"]}
    assert [name for name in group["files"] if not read.ids(name) & reached] == []


def test_every_piece_of_evidence_leads_to_what_it_says(read: Read) -> None:
    spans = 0
    with read.services.store.read() as db:
        texts: dict[str, Extraction] = {}
        for edge in read.edges:
            for side in ("left", "right"):
                asset = db.assets.get(edge[side])
                assert edge[f"{side}_evidence"], edge["kind"]
                for it in edge[f"{side}_evidence"]:
                    place = it["locator"]
                    if "segment" in place and "start" in place:
                        if asset.content_id not in texts:
                            data = msgpack.unpackb(db.vault.get_extraction(asset.content_id))
                            texts[asset.content_id] = from_plain(Extraction, data)
                        segment = texts[asset.content_id].segments[place["segment"]]
                        said = segment.text[place["start"] : place["end"]]
                        assert said.strip(), edge["kind"]
                        shown = {
                            said,
                            " ".join(said.split()),
                            mask_value(it["label"], said) if it["label"] in labels() else "",
                        }
                        assert not it["masked"] or it["masked"] in shown, edge["kind"]
                        spans += 1
                    elif "member" in place:
                        assert place["member"] in {child.member for child in db.assets.children(asset.id)}
                    elif "box" in place:
                        assert all(0 <= edge_of <= 1 for edge_of in place["box"])
                    else:
                        assert place == {}, edge["kind"]
                        assert edge["producer"] == "ingest@1"
    assert spans > 500


def test_the_press_release_and_its_chinese_form_are_translations(read: Read) -> None:
    (edge,) = within(read, ["notes/press-release.txt", "notes/新闻稿.txt"])
    assert edge["kind"] == "translation-of"


def test_the_contract_and_the_firm_are_entities_in_files_of_many_kinds(read: Read) -> None:
    contracts = read.services.entities.page(kind=EntityKind.CONTRACT, limit=500)["items"]
    assert max(it["assets"] for it in contracts if it["name"] == "4271906") >= 12
    found = read.services.entities.find("云汀仪器有限公司")["items"]
    names = {name for it in found if it["kind"] == "organisation" for name in it["names"]}
    assert {"云汀仪器有限公司", "云汀仪器", "Yunting Instruments Co., Ltd."} <= names


def test_people_are_shown_masked_and_found_by_name(read: Read) -> None:
    found = [it for it in read.services.entities.find("Helen Carter")["items"] if it["kind"] == "person"]
    assert found
    assert all(name.upper() == "H**** C*****" for it in found for name in it["names"] if " " in name)
    assert max(it["assets"] for it in found) >= 2
