"""What a plugin of each kind is: one class, a name, a version and one verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar, Literal, Protocol, runtime_checkable

from assay.governance.domain.entities import EntityKind, Named, NameForm, Sameness
from assay.governance.domain.extraction import Extraction, Segment
from assay.governance.domain.findings import Detection, Facet, Finding, Meaning, TopicScore
from assay.governance.domain.limits import Limits
from assay.governance.domain.linking import JoinKey, Link, Side, Sketch
from assay.governance.domain.quality import Issue
from assay.governance.domain.reasons import Reason
from assay.governance.domain.showing import Bitmap, Shown, Sound, Wanted
from assay.governance.domain.taxonomy import Taxonomy

__all__ = [
    "Check", "ColumnReader", "ColumnReading", "Decoded", "Decoder", "Detector", "Embedded", "Encoder", "FeatureEncoder",
    "FileRef", "Filters", "Hit", "Index", "LanguageIdentifier", "Linker", "MeaningReader", "Perceived",
    "PictureEncoder", "Point", "QueryTerm", "Resolver", "Sandbox", "Tagger", "TaxonomyLibrary", "ValueLinker",
    "WordIndex",
]  # fmt: skip


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


@runtime_checkable
class Detector(Protocol):
    """Finds sensitive entities in segments of text."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["entities"]]

    def detect(self, segments: Sequence[Segment]) -> Sequence[Detection]:
        """Return detections with offsets into each segment's text; equal spans of one label once."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnReading:
    """What tables hold, judged by column: all detections, and a facet of kind `column` for each that has a type."""

    detections: tuple[Detection, ...] = ()
    facets: tuple[Facet, ...] = ()


@runtime_checkable
class ColumnReader(Protocol):
    """Judges the columns of tables by their headers, their values and what detectors found in them."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["columns"]]

    def read(
        self, segments: Sequence[Segment], found: Sequence[Detection], filled: Mapping[int, int] | None = None
    ) -> ColumnReading:
        """Return what was found before and what the columns add; `filled` are the real numbers of cells by segment."""
        ...


@runtime_checkable
class Tagger(Protocol):
    """Says which topics of a taxonomy a text is about."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["topics"]]

    def tag(
        self, segments: Sequence[Segment], taxonomy: Taxonomy | None = None, *,
        near: Mapping[str, float] | None = None, spoke: Mapping[str, int] | None = None,
    ) -> Sequence[TopicScore]:  # fmt: skip
        """Return topics above the tagger's threshold, best first; none when unsure.

        `near` is how much speaks for each topic by meaning, in logits, `spoke` the segment that says most for it.
        """
        ...

    def passages(self, segments: Sequence[Segment], taxonomy: Taxonomy | None = None) -> Sequence[TopicScore]:
        """Return each topic's strongest passage; more text never lowers a score, so grades rest on these."""
        ...


@runtime_checkable
class MeaningReader(Protocol):
    """Says what a text is about, and how sensitive it is, by what it means."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["meaning"]]

    def read(
        self, segments: Sequence[Segment], passages: Sequence[str], rows: memoryview, *,
        encoder: Encoder, taxonomy: Taxonomy,
    ) -> Meaning:  # fmt: skip
        """Read masked segments, and some passages of them with the encoder's rows: features where it gives any."""
        ...


@runtime_checkable
class TaxonomyLibrary(Protocol):
    """Keeps topic sets: the packaged ones, and those of a folder with what examples of them taught."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all topic sets."""
        ...

    def own(self, name: str) -> bool:
        """Say whether a topic set is one of the folder's, which alone can be changed."""
        ...

    def parse(self, text: str) -> Taxonomy:
        """Read a topic set from YAML; a PolicyError says what does not hold together."""
        ...

    def load(self, name: str) -> Taxonomy:
        """Return a topic set; a NotFoundError where there is none of that name."""
        ...

    def save(self, taxonomy: Taxonomy, *, as_name: str | None = None) -> Taxonomy:
        """Keep a topic set under its name, which must be `as_name` where that is given."""
        ...

    def train(self, name: str, examples: Sequence[tuple[str, str]], encoder: Encoder) -> Mapping[str, Any]:
        """Learn from pairs of masked text and topic; return what that is worth on pairs left out."""
        ...


@runtime_checkable
class LanguageIdentifier(Protocol):
    """Says in which language a text is."""

    name: ClassVar[str]
    version: ClassVar[str]
    kind: ClassVar[Literal["language"]]

    def identify(self, text: str) -> str | None:
        """Return a BCP 47 code such as `en`, `zh`, `de`; None when there is too little to say."""
        ...


@runtime_checkable
class Encoder(Protocol):
    """Turns masked text into vectors. `languages` are those that it reads; None means any."""

    name: str
    version: str
    dimensions: int
    languages: frozenset[str] | None

    def encode(self, texts: Sequence[str]) -> memoryview:
        """Return little-endian float32 rows, `len(texts) * dimensions` values, each row of length one."""
        ...


@runtime_checkable
class FeatureEncoder(Encoder, Protocol):
    """An encoder that gives more than vectors of one pass: what heads read, the vector at its end."""

    def features(self, texts: Sequence[str]) -> Any:
        """Return a float32 array (n, W), W a multiple of `dimensions`; the last `dimensions` columns are the vector."""
        ...


@runtime_checkable
class PictureEncoder(Protocol):
    """Turns pictures, and texts about them, into vectors of one space."""

    name: str
    version: str
    dimensions: int

    def encode_pictures(self, pictures: Sequence[Bitmap]) -> memoryview:
        """Return little-endian float32 rows, `len(pictures) * dimensions` values, each row of length one."""
        ...

    def encode_texts(self, texts: Sequence[str]) -> memoryview:
        """Return rows of the same kind, near those of pictures that the texts are about."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search may return; None means any. `max_rank` counts in the leading pack.

    Of `sources`, `owners` and `principals` (keyed hashes, the latter of who is granted anything) one must fit; `since`
    and `until` bound, in seconds since 1970 and inclusive, when an asset of the content last changed.
    """

    modalities: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    max_rank: int | None = None
    contents: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    owners: frozenset[str] | None = None
    principals: frozenset[str] | None = None
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One chunk of the index: its vector, its terms, and what can be filtered on.

    `vector` holds half-precision (float16, little-endian) values, none where there is no encoder; `terms` is what
    `domain.terms.packed` makes. A content may belong to many assets: its sources, owners and principals are those of
    any of them, its rank is the lowest, for who may see one copy sees the same text in all.
    """

    id: str
    content_id: str
    ordinal: int = 0
    vector: bytes = b""
    terms: bytes = b""
    modality: str
    topics: tuple[str, ...] = ()
    rank: int = 0
    sources: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A chunk that was found, and its score: the cosine of vectors, or BM25 of words."""

    id: str
    content_id: str
    ordinal: int = 0
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerm:
    """A term of a query: the share of texts anywhere that hold it, and how much it weighs beside the others."""

    share: float = 0.0
    weight: float = 1.0


@runtime_checkable
class Index(Protocol):
    """Nearest neighbours over points; a projection of SQL that can be thrown away and made again."""

    name: str

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        ...

    def search(self, vector: memoryview, *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the nearest points to a float32 query vector, best first."""
        ...

    def ids(self) -> frozenset[str]:
        """Return all ids, for `verify`."""
        ...

    def optimise(self) -> bool:
        """Lay the index out for as many points as it holds, where that is due; say whether it was done."""
        ...

    def rebuild(self) -> None:
        """Throw everything away and fill the index again from SQL."""
        ...

    def close(self) -> None:
        """Flush and let go."""
        ...


@runtime_checkable
class WordIndex(Protocol):
    """Chunks by their words. An answer depends on nothing but the chunks that the filters let through."""

    name: str

    def upsert(self, points: Sequence[Point]) -> None:
        """Add points or replace those of the same id."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Remove points; unknown ids are passed over."""
        ...

    def search(self, terms: Mapping[int, QueryTerm], *, limit: int, filters: Filters) -> Sequence[Hit]:
        """Return the chunks that hold any of the terms, by number, best first."""
        ...

    def rebuild(self) -> None:
        """Drop what is in memory; it is read again when it is needed."""
        ...

    def close(self) -> None:
        """Let go of the memory."""
        ...


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


@runtime_checkable
class Check(Protocol):
    """Looks at one extraction for a kind of quality issue."""

    name: ClassVar[str]
    version: ClassVar[str]

    def check(self, extraction: Extraction) -> Sequence[Issue]:
        """Return the issues found."""
        ...
