"""Labelled text for the taggers: what each data set calls a person, an organisation, a place and an address."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = [
    "KINDS",
    "Example",
    "Span",
    "apart",
    "english",
    "presidio",
    "rows",
    "template_key",
    "under_guideline",
    "wnut_held",
]

KINDS = ("person", "organization", "location", "address")

_TYPES = {
    "PERSON": "person", "PER": "person", "person": "person", "Person": "person",
    "ORGANIZATION": "organization", "ORG": "organization", "corporation": "organization", "group": "organization",
    "Organisation": "organization",
    "LOCATION": "location", "GPE": "location", "LOC": "location", "location": "location", "Location": "location",
    "ADDRESS": "address", "STREET_ADDRESS": "address",
}  # fmt: skip
_ROLE = re.compile(
    r"(?i)(?:the\s+)?(?:borrowers?|lenders?|agents?|banks?|company|guarantors?|parent|buyers?|sellers?|issuer|parties|party|"
    r"executive|employee|employer|landlord|tenant|trustee|holder|purchaser|obligors?|subsidiar\w+|affiliates?)$"
)
_TITLE = re.compile(r"(?i)(?:mr|mrs|ms|miss|mx|dr|prof)\b\.?\s*")
_SETS = {
    "wnut": ("wnut17_train.jsonl.gz",),
    "btc": ("btc_a.jsonl.gz", "btc_b.jsonl.gz", "btc_e.jsonl.gz"),
    "re3d": ("re3d_train.jsonl.gz",),
    "sec": ("sec_filings_FIN5.jsonl.gz",),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A range of code points, end exclusive; `kind` None means that nobody can say, and it teaches nothing."""

    start: int
    end: int
    kind: str | None


@dataclass(frozen=True, slots=True)
class Example:
    """A text, its names, and the set it came from."""

    text: str
    spans: tuple[Span, ...]
    source: str


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def template_key(template: str) -> str:
    """Return what two instances of one template share, whatever its slots are called."""
    return re.sub(r"\W+", " ", re.sub(r"\{\{.*?\}\}", "#", template)).strip().lower()


def apart(key: str, share: float) -> bool:
    """Say by hash whether a key belongs to the part that is kept for measuring."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < share


def presidio(folder: Path, *, held: bool, share: float = 0.25) -> list[Example]:
    """Return the synthetic sentences whose template is held apart, or the others."""
    found = []
    for name in ("generated_large.jsonl.gz", "synth_v2_seen_templates.jsonl.gz"):
        for row in rows(folder / "pii_en_presidio" / name):
            if apart(template_key(row["template"]), share) is held:
                found.append(_example(row, "presidio"))
    return found


def english(folder: Path) -> list[Example]:
    """Return the English sets without the synthetic one: tweets, filings, reports."""
    return [
        _example(row, source)
        for source, names in _SETS.items()
        for name in names
        for row in rows(folder / "ner_en" / name)
    ]


def wnut_held(folder: Path) -> list[Example]:
    """Return the development part of WNUT17, which is for measuring alone."""
    return [_example(row, "wnut") for row in rows(folder / "ner_en" / "wnut17_dev.jsonl.gz")]


def _example(row: dict[str, Any], source: str) -> Example:
    text = row["text"]
    spans = [
        span
        for item in row["spans"]
        if item["type"] in _TYPES
        if (span := _span(text, item["start"], item["end"], _TYPES[item["type"]], source)) is not None
    ]
    return Example(text, tuple(spans), source)


def _span(text: str, start: int, end: int, kind: str, source: str) -> Span | None:
    """Return a span under our guideline; None drops it, kind None leaves it open."""
    value = text[start:end]
    if source == "btc" and ("@" in value or text[:start].rstrip().endswith("@")):
        return None  # a handle is a social account, found by pattern
    if source in {"btc", "wnut"} and value.startswith("#"):
        return Span(start, end, None)
    if source in {"re3d", "sec"} and (not re.search(r"[A-Z]", value) or _ROLE.fullmatch(value.strip())):
        return Span(start, end, None)
    if source == "re3d" and value.lower().startswith(("the ", "a ", "an ")) and not re.search(r" [A-Z]", value):
        return Span(start, end, None)
    if source == "sec" and kind == "location" and value[0].isdigit():
        return Span(start, end, "address")
    if source == "sec" and kind == "person" and " " not in value:
        return Span(start, end, None)
    return Span(start, end, kind)


def under_guideline(example: Example) -> Example:
    """Return an example of a set that is cut in slots with its names as a reader would cut them.

    Parts of one address that stand side by side are one address, a title is no part of a name, and alone it is none.
    """
    text, kept = example.text, list[Span]()
    for span in sorted(example.spans, key=lambda it: it.start):
        title = _TITLE.match(text, span.start, span.end) if span.kind == "person" else None
        start = title.end() if title else span.start
        if start >= span.end:
            continue
        before = kept[-1] if kept else None
        beside = before is not None and not text[before.end : start].strip(" ,\n")
        if before is not None and beside and before.kind == "address" and span.kind in {"address", "location"}:
            kept[-1] = Span(before.start, span.end, "address")
        else:
            kept.append(Span(start, span.end, span.kind))
    return Example(text, tuple(kept), example.source)
