"""What search finds, judged: words, meaning and both, as the product cuts, indexes and fuses: nDCG@10.

Cranfield, CISI and ADI (English) and the development set of CMRC 2018 (Chinese) were trained on by nothing that
ships; the way of fusing was chosen while looking at all of their questions. Figures of two halves, by a hash of the
questions' ids, and of all are printed. Intervals are 95 %, from 1,000 resamples of the questions. Then what a Chinese
sentence finds among 1,000 English ones, held apart from training.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from benchmarks.models_encoder import _collection, _interval, ndcg

from assay.governance.domain import Filters, Hit, Point, Segment, SegmentKind, Taxonomy, packed
from assay.governance.services.searching.fusion import best_of, floor_of, fused
from assay.governance.services.searching.wording import Wording, bare
from assay.governance.services.understanding.chunking import chunks
from assay.knowledge_graph.index import open_exact, open_words
from assay.models import BilingualEncoder
from assay.models.training.encoder.measure import half, ranks, tatoeba_pool
from assay.models.training.encoder.sources import read_rows

COLLECTIONS = {
    "adi": "measure/retrieval_en_adi",
    "cmrc": "train/retrieval_zh_cmrc2018",
    "cisi": "measure/retrieval_en_cisi",
    "cranfield": "measure/retrieval_en_cranfield",
}
WAYS = ("words", "meaning", "hybrid")
_POOL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Of one collection the questions, and what each way of searching got for each of them."""

    questions: tuple[str, ...]
    scores: Mapping[str, np.ndarray]

    def of(self, way: str, part: str) -> np.ndarray:
        """Return the scores of a way on the questions of a half, or on `all`."""
        chosen = [part == "all" or half(question) == part for question in self.questions]
        scores: np.ndarray = self.scores[way][np.array(chosen)]
        return scores


def judged(folder: Path, encoder: BilingualEncoder) -> Judged:
    """Search a collection for its questions in every way."""
    texts, questions, relevant = _collection(folder)
    texts = _titled(folder, texts)
    points = list(_points(texts, encoder))
    vectors = open_exact(folder=folder, dimensions=encoder.dimensions, points=lambda: points)
    words = open_words(points=lambda: points)
    wording = Wording(Taxonomy(name="none", version="1", topics=()))
    found: dict[str, list[float]] = {way: [] for way in WAYS}
    asked = b"".join(bytes(encoder.encode([bare(question)])) for question in questions.values())  # one by one, as asked
    rows = np.frombuffer(asked, "<f4").reshape(len(questions), -1)
    for (key, question), row in zip(questions.items(), rows, strict=True):
        by_words = words.search(wording.terms(question), limit=_POOL, filters=Filters())
        by_meaning = vectors.search(memoryview(row.tobytes()), limit=_POOL, filters=Filters())
        ranked = {
            "words": list(best_of(by_words)),
            "meaning": list(best_of(by_meaning)),
            "hybrid": list(fused([_ranking(by_words), _ranking(by_meaning)])),
        }
        for way, order in ranked.items():
            found[way].append(ndcg(order, relevant[key]))
    return Judged(questions=tuple(questions), scores={way: np.array(it) for way, it in found.items()})


def _titled(folder: Path, texts: Mapping[str, str]) -> dict[str, str]:
    """Put the titles of articles before them; paragraphs of an encyclopedia are judged without the entry's name."""
    if folder.name.startswith("retrieval_zh"):
        return dict(texts)
    titles = {row["id"]: row.get("title", "") for row in read_rows(folder / "corpus.jsonl.gz")}
    return {key: text if text.startswith(titles[key]) else f"{titles[key]}\n{text}" for key, text in texts.items()}


def _ranking(hits: Sequence[Hit]) -> tuple[dict[str, float], float]:
    return {key: hit.score for key, hit in best_of(hits).items()}, floor_of(hits, _POOL)


def _points(texts: Mapping[str, str], encoder: BilingualEncoder) -> Iterator[Point]:
    made = []
    for key, text in texts.items():
        segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
        for piece in chunks([segment], [text]):
            point = Point(
                id=f"{key}/{piece.ordinal}", content_id=key, ordinal=piece.ordinal, modality="text",
                terms=packed(piece.text),
            )  # fmt: skip
            made.append((point, piece.text))
    rows = np.frombuffer(encoder.encode([text for _, text in made]), "<f4").reshape(len(made), -1).astype("<f2")
    for (point, _), row in zip(made, rows, strict=True):
        yield replace(point, vector=row.tobytes())


def main(argv: Sequence[str] | None = None) -> None:
    """Print nDCG@10 by collection and way, then what is found across languages."""
    from benchmarks.models import DATA, LINKS, write

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collection", choices=sorted(COLLECTIONS), action="append")
    asked = parser.parse_args(argv)
    if not DATA.is_dir():
        print("nothing measured: the data is not here")
        return
    encoder = BilingualEncoder()
    print(
        f"{'collection':<12}{'questions':<11}{'words':>8}{'meaning':>9}{'hybrid':>8}   of 95 %{'over the better':>24}"
    )
    for name in asked.collection or COLLECTIONS:
        found = judged(DATA / COLLECTIONS[name], encoder)
        for part in ("tune", "report", "all"):
            words, meaning, hybrid = (found.of(way, part) for way in WAYS)
            told = _interval("hybrid", hybrid)
            better = max(words.mean(), meaning.mean())
            if part == "all":
                ways = {way: found.of(way, part).mean() for way in WAYS}
                write({f"retrieval.{name}.{way}": float(value) for way, value in ways.items()}, LINKS)
            print(
                f"{name:<12}{part + ' ' + str(len(words)):<11}{words.mean():>8.3f}{meaning.mean():>9.3f}"
                f"{hybrid.mean():>8.3f}   {told['hybrid.low']:.3f} to {told['hybrid.high']:.3f}"
                f"{100 * (hybrid.mean() / better - 1):>+15.1f} %",
                flush=True,
            )
    if asked.collection is None:
        pairs = tatoeba_pool(DATA / "train")
        zh, en = (
            np.frombuffer(encoder.encode(texts), "<f4").reshape(len(pairs), -1)
            for texts in ([pair.zh for pair in pairs], [pair.en for pair in pairs])
        )
        places = ranks(zh, en)
        print(f"\nChinese to English, {len(pairs):,} held-apart sentences of Tatoeba")
        across = {f"retrieval.zh_en.at{most}": float((places < most).mean()) for most in (1, 10)}
        write(across, LINKS)
        print(f"accuracy@1 {(places == 0).mean():.3f}   accuracy@10 {(places < 10).mean():.3f}")


if __name__ == "__main__":
    main()
