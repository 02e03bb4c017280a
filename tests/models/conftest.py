"""A tiny encoder, made here: random weights, a few words, trained for a few steps and exported as the large one is."""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.governance.domain.training import TrainingJob
from assay.models.inspection import sha256_of
from assay.models.manifest import Model
from assay.models.profiles import HubModel, Purpose, lock

CHARACTERS = "合同付款天气发票员工客户会议明报告数据审核签署甲乙方第一二三四五六七八九十"
WORDS = ("合同", "付款", "发票", "会议")
ENGLISH = (
    "the", "contract", "payment", "weather", "invoice", "employee", "customer", "meeting", "tomorrow", "report", "data",
    "was", "signed",
)  # fmt: skip
CONFIG = """
start = "checkpoints/tiny"
steps = 4
warm_up = 1
rows = 8
tokens = 256
bank = 16
english_every = 2
checkpoint_minutes = 0.0
measure_minutes = 1000.0
sources.business.share = 0
"""


def write_rows(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def save_checkpoint(folder: Path) -> None:
    """Write a BERT of one layer with a vocabulary like that of the teacher and its Chinese words."""
    import torch
    from tokenizers import AddedToken, Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertModel

    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,"
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{it}" for it in letters), *ENGLISH]
    tokenizer = Tokenizer(WordPiece({it: at for at, it in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.add_special_tokens([AddedToken(it, normalized=False, special=True) for it in pieces[:5]])
    tokenizer.add_tokens([AddedToken(it, normalized=False) for it in (*WORDS, *dict.fromkeys(CHARACTERS))])
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=384, num_hidden_layers=1, num_attention_heads=12,
        intermediate_size=64, max_position_embeddings=256,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text("{}", encoding="utf-8")
    (folder / "traditional_to_simplified.json").write_text(json.dumps({"發": "发", "會": "会"}), encoding="utf-8")


def pairs(count: int) -> Iterator[tuple[str, str]]:
    """Yield invented pairs, each English text once."""
    for number in range(count):
        words = [ENGLISH[(number // 13**place) % 13] for place in range(4)]
        signs = [CHARACTERS[(number // 31**place + 3 * place) % 31] for place in range(5)]
        yield f"{' '.join(words)} {number}", "".join(signs)


@pytest.fixture(scope="session")
def training_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in the shape of the real one."""
    folder = tmp_path_factory.mktemp("data")
    save_checkpoint(folder / "checkpoints" / "tiny")
    write_rows(folder / "parallel_tatoeba" / "pairs.jsonl.gz", ({"en": en, "zh": zh} for en, zh in pairs(1_040)))
    write_rows(
        folder / "parallel_python_docs" / "pairs.jsonl.gz",
        ({"en_plain": f"docs {en}", "zh_plain": f"{zh} {en[:6]}"} for en, zh in pairs(640)),
    )
    write_rows(
        folder / "dictionary_cedict" / "cedict.jsonl.gz",
        ({"simp": word, "defs": [f"a {ENGLISH[at]}", "see elsewhere"]} for at, word in enumerate(WORDS)),
    )
    write_rows(folder / "ner_en" / "train.jsonl.gz", ({"text": f"{en} filed"} for en, _ in pairs(12)))
    return folder


@pytest.fixture(scope="session")
def stopped(training_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainingJob, dict[str, float]]:
    """A run that was broken off at its third step, and the same run again."""
    from assay.models.training.encoder import loop

    folder = tmp_path_factory.mktemp("run")
    (folder / "tiny.toml").write_text(CONFIG, encoding="utf-8")
    job = TrainingJob(data=training_data, out=folder / "out", config=folder / "tiny.toml")
    one_step = loop._Run._one
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loop, "teacher_folder", lambda: training_data / "checkpoints" / "tiny")
        patch.setattr(loop._Run, "_one", lambda run: one_step(run) if run.step < 2 else sys.exit("broken off"))
        with pytest.raises(SystemExit):
            loop.train(job)
        patch.setattr(loop._Run, "_one", one_step)
        return job, loop.train(job)


@pytest.fixture(scope="session")
def tiny_folder(stopped: tuple[TrainingJob, dict[str, float]]) -> Path:
    """The folder of the exported model."""
    return stopped[0].out / "model"


@pytest.fixture(scope="session")
def tiny_entry(tiny_folder: Path) -> Model:
    """What the manifest would say of it."""
    return Model(
        name="tiny", purpose="test", version="0", revision="0", licence="Apache-2.0", package="assay-governance",
        module="assay.models", folder="weights/tiny",
        files={file.name: sha256_of(file) for file in sorted(tiny_folder.iterdir())},
    )  # fmt: skip


@pytest.fixture(scope="session")
def tiny_hub(training_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[HubModel, Path]:
    """A sentence-transformers model in a pulled folder, and what the hub's list says of it."""
    folder = tmp_path_factory.mktemp("hub") / "tiny-text" / "0123456789abcdef"
    folder.mkdir(parents=True)
    source = training_data / "checkpoints" / "tiny"
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        shutil.copyfile(source / name, folder / name)
    settings = {
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]"},
        "sentence_bert_config.json": {"max_seq_length": 256, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": 384, "pooling_mode_mean_tokens": True},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        ],
    }
    for name, value in settings.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(value), encoding="utf-8")
    lock(folder)
    return _hub_model("tiny-text", Purpose.TEXT, "BertModel", dimensions=384, passage="passage: "), folder


def _hub_model(name: str, purpose: Purpose, architecture: str, **more: Any) -> HubModel:
    return HubModel(
        name=name, purpose=purpose, repository=f"nobody/{name}", revision="0123456789abcdef", licence="Apache-2.0",
        architectures=frozenset({architecture}), files=("config.json",), sha256={}, megabytes=1, **more,
    )  # fmt: skip
