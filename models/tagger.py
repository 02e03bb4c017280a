"""The packaged entity tagger: a linear pass over everything, two small networks where it sees a name coming."""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assay.models.calibration import Isotonic
from assay.models.onnx_session import open_session
from assay.models.tagger_decode import Tagged
from assay.models.tagger_tidy import outside, plain, tidied

if TYPE_CHECKING:
    from assay.models.tagger_gate import Gate

_Loaded = TypeVar("_Loaded")

__all__ = ["EntityTagger", "Piece", "Reading", "Sureness", "pieces_of"]

logger = logging.getLogger(__name__)

ARCHITECTURES = frozenset({"AssayEntityCascade"})
_NAME = "assay-entities"
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]{2}")
_SENTENCE = re.compile(r"[^。！？；!?;\n]{1,150}[。！？；!?;\n]?|[。！？；!?;\n]")
_LINE = re.compile(r"[^\n\x1d]*(?:\n|\x1d|$)")
_PROSE = re.compile(r"(?:[^.!?\n]|[.!?](?!\s))+[.!?]*\s*|\s+|[.!?]+")
_BLOCK = 500
_SLACK = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that goes through one network as a whole: a sentence with Chinese, or some lines without."""

    start: int
    text: str
    chinese: bool


@dataclass(frozen=True, slots=True)
class Sureness:
    """How often a name of a score was right, by language: staircases that were fitted on the tuning half."""

    english: Isotonic
    chinese: Isotonic

    @classmethod
    def read(cls, folder: Path) -> Sureness:
        """Read them from `config.json`."""
        steps = json.loads((folder / "config.json").read_text(encoding="utf-8"))["calibration"]
        found = {name: Isotonic(scores=tuple(it["scores"]), values=tuple(it["values"])) for name, it in steps.items()}
        return cls(english=found["english"], chinese=found["chinese"])

    def of(self, score: float, *, chinese: bool) -> float:
        """Return the probability that a name of this score is right, below 1."""
        return min(0.99, float((self.chinese if chinese else self.english).apply(score)))


@dataclass(frozen=True, slots=True)
class Reading:
    """The names of a text in order, the ranges that a network looked at, and how much of the text that was."""

    names: tuple[Tagged, ...]
    looked: tuple[tuple[int, int], ...]
    characters: int
    through: int


def pieces_of(text: str) -> Iterator[Piece]:
    """Cut a text into pieces: sentences of lines with Chinese, and blocks of lines in others; `\\x1d` ends both."""
    parts: list[str] = []
    start = size = 0
    for line in _LINE.finditer(text):
        value = line[0]
        if not value:
            break
        if _HAN.search(value):
            if parts:
                yield Piece(start, "".join(parts), chinese=False)
                parts, size = [], 0
            for sentence in _SENTENCE.finditer(value):
                yield Piece(line.start() + sentence.start(), sentence[0], chinese=True)
            continue
        if not parts:
            start = line.start()
        parts.append(value)
        size += len(value)
        if size >= _BLOCK or value.endswith("\x1d"):
            yield Piece(start, "".join(parts), chinese=False)
            parts, size = [], 0
    if parts:
        yield Piece(start, "".join(parts), chinese=False)


class EntityTagger:
    """Finds person, organization, location and address in English and Chinese; loads at the first call, thread-safe.

    One copy a process by `EntityTagger.of()`. The folder is inspected and hashed against the manifest before anything
    in it is loaded.
    """

    _copy: EntityTagger | None = None
    _copy_lock = threading.Lock()

    @classmethod
    def of(cls) -> EntityTagger:
        """Return the process's copy of the packaged tagger."""
        with cls._copy_lock:
            if cls._copy is None:
                cls._copy = cls()
            return cls._copy

    def __init__(self, *, folder: Path | None = None, threads: int | None = None) -> None:
        self._folder = folder
        self._threads = threads or max(1, min(4, (os.cpu_count() or 2) - 1))
        self._lock = threading.Lock()
        self._parts: tuple[Gate, _Networks, Sureness] | None = None
        self.memory_bytes = 0  # how much resident memory loading took, 0 before

    @property
    def version(self) -> str:
        """The version and the beginning of the hash of what is loaded; the key of what was found with it."""
        from assay.models.manifest import model

        entry = model(_NAME)
        return f"{entry.version}+{entry.files['english.onnx'][:8]}{entry.files['chinese.onnx'][:8]}"

    def read(self, text: str, *, gated: bool = True) -> Reading:
        """Return the names of a text with code-point offsets; without `gated` every piece goes through a network.

        The text may be masked: what stands in the place of an identifier is no name, nor part of one.

        Raises:
            UnavailableError: the weights are not there or not the pinned ones.
        """
        gate, networks, sure = self._loaded()
        pieces = [piece for piece in pieces_of(plain(text)) if _worth(piece)]
        if gated:
            pieces = [piece for piece in _opened(pieces, gate) if _worth(piece)]
        names: list[Tagged] = []
        for chinese in (True, False):
            some = [piece for piece in pieces if piece.chinese is chinese]
            for piece, found in zip(some, self._tagged(networks, some, chinese=chinese), strict=True):
                for name in found:
                    kept = tidied(piece.text, name)
                    if kept is not None:
                        score = sure.of(kept.score, chinese=piece.chinese)
                        names.append(Tagged(kept.start + piece.start, kept.end + piece.start, kept.kind, score))
        looked = tuple((piece.start, piece.start + len(piece.text)) for piece in pieces)
        return Reading(
            tuple(sorted(outside(text, names), key=lambda name: name.start)),
            looked,
            len(text),
            sum(end - start for start, end in looked),
        )

    def _loaded(self) -> tuple[Gate, _Networks, Sureness]:
        with self._lock:
            if self._parts is None:
                self._parts = self._measured(self._open)
            return self._parts

    def _tagged(self, networks: _Networks, pieces: Sequence[Piece], *, chinese: bool) -> Sequence[Sequence[Tagged]]:
        """Return the names of each piece; the network of a language is loaded at the first piece in it."""
        if not pieces:
            return []
        with self._lock:
            network = self._measured(lambda: networks.of(chinese=chinese))
        found: Sequence[Sequence[Tagged]] = network.tag([piece.text for piece in pieces])
        return found

    def _measured(self, load: Callable[[], _Loaded]) -> _Loaded:
        from assay.models.trunk import resident

        before = resident()
        loaded = load()
        if took := max(0, resident() - before):
            self.memory_bytes += took
            logger.info("entity tagger loaded, %d MB", took >> 20)
        return loaded

    def _open(self) -> tuple[Gate, _Networks, Sureness]:
        from assay.models.tagger_gate import Gate

        folder = self._checked_folder()
        return Gate(folder), _Networks(self._checked_folder, self._threads), Sureness.read(folder)

    def _checked_folder(self) -> Path:
        from assay.governance.domain import UnavailableError
        from assay.models.inspection import inspect_folder
        from assay.models.manifest import model

        expected = None
        folder = self._folder
        if folder is None:
            entry = model(_NAME)
            folder, expected = entry.path, entry.files
        if folder is None or not folder.is_dir():
            raise UnavailableError("the weights of the entity tagger are not installed")
        problems = inspect_folder(folder, expected, architectures=ARCHITECTURES)
        if problems:
            raise UnavailableError(f"the files of the entity tagger are not the pinned ones: {problems[0]}")
        return folder


def _opened(pieces: Sequence[Piece], gate: Any) -> Iterator[Piece]:
    """Yield what the linear pass lets through: whole Chinese sentences, and of blocks in other scripts the sentences
    in which it sees a name coming, neighbours together.

    A block has many words to see one in, a sentence has few: so the threshold, which was fitted on texts, is lower.
    """
    chinese = [piece for piece in pieces if piece.chinese]
    opened = gate.opens([it.text for it in chinese], threshold=gate.chinese)
    yield from (piece for piece, lets in zip(chinese, opened, strict=True) if lets)
    blocks = [piece for piece in pieces if not piece.chinese]
    for piece, lets in zip(blocks, gate.opens([it.text for it in blocks], less=_SLACK), strict=True):
        if not lets:
            continue
        sentences = [(found.start(), found.end()) for found in _PROSE.finditer(piece.text)]
        for start, end in _runs(sentences, gate.opens([piece.text[a:b] for a, b in sentences], less=_SLACK)):
            yield Piece(piece.start + start, piece.text[start:end], chinese=False)


def _runs(spans: Sequence[tuple[int, int]], kept: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of neighbouring spans that are kept."""
    first: int | None = None
    for (start, _), keep in zip(spans, kept, strict=True):
        if keep and first is None:
            first = start
        elif not keep and first is not None:
            yield first, start
            first = None
    if first is not None:
        yield first, spans[-1][1]


def _worth(piece: Piece) -> bool:
    """Say whether a piece has letters enough for a name."""
    return bool(_HAN.search(piece.text) if piece.chinese else _LATIN.search(piece.text))


class _Networks:
    """The two networks; word lists and weights of a language that does not occur take 40 to 60 MB for nothing."""

    def __init__(self, checked: Callable[[], Path], threads: int) -> None:
        self._checked = checked
        self._threads = threads
        self._made: dict[bool, Any] = {}

    def of(self, *, chinese: bool) -> Any:
        """Return the network of a language, loaded at the first call."""
        if chinese not in self._made:
            from assay.models.tagger_chinese import ChineseTagger
            from assay.models.tagger_english import EnglishTagger

            folder = self._checked()  # again: the other network may have been loaded long before
            name, kind = ("chinese.onnx", ChineseTagger) if chinese else ("english.onnx", EnglishTagger)
            self._made[chinese] = kind(folder, open_session(folder / name, threads=self._threads))
        return self._made[chinese]
