"""Precision, recall and F1 of names and identifiers on labelled text; prints figures alone, never a sample.

`python benchmarks/entities.py FILE.jsonl.gz … [--limit N] [--mode exact|overlap]`; a row is
`{"text", "spans": [{"start", "end", "type"}]}`. Measure-only data stays outside of the project.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from assay.classifiers import IdentifierDetector, NameDetector
from assay.governance.domain import Segment, SegmentKind, labels

TYPES = {
    "PERSON": "person", "PER": "person", "NAME": "person", "name": "person", "PERSON_NAME": "person",
    "ORGANIZATION": "organization", "ORG": "organization", "company": "organization", "organization": "organization",
    "government": "organization",
    "STREET_ADDRESS": "address", "ADDRESS": "address", "LOCATION": "location", "LOC": "location", "GPE": "location",
    "address": "location", "scene": "location",
    "PHONE_NUMBER": "phone", "EMAIL_ADDRESS": "email", "CREDIT_CARD": "payment_card", "US_SSN": "national_id",
    "IBAN_CODE": "bank_account", "IP_ADDRESS": "ip_address", "US_DRIVER_LICENSE": "driver_license",
    "DOMAIN_NAME": "url",
}  # fmt: skip
Spans = set[tuple[int, int, str]]


def rows(paths: Sequence[Path], limit: int, seed: int) -> list[dict[str, object]]:
    """Return a seeded sample of the rows of all files."""
    found: list[dict[str, object]] = []
    for path in paths:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            found += [json.loads(line) for line in lines]
    return random.Random(seed).sample(found, min(limit, len(found))) if limit else found  # noqa: S311 - a sample


def predict(texts: Sequence[str]) -> Iterator[Spans]:
    """Yield what both detectors say of each text."""
    detectors = (IdentifierDetector(), NameDetector())
    for text in texts:
        segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
        groups = labels()
        yield {(d.start, d.end, groups[d.label].group) for detector in detectors for d in detector.detect([segment])}


def score(gold: Sequence[Spans], found: Sequence[Spans], mode: str) -> dict[str, tuple[int, int, int, int]]:
    """Return per type (gold, gold that was found, found, found that is gold)."""
    counts: Counter[tuple[str, str]] = Counter()
    for right, said in zip(gold, found, strict=True):
        for one, other, name in ((right, said, "gold"), (said, right, "found")):
            for span in one:
                counts[span[2], name] += 1
                counts[span[2], name + "+"] += any(_same(span, rival, mode) for rival in other)
    kinds = sorted({kind for kind, name in counts if name == "gold"})
    return {kind: tuple(counts[kind, name] for name in ("gold", "gold+", "found", "found+")) for kind in kinds}  # type: ignore[misc]


def _same(left: tuple[int, int, str], right: tuple[int, int, str], mode: str) -> bool:
    if left[2] != right[2]:
        return False
    return left[:2] == right[:2] if mode == "exact" else left[0] < right[1] and right[0] < left[1]


def main(argv: Sequence[str] | None = None) -> None:
    """Read, measure, print; without files it says what it wants."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="JSON lines, each with text and spans; .gz too")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--mode", choices=("exact", "overlap"), default="exact")
    arguments = parser.parse_args(argv)
    if not arguments.paths:
        print("nothing measured: give files of JSON lines with `text` and `spans`")
        return
    sample = rows(arguments.paths, arguments.limit, arguments.seed)
    texts = [str(row["text"]) for row in sample]
    gold = [
        {(s["start"], s["end"], TYPES[s["type"]]) for s in row["spans"] if s["type"] in TYPES}  # type: ignore[attr-defined]
        for row in sample
    ]
    list(predict(texts[:1]))
    begun = time.perf_counter()
    found = list(predict(texts))
    seconds = time.perf_counter() - begun
    print(f"{len(texts)} texts, {sum(map(len, texts))} characters, {seconds:.1f} s, {arguments.mode} spans")
    for kind, (right, hit, said, true) in score(gold, found, arguments.mode).items():
        recall, precision = hit / right if right else 0.0, true / said if said else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        print(f"{kind:15} gold {right:5}  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


if __name__ == "__main__":
    main()
