"""What a found name must look like to be reported: no title in front, no sign at its edges, no pronoun alone."""

from __future__ import annotations

import re

from assay.models.tagger_decode import Tagged

__all__ = ["tidied"]

# ruff: noqa: E501, SIM905 - a list of words
_TITLE = re.compile(r"(?i)(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|dear|professor|doctor)\b\.?\s+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_SCRIPT = re.compile(r"(?:\s+[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff'’.-]+)+$")
_EDGES = ' \t\r\n,;:!?"“”«»()[]{}<>|*_=、，。；：！？（）《》【】\x1d'
_PRONOUNS = frozenset(
    "i you he she it we they me him her us them my your his its our their who what this that these those the a an and or "
    "they're we're you're i'm it's he's she's there here yes no not if when where why how hi hello thanks please".split()
)
_LATIN_LETTER = re.compile(r"[A-Za-z]")


def tidied(text: str, name: Tagged) -> Tagged | None:
    """Return the name under our guideline, None where it is none; `text` is what its offsets count in."""
    start, end = name.start, name.end
    if name.kind == "person":
        title = _TITLE.match(text, start, end)
        if title is not None:
            start = title.end()
        value = text[start:end]
        if _LATIN_LETTER.match(value):  # a dash that was read in a wrong encoding looks like a letter
            tail = _OTHER_SCRIPT.search(value)
            end -= len(value) - tail.start() if tail is not None and not _HAN.search(value) else 0
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    value = text[start:end]
    if not any(char.isalpha() for char in value):
        return None
    if value.lower().replace("’", "'") in _PRONOUNS:
        return None
    return Tagged(start, end, name.kind, name.score)
