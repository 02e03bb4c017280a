"""Vectors of phrases that are asked for in every process: labels, descriptions and seed words of packaged taxonomies.

Encoding them anew would cost a second at the first text. A phrase that is not among them is encoded; so are all where
another encoder is in use.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError
from assay.models.inspection import sha256_of
from assay.models.manifest import model

__all__ = ["Phrases", "phrases"]

_NAME, _FILE = "assay-heads", "phrases.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phrases:
    """Known phrases by their hashes: row numbers of `rows` (n, D), float16, of the encoder named `encoder`."""

    encoder: str
    places: Mapping[int, int]
    rows: Any

    @classmethod
    def of(cls, texts: Sequence[str], encoder: str, encode: Callable[[Sequence[str]], Any]) -> Phrases:
        """Make them; `encode` gives (n, D) rows of length one."""
        import numpy as np

        known = sorted(dict.fromkeys(texts))
        return cls(
            encoder=encoder,
            places={_key(text): row for row, text in enumerate(known)},
            rows=np.asarray(encode(known), np.float16),
        )

    def encoded(self, texts: Sequence[str], encoder: str, encode: Callable[[Sequence[str]], Any]) -> Any:
        """Return (n, D) float32 rows of phrases, those that are not known encoded now."""
        import numpy as np

        places = [self.places.get(_key(text)) if encoder == self.encoder else None for text in texts]
        new = [text for text, place in zip(texts, places, strict=True) if place is None]
        fresh = iter(np.asarray(encode(new), np.float32) if new else ())
        return np.stack([next(fresh) if place is None else self.rows[place].astype(np.float32) for place in places])

    def save(self, file: Path) -> None:
        """Write them; equal phrases give equal bytes."""
        import numpy as np
        from safetensors.numpy import save_file

        keys = np.array(sorted(self.places, key=self.places.__getitem__), np.uint64)
        save_file({"keys": keys, "rows": self.rows}, str(file), metadata={"encoder": self.encoder})

    @classmethod
    def load(cls, file: Path) -> Phrases:
        """Read them.

        Raises:
            UnavailableError: the file is missing or not such a file.
        """
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(str(file), framework="numpy") as opened:
                encoder = (opened.metadata() or {})["encoder"]
                keys, rows = opened.get_tensor("keys"), opened.get_tensor("rows")
            if rows.ndim != 2 or len(keys) != len(rows):
                raise ValueError("arrays that do not fit")
        except (OSError, SafetensorError, KeyError, ValueError) as exc:
            raise UnavailableError(f"the phrases cannot be read: {type(exc).__name__}") from exc
        return cls(encoder=encoder, places={int(key): row for row, key in enumerate(keys)}, rows=rows)


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Return the packaged phrases, read once a process.

    Raises:
        UnavailableError: their file is not the pinned one.
    """
    entry = model(_NAME)
    file = entry.path / _FILE if entry.path else None
    if file is None or not file.is_file() or sha256_of(file) != entry.files.get(_FILE):
        raise UnavailableError("the file of phrases is not the pinned one")
    return Phrases.load(file)


def _key(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
