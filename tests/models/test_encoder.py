"""The packaged encoder: vectors, determinism, silence, and refusal of what is not pinned."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assay.governance.domain import Encoder, UnavailableError
from assay.models import MiniLmEncoder, model

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def encoder() -> MiniLmEncoder:
    return MiniLmEncoder(threads=1)


def rows(vectors: memoryview) -> list[list[float]]:
    values = vectors.tolist()
    return [values[i : i + 384] for i in range(0, len(values), 384)]


def cosine(left: list[float], right: list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def test_it_is_an_encoder_that_loads_nothing_before_it_is_asked() -> None:
    fresh = MiniLmEncoder()
    assert isinstance(fresh, Encoder)
    assert not fresh.loaded
    assert fresh.version == f"0.1.0+{model(fresh.name).files['model.safetensors'][:8]}"
    assert fresh.encode([]).nbytes == 0
    assert not fresh.loaded


def test_rows_have_length_one_and_the_same_text_gives_the_same_vector(encoder: MiniLmEncoder) -> None:
    vectors = encoder.encode(["a contract", "", "短", "word " * 2_000])
    assert (vectors.format, vectors.nbytes) == ("f", 4 * 384 * 4)
    assert encoder.loaded
    for row in rows(vectors):
        assert math.isclose(cosine(row, row), 1.0, abs_tol=1e-5)
    again = encoder.encode(["a contract"])
    assert max(abs(a - b) for a, b in zip(rows(vectors)[0], rows(again)[0], strict=True)) < 1e-5


def test_similar_sentences_are_closer(encoder: MiniLmEncoder) -> None:
    cat, kitten, tax = rows(
        encoder.encode(["A cat sat on the mat.", "The kitten is lying on a rug.", "File the tax return."])
    )
    assert cosine(cat, kitten) > cosine(cat, tax) + 0.2


def test_threads_may_share_it(encoder: MiniLmEncoder) -> None:
    from concurrent.futures import ThreadPoolExecutor

    texts = [["one", "two words"], ["three little words"], ["four"]] * 3
    expected = [encoder.encode(text).tobytes() for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert [vectors.tobytes() for vectors in pool.map(encoder.encode, texts)] == expected


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        MiniLmEncoder(folder=tmp_path / "missing").encode(["x"])
    with pytest.raises(UnavailableError, match="not the pinned ones"):
        MiniLmEncoder(folder=tmp_path).encode(["x"])


def test_nothing_leaks_to_the_terminal_and_the_import_is_light() -> None:
    code = (
        "import sys; from assay.models import MiniLmEncoder; assert 'torch' not in sys.modules;"
        "MiniLmEncoder(threads=1).encode(['quiet'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, timeout=240, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
