"""The English tagger's graph over invented weights: small beside float, back again, rows that see no other row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.models.test_encoder import VNNI
from tests.models.test_encoder_graph import WIDTH, WORDS, invented

from assay.models.onnx_session import open_session
from assay.models.training.entities.graph import TaggerWeights, of_served, tagger_graph
from assay.models.training.transformer import PARTS, Dense

onnx = pytest.importorskip("onnx")

FEATURES, TAGS = 14, 9


@pytest.fixture(scope="module")
def weights() -> TaggerWeights:
    draw = np.random.default_rng(5)
    seen, head = (draw.standard_normal(shape).astype(np.float32) for shape in ((FEATURES, WIDTH), (WIDTH, TAGS)))
    return TaggerWeights(transformer=invented(2), seen=seen, head=Dense(weight=head, bias=head[0]))


@pytest.fixture(scope="module")
def files(weights: TaggerWeights, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small graph and the float one."""
    folder = tmp_path_factory.mktemp("tagger")
    for name, small in (("small.onnx", True), ("float.onnx", False)):
        onnx.save(tagger_graph(weights, small=small), str(folder / name))
    return folder / "small.onnx", folder / "float.onnx"


def drawn(rows: int, pieces: int) -> dict[str, Any]:
    draw = np.random.default_rng(rows)
    ids = draw.integers(0, WORDS, (rows, pieces)).astype(np.int32)
    return {"ids": ids, "features": (draw.random((rows, pieces, FEATURES)) < 0.2).astype(np.uint8)}


def emissions(file: Path, inputs: dict[str, Any]) -> Any:
    return open_session(file, threads=1).run(["emissions"], inputs)[0]


def test_small_weights_say_almost_what_floats_say(files: tuple[Path, Path]) -> None:
    small, floats = (emissions(file, drawn(6, 30)) for file in files)
    assert small.shape == floats.shape == (6, 30, TAGS)
    assert np.corrcoef(small.ravel(), floats.ravel())[0, 1] > 0.999
    assert not np.array_equal(small, floats)


def test_features_and_places_are_heard(files: tuple[Path, Path]) -> None:
    inputs = drawn(3, 8)
    for file in files:
        found = emissions(file, inputs)
        assert not np.allclose(found, emissions(file, {**inputs, "features": 1 - inputs["features"]}))
        turned = {name: value[:, ::-1] for name, value in inputs.items()}
        assert not np.allclose(found, emissions(file, turned)[:, ::-1])


def test_a_row_does_not_see_the_other_rows(files: tuple[Path, Path]) -> None:
    inputs = drawn(17, 9)
    for file in files:
        together = emissions(file, inputs)
        for some in (slice(5, 6), slice(None, None, -1), slice(2, 4)):
            found = emissions(file, {name: value[some] for name, value in inputs.items()})
            assert np.array_equal(found, together[some]) if VNNI else np.allclose(found, together[some], atol=0.1)


def test_weights_come_back_from_what_is_served(
    weights: TaggerWeights, files: tuple[Path, Path], tmp_path: Path
) -> None:
    small, exact = (of_served(file) for file in files)
    assert np.array_equal(exact.seen, weights.seen)
    assert np.array_equal(exact.head.weight, weights.head.weight)
    for mine, theirs in zip(exact.transformer.layers, weights.transformer.layers, strict=True):
        assert all(np.array_equal(mine.dense[part].weight, theirs.dense[part].weight) for part in PARTS)
    onnx.save(tagger_graph(small, small=True), str(tmp_path / "again.onnx"))
    inputs = drawn(2, 10)
    assert np.allclose(emissions(tmp_path / "again.onnx", inputs), emissions(files[0], inputs), atol=1e-4)
