"""Detectors of one's own, without code: YAML files that are tried against their own examples before they count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.classifiers.identifiers.specs import Spec, spec_of
from assay.governance.domain import PluginError

__all__ = ["LABEL", "read_custom"]

LABEL = "custom"
_MOST_BYTES = 1_000_000
_MOST_WORDS = 5_000


def read_custom(path: Path) -> tuple[Spec, ...]:
    """Return the detectors of a YAML file, or of every `*.yaml` in a folder; their findings are called `custom`.

    Raises:
        PluginError: a file cannot be read, a detector says something unknown, its pattern is not in RE2's language.
    """
    sources = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    specs: dict[str, Spec] = {}
    for source in sources:
        for entry in _entries(source):
            spec = _spec(entry, source.name)
            if spec.id in specs:
                raise PluginError(f"detector {spec.id} stands twice, again in {source.name}")
            specs[spec.id] = spec
    return tuple(specs.values())


def _entries(source: Path) -> Sequence[Any]:
    import yaml

    try:
        text = source.read_text(encoding="utf-8")
        if len(text) > _MOST_BYTES:
            raise PluginError(f"{source.name} is larger than a megabyte")
        told = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise PluginError(f"{source.name} cannot be read as YAML: {type(exc).__name__}") from exc
    entries = told.get("detectors") if isinstance(told, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise PluginError(f"{source.name} has no list `detectors`")
    return entries


def _spec(entry: dict[str, Any], source: str) -> Spec:
    name = str(entry.get("id", "?"))
    where = f"detector {name} in {source}"
    if not name.replace("-", "").replace("_", "").isalnum():
        raise PluginError(f"{where}: `id` is a word of letters, digits, - and _")
    words = entry.get("words", [])
    if bool(words) == bool(entry.get("patterns")):
        raise PluginError(f"{where}: give either `patterns` or `words`")
    if not entry.get("examples") or not entry.get("counter_examples"):
        raise PluginError(f"{where}: give at least one of `examples` and one of `counter_examples`")
    plain = {key: value for key, value in entry.items() if key not in {"words", "label", "properties"}}
    if words:
        if not isinstance(words, list) or len(words) > _MOST_WORDS:
            raise PluginError(f"{where}: `words` is a list of at most {_MOST_WORDS}")
        plain |= {
            "patterns": ["|".join(map(_quoted, sorted(map(str, words), key=len, reverse=True)))],
            "edges": "alnum",
        }
    try:
        spec = spec_of({**plain, "label": LABEL}, source)
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        raise PluginError(f"{where}: a field has a form that is not known ({type(exc).__name__})") from exc
    _tried(spec, where)
    mark = int(hashlib.sha256(repr(sorted(entry.items(), key=str)).encode()).hexdigest()[:6], 16)
    return replace(spec, id=f"{LABEL}.{name}", version=spec.version if "version" in entry else mark)


def _tried(spec: Spec, where: str) -> None:
    """Compile the patterns and try the detector on its examples; what they hold is never said."""
    from assay.classifiers.identifiers.detector import IdentifierDetector
    from assay.classifiers.scanning import compile_linear
    from assay.governance.domain import Segment, SegmentKind

    for number, pattern in enumerate(spec.patterns, 1):
        try:
            compile_linear(pattern.expression)
        except ValueError as exc:
            raise PluginError(f"{where}: pattern {number} is not in RE2's language (no look-around, no \\1)") from exc
    detector = IdentifierDetector([spec])
    for kind, samples, wanted in (("example", spec.examples, True), ("counter-example", spec.counter_examples, False)):
        for number, sample in enumerate(samples, 1):
            shape = SegmentKind.COLUMN if sample.header else SegmentKind.PARAGRAPH
            segment = Segment(index=0, kind=shape, text=sample.text, context=sample.header)
            if bool(detector.detect([segment])) is not wanted:
                raise PluginError(f"{where}: {kind} {number} is {'not found' if wanted else 'found'}")


def _quoted(word: str) -> str:
    return "".join(char if char.isalnum() or ord(char) > 127 else f"\\x{{{ord(char):x}}}" for char in word)
