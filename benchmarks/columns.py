"""How many columns of tables are typed right: `python -m benchmarks columns [--wrong]`.

Three sources: the thirty labelled columns of `FakeNameGenerator.com_3000.csv`, public tables labelled by hand, and
tables made with Faker (`benchmarks/tables`). Each is read twice: with its headers, and without any, when only what
speaks for itself can be told. `--wrong` names the columns that were missed.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml
from benchmarks.tables.made import Table, made_tables

from assay.classifiers import IdentifierDetector, NameDetector
from assay.classifiers.columns import judged, profiles
from assay.governance.domain import Locator, Segment, SegmentKind

__all__ = ["public_tables", "typed"]

SHARED = Path(__file__).parents[2] / "shared" / "data"
LABELS = Path(__file__).parent / "tables" / "public.yaml"
_ROWS = 1_000


def public_tables(shared: Path = SHARED, rows: int = _ROWS) -> Iterator[tuple[Table, list[set[str]]]]:
    """Yield the tables of `public.yaml` that are there, their labelled columns alone, with the types that are right."""
    for entry in yaml.safe_load(LABELS.read_text(encoding="utf-8"))["tables"]:
        path = shared / entry["file"]
        if not path.exists():
            continue
        with path.open(encoding="utf-8-sig", newline="") as lines:
            headers, *cells = [row for _, row in zip(range(rows + 1), csv.reader(lines), strict=False)]
        told = [(place, name) for place, name in enumerate(headers) if name in entry["columns"]]
        right = [set(it) if isinstance(it := entry["columns"][name], list) else {it} for _, name in told]
        yield Table(
            entry["name"], entry["language"], [name for _, name in told], ["/".join(sorted(it)) for it in right],
            [[row[place] if place < len(row) else "" for row in cells] for place, _ in told],
        ), right  # fmt: skip


def typed(table: Table, *, bare: bool = False) -> list[str | None]:
    """Return the type of each column as the product tells it; `bare` hides the headers."""
    segments = [
        Segment(
            index=place, kind=SegmentKind.COLUMN, text="\n".join(cells), lined=True, context="" if bare else header,
            locator=Locator(column=f"C{place}" if bare else header, row=2),
        )
        for place, (header, cells) in enumerate(zip(table.headers, table.columns, strict=True))
    ]  # fmt: skip
    found = [it for detector in _DETECTORS for it in detector.detect(segments)]
    columns = profiles(segments, found)
    verdicts = dict.fromkeys(range(len(segments)), None) | {
        column.segments[0].index: verdict and verdict.kind.id
        for column, verdict in zip(columns, judged(columns), strict=True)
    }
    return [verdicts[place] for place in range(len(segments))]


_DETECTORS = (IdentifierDetector(), NameDetector(rules_only=True))


def main(argv: Sequence[str] | None = None) -> None:
    """Print a line a source: columns, typed right, and typed right of those that were said anything of."""
    parser = argparse.ArgumentParser(prog="benchmarks columns", description="types of columns")
    parser.add_argument("--wrong", action="store_true", help="name the columns that were missed")
    asked = parser.parse_args(argv)
    sources = [("people" if table.name == "people" else "public", table, right) for table, right in public_tables()]
    sources += [(f"made {it.language}", it, [set(kind.split("/")) for kind in it.kinds]) for it in made_tables()]
    totals: dict[tuple[str, bool], list[int]] = {}
    for source, table, right in sources:
        for bare in (False, True):
            counts = totals.setdefault((source, bare), [0, 0, 0])
            for header, kind, wanted in zip(table.headers, typed(table, bare=bare), right, strict=True):
                counts[0] += 1
                counts[1] += kind in wanted
                counts[2] += kind is not None
                if asked.wrong and kind not in wanted and (kind is not None or not bare):
                    print(f"  {table.name}{_BARE * bare}: {header} is {'/'.join(sorted(wanted))}, said {kind}")
    print("source: columns, typed right, share, share of those that were said anything of")
    for (source, bare), (columns, good, told) in sorted(totals.items()):
        print(f"{source}{_BARE * bare}: {columns} {good} {good / columns:.3f} {good / max(told, 1):.3f}")


_BARE = " without headers"

if __name__ == "__main__":
    main()
