"""What pictures are of: found by a text about them or by another picture, where a model for it is in use."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable

import numpy as np

from assay.governance.domain import (
    Bitmap,
    ConflictError,
    Hit,
    Modality,
    NotFoundError,
    PictureEncoder,
    UnavailableError,
)
from assay.governance.services.places.originals import Originals
from assay.governance.store import Store, Unit

__all__ = ["SIGHT", "Seen", "Sights"]

_log = logging.getLogger(__name__)

SIGHT = "sight"
_NO_CHUNK = -1

Seen = Callable[[Unit, Iterable[str]], Collection[str]]


class Sights:
    """Keeps a vector of each picture and compares all of those that the caller may see: no index, nothing missed."""

    def __init__(self, *, store: Store, encoder: PictureEncoder, originals: Originals) -> None:
        self._store = store
        self._encoder = encoder
        self._originals = originals

    @property
    def version(self) -> str:
        """The key of the stage."""
        return f"{self._encoder.name}@{self._encoder.version}"

    def settle(self, going_on: Callable[[], bool] = lambda: True) -> int:
        """Look at every picture that this model has not seen; return how many were. None while the model is not here.

        A picture whose file is away or cannot be drawn is passed over until its content is read anew.
        """
        with self._store.read() as db:
            stale = db.stages.stale(SIGHT, self.version)
            pictures = [it for it, known in db.contents.many(stale).items() if known.content.modality is Modality.IMAGE]
        done = 0
        for content_id in sorted(pictures):
            if not going_on():
                break
            drawn = self._drawn(content_id)
            try:
                row = self._row(self._encoder.encode_pictures([drawn])) if drawn else None
            except UnavailableError as exc:
                _log.warning("pictures are not looked at: %s", exc)
                return done
            with self._store.write() as db:
                if row is not None:
                    db.sights.put(content_id, self.version, row.astype("<f2").tobytes())
                    done += 1
                db.stages.record(content_id, SIGHT, self.version)
        return done

    def of_text(self, text: str, seen: Seen, *, limit: int) -> list[Hit]:
        """Return the pictures that a masked text is about, best first; none while the model is not here."""
        return self._nearest(lambda: self._encoder.encode_texts([text]), seen, limit)

    def of_picture(self, picture: Bitmap, seen: Seen, *, limit: int) -> list[Hit]:
        """Return the pictures that are of the same as another one, best first; none while the model is not here."""
        return self._nearest(lambda: self._encoder.encode_pictures([picture]), seen, limit)

    def _nearest(self, encode: Callable[[], memoryview], seen: Seen, limit: int) -> list[Hit]:
        with self._store.read() as db:
            held = dict(db.sights.of(self.version))
            held = {content: held[content] for content in seen(db, held) if content in held} if held else {}
        if not held:
            return []
        try:
            asked = self._row(encode())
        except UnavailableError:
            return []
        rows = np.stack([np.frombuffer(row, "<f2").astype(np.float32) for row in held.values()])
        scores = rows @ asked / np.maximum(np.linalg.norm(rows, axis=1), 1e-6)
        found = [
            Hit(id=content, content_id=content, ordinal=_NO_CHUNK, score=float(score))
            for content, score in zip(held, scores, strict=True)
        ]
        return sorted(found, key=lambda hit: (-hit.score, hit.id))[:limit]

    def _drawn(self, content_id: str) -> Bitmap | None:
        with self._store.read() as db:
            holders = db.assets.of_contents([content_id]).get(content_id, ())
            asset = db.assets.get(holders[0]) if holders else None
        try:
            return self._originals.show(asset, page=1).picture if asset else None
        except (ConflictError, NotFoundError, UnavailableError):
            return None

    @staticmethod
    def _row(data: memoryview) -> np.ndarray:
        return np.frombuffer(data, "<f4")
