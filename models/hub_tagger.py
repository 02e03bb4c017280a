"""People, organisations and places by a model of the hub: XLM-RoBERTa or another transformer over tokens.

What such a model calls anything else (dates, products) is nothing here, and it knows no addresses: those are left to
the rules. Its labels are put into the packaged tagger's and spelled by the same search: no name begins in its middle.
"""

from __future__ import annotations

import os
import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assay.models.hub_runtime import device, quiet_and_offline
from assay.models.profiles import HubModel, Purpose, checked, hub_models
from assay.models.tagger import Piece, Reading, pieces_of
from assay.models.tagger_decode import TAGS, Tagged, best_paths, named, softmax
from assay.models.tagger_tidy import outside, plain, tidied

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HubTagger"]

_KINDS = {
    "PER": "person", "PERSON": "person", "ORG": "organization", "ORGANIZATION": "organization",
    "LOC": "location", "LOCATION": "location", "GPE": "location", "ADDRESS": "address",
}  # fmt: skip
_BATCH = 16
_TOKENS = 256
_SURE = 0.99
_NEVER, _HARDLY = -50.0, 0.01
_LETTERS = re.compile(r"[^\W\d_\u3400-\u9fff]{2}")


class HubTagger:
    """A transformer over tokens: pulled once, pinned, safetensors, no remote code; on CUDA where there is one.

    It has no gate: it reads all that has letters, in pieces of at most 256 tokens, those of like length together.
    """

    def __init__(
        self, *, threads: int | None = None, folder: Path | None = None, entry: HubModel | None = None
    ) -> None:
        self._entry = entry or hub_models()[Purpose.ENTITIES]
        self.name, self.version = self._entry.name, self._entry.revision[:12]
        self._threads = threads or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._folder = folder
        self._lock = threading.Lock()
        self._model: Any = None
        self._tokens: Any = None
        self._places: tuple[int, ...] = ()

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    def read(self, text: str, *, gated: bool = True) -> Reading:
        """Return the names of a text with code-point offsets; there is no gate, so `gated` changes nothing.

        Raises:
            UnavailableError: the model was not pulled, or its files are not the pinned ones.
        """
        pieces = [piece for piece in pieces_of(plain(text)) if any(sign.isalpha() for sign in piece.text)]
        if not pieces:
            return Reading((), (), len(text), 0)
        with self._lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._load()
            names = sorted(outside(text, self._names(pieces)), key=lambda name: name.start)
        looked = tuple((piece.start, piece.start + len(piece.text)) for piece in pieces)
        return Reading(tuple(names), looked, len(text), sum(end - start for start, end in looked))

    def close(self) -> None:
        """Let go of the model; the next reading loads it again."""
        with self._lock:
            self._model = self._tokens = None

    def _names(self, pieces: Sequence[Piece]) -> Iterator[Tagged]:
        for piece, (places, emissions) in zip(pieces, self._emissions([it.text for it in pieces]), strict=True):
            if not places:
                continue
            (path,) = best_paths(emissions[None], [len(places)])
            starts, ends = [start for start, _ in places], [end for _, end in places]
            for name in named(path, starts, ends, softmax(emissions)):
                kept = tidied(piece.text, name)
                if kept is not None:
                    score = min(_SURE, kept.score)
                    yield Tagged(kept.start + piece.start, kept.end + piece.start, kept.kind, score)

    def _emissions(self, texts: Sequence[str]) -> list[tuple[list[tuple[int, int]], Any]]:
        """Return for each text where its tokens stand, and the log-odds of our tags there, (tokens, tags)."""
        import torch

        encodings = self._tokens.encode_batch(list(texts))
        parts = [
            (number, part) for number, it in enumerate(encodings) for part in (it, *it.overflowing)
        ]  # a long piece is several
        parts.sort(key=lambda item: len(item[1].ids))
        found: list[list[tuple[int, int, Any]]] = [[] for _ in texts]
        for start in range(0, len(parts), _BATCH):
            batch = parts[start : start + _BATCH]
            width = max(len(part.ids) for _, part in batch)
            ids = torch.full((len(batch), width), self._model.config.pad_token_id or 0)
            mask = torch.zeros(len(batch), width, dtype=torch.long)
            for row, (_, part) in enumerate(batch):
                ids[row, : len(part.ids)] = torch.tensor(part.ids)
                mask[row, : len(part.ids)] = 1
            with torch.inference_mode():
                sent = {"input_ids": ids.to(self._model.device), "attention_mask": mask.to(self._model.device)}
                logits = self._model(**sent).logits.float().cpu().numpy()
            for row, (number, part) in enumerate(batch):
                for column, (begin, end) in enumerate(part.offsets):
                    if end > begin and not part.special_tokens_mask[column]:
                        found[number].append((begin, end, self._ours(logits[row, column])))
        return [_words(text, sorted(tokens, key=lambda it: it[:2])) for text, tokens in zip(texts, found, strict=True)]

    def _ours(self, logits: Any) -> Any:
        """Return a token's scores under our tags: of labels that mean the same, the likelier one's; of none, -50.

        Some models have no label for the beginning of a name: there it is as likely as the inside, and hardly less.
        """
        import numpy as np

        row = np.full(len(TAGS), _NEVER, np.float32)
        np.maximum.at(row, list(self._places), logits)
        for first in range(1, len(TAGS), 2):
            if first not in self._places:
                row[first] = row[first + 1] - _HARDLY
        return row

    def _load(self) -> None:
        if self._model is not None:
            return
        folder = checked(self._entry, self._folder)
        with quiet_and_offline(self._threads):
            from tokenizers import Tokenizer
            from transformers import AutoModelForTokenClassification

            loaded: Any = AutoModelForTokenClassification.from_pretrained(
                str(folder), local_files_only=True, use_safetensors=True, trust_remote_code=False
            )
        tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokens.no_padding()
        tokens.enable_truncation(min(_TOKENS, loaded.config.max_position_embeddings - 2))
        self._places = tuple(_place(loaded.config.id2label[number]) for number in range(loaded.config.num_labels))
        self._tokens = tokens
        self._model = loaded.to(device()).eval()


def _words(text: str, tokens: Sequence[tuple[int, int, Any]]) -> tuple[list[tuple[int, int]], Any]:
    """Join the pieces of words in letters, which bear the tag of their first; other scripts stay as they were cut."""
    import numpy as np

    places: list[tuple[int, int]] = []
    rows = []
    for begin, end, row in tokens:
        start = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
        if start >= end:
            continue
        if places and places[-1][1] == start and _LETTERS.match(text, start - 1):
            places[-1] = (places[-1][0], end)
            continue
        places.append((start, end))
        rows.append(row)
    return places, np.stack(rows) if rows else np.zeros((0, len(TAGS)), np.float32)


def _place(label: str) -> int:
    """Return which of our tags a label is; what is no name of ours is none."""
    edge, _, kind = label.rpartition("-")
    ours = _KINDS.get(kind.upper())
    return TAGS.index(f"{edge if edge in {'B', 'I'} else 'I'}-{ours}") if ours else 0
