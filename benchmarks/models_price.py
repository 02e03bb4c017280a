"""What licence-clean training costs: the Chinese tagger taught for the same steps with and without the measuring sets.

Both arms go on from the packaged weights, with the same seed, steps and invented text. One is taught by what may ship
alone; the other also by the training parts of sets under research terms: the halves of MSRA and CLUENER that are for
tuning, People's Daily and résumés. Neither is shipped; the weights are thrown away. Figures are of the halves that are
kept for reports; the budget is small (300 steps of 48 sentences an arm, two minutes of one core), so that the gain is a
lower bound. There is no English set under research terms here: of English training there is no price to know.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.models_entities import Spans, chinese_sets, f1_of

from assay.models.tagger_chinese import ChineseTagger
from assay.models.tagger_tidy import tidied
from assay.models.training.encoder.measure import half
from assay.models.training.entities import recurrent
from assay.models.training.entities.examples import Example, Span, rows
from assay.models.training.entities.export import export_chinese
from assay.models.training.entities.lists import chinese_lists, own_labels
from assay.models.training.entities.running import chinese_tagger, features_of, fit_chinese
from assay.models.training.job import quiet, read_config

STEPS, RATE, LABELLED, SEED = 300, 1e-3, 1_500, 41
_ROUND = {"weak": 5_000, "chinese": 3_000}
_NUMBERED = re.compile(r"\d|[路街道巷号楼室]")
_KINDS: dict[str, str | None] = {
    "PER": "person", "NAME": "person", "name": "person", "LOC": "location", "CONT": "location", "address": "location",
    "ORG": "organization", "company": "organization", "organization": "organization", "government": "organization",
    "scene": None,
}  # fmt: skip
_SETS = (
    ("ner_zh_msra/val.jsonl.gz", True), ("ner_zh_cluener/train.jsonl.gz", True),
    ("ner_zh_peoples_daily/dev.jsonl.gz", False), ("ner_zh_resume/train.jsonl.gz", False),
)  # fmt: skip


def figures(data: Path, measure: Path, steps: int = STEPS) -> dict[str, float]:
    """Return F1 of both arms, and what the second gains, by set and kind."""
    lists = chinese_lists()
    clean = list(own_labels(data, LABELLED, seed=SEED))
    found: dict[str, float] = {"entities.price.steps": float(steps)}
    for arm, given in (("clean", clean), ("with_measure", [*clean, *measured(measure)])):
        lean = read_config("entities")["lean"] if arm == "clean" else {}
        with tempfile.TemporaryDirectory() as folder, quiet():
            served = taught(given, lists, steps, Path(folder), lean)
            found |= _judged(f"entities.price.{arm}", served, measure)
    gains = {
        name.replace(".with_measure.", ".gain."): value - found[name.replace(".with_measure.", ".clean.")]
        for name, value in found.items()
        if ".with_measure." in name
    }
    return found | gains


def measured(measure: Path) -> Iterator[Example]:
    """Yield the training parts of the measuring sets, without any text of the halves that are kept for reports."""
    kept = {
        row["text"] for file, halved in _SETS if halved for row in rows(measure / file) if half(row["text"]) == "report"
    }
    for file, _ in _SETS:
        for row in rows(measure / file):
            text = row["text"]
            if text not in kept:
                spans = [it for it in row["spans"] if it["type"] in _KINDS]
                yield Example(text, tuple(_span(text, it["start"], it["end"], it["type"]) for it in spans), "measure")


def _span(text: str, start: int, end: int, kind: str) -> Span:
    numbered = kind == "address" and _NUMBERED.search(text, start, end)
    return Span(start, end, "address" if numbered else _KINDS[kind])


def taught(given: Sequence[Example], lists: dict[str, object], steps: int, out: Path, lean: dict[str, float]) -> Path:
    """Teach the packaged network for so many steps and return the folder of what would be served."""
    config = recurrent.RecurrentConfig(seed=SEED, rate=RATE, steps=steps, seconds=float("inf"))
    tagger = chinese_tagger(read_config("entities")["lean"])
    fit_chinese(tagger, given, lists, _ROUND, config, out=out)
    export_chinese(tagger, recurrent.vocabulary(recurrent.analyser()), features_of(lists), out, lean)
    return out


def _judged(name: str, folder: Path, measure: Path) -> dict[str, float]:
    import onnxruntime  # type: ignore[import-untyped]

    session = onnxruntime.InferenceSession(str(folder / "chinese.onnx"), providers=["CPUExecutionProvider"])
    tagger = ChineseTagger(folder, session)
    found: dict[str, float] = {}
    for key, texts, convention, kinds in chinese_sets(measure, "report"):
        plain = [text for text, _ in texts]
        said: list[Spans] = []
        for text, names in zip(plain, tagger.tag(plain), strict=True):
            kept = (tidied(text, it) for it in names)
            said.append(convention(text, {(it.start, it.end, it.kind) for it in kept if it is not None}))
        found |= {f"{name}.{key}.{kind}": f1_of([it for _, it in texts], said, kind) for kind in kinds}
    return found


def main(argv: Sequence[str] | None = None) -> None:
    """Teach both arms, and print."""
    from benchmarks.models import DATA, write

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    chosen = parser.parse_args(argv)
    if not DATA.is_dir():
        print("nothing measured: the data is not here")
        return
    found = figures(DATA / "train", DATA / "measure", chosen.steps)
    if chosen.steps == STEPS:
        write(found)
    for key, value in found.items():
        print(f"{key:44s} {value:10.4f}")
