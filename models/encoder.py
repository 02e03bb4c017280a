"""Sentence and passage embeddings of English and Chinese: the packaged encoder."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError
from assay.models.manifest import Model, inspect_folder, model
from assay.models.trunk import Trunk

__all__ = ["BilingualEncoder"]

_NAME = "assay-bilingual"


class BilingualEncoder:
    """The packaged encoder: int8, by ONNX Runtime; neither torch nor transformers is imported.

    Nothing is imported or read before the first `encode`; then the folder is inspected and hashed against the
    manifest. Thread-safe; all encoders of a process share one copy of the model, on at most `threads` cores.
    """

    dimensions = 384
    languages: frozenset[str] | None = frozenset({"en", "zh"})

    def __init__(self, *, threads: int | None = None, folder: Path | None = None, entry: Model | None = None) -> None:
        self._entry = entry or model(_NAME)
        self.name = self._entry.name
        self.version = f"{self._entry.version}+{self._entry.files['model.onnx'][:8]}"
        self._threads = threads or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._folder = folder or self._entry.path
        self._lock = threading.Lock()
        self._trunk: Trunk | None = None

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._trunk is not None

    @property
    def memory_bytes(self) -> int:
        """How much resident memory loading the model took, 0 before it is loaded."""
        return self._trunk.memory_bytes if self._trunk else 0

    def encode(self, texts: Sequence[str]) -> memoryview:
        """Return `len(texts) * 384` float32 values; each row has length one. Beyond 256 tokens text is not read.

        Raises:
            UnavailableError: the model is not installed, or its files are not the pinned ones.
        """
        if not texts:
            return memoryview(b"")
        return memoryview(self.trunk().embed(texts).reshape(-1).data)

    def features(self, texts: Sequence[str]) -> Any:
        """Return what heads read of texts: float32 rows (n, 3 * 384), the last third the vector; see `Trunk.features`.

        Raises:
            UnavailableError: the model is not installed, or its files are not the pinned ones.
        """
        return self.trunk().features(texts)

    def trunk(self) -> Trunk:
        """Return the process's copy of the model.

        Raises:
            UnavailableError: the model is not installed, or its files are not the pinned ones.
        """
        with self._lock:
            if self._trunk is None:
                self._trunk = Trunk.of(self._inspected(), threads=self._threads)
            return self._trunk

    def close(self) -> None:
        """Let go of the model; the next `encode` loads it again."""
        with self._lock:
            if self._trunk is not None and self._folder is not None:
                Trunk.forget(self._folder)
                self._trunk = None

    def _inspected(self) -> Path:
        if self._folder is None or not self._folder.is_dir():
            raise UnavailableError(f"the model {self.name} is not installed")
        problems = inspect_folder(self._folder, self._entry.files)
        if problems:
            raise UnavailableError(f"the files of {self.name} are not the pinned ones: {problems[0]}")
        return self._folder
