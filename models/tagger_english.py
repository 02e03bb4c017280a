"""The transformer tagger at work: words, their pieces and their features in, names out, by ONNX Runtime."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assay.models.batches import alike
from assay.models.tagger_decode import Tagged, best_paths, named, softmax
from assay.models.tagger_words import FEATURES, Lexicon, Word, word_features, words_of

__all__ = ["PIECES", "EnglishTagger", "Pieces", "windows"]

PIECES = 128
_PIECES_A_WORD = 8
_CELLS = 384  # beyond the processor's cache more pieces take longer each
_SEARCHED = 64  # windows whose paths are looked for together
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
        """Return the names of each text, the same in any company: windows of one length are read together, unpadded."""
        cut = [(place, window) for place, text in enumerate(texts) for window in self._windows(text) if window.words]
        emissions = self._emissions([window for _, window in cut])
        found: list[list[Tagged]] = [[] for _ in texts]
        order = sorted(range(len(cut)), key=lambda at: len(cut[at][1].words))
        for start in range(0, len(order), _SEARCHED):
            some = order[start : start + _SEARCHED]
            for at, names in zip(
                some, _named([cut[at][1] for at in some], [emissions[at] for at in some]), strict=True
            ):
                found[cut[at][0]] += names
        return [sorted(names, key=lambda name: name.start) for names in found]

    def _emissions(self, windows: Sequence[Pieces]) -> list[Any]:
        """Return for each window what the network says of its words, float32 (words, tags)."""
        import numpy as np

        found: list[Any] = [None] * len(windows)
        for places in alike([len(window.ids) for window in windows], most=_CELLS):
            ids = np.array([windows[place].ids for place in places], np.int32)
            seen = np.zeros((*ids.shape, FEATURES), np.uint8)
            for row, place in enumerate(places):
                features = windows[place].features
                columns = [column for column, some in enumerate(features) for _ in some]
                seen[row, columns, [index for some in features for index in some]] = 1
            emissions = self._session.run(["emissions"], {"ids": ids, "features": seen})[0]
            for row, place in enumerate(places):
                found[place] = emissions[row, windows[place].first]
        return found

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


def _named(windows: Sequence[Pieces], emissions: Sequence[Any]) -> Iterator[list[Tagged]]:
    """Yield the names of windows by what the network says of their words."""
    import numpy as np

    lengths = [len(window.words) for window in windows]
    padded = np.zeros((len(windows), max(lengths), emissions[0].shape[1]), np.float32)
    for row, own in enumerate(emissions):
        padded[row, : len(own)] = own
    probabilities = softmax(padded)
    for row, path in enumerate(best_paths(padded, lengths)):
        words = windows[row].words
        yield named(path, [word.start for word in words], [word.end for word in words], probabilities[row])


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
