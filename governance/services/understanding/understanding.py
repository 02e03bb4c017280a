"""From an extraction to evidence: what is in it, what it is about, in which language and how good it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from assay.governance.domain import (
    Check,
    ColumnReader,
    ColumnReading,
    Detection,
    Detector,
    Extraction,
    Facet,
    Finding,
    Issue,
    LanguageIdentifier,
    Locator,
    Segment,
    SegmentKind,
    Status,
    Tagger,
    Taxonomy,
    TopicScore,
)
from assay.governance.security import Keyring, mask_text
from assay.governance.services.understanding.chunking import Chunk
from assay.governance.services.understanding.columns import Columns
from assay.governance.services.understanding.comprehending import Comprehending
from assay.governance.services.understanding.evidence import FindingMaker
from assay.governance.services.understanding.intake import readable
from assay.governance.services.understanding.memory import give_back
from assay.governance.services.understanding.settling import echoed, settled

__all__ = ["NameReading", "Understanding", "Understood"]

_FINDINGS = 20_000
_COLUMNS = 2_000
_LANGUAGE_SAMPLE = 20_000
_PASSAGE = 80
_WORDS = ("sheet", "column", "member", "part")
_REMEMBERED = 10_000
_LETTERS = re.compile(r"[^\W\d_]{3}")
_NAMED_LANGUAGES = frozenset({"en", "zh"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What is known of a content. `detections` and `findings` run side by side; `masked` and `places` are
    one text and one place a segment, the names in places masked too.

    `chunks` are its masked text in pieces, `vectors` their float16 rows by the encoder `encoder`, where they were made.
    """

    detections: tuple[Detection, ...]
    findings: tuple[Finding, ...]
    topics: tuple[TopicScore, ...]
    passages: tuple[TopicScore, ...]
    facets: tuple[Facet, ...]
    issues: tuple[Issue, ...]
    masked: tuple[str, ...]
    places: tuple[Locator, ...]
    title: str | None
    language: str | None
    checked: Mapping[str, str]
    chunks: tuple[Chunk, ...] = ()
    vectors: bytes | None = None
    encoder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameReading:
    """A file's name and folder, read as content: masked forms, and what was found in them."""

    name: str
    folder: str
    detections: tuple[Detection, ...]
    findings: tuple[Finding, ...]


class Understanding:
    """Runs the detectors, the tagger, the language identifier and the checks over extractions.

    Stateless and thread-safe as far as its plugins are. `version` names them all: it is the key of the stage.
    """

    def __init__(
        self,
        *,
        detectors: Sequence[Detector],
        columns: Sequence[ColumnReader] = (),
        tagger: Tagger,
        comprehending: Comprehending,
        language: LanguageIdentifier,
        checks: Sequence[Check],
        taxonomy: Taxonomy,
        grading_topics: Taxonomy,
        keyring: Keyring,
    ) -> None:
        self._detectors = detectors
        self._columns = columns
        self._tagger = tagger
        self._comprehending = comprehending
        self._language = language
        self._checks = checks
        self.taxonomy = taxonomy
        self._grading_topics = grading_topics
        self._keyring = keyring
        self._masked: dict[str, str] = {}
        self._finding = FindingMaker(keyring, self.masked_place)
        members: list[Detector | ColumnReader | Tagger | LanguageIdentifier | Check] = [
            *detectors, *columns, tagger, language, *checks,
        ]  # fmt: skip
        parts = sorted(f"{member.name}@{member.version}" for member in members)
        self.version = hashlib.sha256(
            "\n".join([*parts, comprehending.version, grading_topics.key, taxonomy.key]).encode()
        ).hexdigest()[:16]

    def understand(
        self, content_id: str, extraction: Extraction, *, names: int | None = None, keep: bool = False,
        taxonomy: Taxonomy | None = None,
    ) -> Understood:  # fmt: skip
        """Read one extraction; `content_id` makes the findings' ids stable.

        `keep` says that it will be stored: then all its chunks get vectors. `names` is set for a sample: so many of its
        segments may be kept. `taxonomy` says which topics are told; grades rest on the usual ones.
        """
        segments, taxonomy = extraction.segments, taxonomy or self.taxonomy
        columns = Columns(segments)
        judged = self._judge(columns.read, columns.filled)
        stored, findings = self._finding.make(content_id, columns.restored(judged.detections), segments)
        masked = columns.expanded(_mask_segments(columns.read, judged.detections))
        facets, shortened = judged.facets, columns.read
        del judged, columns  # of a large table they take more than all that follows
        size = sum(map(len, masked))
        give_back(size)
        language = extraction.language or self._language.identify(extraction.text[:_LANGUAGE_SAMPLE])
        read = self._comprehending.read(segments, masked, taxonomy, names=names, whole=keep)
        give_back(size)
        passages = (*self._speaking(segments), *read.meaning.passages)
        issues = self._issues(replace(extraction, language=language))
        checked = _checked(extraction, language, foreign=self._is_foreign(shortened))
        give_back(size)
        return Understood(
            detections=stored[:_FINDINGS],
            findings=findings[:_FINDINGS],
            topics=tuple(self._tagger.tag(segments, taxonomy, near=read.meaning.topics, spoke=read.meaning.spoke)),
            passages=passages,
            facets=(*read.meaning.facets, *self._of_columns(facets)),
            issues=issues,
            masked=masked,
            places=tuple(self.masked_place(segment.locator) for segment in segments),
            title=self._masked_title(extraction),
            language=language,
            checked=checked,
            chunks=read.chunks,
            vectors=read.vectors,
            encoder=self._comprehending.encoder_version,
        )

    def read_name(self, content_id: str, path: PurePath | str) -> NameReading:
        """Read a file's name and the folders above it as content; findings carry `property` instead of a segment."""
        pure = PurePath(readable(str(path)))
        folder = "/".join(pure.parts[1:-1] if pure.is_absolute() else pure.parts[:-1])
        segments = (_property(0, "name", pure.name), _property(1, "path", folder))
        detections = self._detect(segments)
        findings = []
        for detection in detections:
            finding = self._finding.one(content_id, detection, segments[detection.segment])
            findings.append(replace(finding, locator=replace(finding.locator, segment=None)))
        name, masked_folder = _mask_segments(segments, detections, placeholders=False)
        return NameReading(name=name, folder=masked_folder, detections=detections, findings=tuple(findings))

    def spans(self, extraction: Extraction) -> dict[int, list[Detection]]:
        """Return all that must be masked in an extraction, by segment."""
        found: dict[int, list[Detection]] = {}
        columns = Columns(extraction.segments)
        for detection in columns.restored(self._judge(columns.read, columns.filled).detections, every=True):
            found.setdefault(detection.segment, []).append(detection)
        return found

    def detections(self, segments: Sequence[Segment]) -> tuple[Detection, ...]:
        """Return what the detectors see, overlaps settled."""
        return self._detect(segments)

    def masked_query(self, text: str) -> str:
        """Return a query with placeholders in the places where stored text has them."""
        segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
        return _mask_segments((segment,), self._detect((segment,)))[0]

    def language_of(self, text: str) -> str | None:
        """Return the language of a text; None where it is too short to say."""
        return self._language.identify(text)

    def masked_place(self, locator: Locator) -> Locator:
        """Return a Locator whose words (sheet, column, member, part) are masked where they identify somebody."""
        words: dict[str, Any] = {name: getattr(locator, name) for name in _WORDS}
        masked: dict[str, Any] = {name: self.masked_words(it) for name, it in words.items() if it is not None}
        return replace(locator, **masked)

    def masked_words(self, text: str) -> str:
        """Return a name of a place (a sheet, a column) masked where it identifies somebody."""
        if text not in self._masked:
            if len(self._masked) >= _REMEMBERED:
                self._masked.clear()
            segment = _property(0, "place", text)
            self._masked[text] = _mask_segments((segment,), self._detect((segment,)), placeholders=False)[0]
        return self._masked[text]

    def _detect(self, segments: Sequence[Segment]) -> tuple[Detection, ...]:
        return self._judge(segments, {}).detections

    def _judge(self, segments: Sequence[Segment], filled: Mapping[int, int]) -> ColumnReading:
        """Return what detectors and columns say, overlaps settled, and the same values elsewhere in the file."""
        found = settled([it for detector in self._detectors for it in detector.detect(segments)])
        facets: list[Facet] = []
        for reader in self._columns:
            read = reader.read(segments, found, filled)
            found = settled(read.detections)
            facets += read.facets
        again = list(echoed(found, segments))
        return ColumnReading(detections=settled([*found, *again]) if again else found, facets=tuple(facets))

    def _speaking(self, segments: Sequence[Segment]) -> Iterator[TopicScore]:
        """Yield the strongest passages of the topics that packs are written in, and of those in force beside them."""
        yield from self._tagger.passages(segments, self._grading_topics)
        if self.taxonomy.name != self._grading_topics.name:
            known = {topic.id for topic in self._grading_topics.topics}
            yield from (it for it in self._tagger.passages(segments, self.taxonomy) if it.topic not in known)

    def _of_columns(self, facets: Sequence[Facet]) -> Iterator[Facet]:
        """Yield what columns are; their names are content, and masked as everywhere."""
        for facet in facets[:_COLUMNS]:
            yield replace(facet, locator=self.masked_place(facet.locator))

    def _is_foreign(self, segments: Sequence[Segment]) -> bool:
        """Say whether a passage is in a language whose names nobody looked for.

        Each line is judged with the lines after it until there is enough to tell, so that no text around hides it.
        """
        return any(
            (language := self._language.identify(passage[:_LANGUAGE_SAMPLE])) is not None
            and language not in _NAMED_LANGUAGES
            for passage in _passages(segments)
        )

    def _issues(self, extraction: Extraction) -> tuple[Issue, ...]:
        found = [issue for check in self._checks for issue in check.check(extraction)]
        return tuple(replace(issue, locator=self.masked_place(issue.locator)) for issue in found)

    def _masked_title(self, extraction: Extraction) -> str | None:
        if not extraction.title:
            return None
        return self.masked_words(extraction.title)


def _property(index: int, name: str, text: str) -> Segment:
    return Segment(index=index, kind=SegmentKind.PROPERTY, text=text, locator=Locator(property=name))


def _passages(segments: Sequence[Segment]) -> Iterator[str]:
    """Yield passages long enough to tell a language: from each line of text on, and the cells of a column in turn."""
    lines = [
        line
        for segment in segments
        if segment.kind is not SegmentKind.PROPERTY and not segment.lined
        for line in segment.text.split("\n")
    ]
    for start, line in enumerate(lines):
        passage, after = line, start + 1
        while len(passage) < _PASSAGE and after < len(lines):
            passage, after = f"{passage}\n{lines[after]}", after + 1
        if len(passage) >= _PASSAGE and line.strip():
            yield passage
    for segment in segments:
        if segment.lined and _LETTERS.search(segment.text):
            passage = ""
            for cell in segment.text.split("\n"):
                passage = f"{passage}\n{cell}" if passage else cell
                if len(passage) >= _PASSAGE:
                    yield passage
                    passage = ""


def _mask_segments(
    segments: Sequence[Segment], detections: Sequence[Detection], *, placeholders: bool = True
) -> tuple[str, ...]:
    spans: dict[int, list[Detection]] = {}
    for detection in detections:
        spans.setdefault(detection.segment, []).append(detection)
    return tuple(
        mask_text(segment.text, spans.get(segment.index, ()), placeholders=placeholders).text for segment in segments
    )


def _checked(extraction: Extraction, language: str | None, *, foreign: bool) -> dict[str, str]:
    """Say what was looked at; where there is no text there was nothing to look at."""
    kinds = {segment.kind for segment in extraction.segments} - {SegmentKind.PROPERTY}
    whole = "yes" if extraction.coverage >= 1 else "partial"
    spoken = SegmentKind.UTTERANCE in kinds  # without capitals and commas, which is how names are told
    known = language is None or language in _NAMED_LANGUAGES  # too short to tell is short enough for our detectors
    text = {
        "identifiers": whole,
        "names": "partial" if spoken or (foreign and known) else whole if known else "no",
        "topics": whole if known else "partial",
    }
    if extraction.status not in {Status.COMPLETE, Status.PARTIAL}:
        return {**dict.fromkeys((*text, "speech", "pictures"), "no"), **extraction.checked}
    if not kinds:
        text = {**dict.fromkeys(text, "none"), "identifiers": whole if extraction.segments else "none"}
    return {**text, "speech": "none", "pictures": "none", **extraction.checked}
