"""The served graph over invented weights: what is small beside what is float, back again, and rows that are odd."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.models.test_encoder import VNNI

from assay.models.onnx_session import open_session
from assay.models.training.transformer import PARTS, Dense, Layer, Norm, Weights, of_served

onnx = pytest.importorskip("onnx")

WORDS, WIDTH, INSIDE = 50, 24, 1_024


def invented(layers: int = 3) -> Weights:
    draw = np.random.default_rng(11)

    def some(*shape: int, size: float = 1.0) -> Any:
        return (draw.standard_normal(shape) * size).astype(np.float32)

    def dense(inputs: int, outputs: int) -> Dense:
        return Dense(weight=some(inputs, outputs, size=inputs**-0.5), bias=some(outputs, size=0.1))

    def norm() -> Norm:
        return Norm(gain=1 + some(WIDTH, size=0.1), bias=some(WIDTH, size=0.1))

    shapes = dict.fromkeys(PARTS, (WIDTH, WIDTH)) | {"up": (WIDTH, INSIDE), "down": (INSIDE, WIDTH)}
    return Weights(
        words=some(WORDS, WIDTH), places=some(40, WIDTH, size=0.3), first=norm(), heads=4,
        layers=tuple(
            Layer(dense={part: dense(*shapes[part]) for part in PARTS}, after=norm(), last=norm())
            for _ in range(layers)
        ),
    )  # fmt: skip


def written(weights: Weights, file: Path, *, small: bool) -> Path:
    from assay.models.training.encoder.graph import served_graph

    onnx.save(served_graph(weights, small=small), str(file))
    return file


def means(file: Path, ids: Any) -> Any:
    return open_session(file, threads=1).run(["means"], {"ids": np.asarray(ids, np.int32)})[0]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small graph and the float one."""
    folder = tmp_path_factory.mktemp("graph")
    weights = invented()
    return written(weights, folder / "small.onnx", small=True), written(weights, folder / "float.onnx", small=False)


def test_small_weights_say_almost_what_floats_say(files: tuple[Path, Path]) -> None:
    ids = np.random.default_rng(2).integers(0, WORDS, (6, 30))
    small, floats = (means(file, ids) for file in files)
    assert small.shape == floats.shape == (6, 3 * WIDTH)
    for left, right in zip(np.split(small, 3, 1), np.split(floats, 3, 1), strict=True):
        cosine = (left * right).sum(1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)
        assert cosine.min() > 0.999
        assert not np.array_equal(left, right)
    assert files[0].stat().st_size < files[1].stat().st_size / 2


def test_the_means_are_of_the_first_layer_the_first_half_and_the_last(tmp_path: Path) -> None:
    """The last mean of a graph that is cut off after a layer is that layer's mean of the whole graph."""
    ids = [[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]]
    whole = invented(layers=4)
    found = np.split(means(written(whole, tmp_path / "whole.onnx", small=False), ids), 3, 1)
    for place, kept in enumerate((1, 2, 4)):
        cut = Weights(
            words=whole.words, places=whole.places, first=whole.first, heads=whole.heads, layers=whole.layers[:kept]
        )
        last = means(written(cut, tmp_path / "cut.onnx", small=False), ids)[:, -WIDTH:]
        assert np.allclose(found[place], last, atol=1e-5)


def test_a_row_does_not_see_the_other_rows(files: tuple[Path, Path]) -> None:
    ids = np.random.default_rng(4).integers(0, WORDS, (17, 9))
    for file in files:
        together = means(file, ids)
        for found, same in ((means(file, ids[5:6]), together[5:6]), (means(file, ids[::-1])[::-1], together)):
            assert np.array_equal(found, same) if VNNI else np.allclose(found, same, atol=0.05)


def test_weights_come_back_from_what_is_served(files: tuple[Path, Path], tmp_path: Path) -> None:
    own, (small, floats) = invented(), (of_served(file) for file in files)
    assert floats.heads == small.heads == own.heads
    for name in PARTS:
        for mine, exact, near in zip(own.layers, floats.layers, small.layers, strict=True):
            assert np.array_equal(exact.dense[name].weight, mine.dense[name].weight)
            step = np.abs(mine.dense[name].weight).max(0) / 127
            assert (np.abs(near.dense[name].weight - mine.dense[name].weight) <= step * 0.51).all()
            assert np.array_equal(near.dense[name].bias, mine.dense[name].bias)
    again = written(small, tmp_path / "again.onnx", small=True)
    ids = np.arange(20).reshape(2, 10)
    assert np.allclose(means(again, ids), means(files[0], ids), atol=1e-5)


def test_rows_without_any_value_give_numbers(tmp_path: Path) -> None:
    nothing = Dense(weight=np.zeros((WIDTH, WIDTH), np.float32), bias=np.zeros(WIDTH, np.float32))
    whole = invented(layers=1)
    layer = Layer(
        dense={**whole.layers[0].dense, "value": nothing}, after=whole.layers[0].after, last=whole.layers[0].last
    )
    empty = Weights(words=whole.words, places=whole.places, first=whole.first, heads=whole.heads, layers=(layer,))
    assert np.isfinite(means(written(empty, tmp_path / "empty.onnx", small=True), [[1, 2, 3]])).all()
