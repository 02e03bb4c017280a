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
from assay.models.training.heads.rendering import Example, Scenario, examples, scenarios
from assay.models.training.heads.running import Features, features_of, leave
from assay.models.training.job import read_config

__all__ = ["LEVELS", "Kind", "train_sensitivity", "train_topics"]

LEVELS = ("public", "internal", "confidential", "restricted")


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

    Raises:
        UnavailableError: the packaged encoder is not installed.
    """
    return _train(job, LEVEL, features or features_of(threads=job.threads))


def _train(job: TrainingJob, kind: Kind, reader: Features) -> dict[str, float]:
    settings = read_config("heads", job.config)
    chosen = settings["business"]
    told = examples(scenarios(), tellings=int(chosen["tellings"]), seed=job.seed)
    classes = LEVELS if kind is LEVEL else tuple(sorted({kind.of(scenario) for scenario in scenarios()}))
    decided = list(_decided(job.more, kind.name, classes))
    texts = [it.text for it in told] + [text for text, _ in decided]
    labels = [kind.of(it.scenario) for it in told] + [label for _, label in decided]
    groups = [it.scenario.id for it in told] + [str(place) for place in range(len(decided))]
    info = HeadInfo(
        name=kind.name, version=str(settings["version"]), classes=classes, encoder=reader.name,
        trained_on=str(chosen["trained_on"]),
    )  # fmt: skip
    recipe = Recipe(**{"seed": job.seed, **chosen["recipe"]})
    found = cross_fit(texts, reader(texts), labels, info, recipe, groups=groups)
    return leave(job.out, found.head, _figures(found, told, labels, kind.name))


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


def _decided(folder: Path | None, name: str, classes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (text, label) that people decided; labels that are no class are left out."""
    file = folder / f"{name}.jsonl.gz" if folder else None
    if file is None or not file.is_file():
        return
    for row in read_rows(file):
        if row["label"] in classes:
            yield str(row["text"]), str(row["label"])
