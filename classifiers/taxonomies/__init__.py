"""Topic sets as data: read from the package or from any mapping of the same shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from assay.classifiers.plain import read_yaml
from assay.governance.domain import NotFoundError, PolicyError, Taxonomy, Topic, Words

__all__ = ["load", "names", "parse"]

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def names() -> tuple[str, ...]:
    """Return the names of the taxonomies in the package."""
    folder = files("assay.classifiers.taxonomies")
    return tuple(sorted(item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml")))


@cache
def load(name: str = "default") -> Taxonomy:
    """Return a taxonomy of the package.

    Raises:
        NotFoundError: there is none of that name.
    """
    if name not in names():
        raise NotFoundError("no taxonomy of that name")
    text = files("assay.classifiers.taxonomies").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return parse(read_yaml(text))


def parse(data: Mapping[str, Any]) -> Taxonomy:
    """Build a taxonomy from plain data: `name`, `version` and `topics`.

    A topic has `id` and `label`, and may have `description`, `en` and `zh` seed words, and `parent`.

    Raises:
        PolicyError: something is missing, twice there, or names a parent that is not.
    """
    try:
        topics = tuple(_topic(entry) for entry in data["topics"])
        name, version = str(data["name"]), str(data.get("version", "1"))
    except (KeyError, TypeError, AttributeError) as exc:
        raise PolicyError("a taxonomy needs a name and topics, each with an id and a label") from exc
    ids = [topic.id for topic in topics]
    if not ids or len(set(ids)) != len(ids) or not all(_IDENTIFIER.fullmatch(identity) for identity in ids):
        raise PolicyError("topic ids must be there, differ, and be lower case letters, digits, dots and dashes")
    if any(topic.parent is not None and (topic.parent not in ids or topic.parent == topic.id) for topic in topics):
        raise PolicyError("a topic names a parent that is not in the taxonomy")
    if not _IDENTIFIER.fullmatch(name):
        raise PolicyError("a taxonomy's name must be lower case letters, digits, dots and dashes")
    return Taxonomy(name=name, version=version, topics=topics)


def _topic(entry: Mapping[str, Any]) -> Topic:
    return Topic(
        id=str(entry["id"]),
        label=_words(entry["label"]),
        description=_words(entry.get("description", "")),
        seeds_en=tuple(str(word).lower() for word in entry.get("en", ())),
        seeds_zh=tuple(str(word) for word in entry.get("zh", ())),
        parent=entry.get("parent"),
    )


def _words(value: Any) -> Words:
    if isinstance(value, Mapping):
        return Words(str(value.get("en") or value["zh"]), str(value.get("zh") or value["en"]))
    return Words(str(value), str(value))
