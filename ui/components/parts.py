"""Parts of a file and names of its properties, in words; what has none is said as the reader named it."""

from __future__ import annotations

import re

from assay.ui.i18n import say

__all__ = ["part_words", "path_words", "property_words"]

_ATTACHED = re.compile(r"attachment\[(\d+)\]")
_NUMBERED = (
    (re.compile(r"(?:body|slide)/(?:p|el)\[(\d+)\]"), "part.paragraph"),
    (re.compile(r"body/tbl\[(\d+)\]"), "part.table"),
    (re.compile(r"body/box\[(\d+)\]"), "part.box"),
    (re.compile(r"attachment\[(\d+)\]"), "part.attachment"),
    (re.compile(r"comments?(?:\.xml)?(?:\[|/p\[)(\d+)\]"), "part.comment"),
)


def part_words(part: str) -> str:
    """Return where a part stands: a paragraph, a table, the body, an attachment."""
    for pattern, key in _NUMBERED:
        if found := pattern.fullmatch(part):
            return say(key, n=found[1])
    return _known("part", part)


def path_words(path: str) -> str:
    """Return a path in words where it leads through a mail: its attachments have numbers, not names."""
    return "/".join(_attached(part) for part in path.split("/"))


def _attached(part: str) -> str:
    found = _ATTACHED.fullmatch(part)
    return say("part.attachment", n=found[1]) if found else part


def property_words(name: str) -> str:
    """Return what a metadata field is called."""
    return _known("property", name)


def _known(prefix: str, name: str) -> str:
    return say(f"{prefix}.{name}").removeprefix(f"{prefix}.")
