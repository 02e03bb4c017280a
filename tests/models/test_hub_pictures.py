"""Pictures and texts in one space, with a tiny model of random weights: what matters here is the way, not the sense."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assay.governance.domain import Bitmap, PictureEncoder, UnavailableError
from assay.models.hub_pictures import HubPictures
from assay.models.profiles import HubModel, Purpose, lock

SIDE, WIDTH = 32, 24


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> HubPictures:
    torch = pytest.importorskip("torch")
    tokenizers = pytest.importorskip("tokenizers")
    from transformers import SiglipConfig, SiglipModel

    folder = tmp_path_factory.mktemp("hub") / "tiny-siglip" / "0123456789abcdef"
    folder.mkdir(parents=True)
    torch.manual_seed(7)
    size = {
        "hidden_size": WIDTH, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
    }  # fmt: skip
    words = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "red", "blue", "harbour", "红", "crane"])}
    config = SiglipConfig(
        text_config={**size, "vocab_size": len(words), "max_position_embeddings": 16, "projection_size": WIDTH,
                     "pad_token_id": 0},
        vision_config={**size, "image_size": SIDE, "patch_size": 8},
    )  # fmt: skip
    SiglipModel(config).save_pretrained(folder, safe_serialization=True)
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    shades = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    (folder / "preprocessor_config.json").write_text(json.dumps(shades), encoding="utf-8")
    lock(folder)
    entry = HubModel(
        name="tiny-siglip", purpose=Purpose.IMAGES, repository="nobody/tiny-siglip", revision="0123456789abcdef",
        licence="Apache-2.0", architectures=frozenset({"SiglipModel"}), files=("config.json",), sha256={}, megabytes=1,
        dimensions=WIDTH,
    )  # fmt: skip
    return HubPictures(threads=1, folder=folder, entry=entry)


def bitmap(seed: int, width: int = 40, height: int = 30) -> Bitmap:
    pixels = np.random.default_rng(seed).integers(0, 256, (height // 10, width // 10, 3), dtype=np.uint8)
    return Bitmap(width=width, height=height, rgb=np.kron(pixels, np.ones((10, 10, 1), np.uint8)).tobytes())


def rows(data: memoryview) -> np.ndarray:
    return np.frombuffer(data, "<f4").reshape(-1, WIDTH)


def test_pictures_and_texts_have_rows_of_length_one_in_one_space(encoder: HubPictures) -> None:
    assert isinstance(encoder, PictureEncoder)
    seen = rows(encoder.encode_pictures([bitmap(seed, 40 + 10 * seed) for seed in range(10)]))
    read = rows(encoder.encode_texts(["red crane", "红", "", "harbour " * 60, "\x00 unknown"]))
    assert seen.shape == (10, WIDTH)
    assert read.shape == (5, WIDTH)
    for made in (seen, read):
        assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(len(made)), abs=1e-5)
        assert np.linalg.matrix_rank(made, tol=1e-4) > 1, "not one vector for all"
    assert encoder.encode_pictures([]).nbytes == encoder.encode_texts([]).nbytes == 0


def test_a_row_depends_on_its_picture_alone_and_hardly_on_its_size(encoder: HubPictures) -> None:
    one, two = bitmap(1), bitmap(2)
    together = rows(encoder.encode_pictures([one, two]))
    assert together[0] == pytest.approx(rows(encoder.encode_pictures([one]))[0], abs=1e-5)
    larger = np.kron(np.frombuffer(one.rgb, np.uint8).reshape(30, 40, 3), np.ones((4, 4, 1), np.uint8))
    scaled = rows(encoder.encode_pictures([Bitmap(width=160, height=120, rgb=larger.tobytes())]))
    assert float(scaled[0] @ together[0]) > float(together[1] @ together[0])


def test_nothing_is_loaded_before_it_is_asked_and_what_is_not_here_is_said() -> None:
    script = (
        "import sys; from assay.models.hub_pictures import HubPictures; HubPictures()\n"
        "assert not {'torch', 'transformers', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    missing = HubPictures(folder=Path("/nonexistent"))
    assert not missing.loaded
    with pytest.raises(UnavailableError, match="models pull hub"):
        missing.encode_texts(["red"])
