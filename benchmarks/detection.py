"""Precision, recall and F1 a group, English and Chinese: `python -m benchmarks detection [--write]`.

Sources: the set of structured identifiers (`benchmarks/structured`); those of its `unseen` folder, by people who had
not seen the detectors: four that were opened before the detectors were what they are (`opened`), and one that was
opened once they were (`unseen`); Presidio's synthetic English sentences whose templates the tagger never saw; the half
of MSRA and CLUENER kept for reports. Spans must be exact. A finding of a kind that a source does not label is not
counted; one of an identifier counts from a score of 0.5. Below the table: how many sentences without an identifier have
a finding all the same. `--write` puts both into `docs/quality-of-detection.md` and its Chinese page.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.models_entities import _CLUENER, _MSRA, _as_address, _as_location, _chinese, _detected, _plain
from benchmarks.structured.make import CASES

from assay.classifiers import IdentifierDetector, NameDetector
from assay.governance.domain import Segment, SegmentKind, Words, labels

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
RESULTS = ROOT / "benchmarks" / "results" / "detection.json"
PAGES = (ROOT / "docs" / "quality-of-detection.md", ROOT / "docs" / "zh" / "quality-of-detection.md")
_BLOCK = re.compile(r"(<!-- figures -->\n).*?(<!-- end -->)", re.DOTALL)
_OPENED = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
OPENED = tuple(CASES.parent / "unseen" / f"{name}.jsonl" for name in _OPENED)
UNSEEN = tuple(CASES.parent / "unseen" / f"{name}.jsonl" for name in ("eighth", "ninth"))
_WHOLE = ("all", "kind: ")
_LEAST = 0.5
_NO_IDENTIFIERS = frozenset({"other", "url"})  # an order number is one and found as one; it identifies nobody

Spans = set[tuple[int, int, str]]
Row = tuple[str, str, str, int, float, float, float]
"""Source, language, group, spans of the truth, precision, recall, F1."""
Negatives = dict[str, tuple[int, int]]
"""By language: sentences without an identifier, and how many of them have a finding of one all the same."""


def structured(source: str, *paths: Path) -> tuple[list[Row], Negatives]:
    """Return the rows of sets of identifiers, all together, by kind of identifier and by group, and their negatives."""
    cases = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    detector = IdentifierDetector()
    known = {span["type"]: case["kind"] for case in cases for span in case["spans"][:1]}
    known |= {span["type"]: "form" for case in cases for span in case["spans"] if span["type"] not in known}
    counts: Counter[tuple[str, str, str]] = Counter()
    negatives: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for case in cases:
        segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=case["text"])
        found = [it for it in detector.detect([segment]) if it.score >= _LEAST]
        if not case["spans"]:
            negatives[case["language"]] += 1
            false[case["language"]] += any(labels()[it.label].group not in _NO_IDENTIFIERS for it in found)
        said = {(it.start, it.end, it.label) for it in found if it.label in known}
        true = {(span["start"], span["end"], span["type"]) for span in case["spans"]}
        for name, spans in (("right", said & true), ("said", said), ("true", true)):
            for _, _, label in spans:
                for group in ("all", f"kind: {known[label]}", labels()[label].group):
                    counts[case["language"], group, name] += 1
    return _rows(source, counts), {lang: (number, false[lang]) for lang, number in sorted(negatives.items())}


def named(source: str, language: str, texts: Sequence[tuple[str, Spans]], found: Iterable[Spans]) -> list[Row]:
    """Return the rows of names: what is found against what is labelled, by kind."""
    counts: Counter[tuple[str, str, str]] = Counter()
    kinds = {kind for _, spans in texts for _, _, kind in spans}
    for (_, true), spans in zip(texts, found, strict=True):
        said = {span for span in spans if span[2] in kinds}
        for name, held in (("right", said & true), ("said", said), ("true", true)):
            for _, _, kind in held:
                counts[language, kind, name] += 1
    return _rows(source, counts)


def _rows(source: str, counts: Counter[tuple[str, str, str]]) -> list[Row]:
    rows: list[Row] = []
    for language, group in sorted({key[:2] for key in counts}):
        right, said, true = (counts[language, group, name] for name in ("right", "said", "true"))
        precision, recall = right / said if said else 1.0, right / true if true else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        rows.append((source, language, group, true, precision, recall, f1))
    return rows


def names(limit: int) -> list[Row]:
    """Return the rows of the sources that are not of the project, where they are there."""
    from assay.models.training.entities.examples import presidio

    detector, rows = NameDetector(), []
    if (SHARED / "train").is_dir():
        english = _plain(presidio(SHARED / "train", held=True))[:limit]
        rows += named("presidio sentences", "en", english, (_detected(detector, text) for text, _ in english))
    if (SHARED / "measure").is_dir():
        for source, file, kinds, convention in (
            ("msra", "ner_zh_msra/val.jsonl.gz", _MSRA, _as_location),
            ("cluener", "ner_zh_cluener/train.jsonl.gz", _CLUENER, _as_address),
        ):
            texts = _chinese(SHARED / "measure" / file, kinds, "report")[:limit]
            found = (convention(text, _detected(detector, text)) for text, _ in texts)
            rows += named(source, "zh", texts, found)
    return rows


def table(rows: Sequence[Row], head: Sequence[str]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += [
        f"| {source} | {language} | {group} | {true} | {p:.3f} | {r:.3f} | {f:.3f} |"
        for source, language, group, true, p, r, f in rows
    ]
    return "\n".join(lines)


def _of_negatives(negatives: Negatives) -> Words:
    parts = [(lang, number, false) for lang, (number, false) in negatives.items()]
    return Words(
        "Sentences without an identifier in which one was found all the same: "
        + ", ".join(f"{false} of {number} ({lang})" for lang, number, false in parts) + ".",
        "不含标识符却被报出标识符的句子："
        + "，".join(f"{number} 句中 {false} 句（{lang}）" for lang, number, false in parts) + "。",
    )  # fmt: skip


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table; with `--write` put it into the pages and keep the figures."""
    parser = argparse.ArgumentParser(prog="benchmarks detection", description="quality of detection by group")
    parser.add_argument("--limit", type=int, default=400, help="texts of each source of names")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(argv)
    identifiers, negatives = structured("structured", CASES)
    rows = list(identifiers)
    for source, paths in (("opened", OPENED), ("unseen", UNSEEN)):
        found, alarms = structured(source, *paths)
        negatives |= {f"{language}, {source}": counted for language, counted in alarms.items()}
        rows += [row for row in found if row[2].startswith(_WHOLE)]
    rows += names(asked.limit)
    english = ("source", "language", "group", "spans", "precision", "recall", "F1")
    print(table(rows, english))
    print(_of_negatives(negatives).en)
    if asked.write:
        heads = (english, ("来源", "语言", "类别", "标注数", "精确率", "召回率", "F1"))
        for page, head, said in zip(PAGES, heads, _of_negatives(negatives), strict=True):
            text, block = page.read_text(encoding="utf-8"), f"\n{table(rows, head)}\n\n{said}\n\n"
            page.write_text(_BLOCK.sub(lambda met: met[1] + block + met[2], text), encoding="utf-8")  # noqa: B023
        told = {f"{s}.{lang}.{group}.f1": round(f1, 4) for s, lang, group, _, _, _, f1 in rows}
        told |= {
            f"{of[4:] or 'structured'}.{of[:2]}.negatives.found": round(false / number, 4)
            for of, (number, false) in negatives.items()
        }
        RESULTS.write_text(json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
