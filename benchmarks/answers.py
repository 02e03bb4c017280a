"""How often an answer is given where there is one, and refused where there is none: `python -m benchmarks answers`.

Questions of half of each collection (`report`, by a hash of their ids; the thresholds were chosen with these among
others) are asked of the passages that hybrid search finds: in their own collection, in it without the passages that
were judged relevant (of CMRC the only place of the answer; elsewhere others may answer as well), and in a collection of
other subjects. Of CMRC the share of questions is printed whose quoted sentence holds the expected answer.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.models_encoder import _collection
from benchmarks.retrieval import COLLECTIONS, _points, _ranking, _titled

from assay.governance.domain import Filters, Index, Segment, SegmentKind, Taxonomy, WordIndex
from assay.governance.services.chunking import chunks
from assay.governance.services.fusion import fused
from assay.governance.services.matching import weights
from assay.governance.services.relevance import Judged, judged
from assay.governance.services.wording import Wording
from assay.knowledge_graph.index import open_exact, open_words
from assay.models import BilingualEncoder
from assay.models.training.encoder.measure import half
from assay.models.training.encoder.sources import read_rows

FAR = {"adi": "cranfield", "cmrc": "cranfield", "cranfield": "adi"}
_POOL, _PASSAGES = 300, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A collection that can be searched, with its questions, what answers them, and its passages by content."""

    vectors: Index
    words: WordIndex
    questions: Mapping[str, str]
    relevant: Mapping[str, set[str]]
    answers: Mapping[str, Sequence[str]]
    passages: Mapping[str, str]


def library(folder: Path, encoder: BilingualEncoder) -> Library:
    """Read and index a collection."""
    texts, questions, relevant = _collection(folder)
    texts = _titled(folder, texts)
    points = list(_points(texts, encoder))
    first = {key: chunks([_segment(text)], [text], limit=1)[0].text for key, text in texts.items() if text.strip()}
    rows = read_rows(folder / "queries.jsonl.gz")
    return Library(
        vectors=open_exact(folder=folder, dimensions=encoder.dimensions, points=lambda: points),
        words=open_words(points=lambda: points), questions=questions, relevant=relevant, passages=first,
        answers={row["id"]: row.get("answers") or [] for row in rows},
    )  # fmt: skip


def _segment(text: str) -> Segment:
    return Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)


def asked(
    held: Library, question: str, encoder: BilingualEncoder, wording: Wording, *, without: Collection[str] = ()
) -> list[tuple[str, Judged]]:
    """Return the passages of the best contents, judged; the first passage stands for a content."""
    filters = Filters(contents=frozenset(held.passages) - set(without))
    terms = wording.terms(question)
    row = encoder.encode([question])
    by_words = held.words.search(terms, limit=_POOL, filters=filters)
    by_meaning = held.vectors.search(row, limit=_POOL, filters=filters)
    best = [key for key in fused([_ranking(by_words), _ranking(by_meaning)]) if key in held.passages][:_PASSAGES]
    texts = [held.passages[key] for key in best]
    return list(zip(texts, judged(texts, question, weights(terms), encoder.encode), strict=True))


def _quoted(told: Sequence[tuple[str, Judged]]) -> str:
    """Return the sentence that is quoted: the best of those passages that are near enough."""
    found = [(it.best.score, text[it.best.start : it.best.end]) for text, it in told if it.enough and it.best]
    return max(found, default=(0.0, ""))[1]


def main(argv: Sequence[str] | None = None) -> None:
    """Print by collection how many are answered, how many refused, and whose sentence holds the answer."""
    from benchmarks.models import DATA

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=80)
    options = parser.parse_args(argv)
    if not DATA.is_dir():
        print("nothing measured: the data is not here")
        return
    encoder, wording = BilingualEncoder(), Wording(Taxonomy(name="none", version="1", topics=()))
    held = {name: library(DATA / COLLECTIONS[name], encoder) for name in FAR}
    heads = f"{'refused, held out':>19}{'refused, far':>14}{'in sentence':>13}"
    print(f"{'collection':<12}{'questions':>10}{'answered':>10}{heads}")
    for name, far in FAR.items():
        own = held[name]
        keys = [key for key in sorted(own.questions) if half(key) == "report"][: options.questions]
        rows = []
        for key in keys:
            question = own.questions[key]
            here = asked(own, question, encoder, wording)
            apart = asked(own, question, encoder, wording, without=own.relevant[key])
            away = asked(held[far], question, encoder, wording)
            said = _quoted(here)
            rows.append((
                any(it.enough for _, it in here), not any(it.enough for _, it in apart),
                not any(it.enough for _, it in away), any(it in said for it in own.answers[key]),
            ))  # fmt: skip
        share = np.mean(np.array(rows, float), axis=0)
        sentence = f"{share[3]:.3f}" if any(own.answers[key] for key in keys) else "-"
        print(f"{name:<12}{len(keys):>10}{share[0]:>10.3f}{share[1]:>19.3f}{share[2]:>14.3f}{sentence:>13}", flush=True)


if __name__ == "__main__":
    main()
