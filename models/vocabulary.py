"""The packaged encoder's tokenizer, made from two word lists: a tenth of the size of its usual file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["TOKENS", "Vocabulary"]

TOKENS = 256
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_CHARACTERS_A_TOKEN = 8


class Vocabulary:
    """WordPiece (Wu et al. 2016) for English, whole words and characters for Chinese, simplified before the look-up.

    Read from `vocabulary.json`: `pieces` in the order of their ids, `added` words after them, `simplified` a map of
    traditional to simplified characters. Simplifying replaces one character by one, so offsets stay those of the text.
    """

    def __init__(self, folder: Path) -> None:
        from tokenizers import AddedToken, Tokenizer
        from tokenizers.models import WordPiece
        from tokenizers.normalizers import BertNormalizer
        from tokenizers.pre_tokenizers import BertPreTokenizer
        from tokenizers.processors import TemplateProcessing

        data = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        pieces = {piece: place for place, piece in enumerate(data["pieces"])}
        tokenizer = Tokenizer(WordPiece(pieces, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106
        tokenizer.normalizer = BertNormalizer(clean_text=True, handle_chinese_chars=True, lowercase=True)
        tokenizer.pre_tokenizer = BertPreTokenizer()
        first, last = pieces["[CLS]"], pieces["[SEP]"]
        tokenizer.post_processor = TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", first), ("[SEP]", last)]
        )
        tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in _SPECIAL])
        tokenizer.add_tokens([AddedToken(word, normalized=False) for word in data["added"]])
        tokenizer.enable_truncation(TOKENS)
        self._tokenizer: Any = tokenizer
        self._simplified = str.maketrans(data["simplified"])
        self.size = len(pieces) + len(data["added"])

    def encode(self, texts: Sequence[str]) -> list[Any]:
        """Return one `tokenizers.Encoding` a text: `ids` and `offsets`, at most 256 of them, markers included."""
        cut = [text[: TOKENS * _CHARACTERS_A_TOKEN].translate(self._simplified) for text in texts]
        cut = [text.encode("utf-8", "replace").decode() for text in cut]  # half a surrogate pair is no character
        return list(self._tokenizer.encode_batch(cut))
