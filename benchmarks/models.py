"""Figures of the shipped models, flat, into `benchmarks/results/models.json`; parts can be run alone.

`python -m benchmarks models [encoder|entities|heads …] [--data FOLDER] [--measure FOLDER]`. A part is a module
`benchmarks/models_NAME.py` with `figures(data, measure) -> dict[str, float]`. Figures of parts that are not run stay.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "models.json"
LINKS = RESULTS.with_name("links.json")
DATA = HERE.parents[1] / "shared" / "data"


def parts() -> list[str]:
    """Return the names of the parts that are here."""
    return sorted(file.stem.removeprefix("models_") for file in HERE.glob("models_*.py"))


def write(figures: dict[str, float], results: Path = RESULTS) -> None:
    """Put figures into the results; others stay."""
    known = json.loads(results.read_text(encoding="utf-8")) if results.is_file() else {}
    merged = {**known, **{name: round(value, 4) for name, value in figures.items()}}
    results.parent.mkdir(exist_ok=True)
    part = results.with_suffix(".part")
    part.write_text(json.dumps(merged, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(part, results)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, print and keep; without the data it says so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(parts())}; all where none is named")
    parser.add_argument("--data", type=Path, default=DATA / "train", help="folder of the training data")
    parser.add_argument("--measure", type=Path, default=DATA / "measure", help="folder of the measuring data")
    parser.add_argument("--results", type=Path, default=RESULTS)
    arguments = parser.parse_args(argv)
    if unknown := set(arguments.parts) - set(parts()):
        parser.error(f"no part {', '.join(sorted(unknown))}")
    if not (arguments.data.is_dir() and arguments.measure.is_dir()):
        print("nothing measured: the data is not here")
        return
    for name in arguments.parts or parts():
        found = import_module(f"benchmarks.models_{name}").figures(arguments.data, arguments.measure)
        write(found, arguments.results)
        for key, value in found.items():
            print(f"{key:44s} {value:10.4f}", flush=True)
