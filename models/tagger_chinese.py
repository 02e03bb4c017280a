"""The recurrent tagger at work: characters and word lists in, names out, by ONNX Runtime."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assay.models.tagger_chars import CHAR_FEATURES, CharLexicon, fold
from assay.models.tagger_decode import Tagged, best_paths, named, softmax

__all__ = ["ChineseTagger"]

_ROWS = 64
_CELLS = 8_192


class ChineseTagger:
    """Finds names in sentences with Chinese characters; `folder` must have been inspected."""

    def __init__(self, folder: Path, session: Any) -> None:
        import numpy as np

        data = json.loads((folder / "chinese.json").read_text(encoding="utf-8"))
        self._known = {char: number for number, char in enumerate(data["characters"]) if char}
        self._other = self._known["OOV"]
        self._lexicon = CharLexicon({name: words.split(" ") for name, words in data["lists"].items()})
        self._moves = np.array(data["moves"], np.float32)
        self._session = session

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Return the names of each sentence; a sentence should have at most a few hundred characters."""
        import numpy as np

        found: list[list[Tagged]] = [[] for _ in texts]
        for places in _batches(texts):
            lengths = [len(texts[place]) for place in places]
            width = max(lengths)
            ids = np.zeros((len(places), width), np.int32)
            seen = np.zeros((len(places), width, CHAR_FEATURES), np.float32)
            for row, place in enumerate(places):
                text = fold(texts[place])
                ids[row, : len(text)] = [self._known.get(char, self._other) for char in text]
                features = self._lexicon.features(text)
                columns = [column for column, some in enumerate(features) for _ in some]
                seen[row, columns, [index for some in features for index in some]] = 1.0
            inputs = {"ids": ids, "features": seen, "lengths": np.array(lengths, np.int32)}
            emissions = self._session.run(["emissions"], inputs)[0]
            probabilities = softmax(emissions)
            for row, (place, path) in enumerate(zip(places, best_paths(emissions, lengths, self._moves), strict=True)):
                starts = range(lengths[row])
                found[place] = named(path, starts, range(1, lengths[row] + 1), probabilities[row])
        return found


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield places of texts of like length together; empty texts are left out."""
    order = sorted((place for place, text in enumerate(texts) if text), key=lambda place: len(texts[place]))
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and end - start < _ROWS and (end + 1 - start) * len(texts[order[end]]) <= _CELLS:
            end += 1
        yield order[start:end]
        start = end
