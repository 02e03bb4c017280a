"""The transformer tagger at work: words, their pieces and their features in, names out, by ONNX Runtime."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assay.models.tagger_decode import Tagged, best_paths, named, softmax
from assay.models.tagger_words import FEATURES, Lexicon, Word, word_features, words_of

__all__ = ["PIECES", "EnglishTagger", "Pieces", "windows"]

PIECES = 128
_PIECES_A_WORD = 8
_CELLS = 1_024  # small batches stay in the cache of the processor: a fifth quicker than four times as many
_ROWS = 8
_MOST_WORDS = 50_000


@dataclass(slots=True)
class Pieces:
    """A window of a text: ids and features of its pieces, and of each word its place among them."""

    ids: list[int]
    features: list[tuple[int, ...]]
    words: list[Word] = field(default_factory=list)
    first: list[int] = field(default_factory=list)


def windows(
    words: Sequence[Word],
    features: Sequence[tuple[int, ...]],
    ids: Sequence[Sequence[int]],
    *,
    marks: tuple[int, int, int],
    limit: int,
) -> list[Pieces]:
    """Cut words into windows of at most `limit` pieces; `marks` are the ids of [CLS], [SEP] and [UNK]."""
    opening, closing, unknown = marks
    found: list[Pieces] = []
    now = Pieces([opening], [()])
    for word, seen, pieces in zip(words, features, ids, strict=True):
        known = list(pieces[:_PIECES_A_WORD]) or [unknown]
        if len(now.ids) + len(known) + 1 > limit:
            found.append(now)
            now = Pieces([opening], [()])
        now.words.append(word)
        now.first.append(len(now.ids))
        now.ids += known
        now.features += [seen] * len(known)
    found.append(now)
    for window in found:
        window.ids.append(closing)
        window.features.append(())
    return found


class EnglishTagger:
    """Finds names in text of Latin letters; `folder` must have been inspected."""

    def __init__(self, folder: Path, session: Any) -> None:
        data = json.loads((folder / "english.json").read_text(encoding="utf-8"))
        self._tokenizer, self._marks = _tokenizer(data["pieces"])
        self._lexicon = Lexicon.of({name: words.split("\n") for name, words in data["lists"].items()})
        self._session = session
        self._known: dict[str, list[int]] = {}

    def tag(self, texts: Sequence[str]) -> list[list[Tagged]]:
        """Return the names of each text."""
        import numpy as np

        cut = [(place, window) for place, text in enumerate(texts) for window in self._windows(text) if window.words]
        cut.sort(key=lambda item: len(item[1].ids))
        found: list[list[Tagged]] = [[] for _ in texts]
        for batch in _batches(cut):
            width = max(len(window.ids) for _, window in batch)
            ids = np.zeros((len(batch), width), np.int32)
            mask = np.zeros((len(batch), width), np.int32)
            seen = np.zeros((len(batch), width, FEATURES), np.float32)
            for row, (_, window) in enumerate(batch):
                ids[row, : len(window.ids)] = window.ids
                mask[row, : len(window.ids)] = 1
                columns = [column for column, some in enumerate(window.features) for _ in some]
                seen[row, columns, [index for some in window.features for index in some]] = 1.0
            emissions = self._session.run(["emissions"], {"ids": ids, "mask": mask, "features": seen})[0]
            self._spell(batch, emissions, found)
        return [sorted(names, key=lambda name: name.start) for names in found]

    def _windows(self, text: str) -> list[Pieces]:
        words = words_of(text)
        return windows(
            words, word_features(words, self._lexicon), self._pieces([word.text for word in words]),
            marks=self._marks, limit=PIECES,
        )  # fmt: skip

    def _pieces(self, words: Sequence[str]) -> list[list[int]]:
        """Return the ids of each word's pieces; words of letters are remembered, for texts share most of them."""
        if len(self._known) > _MOST_WORDS:
            self._known = {}
        known = self._known  # another thread may begin a new one
        new = [word for word in dict.fromkeys(words) if word not in known]
        encoded = self._tokenizer.encode_batch(new, add_special_tokens=False) if new else []
        made = {word: it.ids for word, it in zip(new, encoded, strict=True)}
        known.update((word, ids) for word, ids in made.items() if word.isalpha())
        return [known[word] if word in known else made[word] for word in words]

    def _spell(self, batch: Sequence[tuple[int, Pieces]], emissions: Any, found: list[list[Tagged]]) -> None:
        import numpy as np

        width = max(len(window.words) for _, window in batch)
        own = np.zeros((len(batch), width, emissions.shape[2]), np.float32)
        for row, (_, window) in enumerate(batch):
            own[row, : len(window.first)] = emissions[row, window.first]
        probabilities = softmax(own)
        paths = best_paths(own, [len(window.words) for _, window in batch])
        for row, (place, window) in enumerate(batch):
            starts, ends = [word.start for word in window.words], [word.end for word in window.words]
            found[place] += named(paths[row], starts, ends, probabilities[row])


def _tokenizer(pieces: Sequence[str]) -> tuple[Any, tuple[int, int, int]]:
    """Return a WordPiece tokenizer (Wu et al. 2016) over single words, and the ids of its marks."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    known = {piece: place for place, piece in enumerate(pieces)}
    tokenizer = Tokenizer(WordPiece(known, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106 - a piece
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer, (known["[CLS]"], known["[SEP]"], known["[UNK]"])


def _batches(cut: Sequence[tuple[int, Pieces]]) -> Iterator[Sequence[tuple[int, Pieces]]]:
    start = 0
    while start < len(cut):
        end = start + 1
        while end < len(cut) and end - start < _ROWS and (end + 1 - start) * len(cut[end][1].ids) <= _CELLS:
            end += 1
        yield cut[start:end]
        start = end
