"""Which names are one thing, and which contents belong together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol, runtime_checkable

from assay.governance.domain.entities import EntityKind, Named, NameForm, Sameness
from assay.governance.domain.findings import Finding
from assay.governance.domain.linking import JoinKey, Link, Side, Sketch

__all__ = ["Linker", "Resolver", "Sifter", "ValueLinker"]


@runtime_checkable
class Resolver(Protocol):
    """Reads names and says which of them are of one thing; sees names of people, and keeps none."""

    name: ClassVar[str]
    version: ClassVar[str]

    def read(self, kind: EntityKind, name: str) -> NameForm | None:
        """Return a name's form; None where it names nothing in particular."""
        ...

    def compare(self, left: Named, right: Named) -> Sameness | None:
        """Say how sure it is that two names are of one thing, the same whichever comes first; None where nothing is."""
        ...


@runtime_checkable
class Linker(Protocol):
    """Proposes links between contents from blocking keys, never by looking at all pairs."""

    name: ClassVar[str]
    version: ClassVar[str]

    def keys(self, sketch: Sketch) -> Sequence[JoinKey]:
        """Return the blocking keys of one content; made once a content, kept in the store."""
        ...

    def join(self, left: Side, right: Side, *, frequency: Callable[[str], int], contents: int) -> Sequence[Link]:
        """Return the links of two candidates; `left.content_id < right.content_id`.

        They share a key of this linker or of another one, or lie close in meaning, and both have keys of this linker,
        its own or those that the core makes under its name. `frequency` says in how many of
        all contents a value of this linker's keys occurs, so that rare ones weigh more; `contents` is how many there
        are, rounded up to a power of two, so that one file more changes no link of others.
        """
        ...


@runtime_checkable
class Sifter(Linker, Protocol):
    """A linker that says of many pairs at once, in less time than it takes to join them, which it may link."""

    def likely(
        self, pairs: Sequence[tuple[Side, Side]], *, frequency: Callable[[str], int], contents: int
    ) -> Sequence[bool]:
        """Say of each pair, both sides with keys of this linker, whether `join` may link it; no is never wrong."""
        ...


@runtime_checkable
class ValueLinker(Linker, Protocol):
    """A linker whose keys are keyed hashes: it links the values of grouped findings too, which have no keys stored."""

    def value_of(self, key: JoinKey) -> str:
        """Return the keyed hash that a key stands for."""
        ...

    def key_of(self, finding: Finding, value_hash: str, row: int) -> JoinKey | None:
        """Return the key of one value of a grouped finding, None where such values link nothing."""
        ...
