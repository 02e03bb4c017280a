"""How much of a page a reader gives in the order in which people read it, by the labels of `reading_order.yaml`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

__all__ = ["in_order", "labels", "orders", "shares"]

LABELS = Path(__file__).with_name("reading_order.yaml")
_LOOSE = re.compile(r"[\s\u00ad\u2010-]")


def in_order(text: str, pieces: Sequence[str]) -> float:
    """Return the share of the pieces that stand in a text one after the other; one that is torn apart is not there.

    Blanks and hyphens do not count. The share is that of the longest run of pieces whose places go up.
    """
    plain = _LOOSE.sub("", text)
    ends: list[int] = []  # the least place at which a run of each length ends
    for at in (plain.find(_LOOSE.sub("", piece)) for piece in pieces):
        if at >= 0:
            place = bisect_left(ends, at)
            ends[place : place + 1] = [at]
    return len(ends) / len(pieces)


def labels() -> dict[str, Any]:
    """Return by file name `lines`, the pieces of its labelled page in order, and `differs`, where readers part."""
    import yaml

    found: dict[str, Any] = yaml.safe_load(LABELS.read_text(encoding="utf-8"))
    return found


def shares(files: Sequence[Path], text: Callable[[Path], str]) -> dict[Path, float]:
    """Return of each labelled file how much of its labelled page a reader's text gives in order."""
    known = labels()
    return {file: in_order(text(file), known[file.name]["lines"]) for file in files if file.name in known}


def orders(files: Sequence[Path], **texts: Callable[[Path], str]) -> dict[str, float]:
    """Return for each reader the mean share over the labelled files, and how many there are."""
    found = {name: list(shares(files, text).values()) for name, text in texts.items()}
    told = {f"pdf.order.{name}": round(mean(it), 4) for name, it in found.items() if it}
    return told and {"pdf.order.files": max(map(len, found.values())), **told}
