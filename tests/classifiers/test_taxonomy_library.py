"""Topic sets of one's own: kept as files, taught by examples, refused where they do not hold together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from assay.classifiers.meaning import MeaningReader
from assay.classifiers.taxonomies import load
from assay.classifiers.taxonomies.library import TaxonomyLibrary
from assay.classifiers.topics import SeedTopicTagger
from assay.governance.domain import Meaning, NotFoundError, PolicyError, Segment, SegmentKind, UsageError
from assay.models import BilingualEncoder

ENCODER = BilingualEncoder(threads=1)
TOPICS = """
name: harbour
topics:
  - {id: ships, label: {en: Ships, zh: 船舶}, description: {en: "Vessels, engines and crews", zh: 船只、主机与船员}}
  - {id: cargo, label: {en: Cargo, zh: 货物}, description: {en: "Containers and freight", zh: 集装箱与货运}}
  - {id: weather, label: {en: Weather, zh: 天气}, description: {en: "Wind, waves and fog", zh: 风浪与雾}}
"""
EXAMPLES = [
    *[(text, "ships") for text in (
        "The tug lost power in its main engine.", "Two deckhands joined the vessel in Rotterdam.",
        "拖轮的主机已经修好。", "船员今天换班，轮机长留船。", "The ferry needs a new propeller.",
        "新渡轮的螺旋桨需要更换。",
    )],
    *[(text, "cargo") for text in (
        "Forty containers of coffee were unloaded.", "The freight bill names 12 pallets.", "四十个集装箱的咖啡已卸下。",
        "货运单上写着十二托盘。", "Grain goes to silo three.", "粮食运往三号筒仓。",
    )],
]  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> TaxonomyLibrary:
    return TaxonomyLibrary(tmp_path / "taxonomies")


def near(library: TaxonomyLibrary, text: str) -> dict[str, float]:
    segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
    rows = memoryview(ENCODER.features([text])).cast("B")
    meaning: Meaning = MeaningReader().read(
        [segment], [text], rows, encoder=ENCODER, taxonomy=library.load("harbour")
    )  # fmt: skip
    return dict(meaning.topics)


def test_packaged_and_own_sets_stand_side_by_side(library: TaxonomyLibrary) -> None:
    packaged = library.names()
    assert {"default", "genre", "industry"} <= {*packaged}
    library.save(library.parse(TOPICS))
    assert {*library.names()} == {*packaged, "harbour"}
    assert library.own("harbour")
    assert not library.own("default")
    assert library.load("default") is load("default")
    assert [topic.label.zh for topic in library.load("harbour").topics] == ["船舶", "货物", "天气"]


def test_without_a_folder_there_are_the_packaged_ones(tmp_path: Path) -> None:
    bare = TaxonomyLibrary()
    assert bare.load("default") is load("default")
    with pytest.raises(NotFoundError):
        bare.load("harbour")
    with pytest.raises(UsageError):
        bare.save(bare.parse(TOPICS))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "needs a name"), ("- a", "needs a name"), ("name: x", "needs a name"),
        ("name: x\ntopics: []", "topic ids"), ("name: [", "not YAML: line"),
        ("name: x\ntopics: [{id: A, label: a}]", "topic ids"),
        ("name: x\ntopics: [{id: a, label: a}, {id: a, label: b}]", "differ"),
        ("name: x\ntopics: [{id: a, label: a, parent: b}]", "parent"),
        ("name: x\ntopics: [{id: a, label: a, parent: b}, {id: b, label: b, parent: a}]", "circle"),
        ("name: ../x\ntopics: [{id: a, label: a}, {id: b, label: b}]", "name"),
        ("name: !!python/object:os.system x\ntopics: []", "YAML"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_refused(library: TaxonomyLibrary, text: str, says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        library.parse(text)


def test_a_packaged_name_or_another_name_is_not_taken(library: TaxonomyLibrary) -> None:
    with pytest.raises(UsageError, match="packaged"):
        library.save(library.parse(TOPICS.replace("harbour", "default")))
    with pytest.raises(UsageError, match="otherwise"):
        library.save(library.parse(TOPICS), as_name="port")


@pytest.mark.parametrize(
    ("text", "topic"),
    [("The cutter's engine was replaced.", "ships"), ("集装箱明天装船发运。", "cargo"),
     ("Thick fog and high waves.", "weather")],
)  # fmt: skip
def test_examples_teach_and_topics_without_examples_keep_their_descriptions(
    library: TaxonomyLibrary, text: str, topic: str
) -> None:
    library.save(library.parse(TOPICS))
    before = near(library, text)
    key = library.load("harbour").key
    measured = library.train("harbour", EXAMPLES, ENCODER)
    taxonomy, after = library.load("harbour"), near(library, text)
    assert taxonomy.key != key
    assert before != after
    assert max(after, key=after.__getitem__) == topic
    assert after.keys() == {"ships", "cargo", "weather"}
    assert measured["examples"] == measured["left_out"] == 12
    assert 0 <= measured["low"] <= measured["accuracy"] <= measured["high"] <= 1
    assert measured["accuracy"] >= 0.75
    assert measured["few"] == ["ships", "cargo", "weather"]
    assert measured["by_topic"].keys() == {"ships", "cargo"}


def test_one_training_replaces_the_other_and_a_new_text_forgets_it(library: TaxonomyLibrary, tmp_path: Path) -> None:
    library.save(library.parse(TOPICS))
    library.train("harbour", EXAMPLES, ENCODER)
    library.train("harbour", EXAMPLES[:-1], ENCODER)
    heads = sorted((tmp_path / "taxonomies").glob("*.safetensors"))
    assert [library.load("harbour").learned.file] == heads  # type: ignore[union-attr]
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "taxonomies").iterdir())
    library.save(library.parse(TOPICS))
    assert library.load("harbour").learned is None
    assert not [*(tmp_path / "taxonomies").glob("*.safetensors")]
    data = json.loads((tmp_path / "taxonomies/harbour.json").read_text(encoding="utf-8"))
    assert library.parse(json.dumps(data)) == library.load("harbour")


@pytest.mark.parametrize(
    ("examples", "says"),
    [
        ([], "two topics"), (EXAMPLES[:6], "two topics"), ([*EXAMPLES, ("x", "trains")], "not in the taxonomy"),
        ([EXAMPLES[0], EXAMPLES[-1]], "examples are needed"),
    ],
)  # fmt: skip
def test_examples_that_do_not_fit_are_refused(
    library: TaxonomyLibrary, examples: list[tuple[str, str]], says: str
) -> None:
    library.save(library.parse(TOPICS))
    with pytest.raises(UsageError, match=says):
        library.train("harbour", examples, ENCODER)
    assert library.load("harbour").learned is None


@pytest.mark.parametrize("name", ["default", "genre"])
def test_packaged_sets_are_not_taught(library: TaxonomyLibrary, name: str) -> None:
    with pytest.raises(UsageError, match="packaged"):
        library.train(name, EXAMPLES, ENCODER)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[TaxonomyLibrary, Mapping[str, Any]]:
    library = TaxonomyLibrary(tmp_path_factory.mktemp("taught"))
    library.save(library.parse(TOPICS[: TOPICS.index("  - {id: weather")]))
    return library, library.train("harbour", EXAMPLES, ENCODER)


@pytest.mark.parametrize(
    "text",
    ["Please find the attachment; kind regards from all of us here.", "请查收附件，祝大家工作顺利，周末愉快，下周见。",
     "The annual budget was approved by the board on Monday.", "员工的年度绩效考核将于下月进行。"],
)  # fmt: skip
def test_a_text_about_anything_else_gets_no_topic(taught: tuple[TaxonomyLibrary, Mapping[str, Any]], text: str) -> None:
    library, measured = taught
    segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
    assert measured["said_of_others"] <= 0.05
    assert not SeedTopicTagger().tag([segment], library.load("harbour"), near=near(library, text))
