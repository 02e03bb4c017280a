"""One suite over every encoder: the packaged kind and the hub's, here with tiny random weights."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assay.governance.domain import Encoder, UnavailableError
from assay.models import BilingualEncoder, HubEncoder, Model
from assay.models.profiles import HubModel

KINDS = ("embedded", "hub")
Make = Callable[..., Any]


@pytest.fixture(params=KINDS)
def make(request: pytest.FixtureRequest) -> Make:
    """Return what makes an encoder of a kind, over its own folder or another."""
    if request.param == "embedded":
        entry: Model = request.getfixturevalue("tiny_entry")
        place: Path = request.getfixturevalue("tiny_folder")
        return lambda folder=place: BilingualEncoder(threads=1, folder=folder, entry=entry)
    hub: tuple[HubModel, Path] = request.getfixturevalue("tiny_hub")
    return lambda folder=hub[1]: HubEncoder(threads=1, folder=folder, entry=hub[0])


def rows(encoder: Any, texts: list[str]) -> Any:
    return np.frombuffer(encoder.encode(texts), "<f4").reshape(len(texts), encoder.dimensions)


def test_it_is_an_encoder_that_loads_nothing_before_it_is_asked(make: Make) -> None:
    fresh = make()
    assert isinstance(fresh, Encoder)
    assert fresh.name
    assert fresh.version
    assert fresh.languages is None or fresh.languages >= {"en", "zh"}
    assert fresh.encode([]).nbytes == 0
    assert not fresh.loaded


def test_each_text_has_a_row_of_length_one_in_its_place(make: Make) -> None:
    encoder = make()
    texts = [
        "the contract",
        "",
        "合同付款",
        "weather " * 900,
        "天气" * 900,
        "発票 發票 \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "a\x00b",
    ]
    found = rows(encoder, texts)
    assert encoder.loaded
    assert np.isfinite(found).all()
    assert np.allclose((found * found).sum(1), 1, atol=1e-5)
    order = [4, 0, 6, 2, 5, 1, 3]
    assert np.allclose(rows(encoder, [texts[at] for at in order]), found[order], atol=1e-5)


def test_the_same_text_gives_the_same_row_and_another_text_another(make: Make) -> None:
    encoder = make()
    one = rows(encoder, ["合同付款", "the contract was signed"])
    assert np.array_equal(one, rows(encoder, ["合同付款", "the contract was signed"]))
    assert float(one[0] @ one[1]) < 0.999


def test_the_row_of_a_text_is_the_same_alone_and_in_any_company(make: Make) -> None:
    encoder = make()
    text = "合同付款 the contract was signed"
    short, long = ["天气", "a", ""], ["weather report " * 40, "客户会议 " * 60]
    company = [[text], [*short, text], [text, *long], [*long, text, *short], [text] * 40 + long]
    alone, *others = (rows(encoder, texts)[texts.index(text)] for texts in company)
    for row in others:
        assert np.allclose(row, alone, atol=1e-5)


def test_what_stands_beyond_the_last_token_changes_nothing(make: Make) -> None:
    encoder = make()
    long = "contract " * 3_000
    assert np.array_equal(rows(encoder, [long]), rows(encoder, [long + "weather"]))


def test_threads_share_it(make: Make) -> None:
    encoder = make()
    texts = [["天气", "the report"], ["employee meeting"], ["合同"]] * 3
    with ThreadPoolExecutor(4) as pool:
        found = [row.tobytes() for row in pool.map(encoder.encode, texts)]
    assert found == [encoder.encode(some).tobytes() for some in texts]


def test_it_is_let_go_of_and_loads_again(make: Make) -> None:
    encoder = make()
    before = encoder.encode(["合同"]).tobytes()
    encoder.close()
    assert not encoder.loaded
    assert encoder.encode(["合同"]).tobytes() == before


def test_a_folder_that_is_missing_or_was_changed_is_refused(make: Make, tmp_path: Path) -> None:
    import shutil

    with pytest.raises(UnavailableError, match=r"not installed|not here"):
        make(tmp_path / "missing").encode(["x"])
    source = make()
    place = tmp_path / "copy"
    shutil.copytree(source._folder, place)
    if source._folder.with_suffix(".lock.json").is_file():
        shutil.copyfile(source._folder.with_suffix(".lock.json"), place.with_suffix(".lock.json"))
    make(place).encode(["x"])
    (place / "config.json").write_text((place / "config.json").read_text() + " ", encoding="utf-8")
    changed = make(place)
    with pytest.raises(UnavailableError, match=r"config\.json: another sha256"):
        changed.encode(["x"])
    assert not changed.loaded


def test_traditional_characters_read_as_simplified_ones(tiny_entry: Model, tiny_folder: Path) -> None:
    encoder = BilingualEncoder(threads=1, folder=tiny_folder, entry=tiny_entry)
    simplified, traditional = rows(encoder, ["发票会", "發票會"])
    assert np.array_equal(simplified, traditional)


def test_encoders_of_a_process_share_one_copy_whose_memory_is_known(tiny_entry: Model, tiny_folder: Path) -> None:
    first, second = (BilingualEncoder(threads=1, folder=tiny_folder, entry=tiny_entry) for _ in range(2))
    assert (first.memory_bytes, second.memory_bytes) == (0, 0)
    assert first.trunk() is second.trunk()
    assert first.memory_bytes == second.memory_bytes >= 0
    first.close()
    assert second.loaded


def test_the_packaged_kind_runs_without_torch_and_says_nothing(tiny_folder: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from assay.models import BilingualEncoder, Model
from assay.models.inspection import sha256_of
folder = Path({str(tiny_folder)!r})
entry = Model(name="t", purpose="", version="0", revision="", licence="", package="", module="assay", folder="",
              files={{file.name: sha256_of(file) for file in folder.iterdir()}})
encoder = BilingualEncoder(threads=1, folder=folder, entry=entry)
assert not {{"onnxruntime", "tokenizers", "numpy"}} & set(sys.modules)
encoder.encode(["合同 contract"] * 3)
assert {{"onnxruntime", "tokenizers"}} <= set(sys.modules)
assert not {{"torch", "transformers", "sentence_transformers", "huggingface_hub"}} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
