"""Text embeddings by a model of the hub: multilingual-e5, bge-m3 or another of sentence-transformers' kind."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assay.models.hub_runtime import device, quiet_and_offline
from assay.models.profiles import HubModel, Purpose, checked, hub_models

__all__ = ["HubEncoder"]

_CHARACTERS = 4_000
_TOKENS = 512
_BATCH = 16


class HubEncoder:
    """A sentence-transformers model: pulled once, pinned, safetensors, no remote code; on CUDA where there is one.

    Text is read to 512 tokens. What is encoded gets the words that the model was trained to see before a passage; a
    search text gets them as well: the difference is small, and one interface serves both.
    """

    def __init__(
        self, *, threads: int | None = None, folder: Path | None = None, entry: HubModel | None = None
    ) -> None:
        self._entry = entry or hub_models()[Purpose.TEXT]
        self.name, self.version = self._entry.name, self._entry.revision[:12]
        self.dimensions = self._entry.dimensions
        self.languages: frozenset[str] | None = self._entry.languages
        self._threads = threads or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._folder = folder
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    def encode(self, texts: Sequence[str]) -> memoryview:
        """Return `len(texts) * dimensions` float32 values; each row has length one.

        Raises:
            UnavailableError: the model was not pulled, or its files are not the pinned ones.
        """
        if not texts:
            return memoryview(b"")
        import numpy as np

        with self._lock:
            if self._model is None:
                self._model = self._open()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows = self._model.encode(
                    [self._entry.passage + text[:_CHARACTERS] for text in texts], batch_size=_BATCH,
                    normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False,
                )  # fmt: skip
        return memoryview(np.ascontiguousarray(rows, dtype="<f4").reshape(-1).data)

    def close(self) -> None:
        """Let go of the model; the next `encode` loads it again."""
        with self._lock:
            self._model = None

    def _open(self) -> Any:
        folder = checked(self._entry, self._folder)
        with quiet_and_offline(self._threads):
            from sentence_transformers import SentenceTransformer

            loaded = SentenceTransformer(
                str(folder), device=device(), local_files_only=True, trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )  # fmt: skip
        loaded.max_seq_length = min(_TOKENS, loaded.max_seq_length or _TOKENS)
        loaded.eval()
        return loaded
