"""The packaged transformer: token states of English and Chinese text, by ONNX Runtime, one copy a process."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assay.models.onnx_session import open_session
from assay.models.vocabulary import Vocabulary

__all__ = ["Trunk", "pool", "resident"]

logger = logging.getLogger(__name__)

_BATCH_TOKENS = 384  # 1,024 take 60 MB more, and a tenth longer on one core
_BATCH_ROWS = 32
_copies: dict[Path, Trunk] = {}
_copies_lock = threading.Lock()


class Trunk:
    """A loaded `model.onnx` (inputs `ids` and `mask`, outputs `states` and `middle`) with its vocabulary.

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
        self._session = open_session(folder / "model.onnx", threads=threads)
        self.vocabulary = Vocabulary(folder)
        self.memory_bytes = max(0, resident() - before)
        logger.info("model %s loaded, %d MB", folder.name, self.memory_bytes >> 20)

    def embed(self, texts: Sequence[str]) -> Any:
        """Return float32 rows (texts, width) of length one: the mean of a text's token states, 256 at most."""
        import numpy as np

        found: Any = None
        for places, states, mask in self.states(self.vocabulary.encode(texts)):
            if found is None:
                found = np.zeros((len(texts), states.shape[2]), "<f4")
            found[places] = pool(states, mask)
        return found

    def features(self, texts: Sequence[str]) -> Any:
        """Return float32 rows (texts, 3 * width) for heads: means after the first layer, the first half and the last.

        Each third has length one. On ten classes of Chinese headlines heads over all three beat heads over the last by
        .02 to .03 (`python -m benchmarks models_heads`).
        """
        import numpy as np

        found: Any = None
        for places, states, middle, mask in self._run(self.vocabulary.encode(texts)):
            width = states.shape[2]
            if found is None:
                found = np.zeros((len(texts), 3 * width), "<f4")
            rows = np.concatenate([middle, pool(states, mask)], axis=1).reshape(len(places), 3, width)
            lengths = np.maximum(np.linalg.norm(rows, axis=2, keepdims=True), 1e-12)
            found[places] = (rows / lengths).reshape(len(places), -1)
        return found

    def states(self, encodings: Sequence[Any]) -> Iterator[tuple[list[int], Any, Any]]:
        """Yield (places, states, mask) batch by batch, texts of like length together.

        `states` is float32 (rows, tokens, width), `mask` int32 (rows, tokens); `places` says which encodings they are.
        """
        for places, states, _, mask in self._run(encodings):
            yield places, states, mask

    def _run(self, encodings: Sequence[Any]) -> Iterator[tuple[list[int], Any, Any, Any]]:
        import numpy as np

        order = sorted(range(len(encodings)), key=lambda place: len(encodings[place].ids))
        for places in _batches([len(encodings[place].ids) for place in order], order):
            width = len(encodings[places[-1]].ids)
            ids = np.zeros((len(places), width), np.int32)
            mask = np.zeros((len(places), width), np.int32)
            for row, place in enumerate(places):
                found = encodings[place].ids
                ids[row, : len(found)] = found
                mask[row, : len(found)] = 1
            states, middle = self._session.run(["states", "middle"], {"ids": ids, "mask": mask})
            yield places, states, middle, mask


def pool(states: Any, weights: Any) -> Any:
    """Return the weighted mean of token states (rows, tokens, width), each row of length one.

    A token of weight 0 leaves no trace of its own in the vector; a row without any weight is spread evenly.
    """
    import numpy as np

    weights = np.asarray(weights, np.float32)
    weights = np.where(weights.sum(1, keepdims=True) == 0, np.float32(1), weights)
    total = np.matmul(weights[:, None, :], states)[:, 0] / weights.sum(1, keepdims=True)
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


def _batches(lengths: Sequence[int], order: Sequence[int]) -> Iterator[list[int]]:
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and end - start < _BATCH_ROWS and (end + 1 - start) * lengths[end] <= _BATCH_TOKENS:
            end += 1
        yield list(order[start:end])
        start = end


def resident() -> int:
    """Return the process's resident memory in bytes, 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
