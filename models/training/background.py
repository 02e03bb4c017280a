"""How common words are anywhere: the background that search by words has beside what it is asked to search.

`python -m assay.models.training.background DATA OUT` reads parallel and English text whose licences allow it (PSF,
CC0, CC BY, Apache-2.0) in passages of the size of a chunk, and writes for each term that at least a few passages hold
the share of passages of its language that hold it: the terms' numbers in order as uint32, then one byte each, eight
times minus the binary logarithm of the share. Counts alone; no text can be had back.
"""

from __future__ import annotations

import argparse
import math
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assay.governance.domain import term_number, terms
from assay.models.training.encoder.sources import read_rows

__all__ = ["main"]

_PASSAGE = {"en": 700, "zh": 230}
_FEWEST = 4
_STEPS = 8


def main(argv: Sequence[str] | None = None) -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args(argv)
    shares: dict[int, float] = {}
    for language, most in _PASSAGE.items():
        holding: Counter[str] = Counter()
        passages = 0
        for passage in _passages(_texts(asked.data, language), most):
            holding.update(set(terms(passage)))
            passages += 1
        for term, count in holding.items():
            if count >= _FEWEST:
                shares[term_number(term)] = max(shares.get(term_number(term), 0.0), count / passages)
        sys.stdout.write(f"{language}: {passages:,} passages, {len(holding):,} terms\n")
    numbers = sorted(shares)
    codes = bytes(min(255, round(-_STEPS * math.log2(shares[number]))) for number in numbers)
    asked.out.write_bytes(array("I", numbers).tobytes() + codes)
    sys.stdout.write(f"{len(numbers):,} terms, {asked.out.stat().st_size:,} bytes\n")


def _texts(data: Path, language: str) -> Iterator[str]:
    for row in read_rows(data / "parallel_python_docs" / "pairs.jsonl.gz"):
        yield row[f"{language}_plain"]
    for row in read_rows(data / "parallel_tatoeba" / "pairs.jsonl.gz"):
        yield row[language]
    folder = data / ("ner_en" if language == "en" else "safety_zh_cold")
    for file in sorted(folder.glob("*.jsonl.gz")):
        for row in read_rows(file):
            yield row["text"]


def _passages(texts: Iterable[str], most: int) -> Iterator[str]:
    held = ""
    for text in texts:
        if held and len(held) + len(text) > most:
            yield held
            held = ""
        held += f"\n{text}"
    yield held


if __name__ == "__main__":
    main()
