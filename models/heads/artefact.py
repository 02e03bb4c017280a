"""One head in one file: safetensors with its vocabulary inside and its description as metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError
from assay.models.heads.grams import Grams, count, weigh

__all__ = ["Head", "HeadInfo"]

_SCHEMA = "assay.head/1"
_LARGEST = 64 << 20
_SAID = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadInfo:
    """What a head is: its classes, what it reads, which encoder's vectors it was fitted to, and what was measured.

    `temperature` makes its probabilities honest; `threshold` is the probability from which it speaks. `described` says
    how strongly similarities with descriptions speak beside it, where that was fitted too.
    """

    name: str
    version: str
    classes: tuple[str, ...]
    encoder: str
    grams: Grams = field(default_factory=Grams)
    temperature: float = 1.0
    threshold: float = 0.5
    described: float | None = None
    trained_on: str = ""
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Head:
    """A linear model over TF-IDF of words (F grams) and a vector of meaning (D, the encoder's features): C logits.

    `words` is (F, C), `meaning` (D, C), `bias` (C), `idf` (F); numpy arrays. `places` says each gram's row.
    """

    info: HeadInfo
    places: Mapping[str, int]
    idf: Any
    words: Any
    meaning: Any
    bias: Any

    def logits(self, texts: Sequence[str], vectors: Any = None) -> Any:
        """Return (n, C) logits of texts and their vectors (n, D); a head that reads words alone needs none."""
        import numpy as np

        if vectors is None:
            vectors = np.zeros((len(texts), 0), np.float32)
        scores = np.asarray(vectors, np.float32) @ self.meaning + self.bias
        for row, counts in enumerate(count(texts, self.info.grams)):
            columns, values = weigh(counts, self.places, self.idf)
            if columns:
                scores[row] += np.asarray(values, np.float32) @ self.words[columns]
        return scores

    def probabilities(self, texts: Sequence[str], vectors: Any = None) -> Any:
        """Return (n, C) calibrated probabilities, each row summing to one."""
        from assay.models.calibration import Temperature

        return Temperature(value=self.info.temperature).apply(self.logits(texts, vectors))

    def why(self, text: str, label: str) -> tuple[str, ...]:
        """Return the words of a text that spoke most for a class, the strongest first."""
        import numpy as np

        (counts,) = count([text], self.info.grams)
        columns, values = weigh(counts, self.places, self.idf)
        if not columns:
            return ()
        place = self.info.classes.index(label)
        rows = self.words[columns]
        voices = np.asarray(values) * (rows[:, place] - np.delete(rows, place, axis=1).mean(axis=1))
        names = {self.places[gram]: gram for gram in counts if gram in self.places}
        loudest = [names[columns[at]] for at in np.argsort(-voices)[: _SAID * 3] if voices[at] > 0]
        whole = [gram for gram in loudest if not gram.startswith("_")]
        return tuple(gram for gram in whole if not any(gram != other and gram in other for other in whole))[:_SAID]

    def save(self, file: Path) -> None:
        """Write the head; equal heads give equal bytes."""
        import numpy as np
        from safetensors.numpy import save_file

        ordered = sorted(self.places, key=self.places.__getitem__)
        tensors: dict[str, Any] = {
            "vocabulary": np.frombuffer("\n".join(ordered).encode() or b"\n", np.uint8),
            "idf": np.asarray(self.idf, np.float16),
            "words": np.asarray(self.words, np.float16),
            "meaning": np.asarray(self.meaning, np.float32),
            "bias": np.asarray(self.bias, np.float32),
        }
        text = json.dumps({"schema": _SCHEMA, **asdict(self.info)}, ensure_ascii=False, sort_keys=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        save_file(tensors, str(file), metadata={"assay": text})

    @classmethod
    def load(cls, file: Path) -> Head:
        """Read a head.

        Raises:
            UnavailableError: the file is missing, too large, or no head of this schema.
        """
        import numpy as np
        from safetensors import SafetensorError, safe_open

        try:
            if file.stat().st_size > _LARGEST:
                raise UnavailableError("a head's file is larger than any head")
            with safe_open(str(file), framework="numpy") as opened:
                info = _info(json.loads((opened.metadata() or {})["assay"]))
                tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - not a mapping
            vocabulary = tensors["vocabulary"].tobytes().decode().split("\n")
            found = cls(
                info=info,
                places={gram: row for row, gram in enumerate(vocabulary) if gram},
                idf=tensors["idf"].astype(np.float32),
                words=tensors["words"].astype(np.float32),
                meaning=tensors["meaning"],
                bias=tensors["bias"],
            )
            _check(found)
        except (OSError, SafetensorError, KeyError, TypeError, ValueError) as exc:
            raise UnavailableError(f"a head cannot be read: {type(exc).__name__}") from exc
        return found


def _info(data: dict[str, Any]) -> HeadInfo:
    if data.pop("schema") != _SCHEMA:
        raise ValueError("another schema")
    return HeadInfo(**{**data, "classes": tuple(data["classes"]), "grams": Grams(**data["grams"])})


def _check(head: Head) -> None:
    """Refuse arrays that do not fit one another, before they are used."""
    import numpy as np

    classes, grams_ = len(head.info.classes), len(head.places)
    shapes_fit = (
        head.words.shape == (len(head.idf), classes)
        and head.meaning.ndim == 2
        and head.meaning.shape[1] == classes
        and head.bias.shape == (classes,)
        and grams_ in (len(head.idf), 0)
    )
    finite = all(np.isfinite(values).all() for values in (head.idf, head.words, head.meaning, head.bias))
    if not (shapes_fit and finite and classes > 1 and head.info.temperature > 0):
        raise ValueError("arrays that do not fit")
