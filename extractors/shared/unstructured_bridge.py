"""The library `unstructured`, its run-time download and its telemetry shut off before it is imported.

No reader needs it: it is what the readers are measured against.
"""

from __future__ import annotations

import os
import re
import sys
import types
from typing import Any

__all__ = ["load_unstructured"]

_TOKENIZER = "unstructured.nlp.tokenize"
_WORDS = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)?|[\u4e00-\u9fff]|[^\sA-Za-z0-9]")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*(?=[A-Z\u4e00-\u9fff\"“(])")
_VERB = re.compile(
    r"(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|must|shall|should|\w+ed|\w+ing)"
)


def load_unstructured() -> Any:
    """Return the module `unstructured`, made safe.

    Its tokenizer downloads a model from the network and installs it: three functions by regular expression
    stand in for it. What they decide is only whether a piece is called title or narrative text.
    """
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["SCARF_NO_ANALYTICS"] = "1"
    os.environ["UNSTRUCTURED_DISABLE_NOTICE"] = "1"
    if _TOKENIZER not in sys.modules:
        module = types.ModuleType(_TOKENIZER)
        module.word_tokenize = word_tokenize  # type: ignore[attr-defined]
        module.sent_tokenize = sent_tokenize  # type: ignore[attr-defined]
        module.pos_tag = pos_tag  # type: ignore[attr-defined]
        sys.modules[_TOKENIZER] = module
    import unstructured

    return unstructured


def word_tokenize(text: str) -> list[str]:
    """Part a text into words and signs."""
    return _WORDS.findall(text)


def sent_tokenize(text: str) -> list[str]:
    """Part a text into sentences."""
    return [piece for piece in _SENTENCE.split(text) if piece.strip()]


def pos_tag(text: str) -> list[tuple[str, str]]:
    """Tag verbs as `VB` and everything else as `NN`."""
    return [(word, "VB" if _VERB.fullmatch(word.lower()) else "NN") for word in word_tokenize(text)]
