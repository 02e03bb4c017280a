"""Chinese words by jieba, loaded once and only when asked for, without its chatter."""

from __future__ import annotations

import logging
import warnings
from functools import cache
from typing import Any

__all__ = ["segmenter", "tags"]


@cache
def segmenter() -> Any:
    """Return a jieba tokenizer that is ready (half a second, 60 MB).

    Its dictionary is read from the package each time: jieba's cache is a file of marshalled code in a folder that
    others may write to.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba  # type: ignore[import-untyped]

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@cache
def tags() -> dict[str, str]:
    """Return the part of speech of every dictionary word of two to four characters."""
    import jieba

    found: dict[str, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lines = jieba.Tokenizer().get_dict_file()
    with lines:
        for line in lines:
            word, _, tag = line.decode("utf-8").split(" ")
            if 2 <= len(word) <= 4:
                found[word] = tag.strip()
    return found
