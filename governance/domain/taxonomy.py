"""Topic sets: what a business topic is called and how it is recognised."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from assay.governance.domain.words import Words

__all__ = ["Learned", "Taxonomy", "Topic"]


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
class Learned:
    """What examples of a taxonomy taught: a head's file, named by its hash, and how many examples a topic had."""

    file: Path
    examples: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """A named, versioned set of topics; what was `learned` of examples counts beside the descriptions."""

    name: str
    version: str
    topics: tuple[Topic, ...]
    learned: Learned | None = None

    @property
    def key(self) -> str:
        """Names this taxonomy and what it learned: another key, another answer."""
        return f"{self.name}@{self.version}" + (f"+{self.learned.file.stem}" if self.learned else "")

    def label(self, topic_id: str) -> Words:
        """Return a topic's label; the id itself where the taxonomy no longer has it."""
        return next((topic.label for topic in self.topics if topic.id == topic_id), Words(topic_id, topic_id))
