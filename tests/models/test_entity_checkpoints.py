"""A run of the entity networks goes on as if it had never stopped, and no checkpoint is a pickle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from assay.models.training.entities.checkpoints import keep, restore


def made() -> tuple[Any, Any]:
    torch.manual_seed(3)
    model = torch.nn.Linear(4, 2)
    free, fast = [model.bias], [model.weight]
    return model, torch.optim.AdamW([{"params": free}, {"params": fast, "lr": 0.1}], lr=0.01)


def stepped(model: Any, optimiser: Any, times: int) -> list[Any]:
    for _ in range(times):
        optimiser.zero_grad()
        model(torch.ones(3, 4)).pow(2).sum().backward()
        optimiser.step()
    return [it.detach().clone() for it in model.parameters()]


def test_what_goes_on_ends_where_what_never_stopped_ends(tmp_path: Path) -> None:
    whole = stepped(*made(), 7)
    model, optimiser = made()
    stepped(model, optimiser, 4)
    keep(tmp_path, model, optimiser, step=4, spent=1.5)
    again, its = made()
    assert restore(tmp_path, again, its) == (4, 1.5)
    assert all(torch.equal(left, right) for left, right in zip(stepped(again, its, 3), whole, strict=True))


def test_without_a_checkpoint_nothing_is_changed(tmp_path: Path) -> None:
    model, optimiser = made()
    before = [it.detach().clone() for it in model.parameters()]
    assert restore(tmp_path, model, optimiser) == (0, 0.0)
    assert all(torch.equal(left, right) for left, right in zip(model.parameters(), before, strict=True))


def test_a_newer_checkpoint_takes_the_place_of_the_older_and_holds_no_pickle(tmp_path: Path) -> None:
    model, optimiser = made()
    for step in (1, 2):
        stepped(model, optimiser, 1)
        keep(tmp_path, model, optimiser, step=step, spent=0.0)
    assert sorted(it.name for it in tmp_path.iterdir()) == ["state-2.safetensors", "state.json"]


def test_nothing_of_the_training_reads_or_writes_a_pickle() -> None:
    banned = ("torch.load(", "torch.save(", "import pickle", "import joblib")
    texts = {it.name: it.read_text(encoding="utf-8") for it in (Path(__file__).parents[2] / "models").rglob("*.py")}
    assert [name for name, text in texts.items() if any(word in text for word in banned)] == []
