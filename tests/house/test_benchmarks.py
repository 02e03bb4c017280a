"""Every benchmark runs by its name; figures in the documentation come from these commands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=100).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("index", "--points", "300"), "edge"),
        (("neardup", "--texts", "200"), "candidates"),
        (("entities",), "nothing measured"),
        (("formats", "docs"), "with a dead reader: 0"),
    ],
)
def test_a_benchmark_prints_what_it_measured(arguments: tuple[str, ...], said: str) -> None:
    assert said in run(*arguments)


def test_entities_are_scored_against_labels(tmp_path: Path) -> None:
    text = "客户张伟女士来电，手机13800138000。"
    spans = [{"start": 2, "end": 4, "type": "PERSON"}]
    file = tmp_path / "labelled.jsonl"
    file.write_text(json.dumps({"text": text, "spans": spans}, ensure_ascii=False) + "\n", encoding="utf-8")
    assert "1 texts" in run("entities", str(file))


def test_an_unknown_name_is_refused() -> None:
    command = [sys.executable, "-m", "benchmarks", "speed-of-light"]
    assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 2
