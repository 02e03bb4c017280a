"""Detection beside presidio-analyzer in one run: `python -m benchmarks detect`, or `make bench-detect`.

Both read the same synthetic sentences on one thread; compared are CPU-seconds. Presidio runs in an environment of
its own (`.venv-presidio`), text by text as its engine is made; ours reads a batch of segments as the product does. Its
pattern recognizers are called plainly, without the engine around them, which is their quickest; the score threshold is
the one that is best for its F1. Dates are left out on both sides: a date of nobody is no finding here.

Patterns are rules and read all sentences. The whole cascade reads those alone whose templates its tagger never saw.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from assay.classifiers import IdentifierDetector, NameDetector
from assay.classifiers.identifiers import load_specs
from assay.governance.domain import Segment, SegmentKind
from assay.models.tagger import EntityTagger
from assay.models.training.entities.examples import apart, template_key

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "train" / "pii_en_presidio"
PEER = ROOT / ".venv-presidio" / "bin" / "python"
RESULTS = ROOT / "benchmarks" / "results" / "detect.json"
FILES = ("generated_large.jsonl.gz", "synth_v2_seen_templates.jsonl.gz")
# Entities of both: Presidio's name, our labels.
SAME = {
    "CREDIT_CARD": ("bank_card",), "CRYPTO": ("crypto_wallet",), "EMAIL_ADDRESS": ("email",), "IBAN_CODE": ("iban",),
    "IP_ADDRESS": ("ip",), "MAC_ADDRESS": ("mac",), "PHONE_NUMBER": ("phone_intl",), "URL": ("url",),
    "US_SSN": ("us_ssn",), "US_BANK_NUMBER": ("cn_bank_account",), "US_DRIVER_LICENSE": ("us_dl",),
    "US_ITIN": ("us_itin",), "US_PASSPORT": ("passport_intl",), "UK_NHS": ("uk_nhs",), "MEDICAL_LICENSE": ("us_dea",),
}  # fmt: skip
_GOLD = {"DOMAIN_NAME": "URL"}
_NAMES = {"PERSON": "PERSON", "LOCATION": "LOCATION", "GPE": "LOCATION", "ADDRESS": "LOCATION",
          "STREET_ADDRESS": "LOCATION", "ORGANIZATION": "ORGANIZATION"}  # fmt: skip
_OURS = {label: name for name, labels in SAME.items() for label in labels} | {
    "person": "PERSON", "location": "LOCATION", "address": "LOCATION", "organization": "ORGANIZATION",
}  # fmt: skip
_HELD = 0.25  # the share of templates that `examples.presidio` keeps from training
_THRESHOLDS = (0.0, 0.05, 0.1, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85)

Spans = set[tuple[int, int, str]]
Told = dict[str, float | str]


def peer(python: Path, texts: Sequence[str], **turns: int) -> dict[str, Any]:
    """Let Presidio read texts in its environment.

    Raises:
        subprocess.CalledProcessError: it is not installed there, or has no model.
    """
    asked = json.dumps({"texts": list(texts), "entities": list(SAME), **turns})
    command = [str(python), str(Path(__file__).with_name("_detect_peer.py"))]
    own = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    ended = subprocess.run(  # noqa: S603
        command, input=asked, capture_output=True, text=True, check=True, env={**os.environ, **own}
    )
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def scored(gold: Sequence[Spans], found: Sequence[Spans], *, overlap: bool) -> tuple[float, float, float]:
    """Return precision, recall and F1 over all kinds together, of exact spans or of spans that touch."""
    said = right = wanted = met = 0
    for true, guess in zip(gold, found, strict=True):
        said, wanted = said + len(guess), wanted + len(true)
        right += sum(_meets(span, true, overlap) for span in guess)
        met += sum(_meets(span, guess, overlap) for span in true)
    precision, recall = right / max(said, 1), met / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _meets(span: tuple[int, int, str], others: Spans, overlap: bool) -> bool:
    if not overlap:
        return span in others
    return any(span[2] == other[2] and span[0] < other[1] and other[0] < span[1] for other in others)


def _segments(texts: Sequence[str]) -> list[Segment]:
    return [Segment(index=place, kind=SegmentKind.PARAGRAPH, text=text) for place, text in enumerate(texts)]


def _found(detectors: Sequence[Any], texts: Sequence[str]) -> list[Spans]:
    found: list[Spans] = [set() for _ in texts]
    for detector in detectors:
        for it in detector.detect(_segments(texts)):
            if it.label in _OURS:
                found[it.segment].add((it.start, it.end, _OURS[it.label]))
    return found


def _theirs(told: Sequence[Any], threshold: float, kinds: set[str]) -> list[Spans]:
    return [
        {(start, end, kind) for start, end, kind, score in results if kind in kinds and score >= threshold}
        for results in told
    ]


def _timed(turns: int, work: Callable[[], object]) -> list[float]:
    gc.collect()
    gc.freeze()  # what lies around in the process is nobody's work
    spent = []
    for _ in range(turns):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return spent


def _gold(rows: Sequence[dict[str, Any]], kinds: dict[str, str]) -> list[Spans]:
    return [{(s["start"], s["end"], kinds[s["type"]]) for s in row["spans"] if s["type"] in kinds} for row in rows]


def patterns(rows: Sequence[dict[str, Any]], answer: dict[str, Any], turns: int) -> Told:
    """Return speed and quality of identifiers: the same entities, and all our detectors."""
    texts = [row["text"] for row in rows]
    size = sum(map(len, texts)) / 1e6
    labels = {label for names in SAME.values() for label in names}
    same = IdentifierDetector([spec for spec in load_specs() if spec.label in labels])
    every = IdentifierDetector()
    told: Told = {"patterns.characters": size * 1e6}
    theirs = answer["pattern_cpu"]
    for name, detector in (("same", same), ("all", every)):
        detector.detect(_segments(texts))
        ours = _timed(turns, lambda it=detector: it.detect(_segments(texts)))  # type: ignore[misc]
        told[f"patterns.{name}.mb_per_cpu_second"] = round(size / median(ours), 2)
        told[f"patterns.{name}.ratio"] = round(median(theirs) / median(ours), 1)
        told[f"patterns.{name}.ratio.low"] = round(min(theirs) / sorted(ours)[-2], 1)
    told["patterns.presidio.mb_per_cpu_second"] = round(size / median(theirs), 3)
    kinds = {kind: _GOLD.get(kind, kind) for kind in (*SAME, *_GOLD)}
    gold, ours_found = _gold(rows, kinds), _found([every], texts)
    ours_found = [{span for span in spans if span[2] in SAME} for spans in ours_found]
    return told | _quality("patterns", gold, ours_found, answer["pattern_found"], set(SAME))


def _quality(name: str, gold: list[Spans], ours: list[Spans], theirs: Any, kinds: set[str]) -> Told:
    told: Told = {}
    for mode, overlap in (("exact", False), ("overlap", True)):
        best = max(
            (scored(gold, _theirs(theirs, it, kinds), overlap=overlap) for it in _THRESHOLDS), key=lambda x: x[2]
        )
        for who, values in (("ours", scored(gold, ours, overlap=overlap)), ("presidio", best)):
            for figure, value in zip(("precision", "recall", "f1"), values, strict=True):
                told[f"{name}.{mode}.{figure}.{who}"] = round(value, 4)
    return told


def whole(rows: Sequence[dict[str, Any]], answer: dict[str, Any], turns: int) -> Told:
    """Return speed and quality of everything: identifiers, rules of names, and the tagger behind them."""
    texts = [row["text"] for row in rows]
    tagger = EntityTagger(threads=1)
    detectors = (IdentifierDetector(), NameDetector(tagger=tagger))
    found = _found(detectors, texts)
    ours = _timed(turns, lambda: [it.detect(_segments(texts)) for it in detectors])
    reading = tagger.read("\n\x1d\n".join(texts))
    size = sum(map(len, texts)) / 1e6
    kinds = {kind: _GOLD.get(kind, kind) for kind in (*SAME, *_GOLD)} | _NAMES
    told: Told = {
        "whole.sentences": len(texts),
        "whole.ratio": round(median(answer["full_cpu"]) / median(ours), 2),
        "whole.ratio.low": round(min(answer["full_cpu"]) / max(ours), 2),
        "whole.mb_per_cpu_second": round(size / median(ours), 4),
        "whole.presidio.mb_per_cpu_second": round(size / median(answer["full_cpu"]), 4),
        "whole.share_through_network": round(reading.through / reading.characters, 3),
        "whole.presidio.model": answer["model"],
    }
    shared = set(SAME) | {"PERSON", "LOCATION"}  # Presidio leaves organisations out unless it is told otherwise
    gold = [{span for span in spans if span[2] in shared} for spans in _gold(rows, kinds)]
    found = [{span for span in spans if span[2] in shared} for spans in found]
    return told | _quality("whole", gold, found, answer["full_found"], shared)


def main(argv: Sequence[str] | None = None) -> None:
    """Print what was measured, a line each, and write it as flat keys."""
    parser = argparse.ArgumentParser(description="detection beside presidio-analyzer")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of labelled sentences")
    parser.add_argument("--peer", type=Path, default=PEER, help="interpreter that has presidio-analyzer")
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--whole-rows", type=int, default=600, help="sentences of the whole analysis")
    parser.add_argument("--out", type=Path, default=RESULTS)
    asked = parser.parse_args(argv)
    if not asked.data.is_dir() or not asked.peer.exists():
        print("nothing measured: the sentences or the environment of presidio-analyzer are not there")
        return
    rows = []
    for name in FILES:
        with gzip.open(asked.data / name, "rt", encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    answer = peer(asked.peer, [row["text"] for row in rows], pattern_turns=asked.turns)
    told = {"presidio.version": answer["version"]} | patterns(rows, answer, asked.turns)
    unseen = [row for row in rows if apart(template_key(row["template"]), _HELD)]
    some = unseen[:: max(1, len(unseen) // asked.whole_rows)]
    told |= whole(some, peer(asked.peer, [row["text"] for row in some], full_turns=3), 3)
    for name, value in told.items():
        print(f"{name}: {value}")
    asked.out.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
