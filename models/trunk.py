"""The packaged transformer: means of token states of English and Chinese text, by ONNX Runtime, one copy a process."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assay.models.batches import alike
from assay.models.onnx_session import open_session
from assay.models.vocabulary import Vocabulary

__all__ = ["Trunk", "resident"]

logger = logging.getLogger(__name__)

_BATCH_TOKENS = 384  # beyond the processor's cache more tokens take more memory, and longer each
_copies: dict[Path, Trunk] = {}
_copies_lock = threading.Lock()


class Trunk:
    """A loaded `model.onnx` (`ids` to `means`, see `training.encoder.graph`) with its vocabulary.

    `Trunk.of(folder)` gives the process's only copy. ONNX Runtime sessions may be run by several threads at once,
    so nothing is locked but the loading. The folder must have been inspected.
    """

    @classmethod
    def of(cls, folder: Path, *, threads: int) -> Trunk:
        """Return the process's copy, loaded at the first call; the first caller says how many threads it uses."""
        place = folder.resolve()
        with _copies_lock:
            known = _copies.get(place)
            if known is None:
                known = _copies[place] = cls(place, threads=threads)
            return known

    @classmethod
    def forget(cls, folder: Path) -> None:
        """Let go of the process's copy; who still holds it keeps it alive."""
        with _copies_lock:
            _copies.pop(folder.resolve(), None)

    def __init__(self, folder: Path, *, threads: int) -> None:
        before = resident()
        self.folder = folder
        self._session = open_session(folder / "model.onnx", threads=threads)
        self.width: int = self._session.get_outputs()[0].shape[1] // 3
        self.vocabulary = Vocabulary(folder)
        self.memory_bytes = max(0, resident() - before)
        logger.info("model %s loaded, %d MB", folder.name, self.memory_bytes >> 20)

    def embed(self, texts: Sequence[str]) -> Any:
        """Return float32 rows (texts, width) of length one: the mean of a text's token states, 256 at most."""
        import numpy as np

        return np.ascontiguousarray(self.features(texts)[:, -self.width :])

    def features(self, texts: Sequence[str]) -> Any:
        """Return float32 rows (texts, 3 * width) for heads: means after the first layer, the first half and the last.

        Each third has length one. On ten classes of Chinese headlines heads over all three beat heads over the last by
        .02 to .03 (`python -m benchmarks models_heads`).
        """
        import numpy as np

        rows = self.means(self.vocabulary.encode(texts)).reshape(len(texts), 3, self.width)
        lengths = np.maximum(np.linalg.norm(rows, axis=2, keepdims=True), 1e-12)
        return (rows / lengths).reshape(len(texts), 3 * self.width)

    def means(self, encodings: Sequence[Any]) -> Any:
        """Return float32 rows (encodings, 3 * width) as the network gives them, a row's the same in any company.

        Texts of one length go together: none is padded, and how sums are ordered depends on the length alone.
        """
        import numpy as np

        found = np.zeros((len(encodings), 3 * self.width), "<f4")
        for places in alike([len(it.ids) for it in encodings], most=_BATCH_TOKENS):
            ids = np.array([encodings[place].ids for place in places], np.int32)
            found[places] = self._session.run(["means"], {"ids": ids})[0]
        return found


def resident() -> int:
    """Return the process's resident memory in bytes, 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
