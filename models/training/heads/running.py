"""What every head's training shares: the features it reads, computed once a text, and what it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.models.heads import Head

__all__ = ["Features", "features_of", "leave"]

_BLOCK = 512


class Features:
    """The features of texts (n, D), float32, by an encoder named `name`; no text is read twice in a run.

    The last `width` of them are the text's embedding.
    """

    def __init__(self, name: str, read: Callable[[Sequence[str]], Any], *, width: int) -> None:
        self.name, self.width, self._read = name, width, read
        self._known: dict[str, Any] = {}

    def __call__(self, texts: Sequence[str]) -> Any:
        """Return the features of texts, one row each."""
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(new), _BLOCK):
            block = new[start : start + _BLOCK]
            self._known.update(zip(block, np.asarray(self._read(block), np.float32), strict=True))
        return np.stack([self._known[text] for text in texts])

    def embeddings(self, texts: Sequence[str]) -> Any:
        """Return the embeddings of texts alone, (n, `width`)."""
        return self(texts)[:, -self.width :]


def features_of(*, threads: int = 1) -> Features:
    """Return the features of the packaged encoder.

    Raises:
        UnavailableError: it is not installed, or its files are not the pinned ones.
    """
    from assay.models.encoder import BilingualEncoder

    encoder = BilingualEncoder(threads=threads)
    return Features(f"{encoder.name}@{encoder.version}", encoder.features, width=encoder.dimensions)


def leave(out: Path, head: Head, measured: Mapping[str, float]) -> dict[str, float]:
    """Write a head with what was measured on it into a folder, and `figures.json` beside it; returns the figures."""
    figures = {name: round(value, 4) for name, value in measured.items()}
    replace(head, info=replace(head.info, metrics=figures)).save(out / f"{head.info.name}.safetensors")
    file = out / "figures.json"
    known = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    file.write_text(json.dumps(known | figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return figures
