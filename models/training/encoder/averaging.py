"""Means of weights: a model between two of its kind is often better than either (Wortsman et al. 2022)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assay.models.training.job import quiet

__all__ = ["towards"]

_WORDS = "embeddings.word_embeddings.weight"


def towards(model: Any, folder: Path, share: float) -> None:
    """Move a model in place by `share` of the way (0 to 1) to that of a folder; 0 reads nothing.

    Where one has more words than the other, as the student has over its teacher, the first rows alone are moved.

    Raises:
        RuntimeError: the two differ in more than their words.
    """
    if not share:
        return
    import torch
    from transformers import AutoModel

    with quiet():
        other: dict[str, Any] = AutoModel.from_pretrained(
            str(folder), dtype=torch.float32, use_safetensors=True, local_files_only=True, trust_remote_code=False,
            add_pooling_layer=False,
        ).state_dict()  # fmt: skip
    with torch.no_grad():
        for name, weight in model.state_dict().items():
            theirs = other[name].to(weight.device)
            rows = min(len(weight), len(theirs)) if name == _WORDS else len(weight)
            weight[:rows].lerp_(theirs[:rows], share)
