"""Where things come from: places, what was read there, who may read it, and what a source plugin is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import ClassVar, Literal, Protocol, runtime_checkable

from assay.governance.domain.extraction import Extraction
from assay.governance.domain.limits import Limits
from assay.governance.domain.reasons import Reason

__all__ = [
    "EVERYONE", "UNKNOWN", "Grant", "OpenSource", "Place", "Reach", "Right", "Sample", "SourceOptions", "SourcePlugin",
    "stamp_of",
]  # fmt: skip

EVERYONE = "everyone"
UNKNOWN = "unknown"
Right = Literal["read", "write", "own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A thing that was found, and what its source says of it without its content.

    `uri` is exact and stable. `size`, `mtime_ns` and `inode` together are its state: where they stay, the content
    did. `inode` tells two things at one place apart; a source that has no inodes puts `stamp_of` an entity tag or
    a version there. `settled` is False where a source cannot tell a change: such a thing is read every time.
    `parent` is the place that holds this one, as a database holds its tables. `reason` is set where there is
    nothing that could be read.
    """

    uri: str
    name: str
    size: int = 0
    mtime_ns: int = 0
    inode: int = 0
    settled: bool = True
    parent: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was read of a thing that is no file, as segments already: a table of a database.

    The first `names` segments are names and comments. All others hold values; they are looked at and never stored.
    `digest` is the SHA-256 in hex of all that was read, `size` how many bytes that were.
    """

    extraction: Extraction
    names: int
    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Somebody's right to a thing: `user:NAME`, `group:NAME`, `everyone`, or `unknown` (stewards alone)."""

    principal: str
    right: Right


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """How a source is read; holds no secret, so that it can be stored.

    `include` and `exclude` are patterns as in a `.gitignore`, over paths below the root. `credentials` names an
    entry of the credentials file. `permissions` is the path of a CSV of rights. `allow_private` lets an http source
    reach private addresses. `endpoint` is where an object store answers, if not at its usual place. `rows` is how
    many rows of a table are sampled, `all_rows` reads them all. `seconds` is how long one answer may take.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    credentials: str | None = None
    permissions: str | None = None
    allow_private: bool = False
    endpoint: str | None = None
    rows: int = 1_000
    all_rows: bool = False
    seconds: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a plugin may use to open a source. `secrets` are the named credentials; they show in no repr.

    Folders in `private` are never read, by whatever way they are reached; nor is a folder that holds `mark`.
    """

    options: SourceOptions = field(default_factory=SourceOptions)
    limits: Limits = field(default_factory=Limits)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    private: frozenset[Path] = frozenset()
    mark: str = ".assay-home"


@runtime_checkable
class OpenSource(Protocol):
    """A source that was reached. Safe to use from many threads."""

    def walk(self, uri: str) -> Iterator[Place]:
        """Yield all that lies at or below a place, in a stable order; what cannot be read comes with a reason.

        Raises:
            UnavailableError: the source does not answer; nothing may be concluded from what was yielded.
        """
        ...

    def exists(self, uri: str) -> bool:
        """Say whether something is at a place: a thing, or what holds things."""
        ...

    def look(self, uri: str) -> Place:
        """Return the state of one place now; its reason is `vanished` where nothing is."""
        ...

    def read(self, place: Place) -> AbstractContextManager[int | Sample | Reason]:
        """Give a place's content: a descriptor of a file or of sealed memory, a sample, or why there is none."""
        ...

    def is_gone(self, uri: str) -> bool:
        """Say whether nothing is at a place any more; what cannot be looked at is not gone."""
        ...

    def grants(self, place: Place) -> tuple[Grant, ...]:
        """Return who may do what with a place; one `unknown` where the source does not tell."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


@runtime_checkable
class SourcePlugin(Protocol):
    """Reaches one kind of place. All but `open` look at the URI alone and ask nobody.

    `schemes` are those of the URIs that it answers for; the empty one is a plain path. `near` says that looking
    costs no request: a place is looked at when it is named, and permissions where the content did not change.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    schemes: ClassVar[frozenset[str]]
    near: ClassVar[bool]

    def resolve(self, uri: str) -> str:
        """Return the one exact form of a URI, under which its place is known.

        Raises:
            UsageError: it cannot be read as one, holds a secret, or a package that is needed is not installed.
        """
        ...

    def root(self, uri: str) -> str:
        """Return the source that a place belongs to where no known one holds it."""
        ...

    def within(self, uri: str, root: str) -> bool:
        """Say whether a place is a root or lies below it."""
        ...

    def below(self, uri: str, root: str) -> PurePath:
        """Return a place's path below its root; names in it are content."""
        ...

    def open(self, root: str, reach: Reach) -> OpenSource:
        """Reach a source.

        Raises:
            UsageError: it may not be reached, or the credentials do not fit.
            UnavailableError: it does not answer.
        """
        ...


def stamp_of(*tokens: object) -> int:
    """Return 63 bits that change with an entity tag or a version; 0 where there is none of them."""
    said = [str(token) for token in tokens if token not in (None, "")]
    if not said:
        return 0
    return int.from_bytes(hashlib.sha256("\0".join(said).encode()).digest()[:8]) >> 1
