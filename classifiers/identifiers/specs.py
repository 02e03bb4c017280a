"""Detectors as data: what `classifiers/detectors/*.yaml` may say, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from assay.classifiers.identifiers.validators import CHECKS
from assay.classifiers.plain import read_yaml
from assay.governance.domain import PluginError, labels

__all__ = ["Needs", "Pattern", "Sample", "Spec", "load_specs", "read_specs", "spec_of"]

EDGES = {
    "none": "",
    "digit": "0-9",
    "decimal": "0-9.",
    "alnum": "0-9A-Za-z",
    "word": "0-9A-Za-z_-",
    "ip": "0-9A-Za-z_:.",
    "host": "0-9A-Za-z_:",
    "letter": "A-Za-z",
    "masked": "0-9A-Za-z_*•●-",
}


class Needs(StrEnum):
    """What a hit needs beyond its pattern before it is reported (one weak hit never escalates)."""

    NONE = "none"
    CONTEXT = "context"
    CHECKSUM = "checksum"
    EITHER = "either"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One RE2 pattern of a detector; a group named `value` is what is reported, the whole match otherwise.

    Only those of `lines` may match across the end of a line.
    """

    source: str
    needs: Needs
    left: str
    right: str
    ignore_case: bool = False
    lines: bool = False

    @property
    def labelled(self) -> bool:
        """Whether the pattern itself asks for a label before the value."""
        return "(?P<value>" in self.source

    @property
    def expression(self) -> str:
        """The pattern with its edges, the value as group `value`."""
        value = self.source if self.labelled else f"(?P<value>{self.source})"
        left = f"(?:^|[^{EDGES[self.left]}])" if EDGES[self.left] else ""
        right = f"(?:$|[^{EDGES[self.right]}])" if EDGES[self.right] else ""
        return ("(?i)" if self.ignore_case else "") + left + value + right


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An example or counter-example: a text, or what stands in a property or under the header of a column."""

    text: str
    property: str | None = None
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One detector.

    `label` is what its findings are called, by default its own id; `properties` are the only ones it looks into.

    `shared` are words of `context` that speak for many detectors: one that hears its own name goes before.
    `reach` is how many characters before the value context words may stand; `adjacent` asks that the word is a
    label right before it. `head` detectors look at titles, headings and the first lines alone. `spoken` ones
    also match numbers heard as digits, `broken` ones numbers that a line end cuts in two, `look_alikes` ones
    letters that OCR takes for digits, `grouped` ones (all with a check digit, where nothing else is said) numbers in
    groups of any size; `costly` ones pass over what another detector is sure of. Broken, look-alike and grouped
    readings count only when the checksum holds or context speaks. `weak` ones are reported with a low score where
    context speaks though the checksum does not hold.
    """

    id: str
    label: str
    version: int
    properties: frozenset[str]
    patterns: tuple[Pattern, ...]
    check: str | None
    context: tuple[str, ...]
    shared: frozenset[str]
    against: tuple[str, ...]
    reach: int
    adjacent: bool
    scores: tuple[float, float, float]
    normal: str
    priority: int
    head: bool
    spoken: bool
    broken: bool
    look_alikes: bool
    grouped: bool
    weak: bool
    costly: bool
    examples: tuple[Sample, ...]
    counter_examples: tuple[Sample, ...]

    @property
    def detector(self) -> str:
        """The name that findings carry, such as `patterns/cn_resident_id@1`."""
        return f"patterns/{self.id}@{self.version}"


_CAPITALS = re.compile(r"[A-WYZ]")
_FIELDS = frozenset({
    "id", "label", "version", "properties", "patterns", "edges", "needs", "check", "context", "against", "reach",
    "adjacent", "scores", "normal", "priority", "head", "spoken", "broken", "look_alikes", "grouped", "weak", "costly",
    "ignore_case", "examples", "counter_examples",
})  # fmt: skip


@cache
def load_specs() -> tuple[Spec, ...]:
    """Return all detectors of this package, read once."""
    folder = files("assay.classifiers").joinpath("detectors")
    return read_specs(sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda i: i.name))


def read_specs(sources: Iterable[Traversable]) -> tuple[Spec, ...]:
    """Read detector files.

    Raises:
        PluginError: a file says something unknown, or two detectors have one id.
    """
    specs: dict[str, Spec] = {}
    for source in sources:
        told = read_yaml(source.read_text(encoding="utf-8"))
        for entry in told["detectors"]:
            spec = spec_of({**told.get("defaults", {}), **entry}, source.name, told.get("context", {}))
            if spec.id in specs:
                raise PluginError(f"detector {spec.id} stands twice, again in {source.name}")
            specs[spec.id] = spec
    return tuple(specs.values())


def _words(context: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return [_said(word) for word in (*context.get("zh", ()), *context.get("en", ()))]


def _said(word: str) -> str:
    return word.lower().replace("_", " ")


def _of_small_letters(pattern: Pattern) -> Pattern:
    """Return a pattern of capitals for somebody who types small ones: a word must speak for it, and its check."""
    return replace(pattern, needs=Needs.CONTEXT, ignore_case=True)


def spec_of(entry: dict[str, Any], source: str, shared: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Spec:
    """Return the detector that an entry of a file describes; `shared` are context words of the whole file.

    Raises:
        PluginError: it says something unknown.
    """
    identity = entry.get("id", "?")
    label = entry.get("label", identity)
    unknown = entry.keys() - _FIELDS
    check = entry.get("check")
    if unknown or label not in labels() or (check is not None and check not in CHECKS):
        raise PluginError(f"detector {identity} in {source}: unknown label, check or field {sorted(unknown)}")
    context = entry.get("context", {})
    patterns = [_pattern(item, entry) for item in entry["patterns"]]
    if check is not None and CHECKS[check].digit and entry.get("normal") != "exact":
        patterns += [_of_small_letters(it) for it in patterns if _CAPITALS.search(it.source) and not it.ignore_case]
    return Spec(
        id=identity,
        label=label,
        properties=frozenset(entry.get("properties", ())),
        version=int(entry.get("version", 1)),
        patterns=tuple(patterns),
        check=check,
        context=tuple(dict.fromkeys((*_words(context), *_words(shared)))),
        shared=frozenset(_words(shared)) - {*_words(context)},
        against=tuple(map(_said, entry.get("against", ()))),
        reach=int(entry.get("reach", 80 if check is not None and CHECKS[check].digit else 60)),
        adjacent=bool(entry.get("adjacent", False)),
        scores=tuple(float(score) for score in entry.get("scores", (0.8, 0.95, 0.4))),  # type: ignore[arg-type]
        normal=entry.get("normal", "compact"),
        priority=int(entry.get("priority", 50)),
        head=bool(entry.get("head", False)),
        spoken=bool(entry.get("spoken", False)),
        broken=bool(entry.get("broken", False)),
        look_alikes=bool(entry.get("look_alikes", False)),
        grouped=bool(entry.get("grouped", check is not None and CHECKS[check].digit)),
        weak=bool(entry.get("weak", False)),
        costly=bool(entry.get("costly", False)),
        examples=tuple(map(_sample, entry.get("examples", ()))),
        counter_examples=tuple(map(_sample, entry.get("counter_examples", ()))),
    )


def _sample(item: Any) -> Sample:
    return Sample(**item) if isinstance(item, dict) else Sample(text=str(item))


def _pattern(item: str | dict[str, Any], entry: dict[str, Any]) -> Pattern:
    own = {"re": item} if isinstance(item, str) else item
    edges = own.get("edges", entry.get("edges", "alnum"))
    left, right = edges if isinstance(edges, list) else (edges, edges)
    return Pattern(
        source=own["re"],
        needs=Needs(own.get("needs", entry.get("needs", "none"))),
        left=left,
        right=right,
        ignore_case=bool(own.get("ignore_case", entry.get("ignore_case", False))),
        lines=bool(own.get("lines", False)),
    )
