"""Topic sets: what a business topic is called and how it is recognised."""

from __future__ import annotations

from dataclasses import dataclass, field

from assay.governance.domain.words import Words

__all__ = ["Taxonomy", "Topic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic: label and description in both languages, seed words that speak for it."""

    id: str
    label: Words
    description: Words = field(default_factory=lambda: Words("", ""))
    seeds_en: tuple[str, ...] = ()
    seeds_zh: tuple[str, ...] = ()
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """A named, versioned set of topics."""

    name: str
    version: str
    topics: tuple[Topic, ...]

    def label(self, topic_id: str) -> Words:
        """Return a topic's label; the id itself where the taxonomy no longer has it."""
        return next((topic.label for topic in self.topics if topic.id == topic_id), Words(topic_id, topic_id))
