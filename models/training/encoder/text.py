"""Texts to padded batches: simplified characters first, then the checkpoint's own tokenizer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["Vocabulary", "padded"]

_CHARACTERS_A_TOKEN = 8


class Vocabulary:
    """A folder's `tokenizer.json`, and its `traditional_to_simplified.json` where there is one."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        table = folder / "traditional_to_simplified.json"
        self._simplified = str.maketrans(json.loads(table.read_text(encoding="utf-8")) if table.is_file() else {})
        last: Any = self._tokenizer.token_to_id("[SEP]")
        self._last = int(last)

    def ids(self, texts: Sequence[str], limit: int) -> list[list[int]]:
        """Return each text's token ids, at most `limit` of them, markers included."""
        cut = [text[: limit * _CHARACTERS_A_TOKEN].translate(self._simplified) for text in texts]
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(cut)]
        return [row if len(row) <= limit else [*row[: limit - 1], self._last] for row in rows]


def padded(rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Return token ids and mask of a batch as tensors (rows, longest), zero where there is nothing."""
    import torch

    width = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
        mask[place, : len(row)] = 1
    return ids, mask
