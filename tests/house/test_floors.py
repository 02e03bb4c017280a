"""Versions below which a parser or a server is known to be dangerous, against what is installed and pinned."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.version import Version

ROOT = Path(__file__).parents[2]
FLOORS = {
    "unstructured": "0.27.32",
    "pypdf": "6.21.4",
    "pillow": "13",
    "lxml": "6.1",
    "pdfminer.six": "20251230",
    "python-multipart": "0.0.31",
    "starlette": "1.3.1",
    "streamlit": "1.54",
    "transformers": "5.17",
    "sentence-transformers": "6",
    "torch": "2.13",
}
FORBIDDEN = ("nltk", "unstructured-inference", "openai-whisper", "torchvision", "torchaudio")


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_no_package_is_below_its_floor(name: str, floor: str) -> None:
    try:
        installed = version(name)
    except PackageNotFoundError:
        return  # what is not there is no danger
    assert Version(installed) >= Version(floor)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_forbidden_packages_are_absent(name: str) -> None:
    with pytest.raises(PackageNotFoundError):
        version(name)


def test_everything_that_is_declared_is_pinned() -> None:
    def normal(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    pins = {normal(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line}
    declared = re.findall(
        r'^  "([A-Za-z0-9_.-]+)', (ROOT / "pyproject.toml").read_text().split("[project.scripts]")[0], re.M
    )
    names = {normal(name) for name in declared if not name.startswith("Development")}
    assert names - pins - {"operating", "programming", "typing"} == set()
