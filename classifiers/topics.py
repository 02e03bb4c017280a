"""Business topics by the words that speak for them, and by what is near in meaning."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Literal

from assay.classifiers.normalise import normalise
from assay.classifiers.taxonomies import load
from assay.governance.domain import Segment, SegmentKind, Taxonomy, Topic, TopicScore, Words

__all__ = ["SeedTopicTagger"]

_WEIGHTS = {
    SegmentKind.TITLE: 3.0, SegmentKind.HEADING: 2.0, SegmentKind.HEADER: 1.2, SegmentKind.FOOTER: 0.3,
    SegmentKind.PROPERTY: 1.5, SegmentKind.COLUMN: 0.6, SegmentKind.COMMENT: 0.7,
}  # fmt: skip
_QUIET_PROPERTIES = frozenset({"path", "author", "creator", "producer"})
_TEXT = 400_000
_COLUMN_TEXT = 4_000
_SEEDS_SHOWN = 4
_PLACES_SHOWN = 5
_MOST_TOPICS = 4
_LEAST = 1.0
_SHARE = 0.42
_PASSAGE = 8
_PASSAGE_SCALE = 5.0
_SHORT = 60
_ALONE = 1.35  # one word alone in a longer text must stand in a heading or be said again
_SEEDS_BESIDE = 0.36  # fitted on scenarios that the head did not see: python -m benchmarks topics
_BY_MEANING, _BY_BOTH = 0.5, 0.3
_LEAST_MEANT = 40
_WORD = re.compile(r"[a-z0-9&][a-z0-9&'-]*")
_STOP = frozenset({
    "the", "and", "of", "to", "in", "a", "an", "for", "on", "with", "by", "or", "is", "are", "at", "as",
    "from", "that", "this", "other", "all", "not",
})  # fmt: skip
_ZH_STOP = re.compile(r"[的了和与及或等、，。；：（）\s]+")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Seed words of a taxonomy: word -> topics with weights, apart by script; `longest` in words and characters."""

    english: dict[str, dict[str, float]]
    chinese: dict[str, dict[str, float]]
    longest_english: int
    longest_chinese: int


class SeedTopicTagger:
    """Weighs seed words by place (titles more), by how few topics share them and by how often they repeat.

    What is near in meaning counts beside them where it is given. Abstains when too little speaks for any topic.
    """

    name: ClassVar[str] = "seed-topics"
    version: ClassVar[str] = "3"
    kind: ClassVar[Literal["topics"]] = "topics"

    def tag(
        self, segments: Sequence[Segment], taxonomy: Taxonomy | None = None, *,
        near: Mapping[str, float] | None = None, spoke: Mapping[str, int] | None = None,
    ) -> Sequence[TopicScore]:  # fmt: skip
        """Return at most four topics, best first, scores 0 to 1; `why` names our own seed words alone.

        `near` gives logits by meaning: with them a score is the calibrated probability of the topic, or its mean with
        what the seed words say where they say more.
        """
        taxonomy = taxonomy or load()
        lexicon = _lexicon(taxonomy)
        heard: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        places: dict[str, set[int]] = defaultdict(set)
        characters = 0
        for segment in segments:
            if segment.locator.property in _QUIET_PROPERTIES:
                continue
            text = _reading(segment)
            characters += len(text)
            weight = _WEIGHTS.get(segment.kind, 1.0)
            for seed, topics in _seeds(text, lexicon):
                for topic, share in topics.items():
                    heard[topic][seed] += weight * share
                    places[topic].add(segment.index)
            if characters > _TEXT:
                break
        points = {topic: sum(_damped(amount) for amount in seeds.values()) for topic, seeds in heard.items()}
        by_seeds = _ranked(points, heard, places, characters)
        return by_seeds if not near else _blended(by_seeds, points, near, spoke or {}, characters)

    def passages(self, segments: Sequence[Segment], taxonomy: Taxonomy | None = None) -> Sequence[TopicScore]:
        """Return what the strongest passage of eight lines says of each topic, whatever else the text says.

        More text adds passages and seeds to them and takes none away, so no score can sink: grades rest on these.
        """
        lexicon = _lexicon(taxonomy or load())
        lines = [line for segment in segments for line in _lines(segment, lexicon)]
        best: dict[str, float] = {}
        for start, first in enumerate(lines):
            if not first:
                continue
            heard: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
            for topic, seed, amount in (voice for line in lines[start : start + _PASSAGE] for voice in line):
                heard[topic][seed] += amount
            for topic, seeds in heard.items():
                if len(seeds) > 1:
                    best[topic] = max(best.get(topic, 0.0), sum(_damped(amount) for amount in seeds.values()))
        scores = {topic: min(0.97, 1 - math.exp(-points / _PASSAGE_SCALE)) for topic, points in best.items()}
        ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [TopicScore(topic=topic, score=round(score, 4), why="a passage") for topic, score in ordered]


def _lines(segment: Segment, lexicon: _Lexicon) -> Iterable[list[tuple[str, str, float]]]:
    """Yield what each line of a segment says: (topic, seed, amount); a column is one line."""
    if segment.locator.property in _QUIET_PROPERTIES:
        return
    weight = _WEIGHTS.get(segment.kind, 1.0)
    texts = [_reading(segment)] if segment.kind is SegmentKind.COLUMN else segment.text.split("\n")
    for text in texts:
        if text.strip():
            yield [
                (topic, seed, weight * share)
                for seed, topics in _seeds(text, lexicon)
                for topic, share in topics.items()
            ]


def _reading(segment: Segment) -> str:
    if segment.kind is SegmentKind.COLUMN:
        return f"{segment.context}\n{segment.context}\n{segment.text[:_COLUMN_TEXT]}"
    return segment.text[:_TEXT]


def _damped(amount: float) -> float:
    """Repeats of one word count less and less: a long contract that says `contract` often is still one voice."""
    return amount if amount <= 1 else 1 + math.log2(amount) * 0.6


def _needed(characters: int) -> float:
    """Long texts touch many topics in passing, so they must say more of one before it counts."""
    return _LEAST * (1 + 0.35 * max(0.0, math.log10(max(characters, 1) / 300)))


def _blended(
    by_seeds: Sequence[TopicScore], points: Mapping[str, float], near: Mapping[str, float], spoke: Mapping[str, int],
    characters: int,
) -> list[TopicScore]:  # fmt: skip
    """Return topics that meaning is sure of, and those of the seed words that meaning does not speak against."""
    needed, said = _needed(characters), {it.topic: it for it in by_seeds}
    logits = {topic: score + _SEEDS_BESIDE * points.get(topic, 0.0) / needed for topic, score in near.items()}
    highest = max(logits.values())
    total = sum(math.exp(value - highest) for value in logits.values())
    found = []
    for topic, value in logits.items():
        if not topic:  # about none of them
            continue
        chance = math.exp(value - highest) / total
        seeds = said.get(topic)
        if seeds is not None and (score := max(chance, (chance + seeds.score) / 2)) >= _BY_BOTH:
            found.append(
                TopicScore(topic=topic, score=round(score, 4), why=f"{seeds.why}; {_meant(chance, spoke.get(topic))}")
            )
        elif seeds is None and chance >= _BY_MEANING and characters >= _LEAST_MEANT:
            found.append(TopicScore(topic=topic, score=round(chance, 4), why=_meant(chance, spoke.get(topic))))
    return sorted(found, key=lambda it: (-it.score, it.topic))[:_MOST_TOPICS]


def _meant(chance: float, segment: int | None) -> str:
    return f"by meaning {chance:.0%}" + ("" if segment is None else f", most in segment {segment}")


def _ranked(
    points: dict[str, float], heard: dict[str, dict[str, float]], places: dict[str, set[int]], characters: int
) -> list[TopicScore]:
    if not points:
        return []
    needed = _needed(characters)
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    best = ranked[0][1]
    alone = 1.0 if characters <= _SHORT else _ALONE
    kept = [
        (topic, amount)
        for topic, amount in ranked
        if amount >= needed * (1.0 if len(heard[topic]) > 1 else alone) and amount >= best * _SHARE
    ]
    total = sum(amount for _, amount in ranked[:6])
    found = []
    for topic, amount in kept[:_MOST_TOPICS]:
        strength = 1 - math.exp(-amount / (2.2 * needed))
        score = min(0.97, strength * (0.55 + 0.45 * amount / total))
        loudest = sorted(heard[topic].items(), key=lambda item: (-item[1], item[0]))[:_SEEDS_SHOWN]
        words = ", ".join(seed for seed, _ in loudest)
        why = f"seed words {words} in {_segments(sorted(places[topic]))}"
        found.append(TopicScore(topic=topic, score=round(score, 4), why=why))
    return found


def _segments(places: Sequence[int]) -> str:
    """Return the numbers of the first few segments, as Locators count them, and how many more there are."""
    shown = ", ".join(map(str, places[:_PLACES_SHOWN]))
    more = f" and {len(places) - _PLACES_SHOWN} more" if len(places) > _PLACES_SHOWN else ""
    return f"segment{'' if len(places) == 1 else 's'} {shown}{more}"


def _seeds(text: str, lexicon: _Lexicon) -> Iterable[tuple[str, dict[str, float]]]:
    """Yield seeds as they occur: the longest at each place, whole words in English."""
    folded = normalise(text).text.lower()
    words = _WORD.findall(folded)
    position = 0
    while position < len(words):
        for size in range(min(lexicon.longest_english, len(words) - position), 0, -1):
            seed = words[position] if size == 1 else " ".join(words[position : position + size])
            topics = lexicon.english.get(seed)
            if topics is not None:
                yield seed, topics
                position += size - 1
                break
        position += 1
    if folded.isascii():
        return
    position = 0
    while position < len(folded):
        if folded[position] < "\u3400":
            position += 1
            continue
        for size in range(min(lexicon.longest_chinese, len(folded) - position), 1, -1):
            topics = lexicon.chinese.get(folded[position : position + size])
            if topics is not None:
                yield folded[position : position + size], topics
                position += size - 1
                break
        position += 1


@lru_cache(maxsize=8)
def _lexicon(taxonomy: Taxonomy) -> _Lexicon:
    english: dict[str, dict[str, float]] = defaultdict(dict)
    chinese: dict[str, dict[str, float]] = defaultdict(dict)
    for topic in taxonomy.topics:
        for seed, weight in _english_seeds(topic):
            english[" ".join(_WORD.findall(seed.lower()))][topic.id] = weight
        for seed, weight in _chinese_seeds(topic):
            chinese[seed.lower()][topic.id] = weight
    for table in (english, chinese):
        table.pop("", None)
        for topics in table.values():
            for identity in topics:
                topics[identity] /= len(topics)
    return _Lexicon(
        english=dict(english),
        chinese=dict(chinese),
        longest_english=max((seed.count(" ") + 1 for seed in english), default=0),
        longest_chinese=max(map(len, chinese), default=0),
    )


def _english_seeds(topic: Topic) -> list[tuple[str, float]]:
    if topic.seeds_en or topic.seeds_zh:
        return [(seed, 1.0 + 0.4 * seed.count(" ")) for seed in topic.seeds_en]
    words = set(_WORD.findall(f"{topic.label.en} {topic.description.en}".lower())) - _STOP
    return [(form, 0.8) for word in words if len(word) > 2 for form in {word, word.removesuffix("s"), word + "s"}]


def _chinese_seeds(topic: Topic) -> list[tuple[str, float]]:
    if topic.seeds_en or topic.seeds_zh:
        return [(seed, 1.0 + 0.2 * max(0, len(seed) - 2)) for seed in topic.seeds_zh]
    return [(word, 0.8) for word in _cut(topic.label) | _cut(topic.description) if len(word) > 1]


def _cut(words: Words) -> set[str]:
    """Return the Chinese words of a label or a description."""
    parts = {part for part in _ZH_STOP.split(words.zh) if part and not part.isascii()}
    return parts | {word for part in parts for word in _segmenter().lcut(part)}


def _segmenter() -> Any:
    from assay.classifiers.words import segmenter

    return segmenter()
