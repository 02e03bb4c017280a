"""Records of DBLP and ACM matched beside Splink in one run: `python -m benchmarks resolution`.

Both link the same two tables, all distinct records of the labelled pairs, without seeing a label. Judged are the pairs
of the validation file. For Splink, which gives probabilities, F1 is printed at 0.5 and at the threshold that is best on
the training pairs, and one to one as ours is; the best of them is what ours must reach.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import time
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from benchmarks.models import LINKS, write

from assay.knowledge_graph.entities.records import match_records

ROOT = Path(__file__).parents[1]
FOLDER = ROOT.parent / "shared" / "data" / "measure" / "entity_matching"
PEER = ROOT / ".venv-splink" / "bin" / "python"
FIELDS = ("title", "authors", "venue", "year")
Pair = tuple[int, int]


class Tables:
    """Both tables, each record once, and the labelled pairs of a file by their places in them."""

    def __init__(self, name: str) -> None:
        self.sides: tuple[dict[tuple[str, ...], int], dict[tuple[str, ...], int]] = ({}, {})
        self.pairs = {part: self._read(FOLDER / f"{name}_{part}.jsonl.gz") for part in ("train", "valid")}

    def rows(self, side: int) -> list[dict[str, str]]:
        """Return the records of one table."""
        return [dict(zip(FIELDS, record, strict=True)) for record in self.sides[side]]

    def _read(self, path: Path) -> list[tuple[Pair, bool]]:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        return [((self._place(0, row["left"]), self._place(1, row["right"])), bool(row["label"])) for row in rows]

    def _place(self, side: int, record: dict[str, str]) -> int:
        known = self.sides[side]
        return known.setdefault(tuple(str(record.get(field) or "") for field in FIELDS), len(known))


def measured(said: Collection[Pair], labelled: Iterable[tuple[Pair, bool]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over labelled pairs."""
    told = [(pair in said, label) for pair, label in labelled]
    right = sum(1 for it, label in told if it and label)
    precision = right / max(1, sum(it for it, _ in told))
    recall = right / max(1, sum(label for _, label in told))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def one_to_one(scored: Iterable[tuple[int, int, float]]) -> set[Pair]:
    """Return the best pairs such that each record is in one."""
    taken: tuple[set[int], set[int]] = (set(), set())
    found = set()
    for left, right, _ in sorted(scored, key=lambda it: (-it[2], it[0], it[1])):
        if left not in taken[0] and right not in taken[1]:
            taken[0].add(left)
            taken[1].add(right)
            found.add((left, right))
    return found


def peer(tables: Tables) -> dict[str, object]:
    """Return what Splink says of the tables."""
    asked = {
        name: [{"id": number, **row} for number, row in enumerate(tables.rows(side))]
        for side, name in enumerate(("left", "right"))
    }
    script, told = Path(__file__).with_name("_records_peer.py"), json.dumps(asked)
    run = subprocess.run([PEER, script], input=told, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode:
        raise SystemExit(f"the peer failed: {run.stderr.strip().splitlines()[-1:]}")
    answer: dict[str, object] = json.loads(run.stdout)
    return answer


def main(argv: Sequence[str] | None = None) -> None:
    """Print precision, recall and F1 of both."""
    parser = argparse.ArgumentParser(description="records matched beside Splink")
    parser.add_argument("--set", default="Structured_DBLP-ACM")
    options = parser.parse_args(argv)
    if not FOLDER.is_dir():
        print("the labelled records are not here")
        return
    tables = Tables(options.set)
    valid = tables.pairs["valid"]
    print(f"{options.set}: {len(tables.sides[0])} and {len(tables.sides[1])} records, {len(valid)} pairs judged\n")
    begun = time.perf_counter()
    matched = match_records(tables.rows(0), tables.rows(1), title="title", people="authors", year="year", place="venue")
    took = time.perf_counter() - begun
    print(f"{'':<46}{'precision':>10}{'recall':>8}{'F1':>8}{'seconds':>9}")
    ours = measured({(left, right) for left, right, _ in matched}, valid)
    _line("assay", ours, took)
    if not PEER.exists():
        print("splink is not installed beside: make bench-resolution")
        return
    answer = peer(tables)
    rows = [(int(left), int(right), float(score)) for left, right, score in answer["pairs"]]  # type: ignore[attr-defined]
    best = max(
        (step / 200 for step in range(1, 200)),
        key=lambda least: measured({(a, b) for a, b, p in rows if p >= least}, tables.pairs["train"])[2],
    )
    ways = {
        "at 0.5": {(a, b) for a, b, p in rows if p >= 0.5},
        f"at {best:.3f}, best on the training pairs": {(a, b) for a, b, p in rows if p >= best},
        f"at {best:.3f}, one to one": one_to_one(it for it in rows if it[2] >= best),
    }
    theirs = []
    for way, said in ways.items():
        theirs.append(measured(said, valid))
        _line(f"splink {answer['version']}, {way}", theirs[-1], float(str(answer["seconds"])))
    highest = max(it[2] for it in theirs)
    if options.set == "Structured_DBLP-ACM":
        write({"resolution.f1": ours[2], "resolution.splink.f1": highest}, LINKS)
    print(f"\nF1 {ours[2]:.4f} beside {highest:.4f}: {'not lower' if ours[2] >= highest else 'LOWER'}")


def _line(name: str, figures: tuple[float, float, float], took: float) -> None:
    print(f"{name:<46}{figures[0]:>10.4f}{figures[1]:>8.4f}{figures[2]:>8.4f}{took:>9.1f}")


if __name__ == "__main__":
    main()
