"""The code keeps its shape: no module outgrows one idea, and every package and module says what it holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "governance", "extractors", "classifiers", "knowledge_graph", "models", "ui", "examples", "benchmarks", "docs",
    "tests",
)  # fmt: skip
MOST = 500  # think at 150, split at 400
SAYS = re.compile(r'(?:#.*\n|\n)*"""')
LONGER = {"governance/store/migrations/versions/v0001_first_tables.py"}  # all tables at once, never to be changed


@pytest.mark.parametrize("folder", FOLDERS)
def test_modules_are_small_and_say_what_they_hold(folder: str) -> None:
    modules = {it.relative_to(ROOT).as_posix(): it.read_text("utf-8") for it in (ROOT / folder).rglob("*.py")}
    assert len(modules) > 5
    assert {name for name, text in modules.items() if text.count("\n") > MOST} <= LONGER
    silent = [name for name, text in modules.items() if not SAYS.match(text)]
    assert silent == []
