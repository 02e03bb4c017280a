"""Words in charts and diagrams of Office files: titles, series, categories and values; the texts of shapes."""

from __future__ import annotations

import zipfile
from typing import Any

from assay.extractors.office.ooxml import Relation, read_part, stem
from assay.extractors.shared.draft import Draft
from assay.governance.domain import Locator, SegmentKind

__all__ = ["paragraph_of", "write_drawings"]

_KINDS = {"chart", "chartEx", "diagramData", "chartUserShapes"}


def write_drawings(
    archive: zipfile.ZipFile, links: dict[str, Relation], draft: Draft, seen: set[str], page: int | None = None
) -> None:
    """Add the words of the charts and diagrams that a part points to; `seen` are the members read before."""
    for relation in links.values():
        if relation.kind in _KINDS and not relation.external and relation.target not in seen:
            seen.add(relation.target)
            root = read_part(archive, relation.target, draft)
            if root is not None:
                _write(root, stem(relation.target), draft, page)


def _write(root: Any, part: str, draft: Draft, page: int | None) -> None:
    for number, paragraph in enumerate(root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p"), start=1):
        draft.add(SegmentKind.NOTE, paragraph_of(paragraph), Locator(part=f"{part}/p[{number}]", page=page))
    caches = root.iter("{*}strCache", "{*}numCache", "{*}lvl", "{*}multiLvlStrCache")
    for number, cache in enumerate((cache for cache in caches if cache.find("{*}pt") is not None), start=1):
        values = (point.findtext("{*}v") or point.text or "" for point in cache.iter("{*}pt"))
        text = "\t".join(value.strip() for value in values if value.strip())
        draft.add(SegmentKind.NOTE, text, Locator(part=f"{part}/values[{number}]", page=page))


def paragraph_of(paragraph: Any) -> str:
    """Return the text of a DrawingML paragraph; line breaks as such."""
    parts: list[str] = []
    for node in paragraph.iter("{*}t", "{*}br"):
        parts.append(node.text or "" if node.tag.endswith("}t") else "\n")
    return "".join(parts).strip()
