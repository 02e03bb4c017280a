"""How a place becomes a source."""

from __future__ import annotations

from assay.governance.domain import Source
from assay.governance.services.places.places import title_of
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import Unit

__all__ = ["register"]


def register(db: Unit, understanding: Understanding, plugin: str, root: str, name: str | None) -> Source:
    """Return the source of a root, added where nobody knew it; names in its root are content."""
    masked = understanding.read_name("", title_of(root) / "-").folder
    label = name or masked.rpartition("/")[2] or plugin
    shown = f"/{masked}" if root.startswith("file:") else f"{root.partition(':')[0]}://{masked}"
    return db.sources.ensure(label, plugin, root, root_masked=shown)
