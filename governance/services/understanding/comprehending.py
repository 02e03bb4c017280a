"""One pass of the encoder over masked text: the vectors of the index, and what the heads read of the same passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assay.governance.domain import Encoder, FeatureEncoder, Meaning, MeaningReader, Segment, Taxonomy
from assay.governance.services.understanding.chunking import Chunk, chunks

__all__ = ["Comprehended", "Comprehending"]

_READ = 16
_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Comprehended:
    """What a text means (its `spoke` names segments), its chunks, and their vectors where asked for.

    Vectors are float16 little-endian rows of length one.
    """

    meaning: Meaning
    chunks: tuple[Chunk, ...]
    vectors: bytes | None = None


class Comprehending:
    """Cuts masked text into chunks, encodes them once and has the meaning of up to 16 of them, evenly spread, read.

    Without an encoder nothing is encoded and meaning says nothing.
    """

    def __init__(self, reader: MeaningReader, encoder: Encoder | None) -> None:
        self._reader = reader
        self._encoder = encoder

    @property
    def version(self) -> str:
        """The reader and the encoder, for the key of the stage."""
        return f"{self._reader.name}@{self._reader.version}\n{self.encoder_version}"

    @property
    def encoder_version(self) -> str:
        """The key under which vectors are kept; empty without an encoder."""
        return f"{self._encoder.name}@{self._encoder.version}" if self._encoder else ""

    @property
    def dimensions(self) -> int:
        """The width of a vector, 0 without an encoder."""
        return self._encoder.dimensions if self._encoder else 0

    def read(
        self, segments: Sequence[Segment], masked: Sequence[str], taxonomy: Taxonomy, *, names: int | None, whole: bool
    ) -> Comprehended:
        """Read segments with their masked texts; `whole` encodes every chunk, else those alone that are read.

        Chunks are made of the first `names` segments, all of them where it is None: the rest is not kept.
        """
        pieces = chunks(segments[:names], masked[:names])
        encoder = self._encoder
        if encoder is None:
            return Comprehended(meaning=Meaning(), chunks=pieces)
        read = _spread(len(pieces), _READ)
        wanted = list(range(len(pieces))) if whole else read
        rows = self._rows(encoder, [pieces[place].text for place in wanted])
        at = {place: row for row, place in enumerate(wanted)}
        meaning = self._reader.read(
            [replace(segment, text=text) for segment, text in zip(segments, masked, strict=True)],
            [pieces[place].text for place in read],
            _buffer(rows, [at[place] for place in read]),
            encoder=encoder,
            taxonomy=taxonomy,
        )
        meaning = replace(meaning, spoke={topic: pieces[read[at]].segment for topic, at in meaning.spoke.items()})
        return Comprehended(
            meaning=meaning, chunks=pieces, vectors=_halves(rows, encoder.dimensions) if whole else None
        )

    @staticmethod
    def _rows(encoder: Encoder, texts: Sequence[str]) -> list[memoryview]:
        """Return one float32 row a text: features where the encoder gives them, else vectors."""
        rows: list[memoryview] = []
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            data = encoder.features(batch) if isinstance(encoder, FeatureEncoder) else encoder.encode(batch)
            flat = memoryview(data).cast("B")
            width = len(flat) // len(batch)
            rows.extend(flat[row * width : (row + 1) * width] for row in range(len(batch)))
        return rows


def _spread(count: int, most: int) -> list[int]:
    """Return up to `most` numbers below `count`, evenly spread, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return [round(place * (count - 1) / (most - 1)) for place in range(most)]


def _buffer(rows: Sequence[memoryview], places: Sequence[int]) -> memoryview:
    return memoryview(b"".join(rows[place] for place in places))


def _halves(rows: Sequence[memoryview], dimensions: int) -> bytes:
    """Return the last `dimensions` values of each float32 row as float16."""
    import numpy as np

    return b"".join(np.frombuffer(row, "<f4")[-dimensions:].astype("<f2").tobytes() for row in rows)
