"""The library `unstructured`, its run-time download and its telemetry shut off before it is imported.

Its documented configuration tags words with a spaCy model, which it would download while it runs. `make bench-extract`
installs the same model into `.peer`; where that is missing three regular expressions do the work of the model, and the
peer is quicker than anybody sees it.
"""

from __future__ import annotations

import os
import re
import sys
import types
from pathlib import Path
from typing import Any

__all__ = ["load_unstructured", "model_folder"]

_PEER = Path(__file__).parents[1] / ".peer"

_TOKENIZER = "unstructured.nlp.tokenize"
_WORDS = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)?|[\u4e00-\u9fff]|[^\sA-Za-z0-9]")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*(?=[A-Z\u4e00-\u9fff\"“(])")
_VERB = re.compile(
    r"(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|must|shall|should|\w+ed|\w+ing)"
)


def model_folder(peer: Path = _PEER) -> Path | None:
    """Return the folder of the spaCy model that is installed for the peer; None where there is none."""
    return next((it.parent for it in sorted(peer.glob("*/*/config.cfg"))), None)


def load_unstructured(model: Path | None = None) -> Any:
    """Return the module `unstructured`, made safe.

    Its tokenizer loads `model`. Without one, three functions by regular expression stand in for it: what they decide
    is only whether a piece is called title or narrative text.
    """
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["SCARF_NO_ANALYTICS"] = "1"
    os.environ["UNSTRUCTURED_DISABLE_NOTICE"] = "1"
    if model is not None:
        import spacy
        from unstructured.nlp import tokenize

        tokenize._load_spacy_model = lambda: spacy.load(model, exclude=tokenize._SPACY_EXCLUDE)
    elif _TOKENIZER not in sys.modules:
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
