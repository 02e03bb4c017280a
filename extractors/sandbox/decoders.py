"""The decoders of this installation, found by entry points inside the decoder process alone."""

from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path

from assay.governance.domain import Decoder

__all__ = ["GROUP", "Decoders"]

GROUP = "assay.extractors"
_log = logging.getLogger(__name__)


class Decoders:
    """Decoders by media type; named ones come before the installed ones.

    A decoder may have a class method `warm` that imports what it needs, called once before files come, and a
    class attribute `programs = True` when it must start a packaged program: forking is refused otherwise.
    """

    def __init__(self, named: Sequence[str] = ()) -> None:
        self.by_type: dict[str, Decoder] = {}
        self.missing: list[str] = []
        self._cold: list[type] = []
        for path in named:
            self._add(_load_named(path))
        for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
            try:
                self._add(point.load())
            except (ImportError, AttributeError) as exc:
                _log.warning("decoder %s cannot be loaded: %s", point.name, type(exc).__name__)
                self.missing.append(point.name)

    def _add(self, kind: type) -> None:
        decoder = kind()
        if not isinstance(decoder, Decoder):
            raise TypeError(f"{kind.__name__} is no decoder")
        for media_type in decoder.media_types:
            self.by_type.setdefault(media_type, decoder)
        if hasattr(kind, "warm"):
            self._cold.append(kind)

    def warm_one(self) -> bool:
        """Import what one more decoder needs; False when all are warm."""
        if not self._cold:
            return False
        kind = self._cold.pop(0)
        try:
            kind.warm()  # type: ignore[attr-defined]
        except Exception as exc:  # noqa: BLE001 - a plugin's import may raise anything; its reading says so again
            _log.warning("decoder %s cannot be warmed: %s", kind.__name__, type(exc).__name__)
        return True

    def is_cold(self, decoder: Decoder) -> bool:
        """Say whether the libraries of a decoder are still to be imported."""
        return type(decoder) in self._cold

    def find(self, media_type: str) -> Decoder | None:
        """Return the decoder of a media type; any text without its own is read as plain text."""
        decoder = self.by_type.get(media_type)
        if decoder is None and media_type.startswith("text/"):
            decoder = self.by_type.get("text/plain")
        return decoder


def _load_named(path: str) -> type:
    """Load `package.module:Class` or `/path/to/file.py:Class`."""
    where, _, name = path.rpartition(":")
    if where.endswith(".py"):
        spec = importlib.util.spec_from_file_location(Path(where).stem, where)
        if spec is None or spec.loader is None:
            raise ImportError("not a module")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    else:
        module = importlib.import_module(where)
    kind: type = getattr(module, name)
    return kind
