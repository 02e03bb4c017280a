"""The package around OOXML parts: relationships, and the targets that stand in them.

Source: ECMA-376 part 2 (Open Packaging Conventions) 9.3.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from assay.extractors.shared.draft import Draft, Stop
from assay.extractors.shared.safe_xml import parse_xml
from assay.extractors.shared.zips import read_member
from assay.governance.domain import Locator, Reason

__all__ = ["R", "Relation", "id_of", "main_part", "parse_part", "read_part", "relations", "stem"]

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_EDITIONS = tuple(
    (_STRICT + name + b"/main", b"http://schemas.openxmlformats.org/" + name + b"/2006/main")
    for name in (b"wordprocessingml", b"presentationml", b"drawingml")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What one part points to: the last word of the relation's type, and a member or an outside address."""

    kind: str
    target: str
    external: bool = False


def relations(archive: zipfile.ZipFile, member: str) -> dict[str, Relation]:
    """Return the relations of a part by id; none where it has none, or where they cannot be read."""
    folder, base = posixpath.split(member)
    try:
        data = read_member(archive, posixpath.join(folder, "_rels", f"{base}.rels"))
        root = parse_xml(data) if data else None
    except Stop:
        return {}
    found: dict[str, Relation] = {}
    for element in root.iter("{*}Relationship") if root is not None else ():
        target, outside = element.get("Target", ""), element.get("TargetMode") == "External"
        if not outside:
            target = unquote(target)
            target = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
        kind = element.get("Type", "").rpartition("/")[2]
        found[element.get("Id", "")] = Relation(kind=kind, target=target, external=outside)
    return found


def main_part(archive: zipfile.ZipFile, default: str) -> str:
    """Return the part that the package calls its document."""
    inside = relations(archive, "").values()
    return next((relation.target for relation in inside if relation.kind == "officeDocument"), default)


def read_part(archive: zipfile.ZipFile, member: str, draft: Draft) -> Any | None:
    """Return a part's root; None, with the problem noted, where it is missing or broken."""
    try:
        data = read_member(archive, member)
        if data:
            return parse_part(data)
    except (Stop, zipfile.BadZipFile, OSError, ValueError, EOFError):
        pass
    draft.problem(Reason.PART_UNREADABLE, Locator(part=stem(member)))
    return None


def parse_part(data: bytes) -> Any:
    """Return a part's root; the names of the standard's strict edition are taken for those of the other.

    Raises:
        Stop: malformed, truncated or nested too deep.
    """
    if _STRICT in data[:4096]:
        for strict, other in _EDITIONS:
            data = data.replace(strict, other)
        data = data.replace(_STRICT + b"officeDocument/relationships", R[1:-1].encode())
    return parse_xml(data)


def id_of(element: Any, name: str) -> str:
    """Return an attribute of the relationships' namespace."""
    return str(element.get(f"{R}{name}") or "")


def stem(member: str) -> str:
    """Return a member's base name without its ending, as locators call parts."""
    base = posixpath.basename(member)
    return base.rpartition(".")[0] or base
