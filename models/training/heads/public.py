"""Texts that anybody may read: encyclopaedias, news, posts, manuals, everyday sentences, in both languages.

A head that has seen business documents alone takes a newspaper's report on a merger for the merger's plan: how often
the shipped one does is `level.alarms.*` of `python -m benchmarks models heads`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assay.models.training.encoder.sources import read_rows

__all__ = ["SOURCES", "Source", "public_texts"]

_LONGEST = 700


class Source(NamedTuple):
    """A file below the data folder, the field that is read, how many texts of at least how many characters."""

    file: str
    field: str
    most: int
    least: int


SOURCES = (
    Source("retrieval_zh_cmrc2018/corpus.jsonl.gz", "text", 256, 20),
    Source("ner_en/re3d_train.jsonl.gz", "text", 300, 40),
    Source("ner_en/btc_e.jsonl.gz", "text", 150, 40),
    Source("ner_en/wnut17_train.jsonl.gz", "text", 150, 40),
    Source("parallel_python_docs/pairs.jsonl.gz", "zh_plain", 300, 30),
    Source("parallel_python_docs/pairs.jsonl.gz", "en_plain", 300, 60),
    Source("parallel_tatoeba/pairs.jsonl.gz", "zh", 200, 12),
    Source("parallel_tatoeba/pairs.jsonl.gz", "en", 200, 30),
)


def public_texts(data: Path, seed: int) -> list[str]:
    """Return a fixed draw of the sources that lie below the data folder; none where none does."""
    return list(dict.fromkeys(text for source in SOURCES for text in _drawn(data / source.file, source, seed)))


def _drawn(file: Path, source: Source, seed: int) -> Iterator[str]:
    if file.is_file():
        known = sorted({row[source.field][:_LONGEST] for row in read_rows(file) if source.field in row})
        texts = [text for text in known if len(text) >= source.least]
        draw = random.Random(f"{seed}/{source.file}/{source.field}")  # noqa: S311 - texts, not secrets
        yield from draw.sample(texts, min(source.most, len(texts)))
