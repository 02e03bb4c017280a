"""Word lists and self-labelled text for the taggers, gathered from what is installed: nothing has to be prepared.

The lists are those that the packaged tagger carries, with what a draw of names needs beside: weights of surnames and
given names from Faker and jieba's dictionary, kinds of places by their endings. The text is labelled by the packaged
tagger itself (self-training): what it is sure of is taught, what it doubts stays open.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assay.governance.domain import UnavailableError
from assay.models.manifest import model
from assay.models.tagger import EntityTagger
from assay.models.training.entities.examples import Example, Span, rows
from assay.models.training.entities.names_zh import COUNTRIES

__all__ = ["chinese_lists", "english_lists", "own_labels", "packaged"]

_SURE = 0.75
_RARE = 0.03
_SENTENCE = re.compile(r"[^。！？\n]{6,100}[。！？]")
_HAN = re.compile(r"[\u3400-\u9fff]{4}")
_SUFFIXES = (
    ("prov", ("省", "自治区", "特别行政区")), ("city", ("市", "自治州", "盟")), ("area", ("区", "县", "旗")),
    ("towns", ("街道", "镇", "乡", "苏木")), ("villages", ("村", "屯", "庄")),
)  # fmt: skip
_WATERS = ("河", "湖", "江", "海", "山", "岛", "峰", "岭", "湾", "洋", "峡")
_TEXTS = (
    ("retrieval_zh_cmrc2018/corpus.jsonl.gz", "text"), ("safety_zh_cold/train.jsonl.gz", "text"),
    ("parallel_tatoeba/pairs.jsonl.gz", "zh"), ("parallel_python_docs/pairs.jsonl.gz", "zh_plain"),
)  # fmt: skip


def packaged() -> Path:
    """Return the folder of the packaged tagger.

    Raises:
        UnavailableError: it is not installed.
    """
    folder = model("assay-entities").path
    if folder is None or not folder.is_dir():
        raise UnavailableError("the weights of the entity tagger are not installed")
    return folder


def english_lists() -> dict[str, list[str]]:
    """Return given names, surnames and places, in small letters."""
    data = json.loads((packaged() / "english.json").read_text(encoding="utf-8"))
    return {name: words.split("\n") for name, words in data["lists"].items()}


def chinese_lists() -> dict[str, Any]:
    """Return what the features and the draw of Chinese names need, by list.

    `place` is a dict of name -> kind, `surname` of name -> weight; the others are lists.
    """
    from faker.providers.person.zh_CN import Provider

    data = json.loads((packaged() / "chinese.json").read_text(encoding="utf-8"))
    own: dict[str, list[str]] = {name: words.split(" ") for name, words in data["lists"].items()}
    weights = {name: float(weight) for name, weight in Provider.last_names.items()}
    kinds: dict[str, list[str]] = {}
    foreign = set(own["foreign"])
    for name in own["place"]:
        kinds.setdefault(_kind(name, foreign), []).append(name)
    kinds["country"] = COUNTRIES
    places = {name: kind for kind, names in kinds.items() if kind not in {"towns", "villages"} for name in names}
    given = sorted(set(_given(own["surname"])) | {name for name in Provider.first_names if len(name) == 2})
    return {
        "place": places, "towns": kinds["towns"], "villages": kinds["villages"],
        "chn": {name: [it for it in kinds[name] if len(it) > 2] for name in ("prov", "city", "area")},
        "orgs": own["organisation"], "cper": own["person"], "trans": own["foreign"], "fam": own["foreign"],
        "suffix": own["suffix"], "titles": own["title"], "words": own["word"], "gchars": own["given"], "given": given,
        "given1": [name for name in Provider.first_names if len(name) == 1], "jsur": [],
        "surname": {name: weights.get(name, _RARE) for name in own["surname"]},
    }  # fmt: skip


def _kind(name: str, foreign: set[str]) -> str:
    for kind, endings in _SUFFIXES:
        if name.endswith(endings) and len(name) > 2:
            return kind
    if name.endswith(_WATERS):
        return "cedict"
    return "fcity" if name in foreign or len(name) > 2 else "city"


def _given(surnames: Sequence[str]) -> Iterator[str]:
    """Yield the given names of two signs behind a surname among the people of jieba's dictionary."""
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise UnavailableError("the package jieba is not installed")
    first = frozenset(name for name in surnames if len(name) == 1)
    with (Path(next(iter(spec.submodule_search_locations))) / "dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, _, kind = line.rstrip("\n").split(" ")
            if kind == "nr" and len(word) == 3 and word[0] in first:
                yield word[1:]


def own_labels(data: Path, count: int, *, seed: int) -> Iterator[Example]:
    """Yield Chinese sentences of the training data as the packaged tagger reads them, up to `count` a set.

    Raises:
        UnavailableError: the packaged tagger is not installed.
    """
    tagger = EntityTagger.of()
    order = random.Random(seed)  # noqa: S311 - a sample
    for file, field in _TEXTS:
        if not (data / file).is_file():
            continue
        texts = (row[field] for row in rows(data / file))
        found = sorted({it[0] for text in texts for it in _SENTENCE.finditer(text) if _HAN.search(it[0])})
        for text in order.sample(found, min(count, len(found))):
            names = tagger.read(text, gated=False).names
            spans = (Span(it.start, it.end, it.kind if it.score >= _SURE else None) for it in names)
            yield Example(text, tuple(spans), "own")
