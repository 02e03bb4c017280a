"""The run-time that serves the models reports nothing to its makers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def left_behind(home: Path, code: str) -> list[str]:
    """Run code with a home and a cache of its own; return what files it left there."""
    kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    env = {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")}
    subprocess.run([sys.executable, "-c", code], env=env, check=True, timeout=60)
    return sorted(str(file.relative_to(home)) for file in home.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    "first",
    ["import assay.models", "from assay.governance.app import silence; silence()", "import assay.models.trunk"],
)
def test_no_device_is_named_and_nothing_is_kept_to_be_uploaded(tmp_path: Path, first: str) -> None:
    assert left_behind(tmp_path, f"{first}; import onnxruntime") == []


def test_it_is_switched_off_before_the_run_time_is_imported() -> None:
    """Whether the run-time leaves a file differs from machine to machine; that it is told not to must not."""
    code = (
        "import os, sys, assay.models; "
        "sys.exit(os.environ.get('ORT_DISABLE_TELEMETRY') != '1' or 'onnxruntime' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
