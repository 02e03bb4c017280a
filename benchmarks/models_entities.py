"""Strict span F1 of names in both languages on text that the shipped tagger never saw, beside the simple baselines.

English: Presidio's synthetic sentences whose templates are held apart, and the development part of WNUT17. Chinese:
the half of MSRA and CLUENER that is kept for reports. Labels are compared as they are; what the
tagger says is first put under each set's convention. Presidio's templates fill house number, street and city of one
address into three slots (`.raw`: without that). MSRA has no addresses, so an address counts as a location there.
CLUENER's `address` is any place but a country, and places side by side are one.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from assay.classifiers import NameDetector
from assay.classifiers.names.lexicon import places
from assay.governance.domain import Segment, SegmentKind
from assay.models.tagger import EntityTagger
from assay.models.training.encoder.measure import half
from assay.models.training.entities.examples import Example, presidio, rows, wnut_held

Spans = set[tuple[int, int, str]]
Finder = Callable[[Sequence[str]], list[Spans]]
Labelled = list[tuple[str, Spans]]
Convention = Callable[[str, Spans], Spans]

_DRAWS = 500
_ORDINARY = 400
_MSRA = {"PER": "person", "LOC": "location", "ORG": "organization"}
_CLUENER = {
    "name": "person", "address": "address", "company": "organization", "organization": "organization",
    "government": "organization",
}  # fmt: skip
_RESUME = {"NAME": "person", "ORG": "organization"}
_SHORT = {"organization": "organisation"}
_SLOTS = re.compile(r"(\d+) ((?:(?!Suite|Apt\.)[^\n,])*[^\n,\s])(?:, ([^\n\d,]+))?")


def figures(data: Path, measure: Path, part: str = "report", folder: Path | None = None) -> dict[str, float]:
    """Return flat figures with intervals, the best baseline of each, cost and speed; `part` is the half that counts."""
    tagger = EntityTagger(folder=folder, threads=1)
    rules = NameDetector(rules_only=True)
    product = NameDetector(tagger=tagger)

    def tagged(texts: Sequence[str]) -> list[Spans]:
        return [{(n.start, n.end, n.kind) for n in tagger.read(text).names} for text in texts]

    def detected(detector: NameDetector) -> Finder:
        return lambda texts: [_detected(detector, text) for text in texts]

    from benchmarks.tagger_calibration import errors

    found: dict[str, float] = {}
    english = english_sets(data)
    for name, texts, convention, kinds in english:
        found |= _figures(
            f"entities.{name}",
            texts,
            kinds,
            _under(convention, tagged),
            {"rules": _under(convention, detected(rules))},
            _under(convention, detected(product)),
        )
    found |= _other_conventions(english[0][1], tagged)
    chinese = (*chinese_sets(measure, part), *(unopened_sets(measure) if part == "report" else ()))
    for name, texts, convention, kinds in chinese:
        baselines = {"rules": _under(convention, detected(rules)), "jieba": _under(convention, _jieba)}
        found |= _figures(
            f"entities.{name}",
            texts,
            kinds,
            _under(convention, tagged),
            baselines,
            _under(convention, detected(product)),
        )
    found |= _ordinary(tagger, data, measure) | errors(tagger, data, measure)
    return found | _cost(tagger, [text for _, texts, *_ in english for text, _ in texts], "en") | _cost(
        tagger, [text for _, texts, *_ in chinese for text, _ in texts], "zh"
    )  # fmt: skip


def english_sets(data: Path) -> tuple[tuple[str, Labelled, Convention, tuple[str, ...]], ...]:
    """Return the English sets, each with its name, convention and kinds."""
    return (
        ("en", _plain(presidio(data, held=True)), _as_slots, ("person", "organization", "location", "address")),
        ("en.wnut17", _plain(wnut_held(data)), _as_is, ("person",)),
    )


def chinese_sets(measure: Path, part: str) -> tuple[tuple[str, Labelled, Convention, tuple[str, ...]], ...]:
    """Return the Chinese sets of one half, each with its name, convention and kinds."""
    return (
        ("zh.msra", _chinese(measure / "ner_zh_msra" / "val.jsonl.gz", _MSRA, part), _as_location,
         ("person", "location", "organization")),
        ("zh.cluener", _chinese(measure / "ner_zh_cluener" / "train.jsonl.gz", _CLUENER, part), _as_address,
         ("person", "address", "organization")),
    )  # fmt: skip


def unopened_sets(measure: Path) -> tuple[tuple[str, Labelled, Convention, tuple[str, ...]], ...]:
    """Return sets from which nothing was ever tuned, and that were opened once the tagger was done.

    Sentences of a newspaper, of the lives of managers, and addresses as they stand on parcels.
    """
    paper = _chinese(measure / "ner_zh_peoples_daily" / "dev.jsonl.gz", _MSRA, "report")
    lives = _chinese(measure / "ner_zh_resume" / "dev.jsonl.gz", _RESUME, "report")
    parcels = _addresses(measure / "ner_zh_address" / "dev.jsonl.gz", "report")
    return (
        ("zh.peoples_daily", paper, _as_location, ("person", "location", "organization")),
        ("zh.resume", lives, _as_is, ("person", "organization")),
        ("zh.parcels", parcels, _as_one, ("address",)),
    )


def f1_of(gold: Sequence[Spans], said: Sequence[Spans], kind: str) -> float:
    """Return strict F1 of one kind."""
    return _f1(gold, said, kind)[0]


def _plain(examples: Sequence[Example]) -> Labelled:
    return [(it.text, {(s.start, s.end, s.kind) for s in it.spans if s.kind}) for it in examples]


def _chinese(file: Path, kinds: dict[str, str], part: str) -> Labelled:
    return [
        (row["text"], {(s["start"], s["end"], kinds[s["type"]]) for s in row["spans"] if s["type"] in kinds})
        for row in rows(file)
        if half(row["text"]) == part
    ]


def _addresses(file: Path, part: str) -> Labelled:
    """Return addresses whose parts are labelled, each as one whole."""
    return [
        (row["text"], {(min(s["start"] for s in row["spans"]), max(s["end"] for s in row["spans"]), "address")})
        for row in rows(file)
        if row["spans"] and half(row["text"]) == part
    ]


def _under(convention: Convention, find: Finder) -> Finder:
    return lambda texts: [convention(text, spans) for text, spans in zip(texts, find(texts), strict=True)]


def _as_is(text: str, spans: Spans) -> Spans:
    return spans


def _as_slots(text: str, spans: Spans) -> Spans:
    """Presidio: an address of one line is a house number, a street with a number of its own, and perhaps a city."""
    found: Spans = set()
    for start, end, kind in spans:
        cut = _SLOTS.fullmatch(text, start, end) if kind == "address" else None
        if cut is None or not (cut[3] or re.search(r"\d", cut[2])):
            found.add((start, end, kind))
            continue
        found |= {(*cut.span(1), kind), (*cut.span(2), kind)}
        if cut[3]:
            found.add((*cut.span(3), "location"))
    return found


def _as_location(text: str, spans: Spans) -> Spans:
    """MSRA: an address is a location; the text plays no part."""
    return {(start, end, "location" if kind == "address" else kind) for start, end, kind in spans}


def _as_address(text: str, spans: Spans) -> Spans:
    found: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans):
        kind = "address" if kind == "location" else kind
        if found and kind == "address" and found[-1][1:] == (start, kind):
            found[-1] = (found[-1][0], end, kind)
        else:
            found.append((start, end, kind))
    countries = places().countries_zh
    return {span for span in found if span[2] != "address" or text[span[0] : span[1]] not in countries}


def _as_one(text: str, spans: Spans) -> Spans:
    """Parcels: places and addresses between which no letter or digit stands are one address."""
    found: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans):
        if kind not in ("location", "address"):
            continue
        if found and not any(map(str.isalnum, text[found[-1][1] : start])):
            found[-1] = (found[-1][0], max(end, found[-1][1]), "address")
        else:
            found.append((start, end, "address"))
    return set(found)


def _detected(detector: NameDetector, text: str) -> Spans:
    segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
    return {(it.start, it.end, it.label) for it in detector.detect([segment])}


def _jieba(texts: Sequence[str]) -> list[Spans]:
    """Return what the part-of-speech tags of jieba call a name."""
    import jieba.posseg  # type: ignore[import-untyped]

    kinds = {"nr": "person", "nrt": "person", "nrfg": "person", "ns": "location", "nt": "organization"}
    found: list[Spans] = []
    for text in texts:
        position, spans = 0, set()
        for word in jieba.posseg.cut(text):
            if word.flag in kinds:
                spans.add((position, position + len(word.word), kinds[word.flag]))
            position += len(word.word)
        found.append(spans)
    return found


def _other_conventions(texts: Labelled, find: Finder) -> dict[str, float]:
    """Return F1 on the synthetic sentences without a convention, and with slots made whole on both sides alike."""
    plain = find([text for text, _ in texts])
    gold = [_joined(text, spans) for text, spans in texts]
    said = [_joined(text, spans) for (text, _), spans in zip(texts, plain, strict=True)]
    found = {
        f"entities.en.{kind}.raw": _f1([it for _, it in texts], plain, kind)[0] for kind in ("location", "address")
    }
    return found | {
        f"entities.en.{kind}.joined": _f1(gold, said, kind)[0] for kind in ("person", "location", "address")
    }


def _joined(text: str, spans: Spans) -> Spans:
    found: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans):
        begun, until, before = found[-1] if found else (0, 0, "")
        beside = not text[until:start].strip(" ,\n")
        if before == "address" and kind in {"address", "location"} and beside:
            found[-1] = (begun, end, before)
        elif before == kind == "person" and text[begun:until].rstrip(".") in {"Mr", "Mrs", "Ms", "Miss", "Dr"}:
            found[-1] = (start, end, kind)
        else:
            found.append((start, end, kind))
    return set(found)


def _figures(
    name: str, texts: Labelled, kinds: Sequence[str], find: Finder, baselines: dict[str, Finder], product: Finder
) -> dict[str, float]:
    plain = [text for text, _ in texts]
    gold = [spans for _, spans in texts]
    said = find(plain)
    wired = product(plain)
    simple = {key: other(plain) for key, other in baselines.items()}
    found: dict[str, float] = {}
    for kind in kinds:
        key = f"{name}.{_SHORT.get(kind, kind)}"
        value, low, high = _f1(gold, said, kind)
        found |= {key: value, f"{key}.low": low, f"{key}.high": high}
        found[f"{key}.product"] = _f1(gold, wired, kind)[0]
        for other, spans in simple.items():
            found[f"{key}.{other}"] = _f1(gold, spans, kind)[0]
        found[f"{key}.baseline"] = max(found[f"{key}.{other}"] for other in simple)
    return found


def _f1(gold: Sequence[Spans], said: Sequence[Spans], kind: str) -> tuple[float, float, float]:
    """Return F1 of one kind with the bounds of its 95 % bootstrap interval over texts."""
    import numpy as np

    counts = np.array([
        (len(_of(kind, right) & _of(kind, found)), len(_of(kind, right)) + len(_of(kind, found)))
        for right, found in zip(gold, said, strict=True)
    ], float)  # fmt: skip
    draws = np.random.default_rng(7).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=_DRAWS)
    sums = draws @ counts
    scores = 2 * sums[:, 0] / np.maximum(sums[:, 1], 1)
    hits, both = counts.sum(0)
    return float(2 * hits / max(both, 1)), float(np.quantile(scores, 0.025)), float(np.quantile(scores, 0.975))


def _of(kind: str, spans: Spans) -> Spans:
    return {span for span in spans if span[2] == kind}


def _cost(tagger: EntityTagger, texts: Sequence[str], language: str) -> dict[str, float]:
    """Return the share of characters that a network read, and characters a second of one core."""
    characters = through = 0
    begun = time.process_time()
    for start in range(0, len(texts), 200):
        reading = tagger.read("\n\x1d\n".join(texts[start : start + 200]))
        characters, through = characters + reading.characters, through + reading.through
    spent = time.process_time() - begun
    return {f"entities.{language}.share_through_network": through / characters,
            f"entities.{language}.characters_per_second": characters / spent}  # fmt: skip


def _ordinary(tagger: EntityTagger, data: Path, measure: Path) -> dict[str, float]:
    """Return the share of characters that a network read of text as it comes, and of text that names hardly anybody."""
    found = {}
    for name, file, field in (
        ("en.news", measure / "topic_en_agnews" / "dev.jsonl.gz", "text"),
        ("en.docs", data / "parallel_python_docs" / "pairs.jsonl.gz", "en_plain"),
        ("zh.encyclopedia", data / "retrieval_zh_cmrc2018" / "corpus.jsonl.gz", "text"),
        ("zh.docs", data / "parallel_python_docs" / "pairs.jsonl.gz", "zh_plain"),
    ):
        characters = through = 0
        for row in islice(rows(file), _ORDINARY):
            reading = tagger.read(row[field])
            characters, through = characters + reading.characters, through + reading.through
        found[f"entities.share_through_network.{name}"] = through / characters
    return found


def main(argv: Sequence[str]) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="benchmarks models_entities", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/train"))
    parser.add_argument("--measure", type=Path, default=Path("../shared/data/measure"))
    parser.add_argument("--part", choices=("tune", "report"), default="report")
    parser.add_argument("--folder", type=Path, help="weights other than the packaged ones")
    chosen = parser.parse_args(list(argv))
    for name, value in figures(chosen.data, chosen.measure, chosen.part, chosen.folder).items():
        print(f"{name} {value:.4f}")
