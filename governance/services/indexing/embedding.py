"""Vectors of masked chunks: made once, kept in SQL, published to the index."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assay.governance.domain import Encoder
from assay.governance.services.linking.linking import LINK
from assay.governance.store import Store

__all__ = ["EMBED", "Embedding"]

EMBED = "embed"
_BATCH = 64


class Embedding:
    """Encodes what has no vectors of the present encoder yet. The encoder is loaded at the first use alone."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self._store = store
        self.encoder = encoder

    @property
    def version(self) -> str:
        """The key of the stage."""
        return f"{self.encoder.name}@{self.encoder.version}"

    def run(self, on_content: Callable[[str], bool] = lambda _: True) -> int:
        """Encode the chunks of every stale content, one transaction each; stops when `on_content` says False.

        Returns how many contents were done.
        """
        with self._store.read() as db:
            stale = sorted(db.stages.stale(EMBED, self.version))
        done = 0
        for content_id in stale:
            if not on_content(content_id):
                break
            with self._store.read() as db:
                pieces = db.chunks.of(content_id)
            vectors = self.encode([piece.text for piece in pieces])
            with self._store.write() as db:
                db.vectors.put(content_id, self.version, b"".join(vectors), dimensions=self.encoder.dimensions)
                db.stages.record(content_id, EMBED, self.version)
                db.stages.clear(content_id, LINK)  # who is near it is known only now
                db.outbox.add("index", content_id, {})
            done += 1
        return done

    def encode(self, texts: list[str]) -> list[bytes]:
        """Return one float16 little-endian row of length one a text."""
        rows: list[bytes] = []
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            matrix = np.frombuffer(self.encoder.encode(batch), dtype="<f4").reshape(len(batch), -1)
            rows.extend(row.astype("<f2").tobytes() for row in matrix)
        return rows
