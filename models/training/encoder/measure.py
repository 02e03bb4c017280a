"""Figures of an encoder on what it was not trained on; everything takes a function from texts to rows of length one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assay.models.training.encoder.sources import Pair, python_docs, read_rows, tatoeba, without_latin

__all__ = ["Embed", "business_pool", "docs_pool", "half", "quick", "ranks", "tatoeba_pool"]

Embed = Callable[[Sequence[str]], Any]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_POOL = 1_000
_FEW = 4


def half(key: str) -> str:
    """Say which half of the measuring data a text belongs to: `tune`, or `report`, which is opened once."""
    return "tune" if hashlib.sha256(key.encode()).digest()[0] % 2 == 0 else "report"


def ranks(queries: Any, pool: Any) -> Any:
    """Return the rank (from 0) of each query's own row in the pool, ties counted against it."""
    scores = queries @ pool.T
    own = scores.diagonal()
    return (scores >= own[:, None]).sum(1) - 1


def tatoeba_pool(data: Path) -> list[Pair]:
    """Return held-out everyday sentences, one translation each, 1,000."""
    return list({pair.en: pair for pair in reversed(tatoeba(data).held)}.values())[:_POOL]


def docs_pool(data: Path) -> list[Pair]:
    """Return held-out technical paragraphs without their Latin words; those with under four characters are left out."""
    held = {pair.en: pair for pair in reversed(python_docs(data).held)}.values()
    stripped = [Pair(pair.en, without_latin(pair.zh)) for pair in held]
    return [pair for pair in stripped if len(_HAN.findall(pair.zh)) >= _FEW]


def business_pool(measure: Path, part: str) -> list[Pair]:
    """Return business strings of at least 12 Chinese characters of one half, 1,000 at most, one a text."""
    found: dict[str, Pair] = {}
    seen: set[str] = set()
    for row in read_rows(measure / "parallel_odoo_business" / "pairs.jsonl.gz"):
        en, zh = row["en_plain"].strip(), row["zh_plain"].strip()
        if len(_HAN.findall(zh)) >= 12 and en not in found and zh not in seen and half(en) == part:
            found[en] = Pair(en, zh)
            seen.add(zh)
    order = sorted(found, key=lambda text: hashlib.sha256(text.encode()).digest())
    return [found[text] for text in order[:_POOL]]


def _retrieval(embed: Embed, pairs: Sequence[Pair], name: str) -> dict[str, float]:
    places = ranks(embed([pair.zh for pair in pairs]), embed([pair.en for pair in pairs]))
    return {f"{name}.at1": float((places == 0).mean()), f"{name}.at10": float((places < 10).mean())}


def quick(embed: Embed, teacher: Embed, data: Path, measure: Path | None) -> dict[str, float]:
    """Return what a run is watched by: retrieval on the held-out pools, English against the teacher."""
    figures = _retrieval(embed, tatoeba_pool(data), "tatoeba") | _retrieval(embed, docs_pool(data), "python_docs")
    if measure is not None:
        figures |= _retrieval(embed, business_pool(measure, "tune"), "business.tune")
        rows = list(read_rows(measure / "topic_en_agnews" / "dev.jsonl.gz"))
        texts = [text for row in rows if half(text := f"{row['title']} {row['text']}") == "tune"][:300]
        figures["english_cosine.tune"] = float((embed(texts) * teacher(texts)).sum(1).mean())
    return figures
