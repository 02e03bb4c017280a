"""Business topics of texts that nothing was fitted to: by seed words alone, by meaning alone, and as they are tagged.

Scenarios are told once in each language and judged by heads that did not see them. Right is a first topic that is among
a scenario's topics; texts of which nothing is said count as wrong, and their share is printed too.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from assay.classifiers.meaning.topics import prototypes_of, together
from assay.classifiers.taxonomies import load
from assay.classifiers.topics import SeedTopicTagger
from assay.governance.domain import Segment, SegmentKind, TopicScore
from assay.models import BilingualEncoder
from assay.models.heads import HeadInfo, shipped
from assay.models.training.heads import Recipe
from assay.models.training.heads.fitting import cross_fit
from assay.models.training.heads.rendering import examples, scenarios

TELLINGS, SEED = 2, 7


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print."""
    argparse.ArgumentParser(description=__doc__).parse_args(argv)
    encoder, taxonomy, tagger = BilingualEncoder(), load(), SeedTopicTagger()
    told = examples(scenarios(), tellings=TELLINGS, seed=SEED)
    texts = [it.text for it in told]
    rows = encoder.features(texts)
    known = shipped("topic").info
    info = HeadInfo(name="topic", version="0", classes=known.classes, encoder=known.encoder)
    recipe = Recipe(words=10.0, meaning=3.0, least=2, most_grams=30_000)
    labels, groups = [it.scenario.topics[0] for it in told], [it.scenario.id for it in told]
    unseen = cross_fit(texts, rows, labels, info, recipe, groups=groups)
    learned = dict(zip(unseen.places, unseen.logits, strict=True))

    prototypes = prototypes_of(taxonomy, encoder)
    order = [prototypes.classes.index(name) for name in info.classes]
    said: dict[str, list[tuple[str, ...]]] = {"seed words": [], "meaning": [], "tagged": []}
    for place, text in enumerate(texts):
        similar = prototypes.similarities([text], rows[place : place + 1])[:, order]
        logits = dict(zip(info.classes, map(float, together(similar, learned[place])[0]), strict=True))
        segments = [Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)]
        said["seed words"].append(_names(tagger.tag(segments, taxonomy)))
        said["meaning"].append((max(logits, key=logits.__getitem__),))
        said["tagged"].append(_names(tagger.tag(segments, taxonomy, near=logits)))
    right = [set(it.scenario.topics) for it in told]
    print(f"{len(texts)} texts                right   silent   right where something is said")
    for way, found in said.items():
        hits = sum(bool(names) and names[0] in gold for names, gold in zip(found, right, strict=True))
        spoken = sum(map(bool, found))
        print(f"{way:24s} {hits / len(texts):8.3f} {1 - spoken / len(texts):8.3f} {hits / max(1, spoken):8.3f}")


def _names(scores: Sequence[TopicScore]) -> tuple[str, ...]:
    return tuple(it.topic for it in scores)
