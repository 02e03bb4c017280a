"""How honest the tagger's probabilities are; `--fit FOLDER` fits those of a trained one on the halves for tuning.

A name is right where the labels hold it, under each set's convention (see `models_entities`), by itself. Chinese is
fitted on MSRA alone: CLUENER labels other things addresses and organisations than people do. Training leaves straight
staircases; this rewrites the `calibration` of FOLDER/config.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.models_entities import Convention, Labelled, chinese_sets, english_sets

from assay.models.calibration import expected_calibration_error
from assay.models.tagger import EntityTagger
from assay.models.training.encoder.measure import half
from assay.models.training.entities.calibrate import staircase
from assay.models.training.entities.export import write_json

_FITTED_ON = {"english": ("en", "en.wnut17"), "chinese": ("zh.msra",)}
_STRAIGHT = {"scores": [0.0, 1.0], "values": [0.0, 1.0]}


class LabelledSet(NamedTuple):
    """Half of a set, its convention and the kinds that it labels."""

    texts: Labelled
    convention: Convention
    kinds: Sequence[str]


def errors(tagger: EntityTagger, data: Path, measure: Path, only: Sequence[str] = ()) -> dict[str, float]:
    """Return the calibration error of names on the halves for reports, set by set, of all sets or some."""
    found = {}
    for name, labelled in _sets(data, measure, "report").items():
        if only and name not in only:
            continue
        scores, right = _judged(tagger, [labelled])
        found[f"entities.{name}.ece"] = expected_calibration_error(scores, right)
    return found


def fit(folder: Path, data: Path, measure: Path) -> None:
    """Fit the staircases of a folder of weights anew."""
    file = folder / "config.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    settings["calibration"] = dict.fromkeys(_FITTED_ON, _STRAIGHT)
    write_json(file, settings)
    tagger, sets = EntityTagger(folder=folder, threads=1), _sets(data, measure, "tune")
    settings["calibration"] = {
        language: staircase(*_judged(tagger, [sets[name] for name in names])) for language, names in _FITTED_ON.items()
    }
    write_json(file, settings)


def _sets(data: Path, measure: Path, part: str) -> dict[str, LabelledSet]:
    return {
        name: LabelledSet([it for it in texts if half(it[0]) == part], convention, kinds)
        for name, texts, convention, kinds in (*english_sets(data), *chinese_sets(measure, part))
    }


def _judged(tagger: EntityTagger, sets: Sequence[LabelledSet]) -> tuple[list[float], list[bool]]:
    """Return the score of every name of a kind that a set labels, and whether it is right."""
    scores, right = [], []
    for texts, convention, kinds in sets:
        for text, labelled in texts:
            for name in tagger.read(text).names:
                said = convention(text, {(name.start, name.end, name.kind)})
                if said and all(kind in kinds for *_, kind in said):
                    scores.append(name.score)
                    right.append(said <= labelled)
    return scores, right


def main(argv: Sequence[str]) -> None:
    """Fit where a folder is given; print the errors."""
    from benchmarks.models import DATA, write

    parser = argparse.ArgumentParser(prog="benchmarks tagger_calibration", description=__doc__)
    parser.add_argument("--fit", type=Path, metavar="FOLDER", help="weights whose staircases are fitted and written")
    chosen = parser.parse_args(list(argv))
    if not DATA.is_dir():
        print("nothing measured: the data is not here")
        return
    if chosen.fit is not None:
        fit(chosen.fit, DATA / "train", DATA / "measure")
    found = errors(EntityTagger(folder=chosen.fit, threads=1), DATA / "train", DATA / "measure")
    if chosen.fit is None:
        write(found)
    for name, value in found.items():
        print(f"{name} {value:.4f}")
