"""In which line of a pack's text something stands, so that what is wrong with it is found at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["Lines"]

_LISTED = {"rules": "id", "flags": "code"}


class Lines:
    """Lines of a composed YAML document: by path, or by what a problem calls the place (a rule's id, `matrix.us`)."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._named = dict(_names(root))

    def at(self, path: Sequence[str | int]) -> int | None:
        """Return the line of a path, of as much of it as is there; None where nothing was read."""
        node, line = self._root, None
        for step in path:
            found = _entry(node, step)
            if found is None:
                break
            key, node = found
            line = _line(key)
        return line if line is not None or self._root is None else _line(self._root)

    def of(self, where: str) -> int | None:
        """Return the line of a named place; the first of several, None where there is none of that name."""
        if where in self._named:
            return self._named[where]
        path = where.split(".")
        return self.at(path) if _entry(self._root, path[0]) is not None else None


def _names(root: Any) -> Iterator[tuple[str, int]]:
    """Yield the names of rules, flags and nodes with their lines, later ones of a name over earlier ones."""
    lists = [(_entry(root, name), key) for name, key in _LISTED.items()]
    profiles = _entry(root, "profiles")
    for _, profile in _pairs(profiles[1] if profiles else None):
        lists.append((_entry(profile, "rules"), "id"))
    for listed, key in lists:
        for row in _items(listed[1] if listed else None):
            name = _entry(row, key)
            if name is not None and isinstance(name[1].value, str):
                yield name[1].value, _line(row)
    nodes = _entry(root, "nodes")
    for row in _items(nodes[1] if nodes else None):
        path = _entry(row, "path")
        if path is not None:
            yield "/".join(str(step.value) for step in _items(path[1])), _line(row)


def _entry(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """Return the key's node and the value's; in a list both are the item's."""
    if isinstance(step, int):
        items = _items(node)
        return (items[step], items[step]) if 0 <= step < len(items) else None
    return next(((key, value) for key, value in _pairs(node) if key.value == step), None)


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    return node.value if node is not None and node.id == "mapping" else []


def _items(node: Any) -> list[Any]:
    return node.value if node is not None and node.id == "sequence" else []


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1
