"""How often an answer is given where there is one, and refused where there is none: `python -m benchmarks answers`.

Questions are asked of the passages that hybrid search finds: in their own collection, in it without the passages that
were judged relevant (of CMRC the only place of the answer; elsewhere others may answer as well), and in a collection of
other subjects. How near a passage must be is chosen on half of the questions of all collections (`tune`, by a hash of
their ids): where answers are given and refusals made most often, each collection weighing the same. The table is of the
other half (`report`), at the threshold that the program has. Of CMRC the share of questions is printed whose quoted
sentence holds the expected answer.
"""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.models import DATA, LINKS, write
from benchmarks.models_encoder import _collection
from benchmarks.retrieval import COLLECTIONS, _points, _ranking, _titled

from assay.governance.domain import Filters, Index, Segment, SegmentKind, Taxonomy, WordIndex
from assay.governance.services.searching.fusion import fused
from assay.governance.services.searching.matching import weights
from assay.governance.services.searching.relevance import NEAR, Judged, judged
from assay.governance.services.searching.wording import Wording, bare
from assay.governance.services.understanding.chunking import chunks
from assay.knowledge_graph.index import open_exact, open_words
from assay.models import BilingualEncoder
from assay.models.training.encoder.measure import half
from assay.models.training.encoder.sources import read_rows

FAR = {"adi": "cranfield", "cmrc": "cranfield", "cranfield": "adi"}
_POOL, _PASSAGES = 300, 8


@dataclass(frozen=True, slots=True)
class _Supported:
    """How far the best passage supports an answer: where it is, where it was taken away, in another collection."""

    here: float
    apart: float
    away: float
    quoted: bool


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
    row = encoder.encode([bare(question)])
    by_words = held.words.search(terms, limit=_POOL, filters=filters)
    by_meaning = held.vectors.search(row, limit=_POOL, filters=filters)
    best = [key for key in fused([_ranking(by_words), _ranking(by_meaning)]) if key in held.passages][:_PASSAGES]
    texts = [held.passages[key] for key in best]
    return list(zip(texts, judged(texts, question, weights(terms), encoder.encode), strict=True))


def _best(told: Sequence[tuple[str, Judged]]) -> float:
    return max((it.support for _, it in told), default=0.0)


def _quoted(told: Sequence[tuple[str, Judged]]) -> str:
    """Return the sentence that is quoted: the best of those passages that are near enough."""
    found = [(it.best.score, text[it.best.start : it.best.end]) for text, it in told if it.enough and it.best]
    return max(found, default=(0.0, ""))[1]


def main(argv: Sequence[str] | None = None) -> None:
    """Print by collection how many are answered, how many refused, and whose sentence holds the answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=80)
    options = parser.parse_args(argv)
    if not DATA.is_dir():
        print("nothing measured: the data is not here")
        return
    encoder, wording = BilingualEncoder(), Wording(Taxonomy(name="none", version="1", topics=()))
    held = {name: library(DATA / COLLECTIONS[name], encoder) for name in FAR}
    found = {
        (name, part): [
            _supports(held, name, key, encoder, wording)
            for key in [it for it in sorted(held[name].questions) if half(it) == part][: options.questions]
        ]
        for name in FAR
        for part in ("tune", "report")
    }
    steps = np.arange(0.30, 0.80, 0.01)
    worth = [np.mean([_worth(found[name, "tune"], least) for name in FAR]) for least in steps]
    print(f"answered and refused most often, on the first half, at {2 * steps[int(np.argmax(worth))]:.2f} (of 2)")
    print(f"the program's is {2 * NEAR:.2f}; on the second half:\n")
    heads = f"{'refused, held out':>19}{'refused, far':>14}{'in sentence':>13}"
    print(f"{'collection':<12}{'questions':>10}{'answered':>10}{heads}")
    figures: dict[str, float] = {}
    for name in FAR:
        rows = found[name, "report"]
        share = np.mean([(it.here >= NEAR, it.apart < NEAR, it.away < NEAR, it.quoted) for it in rows], axis=0)
        sentence = f"{share[3]:.3f}" if any(held[name].answers.values()) else "-"
        print(f"{name:<12}{len(rows):>10}{share[0]:>10.3f}{share[1]:>19.3f}{share[2]:>14.3f}{sentence:>13}", flush=True)
        figures |= {f"answers.{name}.answered": float(share[0]), f"answers.{name}.refused_far": float(share[2])}
    write(figures, LINKS)


def _worth(rows: Sequence[_Supported], least: float) -> float:
    """Return how often a question is answered, and refused where nothing answers it, in the mean of both."""
    told = np.array([(it.here >= least, it.away < least) for it in rows], float)
    return float(told.mean())


def _supports(
    held: Mapping[str, Library], name: str, key: str, encoder: BilingualEncoder, wording: Wording
) -> _Supported:
    own = held[name]
    question = own.questions[key]
    here = asked(own, question, encoder, wording)
    apart = asked(own, question, encoder, wording, without=own.relevant[key])
    away = asked(held[FAR[name]], question, encoder, wording)
    said = _quoted(here)
    return _Supported(
        here=_best(here), apart=_best(apart), away=_best(away), quoted=any(it in said for it in own.answers[key])
    )


if __name__ == "__main__":
    main()
