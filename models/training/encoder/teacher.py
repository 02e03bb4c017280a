"""What the frozen English teacher says of a text: computed once, kept beside the run, shared by all runs after it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assay.models.training.encoder.text import Vocabulary, padded
from assay.models.training.job import quiet

__all__ = ["Targets", "embed", "pooled"]

_DIGEST, _WIDTH = 16, 384
_BATCH_TOKENS = 4_096
_BLOCK = 4_096


def pooled(hidden: Any, mask: Any) -> Any:
    """Return the mean of the hidden states under the mask, of length one: (rows, width)."""
    import torch

    weight = mask.unsqueeze(-1).to(torch.float32)
    total = (hidden.to(torch.float32) * weight).sum(1)
    return torch.nn.functional.normalize(total / weight.sum(1).clamp(min=1), dim=-1)


def embed(model: Any, rows: Sequence[Sequence[int]], *, device: str = "cpu") -> Any:
    """Return the embeddings of token rows as a float32 array (rows, width); batches by length."""
    import numpy as np
    import torch

    out = np.zeros((len(rows), model.config.hidden_size), np.float32)
    order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * len(rows[order[end]]) <= _BATCH_TOKENS:
            end += 1
        places = order[start:end]
        ids, mask = padded([rows[place] for place in places])
        with torch.inference_mode(), torch.autocast(device.partition(":")[0], torch.bfloat16):
            hidden = model(input_ids=ids.to(device), attention_mask=mask.to(device)).last_hidden_state
        out[places] = pooled(hidden, mask.to(device)).cpu().numpy()
        start = end
    return out


class Targets:
    """Append-only store of the teacher's embeddings (float16) by the digest of their text.

    Two files, `targets.keys` and `targets.f16`; a crash costs at most the block that it was computing.
    """

    def __init__(self, folder: Path, teacher: Path, *, tokens: int = 256, device: str = "cpu") -> None:
        import numpy as np

        folder.mkdir(parents=True, exist_ok=True)
        self._keys, self._rows = folder / "targets.keys", folder / "targets.f16"
        self._teacher, self._tokens, self._device = teacher, tokens, device
        self._model: Any = None
        keys = self._keys.read_bytes() if self._keys.is_file() else b""
        values = np.fromfile(self._rows, "<f2") if self._rows.is_file() else np.zeros(0, "<f2")
        count = min(len(keys) // _DIGEST, len(values) // _WIDTH)
        self.matrix = values[: count * _WIDTH].reshape(count, _WIDTH)
        self._place = {keys[at * _DIGEST : (at + 1) * _DIGEST]: at for at in range(count)}
        # What a crash left half written is cut off before anything is added.
        for file, size in ((self._keys, _DIGEST), (self._rows, _WIDTH * 2)):
            file.touch()
            with file.open("r+b") as stream:
                stream.truncate(count * size)

    def known(self, texts: Sequence[str]) -> list[int | None]:
        """Return each text's row in `matrix`, None where it was not computed yet."""
        return [self._place.get(_digest(text)) for text in texts]

    def places(self, texts: Sequence[str]) -> list[int]:
        """Return each text's row in `matrix`; what is not known yet is computed first."""
        digests = [_digest(text) for text in texts]
        missing = {key: text for key, text in zip(digests, texts, strict=True) if key not in self._place}
        items = list(missing.items())
        for start in range(0, len(items), _BLOCK):
            self._compute(items[start : start + _BLOCK])
        return [self._place[key] for key in digests]

    def _compute(self, block: list[tuple[bytes, str]]) -> None:
        import numpy as np

        if self._model is None:
            from transformers import AutoModel

            self._vocabulary = Vocabulary(self._teacher)
            with quiet():
                self._model = AutoModel.from_pretrained(
                    str(self._teacher), use_safetensors=True, local_files_only=True, trust_remote_code=False
                )
            self._model.eval().to(self._device)
        rows = self._vocabulary.ids([text for _, text in block], self._tokens)
        values = embed(self._model, rows, device=self._device).astype("<f2")
        with self._rows.open("ab") as stream:
            stream.write(values.tobytes())
        with self._keys.open("ab") as stream:
            stream.write(b"".join(key for key, _ in block))
        count = len(self._place)
        if count + len(block) > len(self.matrix):
            grown = np.zeros((max(2 * count, count + len(block)), _WIDTH), "<f2")
            grown[:count] = self.matrix[:count]
            self.matrix = grown
        self.matrix[count : count + len(block)] = values
        self._place |= {key: count + at for at, (key, _) in enumerate(block)}


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).digest()
