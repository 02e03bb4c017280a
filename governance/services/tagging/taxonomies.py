"""Topic sets of one's own: what there is, whether one holds together, keeping it, and teaching it by examples."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from assay.governance.domain import (
    Actor,
    Encoder,
    ForbiddenError,
    Permission,
    PolicyError,
    Taxonomy,
    TaxonomyLibrary,
    UsageError,
)
from assay.governance.store import Store

__all__ = ["TaxonomyService", "examples_of"]

_LONGEST = 4_000  # characters of an example that are read: more than the encoder takes in
_LINES = 50_000


class TaxonomyService:
    """Reads, keeps and trains topic sets. `mask` puts placeholders where stored text has them: no value is learned."""

    def __init__(
        self, *, library: TaxonomyLibrary, in_force: Taxonomy, encoder: Encoder | None, mask: Callable[[str], str],
        store: Store,
    ) -> None:  # fmt: skip
        self._library = library
        self._in_force = in_force
        self._encoder = encoder
        self._mask = mask
        self._store = store

    def list(self) -> list[dict[str, Any]]:
        """Return name, version, topics, whether it is one's own, what it learned and whether it is in force."""
        return [self._brief(self._library.load(name)) for name in self._library.names()]

    def show(self, name: str) -> dict[str, Any]:
        """Return a topic set with its topics.

        Raises:
            NotFoundError: there is none of that name.
        """
        taxonomy = self._library.load(name)
        topics = [
            {
                "id": it.id, "label": it.label.as_dict(), "description": it.description.as_dict(), "parent": it.parent,
                "en": list(it.seeds_en), "zh": list(it.seeds_zh),
            }
            for it in taxonomy.topics
        ]  # fmt: skip
        return {**self._brief(taxonomy), "topics": topics}

    def check(self, text: str) -> dict[str, Any]:
        """Say what is wrong with a topic set's text, and which of its topics say little of themselves."""
        try:
            taxonomy = self._library.parse(text)
        except PolicyError as exc:
            return {"ok": False, "problems": [str(exc)]}
        bare = [it.id for it in taxonomy.topics if not (it.description.en or it.seeds_en or it.seeds_zh)]
        return {"ok": True, "problems": [], "topics": len(taxonomy.topics), "without_description": bare}

    def save(self, text: str, actor: Actor, *, name: str | None = None) -> dict[str, Any]:
        """Keep a topic set; examples teach it anew. It grades and tags what is ingested from the next start on.

        Raises:
            ForbiddenError: the role may not.
            PolicyError: it does not hold together.
            UsageError: its name is that of a packaged one, or another than `name`.
        """
        _allow(actor)
        taxonomy = self._library.save(self._library.parse(text), as_name=name)
        self._note(actor, "taxonomy.save", taxonomy, {"topics": len(taxonomy.topics)})
        return self._brief(taxonomy)

    def train(self, name: str, examples: Sequence[tuple[str, str]], actor: Actor) -> dict[str, Any]:
        """Teach a topic set by (text, topic) pairs; return what that is worth on pairs left out.

        The texts are masked before they are read, and are not kept.

        Raises:
            ForbiddenError: the role may not.
            NotFoundError, UsageError: there is no such topic set, no encoder, or the examples do not fit.
        """
        _allow(actor)
        if self._encoder is None:
            raise UsageError("topics are learned from meaning, and embeddings are switched off")
        masked = [(self._mask(text[:_LONGEST]), topic) for text, topic in examples]
        measured = dict(self._library.train(name, masked, self._encoder))
        self._note(actor, "taxonomy.train", self._library.load(name), {"examples": len(examples)})
        return {"taxonomy": name, **measured}

    def _brief(self, taxonomy: Taxonomy) -> dict[str, Any]:
        learned = taxonomy.learned
        return {
            "name": taxonomy.name, "version": taxonomy.version, "topics": len(taxonomy.topics),
            "own": self._library.own(taxonomy.name), "examples_per_topic": learned.examples if learned else 0,
            "in_force": taxonomy.name == self._in_force.name,
        }  # fmt: skip

    def _note(self, actor: Actor, action: str, taxonomy: Taxonomy, facts: Mapping[str, Any]) -> None:
        with self._store.write() as db:
            db.audit.append(actor, action, taxonomy.key, dict(facts))


def examples_of(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Read examples, one JSON object `{"text", "topic"}` a line; blank lines are passed over.

    Raises:
        UsageError: a line is not such an object; the message names its number, and nothing of it.
    """
    found: list[tuple[str, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, topic = row["text"], row["topic"]
        except (ValueError, KeyError, TypeError) as exc:
            raise UsageError(f'line {number} is not {{"text": …, "topic": …}}') from exc
        if not isinstance(text, str) or not isinstance(topic, str) or not text.strip():
            raise UsageError(f"line {number}: text and topic must be text")
        found.append((text, topic))
        if len(found) > _LINES:
            raise UsageError(f"more than {_LINES} examples")
    return found


def _allow(actor: Actor) -> None:
    if not actor.may(Permission.DECIDE):
        raise ForbiddenError("the role may not change taxonomies")
