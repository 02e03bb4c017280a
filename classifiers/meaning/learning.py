"""What examples teach of a topic set, beside its descriptions, and what that is worth on examples left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assay.classifiers.meaning.strangers import NONE, rows_of, strangers
from assay.classifiers.meaning.topics import beside, prototypes_of, with_none
from assay.governance.domain import Encoder, Taxonomy, UsageError
from assay.models.calibration import Temperature, interval
from assay.models.heads import TOPIC_GRAMS, Head, HeadInfo, pull

__all__ = ["learn"]

_FEWEST, _MOST = 8, 50_000
_FEW = 8
_LEAST = 1.0  # temperature: a handful of texts left out looks surer than it is
_SPEAKS = 0.5  # the chance from which a topic is said


def learn(
    taxonomy: Taxonomy, texts: Sequence[str], topics: Sequence[str], encoder: Encoder
) -> tuple[Head, dict[str, Any]]:
    """Return a head over the topics that have examples, and what was measured by leaving each example out once.

    The figures: `accuracy` with its interval, `descriptions_alone` on the same texts, `said` (the share of texts that
    get a topic at all), `right_when_said`, `said_of_others` (the share of office texts about anything else that get
    one), accuracy by topic, and which topics have few examples or none.

    Raises:
        UsageError: an example names no topic, or there are too few of them or of topics.
    """
    import numpy as np

    from assay.models.training.heads import Recipe, cross_fit

    known = [topic.id for topic in taxonomy.topics]
    counts = Counter(topics)
    _check(counts, known)
    per_topic = round(len(texts) / len(known), 2)
    rows = rows_of(encoder, texts)
    if set(counts) == set(known):  # a topic without examples would be taken for none
        others = strangers(encoder, rows)
        texts, topics = [*texts, *others.texts], [*topics, *[NONE] * len(others.texts)]
        rows = np.concatenate([rows, others.rows])
    info = HeadInfo(
        name=taxonomy.name, version=taxonomy.version, classes=tuple(it for it in (*known, NONE) if it in {*topics}),
        encoder=f"{encoder.name}@{encoder.version}", trained_on="examples", grams=TOPIC_GRAMS,
    )  # fmt: skip
    classes, similar = with_none(known, prototypes_of(taxonomy, encoder).similarities(texts, rows), info.classes)
    own = [classes.index(name) for name in info.classes]
    fitted = cross_fit(
        texts, rows, topics, replace(info, described=pull(per_topic)), Recipe(),
        beside=lambda places: similar[np.asarray(places)][:, own],
    )  # fmt: skip
    head = fitted.head
    head = replace(head, info=replace(head.info, temperature=max(_LEAST, head.info.temperature)))
    places = np.asarray(fitted.places, int)
    described = (head.info.described or 0.0) * similar[places]
    logits = beside(described, fitted.logits - described[:, own], own)
    truth = np.array([classes.index(topic) for topic in topics])[places]
    return head, _measured(classes, logits, truth, similar[places], counts, per_topic, head.info.temperature)


def _measured(
    classes: Sequence[str], logits: Any, truth: Any, similar: Any, counts: Counter[str], per_topic: float,
    temperature: float,
) -> dict[str, Any]:  # fmt: skip
    """Return what logits of texts left out (n, C) are worth; those about none of the topics are told apart."""

    chances = Temperature(value=temperature).apply(logits)
    best, sure = chances.argmax(axis=1), chances.max(axis=1) >= _SPEAKS
    none = classes.index(NONE) if NONE in classes else -1
    ours, said = truth != none, sure & (best != none)
    right = (best == truth)[ours]
    alone = (similar[:, : len(classes) - (none >= 0)].argmax(axis=1) == truth)[ours]
    spread = interval(lambda drawn: float(right[drawn].mean()), len(right))
    strange = said[~ours]
    return {
        "examples": counts.total(), "per_topic": per_topic, "left_out": int(ours.sum()),
        "accuracy": round(spread.value, 4), "low": round(spread.low, 4), "high": round(spread.high, 4),
        "descriptions_alone": round(float(alone.mean()), 4),
        "said": round(float(said[ours].mean()), 4),
        "right_when_said": round(float((best == truth)[ours & said].mean()), 4) if (ours & said).any() else None,
        "said_of_others": round(float(strange.mean()), 4) if len(strange) else None,
        "by_topic": {
            name: round(float((best == truth)[truth == place].mean()), 4)
            for place, name in enumerate(classes) if name and (truth == place).any()
        },
        "few": [name for name in classes if name and counts[name] < _FEW],
    }  # fmt: skip


def _check(counts: Counter[str], known: Sequence[str]) -> None:
    if unknown := len(set(counts) - set(known)):
        raise UsageError(f"{unknown} of the examples' topics are not in the taxonomy")
    if len(counts) < 2:
        raise UsageError("examples of at least two topics are needed")
    if not _FEWEST <= counts.total() <= _MOST:
        raise UsageError(f"between {_FEWEST} and {_MOST} examples are needed")
    if max(counts.values()) < 2:
        raise UsageError("at least two examples of a topic are needed")
