"""One suite over every tagger: the packaged one and the hub's, here tiny with random weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from assay.governance.domain import UnavailableError
from assay.models.hub_tagger import HubTagger
from assay.models.profiles import HubModel, Purpose, lock
from assay.models.tagger import EntityTagger
from assay.models.taggers import NameTagger, _pulled, name_tagger

LABELS = ["O", "B-DATE", "I-DATE", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]
TEXT = "Yesterday Priya Raghunathan moved to Toronto.\n昨天下午，周慧敏在北京会见了记者。\n12345 67890\n"
Make = Callable[[], Any]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[HubModel, Path]:
    """A tagger of one layer over the letters of the tests, in a pulled folder."""
    torch = pytest.importorskip("torch")
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import TemplateProcessing
    from transformers import XLMRobertaConfig, XLMRobertaForTokenClassification

    folder = tmp_path_factory.mktemp("hub") / "tiny-tagger" / "0123456789abcdef"
    folder.mkdir(parents=True)
    signs = sorted({*TEXT, *"abcdefghijklmnopqrstuvwxyz"} - {" ", "\n"})
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *signs, *(f"##{it}" for it in signs)]
    tokenizer = Tokenizer(WordPiece({it: at for at, it in enumerate(pieces)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(11)
    config = XLMRobertaConfig(
        vocab_size=len(pieces), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=66, pad_token_id=1, initializer_range=0.6,
        id2label=dict(enumerate(LABELS)), label2id={it: at for at, it in enumerate(LABELS)},
    )  # fmt: skip
    XLMRobertaForTokenClassification(config).save_pretrained(folder)
    lock(folder)
    entry = HubModel(
        name="tiny-tagger", purpose=Purpose.ENTITIES, repository="nobody/tiny", revision="0123456789abcdef",
        licence="MIT", architectures=frozenset({"XLMRobertaForTokenClassification"}), files=("config.json",),
        sha256={}, megabytes=1,
    )  # fmt: skip
    return entry, folder


@pytest.fixture(params=["embedded", "hub"])
def make(request: pytest.FixtureRequest) -> Make:
    if request.param == "embedded":
        return EntityTagger.of
    entry, folder = request.getfixturevalue("tiny")
    return lambda: HubTagger(threads=1, folder=folder, entry=entry)


def test_names_lie_in_the_text_in_order_and_apart(make: Make) -> None:
    tagger: NameTagger = make()
    reading = tagger.read(TEXT + "😀 Priya Raghunathan 😀\n" + "weather " * 400)
    assert tagger.version
    assert reading.names
    text = TEXT + "😀 Priya Raghunathan 😀\n" + "weather " * 400
    for name in reading.names:
        assert 0 <= name.start < name.end <= len(text)
        assert name.kind in {"person", "organization", "location", "address"}
        assert 0 < name.score < 1
        assert text[name.start : name.end].strip() == text[name.start : name.end]
    assert [it.start for it in reading.names] == sorted(it.start for it in reading.names)
    assert all(left.end <= right.start for left, right in zip(reading.names, reading.names[1:], strict=False))
    assert reading.characters == len(text)
    assert 0 < reading.through <= len(text)


@pytest.mark.parametrize("text", ["", "\n\n \t", "12345 67890 2024-01-02 13:45", "……！？"])
def test_text_without_letters_is_not_read(make: Make, text: str) -> None:
    reading = make().read(text)
    assert (reading.names, reading.through, reading.characters) == ((), 0, len(text))


def test_the_same_text_is_read_alike_by_many_threads(make: Make) -> None:
    tagger = make()
    with ThreadPoolExecutor(4) as pool:
        found = {tuple((it.start, it.end, it.kind) for it in one.names) for one in pool.map(tagger.read, [TEXT] * 6)}
    assert len(found) == 1


def test_placeholders_of_identifiers_are_no_names(make: Make) -> None:
    text = "Call [PHONE_NUMBER] or write to [EMAIL]; card [BANK_CARD].\n电话：[PHONE_NUMBER]，邮箱：[EMAIL]。\n"
    if isinstance(make(), HubTagger):
        pytest.skip("random weights know no sense")
    assert [text[it.start : it.end] for it in make().read(text).names] == []
    beside = "昨天，周慧敏在北京会见了记者，电话[PHONE_NUMBER]。"
    assert "周慧敏" in [beside[it.start : it.end] for it in make().read(beside).names]


def test_a_pulled_tagger_loads_late_is_let_go_of_and_refused_when_changed(
    tiny: tuple[HubModel, Path], tmp_path: Path
) -> None:
    entry, folder = tiny
    tagger = HubTagger(threads=1, folder=folder, entry=entry)
    assert not tagger.loaded
    before = tagger.read(TEXT).names
    assert tagger.loaded
    tagger.close()
    assert not tagger.loaded
    assert tagger.read(TEXT).names == before
    place = tmp_path / "copy"
    shutil.copytree(folder, place)
    shutil.copyfile(folder.with_suffix(".lock.json"), place.with_suffix(".lock.json"))
    assert HubTagger(threads=1, folder=place, entry=entry).read(TEXT).names == before
    config = json.loads((place / "config.json").read_text())
    (place / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "evil.Model"}}))
    with pytest.raises(UnavailableError, match=r"config\.json"):
        HubTagger(threads=1, folder=place, entry=entry).read(TEXT)
    with pytest.raises(UnavailableError, match="not here"):
        HubTagger(threads=1, folder=tmp_path / "missing", entry=entry).read(TEXT)


def test_labels_without_beginnings_give_whole_names(
    tiny: tuple[HubModel, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np

    entry, folder = tiny
    tagger = HubTagger(threads=1, folder=folder, entry=entry)
    tagger.read("a")
    monkeypatch.setattr(tagger, "_places", (0, 2, 4, 6))
    row = tagger._ours(np.array([0.0, 5.0, 1.0, 1.0], np.float32))
    assert 4.9 < row[1] < row[2]


def test_the_profile_says_which_serves(
    tiny: tuple[HubModel, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entry, folder = tiny
    monkeypatch.setattr("assay.models.taggers.hub_models", lambda: {Purpose.ENTITIES: entry})
    monkeypatch.setenv("ASSAY_MODELS_DIR", str(tmp_path))
    monkeypatch.delenv("ASSAY_PROFILE", raising=False)
    try:
        assert name_tagger() is EntityTagger.of()
        monkeypatch.setenv("ASSAY_PROFILE", "hub")
        assert name_tagger() is EntityTagger.of(), "it was not pulled"
        _pulled.cache_clear()
        monkeypatch.setenv("ASSAY_MODELS_DIR", str(folder.parents[1]))
        assert isinstance(name_tagger(), HubTagger)
        assert name_tagger() is name_tagger()
        assert name_tagger().read(TEXT).names
    finally:
        _pulled.cache_clear()
