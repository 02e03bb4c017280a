"""Topic sets of one's own beside the packaged ones: a folder of plain files, and what examples of them taught."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from assay.classifiers.meaning.learning import learn
from assay.classifiers.plain import read_yaml
from assay.classifiers.taxonomies import load, names, parse
from assay.governance.domain import Encoder, Learned, PolicyError, Taxonomy, Topic, UsageError

__all__ = ["TaxonomyLibrary", "document"]

_LARGEST = 4 << 20
_TOPICS = 1_000


class TaxonomyLibrary:
    """The packaged topic sets, and those of a folder: `NAME.json`, and a head named by its hash where one was trained.

    Without a folder there are the packaged ones alone. A head is written before the file that names it, so that a
    reader never finds half of a training.
    """

    name: ClassVar[str] = "library"
    version: ClassVar[str] = "1"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """Return the names of all topic sets."""
        own = [file.stem for file in self._folder.glob("*.json")] if self._folder is not None else []
        return tuple(sorted({*names(), *own}))

    def own(self, name: str) -> bool:
        """Say whether a topic set is one of the folder's."""
        return name not in names() and name in self.names()

    def parse(self, text: str) -> Taxonomy:
        """Read a topic set from YAML (JSON is YAML too).

        Raises:
            PolicyError: it does not hold together; the message says what is wrong, and echoes nothing of it.
        """
        import yaml

        if len(text) > _LARGEST:
            raise PolicyError("the text is longer than any taxonomy")
        try:
            data = read_yaml(text)
        except (yaml.YAMLError, RecursionError, ValueError) as exc:
            mark = getattr(exc, "problem_mark", None)
            raise PolicyError("not YAML" + (f": line {mark.line + 1}" if mark else "")) from exc
        if not isinstance(data, Mapping):
            raise PolicyError("a taxonomy needs a name and topics, each with an id and a label")
        return self._checked(parse(data))

    def load(self, name: str) -> Taxonomy:
        """Return a topic set.

        Raises:
            NotFoundError: there is none of that name.
        """
        if name in names() or self._folder is None or name not in self.names():
            return load(name)
        data = json.loads((self._folder / f"{name}.json").read_text(encoding="utf-8"))
        taxonomy, learned = parse(data), data.get("learned")
        if learned is None:
            return taxonomy
        file = self._folder / f"{Path(learned['file']).name}"
        return replace(taxonomy, learned=Learned(file=file, examples=float(learned["examples"])))

    def save(self, taxonomy: Taxonomy, *, as_name: str | None = None) -> Taxonomy:
        """Keep a topic set under its name; what was learned of another text of it is forgotten.

        Raises:
            UsageError: there is no folder, or the name is that of a packaged set or another than `as_name`.
        """
        if as_name is not None and taxonomy.name != as_name:
            raise UsageError("the taxonomy names itself otherwise")
        if taxonomy.name in names():
            raise UsageError("this name is that of a packaged taxonomy: take another")
        self._write(taxonomy, None)
        self._tidy(taxonomy.name, keep=None)
        return self.load(taxonomy.name)

    def train(self, name: str, examples: Sequence[tuple[str, str]], encoder: Encoder) -> Mapping[str, Any]:
        """Learn from (text, topic) pairs, keep what was learned, and return what it is worth on pairs left out.

        Raises:
            NotFoundError: there is no such topic set.
            UsageError: it is a packaged one, or the examples do not fit it.
        """
        if not self.own(name):
            load(name)  # an unknown name says so
            raise UsageError("a packaged taxonomy stays as it is: save it under a name of your own first")
        if self._folder is None:
            raise UsageError("there is no folder of taxonomies")
        taxonomy = self.load(name)
        head, measured = learn(taxonomy, [text for text, _ in examples], [topic for _, topic in examples], encoder)
        fresh = self._folder / f".{name}.{os.getpid()}.safetensors"
        head.save(fresh)
        digest = hashlib.sha256(fresh.read_bytes()).hexdigest()[:12]
        file = self._folder / f"{name}.{digest}.safetensors"
        fresh.chmod(0o600)
        fresh.replace(file)
        self._write(taxonomy, {"file": file.name, "examples": measured["per_topic"]})
        self._tidy(name, keep=file)
        return measured

    def _checked(self, taxonomy: Taxonomy) -> Taxonomy:
        if len(taxonomy.topics) > _TOPICS:
            raise PolicyError(f"a taxonomy has at most {_TOPICS} topics")
        parents = {topic.id: topic.parent for topic in taxonomy.topics}
        for topic in parents:
            seen, above = {topic}, parents[topic]
            while above is not None:
                if above in seen:
                    raise PolicyError("topics are parents of one another in a circle")
                seen.add(above)
                above = parents[above]
        return taxonomy

    def _write(self, taxonomy: Taxonomy, learned: Mapping[str, Any] | None) -> None:
        if self._folder is None:
            raise UsageError("there is no folder of taxonomies")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._folder / f".{taxonomy.name}.{os.getpid()}.tmp"
        text = json.dumps({**document(taxonomy), "learned": learned}, ensure_ascii=False, indent=1)
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.chmod(0o600)
        fresh.replace(self._folder / f"{taxonomy.name}.json")

    def _tidy(self, name: str, *, keep: Path | None) -> None:
        """Remove the heads of former trainings."""
        if self._folder is not None:
            for file in self._folder.glob("*.safetensors"):
                if file.name.rsplit(".", 2)[0] == name and file != keep:
                    file.unlink(missing_ok=True)


def document(taxonomy: Taxonomy) -> dict[str, Any]:
    """Return a topic set as plain data that `parse` reads."""
    return {"name": taxonomy.name, "version": taxonomy.version, "topics": [_plain(it) for it in taxonomy.topics]}


def _plain(topic: Topic) -> dict[str, Any]:
    data = {
        "id": topic.id, "label": topic.label.as_dict(), "description": topic.description.as_dict(),
        "en": list(topic.seeds_en), "zh": list(topic.seeds_zh), "parent": topic.parent,
    }  # fmt: skip
    return {name: value for name, value in data.items() if value}
