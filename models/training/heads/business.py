"""Topic, genre and sensitivity of business documents, from scenarios of our own and from what people decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from assay.governance.domain.training import TrainingJob
from assay.models.calibration import Temperature
from assay.models.heads import HeadInfo
from assay.models.training.encoder.sources import read_rows
from assay.models.training.heads.fitting import CrossFit, Recipe, cross_fit
from assay.models.training.heads.judging import judged
from assay.models.training.heads.public import public_texts
from assay.models.training.heads.rendering import Example, Scenario, examples, scenarios
from assay.models.training.heads.running import Features, features_of, leave
from assay.models.training.job import read_config

__all__ = ["LEVELS", "Kind", "train_gate", "train_sensitivity", "train_topics"]

LEVELS = ("public", "internal", "confidential", "restricted")
ALARM = 0.5
GATE, LET_THROUGH = ("plain", "sensitive"), 0.3


class Kind(NamedTuple):
    """What a head says of a scenario, and the name of its file."""

    name: str
    of: Callable[[Scenario], str]


TOPIC = Kind("topic", lambda scenario: scenario.topics[0])
GENRE = Kind("genre", lambda scenario: scenario.genre)
LEVEL = Kind("level", lambda scenario: scenario.level)


def train_topics(job: TrainingJob, features: Features | None = None) -> dict[str, float]:
    """Fit the heads for the 28 topics and for genre; `more/topic.jsonl.gz` and `more/genre.jsonl.gz` are added.

    Raises:
        UnavailableError: the packaged encoder is not installed.
    """
    reader = features or features_of(threads=job.threads)
    return _train(job, TOPIC, reader) | _train(job, GENRE, reader)


def train_sensitivity(job: TrainingJob, features: Features | None = None) -> dict[str, float]:
    """Fit the head that reads how sensitive a text is by what it says; `more/level.jsonl.gz` is added.

    Texts that anybody may read (see `public`) stand beside the scenarios where the data folder has them; what share of
    those that were left out is called confidential or more is `level.alarms`.

    Raises:
        UnavailableError: the packaged encoder is not installed.
    """
    return _train(job, LEVEL, features or features_of(threads=job.threads)) | train_gate(job)


def train_gate(job: TrainingJob) -> dict[str, float]:
    """Fit the head of words alone that says which passages the level head is asked about; a second's work.

    `gate.recall` is the share of sensitive tellings of scenarios left out that it lets through, `gate.passed` that of
    the others.
    """
    import numpy as np

    settings = read_config("heads", job.config)
    told, texts, levels, groups = _told(job, LEVEL, LEVELS)
    labels = [GATE[level in LEVELS[2:]] for level in levels]
    info = HeadInfo(
        name="gate", version=str(settings["version"]), classes=GATE, encoder="", threshold=LET_THROUGH,
        trained_on=str(settings["business"]["trained_on"]),
    )  # fmt: skip
    recipe = Recipe(**{"seed": job.seed, **settings["gate"]["recipe"]})
    found = cross_fit(texts, np.zeros((len(texts), 0), np.float32), labels, info, recipe, groups=groups)
    chances = Temperature(value=found.head.info.temperature).apply(found.logits)[:, 1]
    passed = {
        name: [float(chance >= LET_THROUGH) for chance, at in zip(chances, found.places, strict=True)
               if at < len(told) and labels[at] == name]
        for name in GATE
    }  # fmt: skip
    figures = {"gate.recall": float(np.mean(passed[GATE[1]])), "gate.passed": float(np.mean(passed[GATE[0]]))}
    return leave(job.out, found.head, figures)


def _told(
    job: TrainingJob, kind: Kind, classes: Sequence[str]
) -> tuple[list[Example], list[str], list[str], list[str]]:
    """Return the tellings, and of them and all other texts: text, label, and the group that is left out together."""
    chosen = read_config("heads", job.config)["business"]
    told = examples(scenarios(), tellings=int(chosen["tellings"]), seed=job.seed)
    decided = list(_decided(job.more, kind.name, classes))
    if kind is LEVEL:
        decided += [(text, LEVELS[0]) for text in public_texts(job.data, job.seed)]
    texts = [it.text for it in told] + [text for text, _ in decided]
    labels = [kind.of(it.scenario) for it in told] + [label for _, label in decided]
    groups = [it.scenario.id for it in told] + [str(place) for place in range(len(decided))]
    return told, texts, labels, groups


def _train(job: TrainingJob, kind: Kind, reader: Features) -> dict[str, float]:
    settings = read_config("heads", job.config)
    chosen = settings["business"]
    classes = LEVELS if kind is LEVEL else tuple(sorted({kind.of(scenario) for scenario in scenarios()}))
    told, texts, labels, groups = _told(job, kind, classes)
    info = HeadInfo(
        name=kind.name, version=str(settings["version"]), classes=classes, encoder=reader.name,
        trained_on=str(chosen["trained_on"]),
    )  # fmt: skip
    own = settings["level"] if kind is LEVEL else chosen
    recipe = Recipe(**{"seed": job.seed, **own["recipe"]})
    found = cross_fit(texts, reader(texts), labels, info, recipe, groups=groups)
    figures = _figures(found, told, labels, kind.name)
    if kind is LEVEL:
        figures |= _alarms(found, len(told), labels)
    return leave(job.out, found.head, figures)


def _figures(found: CrossFit, told: Sequence[Example], labels: Sequence[str], name: str) -> dict[str, float]:
    """Return figures over scenarios that were left out, all of them and by language; decided texts are not counted."""
    info = found.head.info
    chances = Temperature(value=info.temperature).apply(found.logits)
    figures: dict[str, float] = {}
    for part, languages in ((name, ("en", "zh")), (f"{name}.en", ("en",)), (f"{name}.zh", ("zh",))):
        rows = [row for row, at in enumerate(found.places) if at < len(told) and told[at].language in languages]
        right = [info.classes.index(labels[found.places[row]]) for row in rows]
        groups = [told[found.places[row]].scenario.id for row in rows]
        figures |= judged(chances[rows], right, of=part, groups=groups)
    return figures


def _alarms(found: CrossFit, told: int, labels: Sequence[str]) -> dict[str, float]:
    """Return the share of public texts of others that the level head takes for confidential or more."""
    rows = [row for row, at in enumerate(found.places) if at >= told and labels[at] == LEVELS[0]]
    if not rows:
        return {}
    chances = Temperature(value=found.head.info.temperature).apply(found.logits[rows])
    return {"level.alarms": float((chances[:, LEVELS.index("confidential") :].sum(axis=1) >= ALARM).mean())}


def _decided(folder: Path | None, name: str, classes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (text, label) that people decided; labels that are no class are left out."""
    file = folder / f"{name}.jsonl.gz" if folder else None
    if file is None or not file.is_file():
        return
    for row in read_rows(file):
        if row["label"] in classes:
            yield str(row["text"]), str(row["label"])
