"""Topics and facets by meaning: how near passages lie to what topics are said to be about, and what heads learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from assay.classifiers.meaning.strangers import NONE
from assay.classifiers.taxonomies import load
from assay.governance.domain import Encoder, Facet, FeatureEncoder, Taxonomy, Topic
from assay.models.calibration import Temperature
from assay.models.heads import Head, Prototypes, phrases, pull, shipped

__all__ = [
    "Passages",
    "beside",
    "described",
    "description",
    "genre",
    "head_of",
    "near",
    "prototypes_of",
    "together",
    "with_none",
]

_DESCRIPTIONS = 3.0  # how much they weigh beside the head's logits: best of 0 to 12 on scenarios left out
_TEMPERATURE = 1.32  # of both together, fitted on scenarios that the head did not see: python -m benchmarks topics
_ALONE = 5.0  # descriptions without a head: of 2 to 12 the likeliest on headlines of ten classes (the tuning half)
_SPEAKS = {"genre": 0.5, "industry": 0.5, "data-element": 0.5}


class Passages(NamedTuple):
    """Passages of masked text and their rows (n, W) by an encoder: features, or vectors where it gives no more."""

    texts: Sequence[str]
    rows: Any
    encoder: Encoder


def near(passages: Passages, taxonomy: Taxonomy, head: Head | None) -> tuple[dict[str, float], dict[str, int]]:
    """Return how much speaks for each topic, in calibrated logits, the mean over passages; and which spoke most for it.

    What the taxonomy learned of examples counts, else the head `head`; a head of other topics says nothing. What was
    taught may know texts about none of the topics: they speak for `NONE`.
    """
    prototypes = prototypes_of(taxonomy, passages.encoder)
    classes: Sequence[str] = prototypes.classes
    similar = prototypes.similarities(passages.texts, passages.rows)
    taught = learned(taxonomy, passages.encoder)
    if taught is not None and taxonomy.learned is not None:
        classes, similar = with_none(prototypes.classes, similar, taught.info.classes)
        places = [classes.index(name) for name in taught.info.classes]
        own = taught.logits(passages.texts, passages.rows)
        strength = taught.info.described
        strength = pull(taxonomy.learned.examples) if strength is None else strength
        logits = beside(strength * similar, own, places) / taught.info.temperature
    elif head is not None and set(head.info.classes) == set(prototypes.classes):
        order = [head.info.classes.index(name) for name in prototypes.classes]
        logits = together(similar, head.logits(passages.texts, passages.rows)[:, order])
    else:
        logits = _ALONE * similar
    loudest = Temperature(value=1.0).apply(logits).argmax(axis=0)
    means = dict(zip(classes, map(float, logits.mean(axis=0)), strict=True))
    return means, dict(zip(classes, map(int, loudest), strict=True))


def together(similar: Any, learned: Any) -> Any:
    """Return calibrated logits (n, C) of similarities with the packaged descriptions and of the packaged head."""
    return (_DESCRIPTIONS * similar + learned) / _TEMPERATURE


def beside(described: Any, learned: Any, places: Sequence[int]) -> Any:
    """Return logits of descriptions (n, C) with what a head says of the classes at `places` (n, K) added.

    The head's logits are centred: a class without examples then stands between those it speaks for and against.
    """
    logits = described.copy()
    logits[:, places] += learned - learned.mean(axis=1, keepdims=True)
    return logits


def with_none(topics: Sequence[str], similar: Any, learned: Sequence[str]) -> tuple[Sequence[str], Any]:
    """Add the class of texts about nothing of this, where it was learned: it is as near as topics are on average."""
    import numpy as np

    if NONE not in learned:
        return topics, similar
    return (*topics, NONE), np.hstack([similar, similar.mean(axis=1, keepdims=True)])


def learned(taxonomy: Taxonomy, encoder: Encoder) -> Head | None:
    """Return what examples taught of a taxonomy, where this encoder read them and every class is still a topic."""
    if taxonomy.learned is None:
        return None
    head = _read(taxonomy.learned.file)
    known = {NONE, *(topic.id for topic in taxonomy.topics)}
    return head if head.info.encoder == f"{encoder.name}@{encoder.version}" and known >= {*head.info.classes} else None


def genre(passages: Passages) -> list[Facet]:
    """Return the kind of document, where the head is sure."""
    head = head_of("genre", passages.encoder)
    if head is None:
        return []
    logits = head.logits(passages.texts, passages.rows).mean(axis=0, keepdims=True)
    (chances,) = Temperature(value=head.info.temperature).apply(logits)
    return _surest("genre", head.info.classes, chances, "words and meaning")


def described(kind: str, passages: Passages) -> list[Facet]:
    """Return which topic of a packaged taxonomy is nearest, by its description alone, where one clearly is."""
    prototypes = prototypes_of(load(kind), passages.encoder)
    logits = _ALONE * prototypes.similarities(passages.texts, passages.rows).mean(axis=0, keepdims=True)
    (chances,) = Temperature(value=1.0).apply(logits)
    return _surest(kind, prototypes.classes, chances, "near its description")


def head_of(name: str, encoder: Encoder) -> Head | None:
    """Return a packaged head, where it was fitted to the encoder that is in use."""
    head = shipped(name)
    fits = head.info.encoder == f"{encoder.name}@{encoder.version}" and isinstance(encoder, FeatureEncoder)
    return head if fits else None


def description(topic: Topic) -> str:
    """Return all that says what a topic is about, in both languages."""
    said = [topic.label.en, topic.label.zh, topic.description.en, topic.description.zh]
    return "; ".join(dict.fromkeys(filter(None, [*said, *topic.seeds_en, *topic.seeds_zh])))


def _surest(kind: str, classes: Sequence[str], chances: Any, why: str) -> list[Facet]:
    place = int(chances.argmax())
    chance = float(chances[place])
    if chance < _SPEAKS[kind]:
        return []
    return [Facet(kind=kind, value=classes[place], label=load(kind).label(classes[place]), score=chance, why=why)]


def prototypes_of(taxonomy: Taxonomy, encoder: Encoder) -> Prototypes:
    """Return what a taxonomy's descriptions say, made once for an encoder."""
    said = tuple((topic.id, description(topic)) for topic in taxonomy.topics)
    return _made(said, f"{encoder.name}@{encoder.version}", _Encode(encoder))


class _Encode:
    """Encodes phrases; all of one encoder are equal, so that what was made by one is found again."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def __call__(self, texts: Sequence[str]) -> Any:
        name = f"{self._encoder.name}@{self._encoder.version}"
        return phrases().encoded(texts, name, self._rows)

    def _rows(self, texts: Sequence[str]) -> Any:
        import numpy as np

        return np.frombuffer(self._encoder.encode(texts), "<f4").reshape(len(texts), -1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Encode)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=8)
def _read(file: Path) -> Head:
    return Head.load(file)


@lru_cache(maxsize=16)
def _made(said: tuple[tuple[str, str], ...], encoder: str, encode: Callable[[Sequence[str]], Any]) -> Prototypes:
    described: Mapping[str, str] = dict(said)
    return Prototypes.of(dict(described), encode)
