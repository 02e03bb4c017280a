"""How honest the tagger's probabilities are; `--fit FOLDER` fits those of a trained one on the halves for tuning.

A name is right where the labels hold it, under each set's convention (see `models_entities`), by itself. Training
leaves straight staircases; this rewrites the `calibration` of FOLDER/config.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.models_entities import Convention, Labelled, chinese_sets, english_sets

from assay.models.calibration import expected_calibration_error
from assay.models.tagger import EntityTagger
from assay.models.training.encoder.measure import half
from assay.models.training.entities.calibrate import staircase

_LANGUAGES = {"english": "en", "chinese": "zh"}
_STRAIGHT = {"scores": [0.0, 1.0], "values": [0.0, 1.0]}


def errors(tagger: EntityTagger, data: Path, measure: Path) -> dict[str, float]:
    """Return the calibration error of names on the halves for reports, by language."""
    found = {}
    for language in ("en", "zh"):
        scores, right = _judged(tagger, _sets(language, data, measure, "report"))
        found[f"entities.{language}.ece"] = expected_calibration_error(scores, right)
    return found


def fit(folder: Path, data: Path, measure: Path) -> None:
    """Fit the staircases of a folder of weights anew."""
    file = folder / "config.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    settings["calibration"] = {"english": _STRAIGHT, "chinese": _STRAIGHT}
    file.write_text(json.dumps(settings), encoding="utf-8")
    tagger = EntityTagger(folder=folder, threads=1)
    settings["calibration"] = {
        name: staircase(*_judged(tagger, _sets(_LANGUAGES[name], data, measure, "tune"))) for name in _LANGUAGES
    }
    file.write_text(json.dumps(settings), encoding="utf-8")


def _sets(language: str, data: Path, measure: Path, part: str) -> Iterator[tuple[Labelled, Convention, Sequence[str]]]:
    for _, texts, convention, kinds in english_sets(data) if language == "en" else chinese_sets(measure, part):
        yield [it for it in texts if half(it[0]) == part], convention, kinds


def _judged(
    tagger: EntityTagger, sets: Iterator[tuple[Labelled, Convention, Sequence[str]]]
) -> tuple[list[float], list[bool]]:
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
    from benchmarks.models import DATA

    parser = argparse.ArgumentParser(prog="benchmarks tagger_calibration", description=__doc__)
    parser.add_argument("--fit", type=Path, metavar="FOLDER", help="weights whose staircases are fitted and written")
    chosen = parser.parse_args(list(argv))
    if not DATA.is_dir():
        print("nothing measured: the data is not here")
        return
    if chosen.fit is not None:
        fit(chosen.fit, DATA / "train", DATA / "measure")
    for name, value in errors(EntityTagger(folder=chosen.fit, threads=1), DATA / "train", DATA / "measure").items():
        print(f"{name} {value:.4f}")
