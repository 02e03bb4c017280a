"""`models pull`: what a hub that is not there, or sends something else, leaves behind: nothing but a clear word."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from assay.governance.cli.program import app
from assay.governance.domain import UnavailableError, UsageError
from assay.models import hub
from assay.models.inspection import sha256_of
from assay.models.profiles import HubModel, Purpose, checked, pulled

Send = Callable[[Path], None]
REVISION = "0123456789abcdef0123456789abcdef01234567"


def weights(folder: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"w": np.ones(3, np.float32)}, str(folder / "model.safetensors"))
    (folder / "config.json").write_text(json.dumps({"architectures": ["BertModel"]}), encoding="utf-8")


@pytest.fixture
def entry(tmp_path: Path) -> HubModel:
    whole = tmp_path / "whole"
    whole.mkdir()
    weights(whole)
    return HubModel(
        name="tiny", purpose=Purpose.TEXT, repository="nobody/tiny", revision=REVISION, licence="MIT",
        architectures=frozenset({"BertModel"}), files=("config.json", "model.safetensors"),
        sha256={"model.safetensors": sha256_of(whole / "model.safetensors")}, megabytes=1,
    )  # fmt: skip


@pytest.fixture
def hub_of(entry: HubModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Send], Path]:
    """Return what sets up a hub that sends in its own way; gives the folder of pulled models."""
    root = tmp_path / "models"
    monkeypatch.setenv("ASSAY_MODELS_DIR", str(root))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(hub, "hub_models", lambda: {Purpose.TEXT: entry})

    def stand(send: Send) -> Path:
        def download(repository: str, *, revision: str, allow_patterns: list[str], local_dir: str, **_: Any) -> str:
            assert (repository, revision) == (entry.repository, REVISION)
            assert sorted(allow_patterns) == sorted(entry.files)
            assert "HF_HUB_OFFLINE" not in os.environ
            send(Path(local_dir))
            return local_dir

        monkeypatch.setattr("huggingface_hub.snapshot_download", download)
        return root

    return stand


def break_off(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"half of")
    raise ConnectionError("the secret of the proxy")


def other_weights(folder: Path) -> None:
    weights(folder)
    (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes() + b" ")


def with_pickle(folder: Path) -> None:
    weights(folder)
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")


def with_code(folder: Path) -> None:
    weights(folder)
    settings = {"architectures": ["BertModel"], "auto_map": {"AutoModel": "evil.Model"}}
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")


def nothing(folder: Path) -> None:
    """Send nothing at all."""


@pytest.mark.parametrize(
    ("send", "said"),
    [
        (break_off, "no model hub answers"),
        (other_weights, "another sha256"),
        (with_pickle, "pickled"),
        (with_code, "not the pinned ones"),
        (nothing, "not the pinned ones"),
    ],
)
def test_a_pull_that_fails_leaves_nothing_half_written(send: Send, said: str, hub_of: Callable[[Send], Path]) -> None:
    root = hub_of(send)
    with pytest.raises(UnavailableError, match=said) as failed:
        hub.pull("hub")
    assert "secret" not in str(failed.value)
    assert [it for it in root.rglob("*") if it.is_file()] == []
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_what_was_pulled_is_pinned_and_not_pulled_again(entry: HubModel, hub_of: Callable[[Send], Path]) -> None:
    hub_of(weights)
    assert [it["new"] for it in hub.pull("hub")] == [True]
    assert checked(entry) == pulled(entry)
    assert all(it.ok for it in hub.verify())
    hub_of(break_off)  # the hub is gone: nothing is asked of it
    assert [it["new"] for it in hub.pull("hub")] == [False]
    with pytest.raises(UnavailableError, match="no model hub answers"):
        hub.pull("hub", again=True)
    assert checked(entry) == pulled(entry), "what was here before stays"


def test_only_the_hub_is_pulled(hub_of: Callable[[Send], Path]) -> None:
    hub_of(weights)
    with pytest.raises(UsageError, match="packaged"):
        hub.pull("embedded")


def test_the_command_says_so_and_ends_with_four(
    hub_of: Callable[[Send], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = hub_of(break_off)
    monkeypatch.setenv("ASSAY_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["models", "pull", "hub"])
    assert done.exit_code == 4
    assert "no model hub answers" in done.stderr
    assert "Traceback" not in done.output
    assert [it for it in root.rglob("*") if it.is_file()] == []
