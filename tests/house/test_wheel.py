"""The wheel holds every module and installs one top-level name."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("governance", "extractors", "classifiers", "knowledge_graph", "models", "ui")


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_assay_is_the_only_top_level_name(members: set[str]) -> None:
    assert {name.split("/")[0] for name in members if ".dist-info/" not in name} == {"assay"}


def test_every_file_of_the_packages_is_in_the_wheel(members: set[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    missing = [name for name in listed if (ROOT / name).is_file() and f"assay/{name}" not in members]
    assert missing == []
    assert "assay/py.typed" in members
