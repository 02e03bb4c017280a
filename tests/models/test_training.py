"""Training: settings, a run that goes on where it stopped, and what it leaves behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assay.governance.cli.program import app
from assay.governance.domain import UsageError
from assay.governance.domain.training import TrainingJob
from assay.models.inspection import inspect_folder
from assay.models.training.encoder.batches import Pool
from assay.models.training.encoder.catalogs import po_pairs
from assay.models.training.encoder.sources import Pair, split, without_latin
from assay.models.training.job import load_tensors, read_config, save_state


def test_a_run_goes_on_where_it_stopped_and_leaves_a_served_model(
    stopped: tuple[TrainingJob, dict[str, float]],
) -> None:
    job, figures = stopped
    known = load_tensors(job.out)
    assert known is not None
    assert known[1]["step"] == 4
    steps = [json.loads(line)["step"] for line in (job.out / "figures.jsonl").read_text().splitlines()]
    assert steps == [0, 4]
    assert sorted(it.name for it in job.out.glob("state-*")) == ["state-4.safetensors"]
    assert json.loads((job.out / "figures.json").read_text()) == figures
    assert {"tatoeba.at1", "tatoeba.at10", "python_docs.at1", "int8_cosine"} <= figures.keys()
    assert figures["int8_cosine"] > 0.98
    assert inspect_folder(job.out / "model") == []
    assert sorted(it.name for it in (job.out / "model").iterdir()) == ["config.json", "model.onnx", "vocabulary.json"]
    assert inspect_folder(job.out / "student") == []


def test_what_is_served_says_what_was_trained(stopped: tuple[TrainingJob, dict[str, float]]) -> None:
    from transformers import AutoModel

    from assay.models.training.encoder.teacher import embed
    from assay.models.training.encoder.text import Vocabulary
    from assay.models.trunk import Trunk

    out = stopped[0].out
    texts = ["the contract was signed", "合同付款", "weather", "第三会议明报告 and a long tail of other words 1234567"]
    student = AutoModel.from_pretrained(str(out / "student"), add_pooling_layer=False).eval()
    trained = embed(student, Vocabulary(out / "student").ids(texts, 256))
    plain, served = (Trunk(out / name, threads=1).embed(texts) for name in ("model-fp32", "model"))
    assert (trained * plain).sum(1).min() > 0.999
    assert (trained * served).sum(1).min() > 0.995
    assert (trained @ trained.T).min() < 0.9  # else the comparison would say nothing
    assert b"site-packages" not in (out / "model" / "model.onnx").read_bytes()  # nor any other trace of the exporter


def test_what_is_left_out_of_a_session_changes_no_state(stopped: tuple[TrainingJob, dict[str, float]]) -> None:
    import numpy as np
    import onnxruntime  # type: ignore[import-untyped]

    from assay.models.onnx_session import open_session

    file = stopped[0].out / "model-fp32" / "model.onnx"
    given = {"ids": np.arange(3 * 40, dtype=np.int32).reshape(3, 40) % 90 + 5}
    (usual,) = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"]).run(None, given)
    (ours,) = open_session(file, threads=1).run(None, given)
    assert np.allclose(ours, usual, atol=1e-5)
    assert np.ptp(usual) > 1


def test_what_is_left_may_lie_between_the_end_and_another_model(
    stopped: tuple[TrainingJob, dict[str, float]], training_data: Path
) -> None:
    import torch
    from transformers import AutoModel

    from assay.models.training.encoder.averaging import towards

    other = training_data / "checkpoints" / "tiny"
    model = AutoModel.from_pretrained(str(stopped[0].out / "student"), add_pooling_layer=False)
    words = "embeddings.word_embeddings.weight"
    known = len(model.state_dict()[words])
    model.resize_token_embeddings(known + 2, mean_resizing=False)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    towards(model, other, 0.0)
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())
    towards(model, other, 0.25)
    theirs = AutoModel.from_pretrained(str(other), add_pooling_layer=False).state_dict()
    for name, weight in model.state_dict().items():
        rows = known if name == words else len(weight)
        assert torch.allclose(weight[:rows], 0.75 * before[name][:rows] + 0.25 * theirs[name][:rows], atol=1e-6)
        assert torch.equal(weight[rows:], before[name][rows:])
    assert not torch.equal(model.state_dict()[words], before[words])


def test_rows_of_words_that_no_batch_held_do_not_move(
    stopped: tuple[TrainingJob, dict[str, float]], training_data: Path
) -> None:
    from safetensors.torch import load_file

    name = "embeddings.word_embeddings.weight"
    before = load_file(str(training_data / "checkpoints" / "tiny" / "model.safetensors"))[name]
    after = load_file(str(stopped[0].out / "student" / "model.safetensors"))[name]
    moved = (before != after).any(1)
    assert not moved[1]  # [UNK]
    assert moved[2]  # [CLS]
    assert moved[5:].any()


@pytest.mark.parametrize("missing", ["parallel_tatoeba/pairs.jsonl.gz", "checkpoints/tiny"])
def test_data_that_is_not_there_is_said_as_a_mistake_of_the_caller(
    missing: str, training_data: Path, tmp_path: Path
) -> None:
    from assay.models.training.encoder import train

    data = tmp_path / "data"
    data.mkdir()
    for child in training_data.iterdir():
        if missing.split("/")[0] != child.name:
            (data / child.name).symlink_to(child)
    config = tmp_path / "tiny.toml"
    config.write_text('start = "checkpoints/tiny"', encoding="utf-8")
    with pytest.raises(UsageError, match="not in the data folder"):
        train(TrainingJob(data=data, out=tmp_path / "out", config=config))


def test_settings_are_overlaid_by_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("steps = 7\n[sources]\ndocs = { share = 0.0 }\n", encoding="utf-8")
    plain, mine = read_config("encoder"), read_config("encoder", file)
    assert mine["steps"] == 7
    assert mine["sources"]["docs"] == {**plain["sources"]["docs"], "share": 0.0}
    assert mine["rate"] == plain["rate"]


def test_a_crash_while_saving_leaves_the_checkpoint_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    save_state(tmp_path, {"w": torch.ones(2)}, {"step": 1})

    def crash(*_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", crash)
        with pytest.raises(OSError, match="the disk is full"):
            save_state(tmp_path, {"w": torch.zeros(2)}, {"step": 2})
    known = load_tensors(tmp_path)
    assert known is not None
    assert (known[1]["step"], known[0]["w"].tolist()) == (1, [1.0, 1.0])
    assert load_tensors(tmp_path / "nothing") is None


def test_batches_depend_on_the_seed_and_the_count_alone() -> None:
    lengths = [(7 * at) % 23 + 1 for at in range(300)]
    first = Pool(lengths=lengths, rows=8, tokens=64, seed=5)
    taken = [first.take() for _ in range(90)]
    later = Pool(lengths=lengths, rows=8, tokens=64, seed=5, taken=60)
    assert [later.take() for _ in range(30)] == taken[60:]
    assert all(len(batch) <= 8 and len(batch) * max(lengths[at] for at in batch) <= 64 for batch in taken)
    count = next(n for n in range(90) if sum(map(len, taken[: n + 1])) >= 300)
    assert sorted(at for batch in taken[: count + 1] for at in batch) == list(range(300))


def test_a_text_is_held_out_with_all_its_translations() -> None:
    parts = split([Pair(f"t{at % 50}", f"译{at}") for at in range(150)], held=10)
    assert {pair.en for pair in parts.held}.isdisjoint(pair.en for pair in parts.train)
    assert (len(parts.held), len(parts.train)) == (30, 120)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("使用 open() 打开文件", "使用 打开文件"),
        ("返回 None。", "返回 。"),
        ("没有拉丁字", "没有拉丁字"),
        ("v3.11", ""),
    ],
)
def test_latin_words_are_dropped(text: str, left: str) -> None:
    assert without_latin(text) == left


PO = """
msgid ""
msgstr "Content-Type: text/plain"

#, fuzzy
msgid "Draft"
msgstr "草案"

msgid "Delete %(name)s?"
msgstr "删除 %(name)s？"

msgid "Two "
"lines"
msgstr "两"
"行"

msgid "Same"
msgstr "Same"

msgid "Unfinished"
msgstr ""
"""


def test_catalogues_give_finished_translations_without_placeholders() -> None:
    assert list(po_pairs(PO)) == [("Delete ?", "删除 ？"), ("Two lines", "两行")]


def test_the_command_trains_by_name_and_refuses_others(
    training_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[TrainingJob] = []

    def trainer(job: TrainingJob) -> dict[str, float]:
        seen.append(job)
        return {"tatoeba.at1": 0.5}

    monkeypatch.setattr("assay.governance.registry.plugin", lambda group, name: trainer)
    arguments = ["models", "train", "encoder", "--data", str(training_data), "--out", str(tmp_path), "--seed", "4"]
    done = CliRunner().invoke(app, [*arguments, "--minutes", "1.5", "--json"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"tatoeba.at1": 0.5})
    assert (seen[0].seed, seen[0].minutes, seen[0].device) == (4, 1.5, "cpu")
    refused = CliRunner().invoke(app, ["models", "train", "nothing", "--data", str(training_data), "--out", "x"])
    assert refused.exit_code == 2
    assert "encoder" in refused.stderr
