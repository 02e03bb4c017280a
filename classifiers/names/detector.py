"""People, organisations, addresses and places: lists, grammar, labels and titles, and what sentences say."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Literal

from assay.classifiers.batches import Batch, batches
from assay.classifiers.names.addresses import find_addresses, find_places, looks_like_address
from assay.classifiers.names.learned import find_learned
from assay.classifiers.names.lexicon import chinese, english
from assay.classifiers.names.merging import merged
from assay.classifiers.names.namesakes import people_of, with_namesakes
from assay.classifiers.names.organisations import find_organisations, looks_like_organisation
from assay.classifiers.names.people_en import find_english_people, looks_like_english_name
from assay.classifiers.names.people_zh import find_chinese_people, looks_like_chinese_name
from assay.classifiers.names.spans import Span
from assay.classifiers.normalise import normalise
from assay.classifiers.subjects import Role, Subjects
from assay.governance.domain import Detection, Segment, SegmentKind, Subject, UnavailableError
from assay.models.taggers import NameTagger, name_tagger

__all__ = ["NameDetector"]

logger = logging.getLogger(__name__)

_ORG_HEADER = re.compile(
    r"公司|单位|企业|机构|供应商|厂商|银行|客户名称|甲方|乙方|(?<![a-z])(?:company|organi[sz]ation|employer|vendor|supplier|firm|bank)(?![a-z])"
)
_ADDRESS_HEADER = re.compile(r"地址|住址|住所|(?<![a-z])(?:address|street)(?![a-z])")
_PLACE_HEADER = re.compile(r"^(?:城市|省份|省|市|国家|籍贯|所在地|city|country|state|province)$")
_PEOPLE_PROPERTIES = frozenset({"author", "creator", "last_modified_by", "lastmodifiedby", "manager", "artist"})
_NO_PROSE = frozenset({SegmentKind.COLUMN, SegmentKind.CELL, SegmentKind.CODE})
_CELL = re.compile(r"[^\n]+")
_WORDS = re.compile(r"[^\W\d_]{2}|[\u3400-\u9fff]")  # a block of figures holds no name
_LETTERS = re.compile(r"[A-Za-z]{2}")
_HAN = re.compile(r"[\u3400-\u9fff]")


class NameDetector:
    """Finds person, organization, address and location; every score is below 1. Chinese words by jieba, loaded late.

    A cascade: lists and grammar over everything, then the packaged tagger, whose linear pass says which sentences its
    networks read. Cells of tables are left to the rules and their headers. Without weights the rules stand alone.
    """

    name: ClassVar[str] = "names"
    version: ClassVar[str] = "11"
    kind: ClassVar[Literal["entities"]] = "entities"

    def __init__(self, *, tagger: NameTagger | None = None, rules_only: bool = False) -> None:
        self._tagger = None if rules_only else tagger or name_tagger()

    def detect(self, segments: Sequence[Segment]) -> Sequence[Detection]:
        """Return names in order; no two overlap."""
        found: list[Detection] = []
        subjects = Subjects(list(segments))
        waiting: list[tuple[Batch, list[Span]]] = []
        people: set[str] = set()
        for batch in batches([segment for segment in segments if not segment.lined or _WORDS.search(segment.text)]):
            spans = merged(list(_spans(batch)), list(self._learned(batch)))
            if all(segment.kind in _NO_PROSE for segment in batch.segments):
                found.extend(_detections(spans, batch, subjects))
            else:
                waiting.append((batch, spans))
                people |= people_of(batch.view.text, (span for span in spans if _in_prose(span, batch)))
        for batch, spans in waiting:
            found.extend(_detections(with_namesakes(batch.view.text, spans, people), batch, subjects))
        return sorted(found, key=lambda it: (it.segment, it.start))

    def _learned(self, batch: Batch) -> Iterator[Span]:
        if self._tagger is None:
            return
        text = batch.view.text
        try:
            for start, end in _prose(batch):
                for span in find_learned(text[start:end], self._tagger):
                    yield replace(span, start=span.start + start, end=span.end + start)
        except UnavailableError:
            logger.warning("the entity tagger is not installed; names are found by rules alone")
            self._tagger = None


def _prose(batch: Batch) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the view that hold sentences: runs of segments that are no cells, columns or code."""
    first: int | None = None
    position = 0
    for place, segment in enumerate(batch.segments):
        if segment.kind in _NO_PROSE:
            if first is not None:
                position = _view_position(batch, batch.starts[place], position)
                yield first, position
                first = None
        elif first is None:
            position = first = _view_position(batch, batch.starts[place], position)
    if first is not None:
        yield first, len(batch.view.text)


def _spans(batch: Batch) -> Iterator[Span]:
    text = batch.view.text
    has_latin, has_han = bool(_LETTERS.search(text)), bool(_HAN.search(text))
    if has_han:
        yield from find_chinese_people(text)
    if has_latin:
        yield from find_english_people(text)
    yield from find_organisations(text)
    yield from find_addresses(text)
    yield from find_places(text)
    yield from _cells(batch)


def _cells(batch: Batch) -> Iterator[Span]:
    """Read the cells of columns whose header says what they are, and properties that name people."""
    if not any(segment.context or segment.locator.property for segment in batch.segments):
        return
    text = batch.view.text
    position = 0
    for place, segment in enumerate(batch.segments):
        kind = _kind(segment)
        begin = _view_position(batch, batch.starts[place], position)
        position = begin
        if kind is None:
            continue
        end = _view_position(batch, batch.starts[place] + len(segment.text), begin)
        for cell in _CELL.finditer(text, begin, end):
            value = cell[0].strip()
            if not value:
                continue
            start = cell.start() + cell[0].index(value)
            span = _cell(kind, value, start, "column" if segment.locator.property is None else "field")
            if span is not None:
                yield span


def _view_position(batch: Batch, raw: int, near: int) -> int:
    """Return where a raw offset stands in the view, by bisection; views only move forward."""
    low, high = 0, len(batch.view.text)
    while low < high:
        middle = (low + high) // 2
        if batch.view.origin(middle) < raw:
            low = middle + 1
        else:
            high = middle
    return low


def _kind(segment: Segment) -> str | None:
    if (segment.locator.property or "").lower() in _PEOPLE_PROPERTIES:
        return "person"
    if segment.kind not in {SegmentKind.COLUMN, SegmentKind.CELL} or not segment.context:
        return None
    header = normalise(segment.context).text.lower().strip()
    if _ADDRESS_HEADER.search(header) and "mail" not in header and "ip" not in header.split():
        return "address"
    if _PLACE_HEADER.match(header):
        return "location"
    if _ORG_HEADER.search(header):
        return "organization"
    plain = re.sub(r"[_\s/.-]+", " ", header)
    if plain in english().person_headers or any(word in header for word in chinese().person_headers):
        return "person"
    return None


def _cell(kind: str, value: str, start: int, holder: str) -> Span | None:
    end = start + len(value)
    if kind == "address":
        return Span("address", start, end, 0.9, f"{holder} of addresses") if looks_like_address(value) else None
    if kind == "location":
        return (
            Span("location", start, end, 0.8, f"{holder} of places")
            if 2 <= len(value) <= 30 and not value.isdigit()
            else None
        )
    if looks_like_organisation(value):
        return Span("organization", start, end, 0.93, f"{holder} of names, ending of an organisation")
    if looks_like_chinese_name(value):
        return Span("person", start, end, 0.94, f"{holder} of names")
    if kind == "person" and looks_like_english_name(value):
        return Span("person", start, end, 0.92, f"{holder} of names")
    if kind == "organization" and 2 <= len(value) <= 60 and not any(char.isdigit() for char in value[:2]):
        return Span("organization", start, end, 0.75, f"{holder} of organisations")
    return None


def _in_prose(span: Span, batch: Batch) -> bool:
    located = batch.locate(*batch.view.span(span.start, span.end))
    return located is not None and batch.segments[located[0]].kind not in _NO_PROSE


def _detections(spans: Iterable[Span], batch: Batch, subjects: Subjects) -> Iterator[Detection]:
    for span in spans:
        detection = _detection(span, batch, subjects)
        if detection is not None:
            yield detection


def _detection(span: Span, batch: Batch, subjects: Subjects) -> Detection | None:
    located = batch.locate(*batch.view.span(span.start, span.end))
    if located is None:
        return None
    place, start, end = located
    segment = batch.segments[place]
    role = Role(Subject.UNKNOWN)
    if span.label in {"person", "address"}:
        role = subjects.of(segment, start, span.label)
    if span.why == "name under a greeting":
        role = Role(Subject.BUSINESS_CONTACT)
    return Detection(
        label=span.label,
        segment=segment.index,
        start=start,
        end=end,
        value=segment.text[start:end],
        normal=normal_name(span.label, batch.view.text[span.start : span.end]),
        score=span.score,
        detector=f"names/{span.label}@1",
        why=f"{span.why}, {role.why}" if role.why else span.why,
        subject=role.subject,
    )


def normal_name(label: str, value: str) -> str:
    """Return the canonical form of a name, place or address: equal ones have equal forms."""
    folded = re.sub(r"\s+", " ", value).strip().casefold()
    if _HAN.search(folded) or label == "address":
        return re.sub(r"[\s,.()·•‧・-]", "", folded)
    return folded.strip(" .,").replace(",", "").replace(".", "")
