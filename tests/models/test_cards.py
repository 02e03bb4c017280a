"""Every folder of weights has a card that says what people ask, and a card shows the figures with their intervals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assay.models.inspection import sha256_of
from assay.models.training import cards

SAID = {
    "name": "tiny", "version": "1", "what": "A model.", "what_zh": "一个模型。", "licence": "MIT",
    "data": [{"source": "made here", "use": "all of it", "licence": "MIT"}], "method": ["none"], "limits": ["many"],
    "measured_on": "nothing", "figures": ["tiny."], "floors": {"tiny.f1": 0.5, "tiny.far": 0.95}, "tried": ["more"],
}  # fmt: skip


def test_a_card_has_figures_with_intervals_and_the_hashes_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "weights" / "tiny"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"weights")
    (folder / "card.json").write_text(json.dumps(SAID), encoding="utf-8")
    results = tmp_path / "models.json"
    results.write_text(
        json.dumps({"tiny.f1": 0.5, "tiny.f1.low": 0.4, "tiny.f1.high": 0.6, "tiny.far": 0.9, "other.f1": 0.9})
    )
    cards.main([str(results), "--weights", str(tmp_path / "weights")])
    text = (folder / "card.md").read_text(encoding="utf-8")
    assert "| `tiny.f1` | 0.5 | 0.400 – 0.600 | 0.5 |" in text
    assert "| `tiny.far` | 0.9 |  | 0.95, missed |" in text
    assert "## Tried, and not shipped" in text
    assert f"| `model.onnx` | 7 | `{sha256_of(folder / 'model.onnx')}` |" in text
    assert "一个模型" in text
    assert "other" not in text
    assert "card.json" not in text


WEIGHTS = [it for it in sorted(cards.WEIGHTS.iterdir()) if it.is_dir()] if cards.WEIGHTS.is_dir() else []


@pytest.mark.parametrize("folder", WEIGHTS, ids=lambda it: it.name)
def test_all_weights_have_a_card_that_fits_their_files(folder: Path) -> None:
    text = (folder / "card.md").read_text(encoding="utf-8")
    for section in ("## Data", "## Method", "## Limits", "## Figures", "## Files"):
        assert section in text
    for file in folder.rglob("*"):
        if file.is_file() and not file.name.startswith("card."):
            assert sha256_of(file) in text


@pytest.mark.parametrize("file", [it for folder in WEIGHTS for it in folder.rglob("*.onnx")], ids=lambda it: it.name)
def test_no_weights_say_where_they_were_made(file: Path) -> None:
    data = file.read_bytes()
    assert not [trace for trace in (b"site-packages", b'File "/', b"/home/", b"/tmp/") if trace in data]


def test_all_weights_together_stay_in_their_budget() -> None:
    assert sum(it.stat().st_size for folder in WEIGHTS for it in folder.rglob("*") if it.is_file()) <= 90_000_000
