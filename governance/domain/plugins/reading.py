"""Files to text, pictures and samples: decoders, and the confinement that they run in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, ClassVar, Protocol, runtime_checkable

from assay.governance.domain.extraction import Extraction
from assay.governance.domain.limits import Limits
from assay.governance.domain.reasons import Reason
from assay.governance.domain.showing import Bitmap, Shown, Sound, Wanted

__all__ = ["Decoded", "Decoder", "Embedded", "FileRef", "Perceived", "Sandbox"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A file to be read: an open descriptor, its size, and its name as a hint that decides nothing."""

    fd: int
    size: int
    name: str
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A file inside a file: an archive's member, a mail's attachment. `member` is its path inside."""

    member: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What a decoder hands on: an extraction as far as it goes, and what models must still look at.

    `more` says that there are further pictures than fit into one pass; the file is then decoded once more for them.
    """

    extraction: Extraction
    bitmaps: tuple[Bitmap, ...] = ()
    sound: Sound | None = None
    children: tuple[Embedded, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Perceived:
    """A finished extraction with the files that were found inside."""

    extraction: Extraction
    children: tuple[Embedded, ...] = ()


@runtime_checkable
class Decoder(Protocol):
    """Turns the bytes of some media types into text, pictures and samples. Runs confined, holds no model."""

    name: ClassVar[str]
    version: ClassVar[str]
    media_types: ClassVar[frozenset[str]]

    def decode(self, file: BinaryIO, *, name: str, media_type: str, limits: Limits) -> Decoded:
        """Read the file; what cannot be read becomes a `Problem`, never an exception for bad input."""
        ...


@runtime_checkable
class Sandbox(Protocol):
    """Reads untrusted files in confined processes."""

    version: str

    def perceive(self, file: FileRef, limits: Limits) -> Perceived:
        """Decode and read one file; never raises for what the file holds."""
        ...

    def show(self, file: FileRef, wanted: Wanted, limits: Limits) -> Shown | Reason:
        """Draw a page or decode a stretch of sound, unmasked, or say why there is none."""
        ...

    def protections(self) -> Mapping[str, bool]:
        """Say which confinements are active on this machine."""
        ...

    def close(self) -> None:
        """End all worker processes."""
        ...
