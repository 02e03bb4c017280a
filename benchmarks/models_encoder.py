"""The shipped encoder on what it was not trained on: across languages, in retrieval, beside its teacher, and its speed.

Figures of business strings, news and of Cranfield are of data that no training saw; of the two halves of what training
was watched by, it is the half that is kept for reports. Intervals are 95 %, from 1,000 resamples of the queries.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from assay.governance.services.searching.wording import bare
from assay.models import BilingualEncoder
from assay.models.training.encoder.export import as_floats
from assay.models.training.encoder.loop import teacher_folder
from assay.models.training.encoder.measure import business_pool, docs_pool, half, ranks, tatoeba_pool
from assay.models.training.encoder.sources import Pair, read_rows
from assay.models.training.encoder.teacher import embed
from assay.models.training.encoder.text import Vocabulary
from assay.models.trunk import Trunk

Embed = Callable[[Sequence[str]], Any]
Qrels = Mapping[str, set[str]]

_RESAMPLES = 1_000
_NEWS = 500
_PASSAGES, _LENGTH, _ROUNDS = 32, 128, 3
_DEPTH = 100
_SENTENCES, _SECTION = re.compile(r"(?<=[。！？；\n])"), 120
_K1, _B = 1.2, 0.75


def figures(data: Path, measure: Path) -> dict[str, float]:
    """Return flat figures."""
    return {name: value for found in sections(data, measure) for name, value in found.items()}


def sections(data: Path, measure: Path) -> Iterator[dict[str, float]]:
    """Yield the figures section by section, the quick ones first."""
    trunk = BilingualEncoder(threads=1).trunk()
    ours = trunk.embed
    warm, teacher = _torch(data / "checkpoints" / "bilingual-encoder-warm"), _torch(teacher_folder())
    yield _pairs("encoder.tatoeba", ours, tatoeba_pool(data))
    yield _pairs("encoder.python_docs", ours, docs_pool(data))
    business = business_pool(measure, "report")
    shipped = _pairs("encoder.business", ours, business)
    yield shipped
    rows = read_rows(measure / "topic_en_agnews" / "dev.jsonl.gz")
    news = [text for row in rows if half(text := f"{row['title']} {row['text']}") == "report"][:_NEWS]
    with tempfile.TemporaryDirectory() as folder:
        floats = Trunk(as_floats(trunk.folder, Path(folder)), threads=1)
    texts = [*news[:150], *(pair.zh for pair in business[:150])]
    yield _interval("encoder.int8_cosine", (ours(texts) * floats.embed(texts)).sum(1))
    yield _speed(data / "checkpoints" / "bilingual-encoder-warm", news, trunk, floats)
    yield _cmrc(data / "retrieval_zh_cmrc2018", ours)
    yield _interval("encoder.english_cosine", (ours(news) * teacher(news)).sum(1))
    before = _pairs("encoder.business.warm", warm, business)
    yield before | {"encoder.business.gain": shipped["encoder.business.at1"] - before["encoder.business.warm.at1"]}
    yield _cranfield(measure / "retrieval_en_cranfield", ours, teacher)


def _torch(folder: Path) -> Embed:
    import torch
    from transformers import AutoModel

    torch.set_num_threads(1)
    vocabulary = Vocabulary(folder)
    model = AutoModel.from_pretrained(
        str(folder), dtype=torch.float32, use_safetensors=True, local_files_only=True, add_pooling_layer=False
    ).eval()
    return lambda texts: embed(model, vocabulary.ids(texts, 256))


def _interval(name: str, values: Any) -> dict[str, float]:
    """Return the mean of one value a query, and the ends of its interval."""
    values = np.asarray(values, np.float64)
    draw = np.random.default_rng(7)
    means = np.sort([values[draw.integers(0, len(values), len(values))].mean() for _ in range(_RESAMPLES)])
    low, high = means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES)]
    return {name: float(values.mean()), f"{name}.low": float(low), f"{name}.high": float(high)}


def _pairs(name: str, encode: Embed, pairs: Sequence[Pair]) -> dict[str, float]:
    places = ranks(encode([pair.zh for pair in pairs]), encode([pair.en for pair in pairs]))
    found = _interval(f"{name}.at1", places == 0) | _interval(f"{name}.at10", places < 10)
    return {**found, f"{name}.pool": len(pairs)}


def _collection(folder: Path) -> tuple[dict[str, str], dict[str, str], Qrels]:
    texts = {row["id"]: row["text"] for row in read_rows(folder / "corpus.jsonl.gz")}
    queries = {row["id"]: row["text"] for row in read_rows(folder / "queries.jsonl.gz")}
    judged: dict[str, set[str]] = defaultdict(set)
    with gzip.open(folder / "qrels.tsv.gz", "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if int(row["score"]) > 0:
                judged[row["query-id"]].add(row["corpus-id"])
    return texts, {key: text for key, text in queries.items() if key in judged}, judged


def ndcg(ranked: Sequence[str], relevant: set[str], depth: int = 10) -> float:
    """Return nDCG of binary judgements (Järvelin and Kekäläinen 2002)."""
    gained = sum(1 / math.log2(place + 2) for place, key in enumerate(ranked[:depth]) if key in relevant)
    return gained / sum(1 / math.log2(place + 2) for place in range(min(depth, len(relevant))))


def _nearest(encode: Embed, texts: Mapping[str, str], queries: Mapping[str, str]) -> dict[str, list[str]]:
    keys = list(texts)
    scores = encode(list(queries.values())) @ encode(list(texts.values())).T
    return {key: [keys[at] for at in np.argsort(-row)[:_DEPTH]] for key, row in zip(queries, scores, strict=True)}


def bm25(texts: Mapping[str, str], queries: Mapping[str, str]) -> dict[str, list[str]]:
    """Rank by BM25 (Robertson and Zaragoza 2009) over characters and pairs of them."""
    counts = {key: Counter(_grams(text)) for key, text in texts.items()}
    average = sum(it.total() for it in counts.values()) / len(counts)
    frequency = Counter(gram for it in counts.values() for gram in it)
    ranked = {}
    for query, text in queries.items():
        scores: dict[str, float] = {}
        for key, held in counts.items():
            length = _K1 * (1 - _B + _B * held.total() / average)
            scores[key] = sum(
                math.log(1 + (len(counts) - frequency[gram] + 0.5) / (frequency[gram] + 0.5))
                * held[gram] * (_K1 + 1) / (held[gram] + length)
                for gram in set(_grams(text)) if gram in held
            )  # fmt: skip
        ranked[query] = sorted(scores, key=lambda key: -scores[key])[:_DEPTH]
    return ranked


def _grams(text: str) -> list[str]:
    signs = [sign for sign in text.lower() if sign.isalnum()]
    return signs + [left + right for left, right in pairwise(signs)]


def _judge(name: str, ranking: Mapping[str, Sequence[str]], judged: Qrels) -> dict[str, float]:
    return _interval(f"{name}.ndcg10", [ndcg(ranked, judged[query]) for query, ranked in ranking.items()])


def _cranfield(folder: Path, ours: Embed, teacher: Embed) -> dict[str, float]:
    texts, queries, judged = _collection(folder)
    found = _judge("encoder.cranfield", _nearest(ours, texts, queries), judged)
    found |= _judge("encoder.cranfield.teacher", _nearest(teacher, texts, queries), judged)
    gain = found["encoder.cranfield.ndcg10"] - found["encoder.cranfield.teacher.ndcg10"]
    return found | {"encoder.cranfield.gain": gain}


def _cmrc(folder: Path, ours: Embed) -> dict[str, float]:
    """Measure as the product searches, by its passages and its fusion; `sections`: vectors of sentences or a few."""
    from benchmarks.retrieval import judged as searched

    texts, queries, judged = _collection(folder)
    found = _judge("encoder.cmrc.sections", _nearest_section(ours, texts, queries), judged)
    found |= _judge("encoder.cmrc.bm25", bm25(texts, queries), judged)
    scores = searched(folder, BilingualEncoder(threads=1)).scores
    for way, name in (("meaning", "vectors"), ("words", "words"), ("hybrid", "hybrid")):
        found |= _interval(f"encoder.cmrc.{name}.ndcg10", scores[way])
    best = found["encoder.cmrc.bm25.ndcg10"]
    shares = {name: found[f"encoder.cmrc.{name}.ndcg10"] / best for name in ("sections", "vectors", "hybrid")}
    return found | {f"encoder.cmrc.{name}.of_bm25": share for name, share in shares.items()}


def _nearest_section(encode: Embed, texts: Mapping[str, str], queries: Mapping[str, str]) -> dict[str, list[str]]:
    """Rank texts by the nearest of their sections: whole sentences, up to 120 characters together."""
    keys = list(texts)
    cut = [_sections(text) for text in texts.values()]
    owner = np.array([at for at, pieces in enumerate(cut) for _ in pieces])
    scores = (
        encode([bare(query) for query in queries.values()]) @ encode([piece for pieces in cut for piece in pieces]).T
    )
    best = np.full((len(keys), len(queries)), -1.0)
    np.maximum.at(best, owner, scores.T)
    return {key: [keys[at] for at in np.argsort(-row)[:_DEPTH]] for key, row in zip(queries, best.T, strict=True)}


def _sections(text: str) -> list[str]:
    made = [""]
    for sentence in _SENTENCES.split(text):
        if made[-1] and len(made[-1]) + len(sentence) > _SECTION:
            made.append("")
        made[-1] += sentence
    return made


def _speed(checkpoint: Path, texts: Sequence[str], ours: Trunk, floats: Trunk) -> dict[str, float]:
    """Measure passages of 128 tokens on one core, in seconds of the processor, in turns; the best round counts."""
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    passages = [" ".join(texts[at : at + 6]) for at in range(_PASSAGES)]
    encodings = ours.vocabulary.encode(passages)
    for encoding in encodings:
        encoding.truncate(_LENGTH)
    peer = SentenceTransformer(
        str(checkpoint), device="cpu", local_files_only=True, model_kwargs={"dtype": torch.float32}
    )
    peer.max_seq_length = _LENGTH
    ways: dict[str, Callable[[], Any]] = {
        "int8": lambda: ours.means(encodings),
        "fp32": lambda: floats.means(encodings),
        "peer": lambda: peer.encode(passages, batch_size=_PASSAGES, show_progress_bar=False),
    }
    seconds: dict[str, float] = dict.fromkeys(ways, math.inf)
    for _ in range(_ROUNDS):
        for name, way in ways.items():
            began = time.process_time()
            way()
            seconds[name] = min(seconds[name], time.process_time() - began)
    return {
        "encoder.passages_per_second": _PASSAGES / seconds["int8"],
        "encoder.int8_speedup": seconds["fp32"] / seconds["int8"],
        "encoder.int8_speedup.sentence_transformers": seconds["peer"] / seconds["int8"],
        "encoder.memory_mb": ours.memory_bytes / (1 << 20),
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and keep section by section."""
    from benchmarks.models import DATA, write

    argparse.ArgumentParser(description=__doc__).parse_args(argv)
    if not DATA.is_dir():
        print("nothing measured: the data is not here")
        return
    for found in sections(DATA / "train", DATA / "measure"):
        write(found)
        for key, value in found.items():
            print(f"{key:44s} {value:10.4f}", flush=True)
