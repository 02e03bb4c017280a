"""Identifiers, secrets and marks by pattern, checksum and context."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from sys import intern
from typing import ClassVar, Literal, NamedTuple

from assay.classifiers.batches import Batch, batches
from assay.classifiers.identifiers.context import Surroundings, lowered
from assay.classifiers.identifiers.custom import read_custom
from assay.classifiers.identifiers.gate import Gate, WordIndex
from assay.classifiers.identifiers.grouped import Grouped
from assay.classifiers.identifiers.headers import Headers
from assay.classifiers.identifiers.normals import NORMALS
from assay.classifiers.identifiers.specs import Needs, Pattern, Spec, load_specs
from assay.classifiers.identifiers.validators import CHECKS, Outcome, Probe
from assay.classifiers.identifiers.validators.china import birth_date
from assay.classifiers.identifiers.views import other_readings
from assay.classifiers.normalise import View, splice
from assay.classifiers.scanning import Buffer, Search, compile_linear, keep_apart, searcher
from assay.classifiers.subjects import Role, Subjects
from assay.governance.domain import Detection, Segment, SegmentKind, Subject

__all__ = ["IdentifierDetector"]

_MINOR_AGE = 14
_STARTED = datetime.now(UTC).year
_SECRET = 96  # keys with a form of their own: what holds one is nothing else
_AHEAD_OF = 10  # a number's own name with a check that holds, before others; a word for many numbers, behind them
_OWN_PREFIX = 0.95  # forms such as `ghp_…` that are as good as a label
_NEAR = 80  # characters around a word that is glued to its number
_HEAD_CHARACTERS = 300
_HEAD_LINES = 6
_SIGHT, _AHEAD = 200, 56
_SURE = 4
_DERIVED = frozenset(
    {"broken", "look_alikes", "grouped", "cut out"}
)  # readings that ask for more than a check by chance
_EVERY = frozenset({"homoglyphs", "unglued"})  # for all detectors: nobody writes so by chance


class _Hit(NamedTuple):
    """A candidate that was accepted: its place in the raw batch, and what speaks for it."""

    spec: Spec
    start: int
    end: int
    value: str
    score: float
    strength: tuple[int, int, int, float]
    why: str


class IdentifierDetector:
    """Finds what `classifiers/detectors/*.yaml` describes; linear in the length of the text.

    Overlaps are settled by rule: a checksum that holds beats a label, a label beats a form, then the longer
    value, then the more specific detector, then the higher score.
    """

    name: ClassVar[str] = "identifiers"
    version: ClassVar[str] = "6"
    kind: ClassVar[Literal["entities"]] = "entities"

    def __init__(self, specs: Sequence[Spec] | None = None) -> None:
        self._given = specs

    @classmethod
    def configured(cls, path: Path) -> IdentifierDetector:
        """Return one that knows the detectors of a file or folder beside those of the package.

        Raises:
            PluginError: one of them cannot be accepted; it is named, and what is wrong.
        """
        own = read_custom(path)
        detector = cls((*load_specs(), *own))
        marks = "".join(f"{spec.id}@{spec.version}\n" for spec in own)
        detector.version = f"{cls.version}+{hashlib.sha256(marks.encode()).hexdigest()[:8]}"  # type: ignore[misc]
        return detector

    @cached_property
    def specs(self) -> tuple[Spec, ...]:
        """The detectors in use; those of the package by default, read at the first call."""
        return load_specs() if self._given is None else tuple(self._given)

    @cached_property
    def _compiled(self) -> tuple[tuple[Spec, Pattern, Search, int], ...]:
        """Each pattern with what finds it, and the number of its group `value`."""
        found = []
        for spec in sorted(self.specs, key=lambda spec: spec.costly):
            for pattern in _together(spec.patterns):
                compiled = compile_linear(pattern.expression, longest=pattern.needs is Needs.CONTEXT)
                found.append((spec, pattern, searcher(compiled), int(compiled.groupindex["value"])))
        return tuple(found)

    @cached_property
    def _gate(self) -> tuple[Gate, tuple[int, ...]]:
        """The automaton of patterns that stand without context, and the number of each of them."""
        gated = tuple(
            number
            for number, (spec, pattern, _, _) in enumerate(self._compiled)
            if pattern.needs is not Needs.CONTEXT and not spec.properties and not pattern.lines
        )
        return Gate([self._compiled[number][1].expression for number in gated]), gated

    @cached_property
    def _grouped(self) -> Grouped:
        return Grouped([(spec, pattern, number) for number, (spec, pattern, _, _) in enumerate(self._compiled)])

    @cached_property
    def _index(self) -> WordIndex:
        return WordIndex(word for spec in self.specs for word in spec.context)

    @cached_property
    def _called(self) -> dict[str, tuple[int, ...]]:
        """By context word, the numbers of the patterns that it calls for."""
        called: dict[str, list[int]] = {}
        for number, (spec, pattern, _, _) in enumerate(self._compiled):
            for word in spec.context if pattern.needs is Needs.CONTEXT and not spec.properties else ():
                called.setdefault(word, []).append(number)
        return {word: tuple(numbers) for word, numbers in called.items()}

    @cached_property
    def _spoken_for(self) -> dict[str, frozenset[str]]:
        """By context word, the detectors that it speaks for."""
        spoken: dict[str, set[str]] = {}
        for spec in self.specs:
            for word in spec.context:
                spoken.setdefault(word, set()).add(spec.id)
        return {word: frozenset(names) for word, names in spoken.items()}

    @cached_property
    def _always(self) -> tuple[int, ...]:
        return tuple(n for n, (spec, pattern, _, _) in enumerate(self._compiled) if spec.properties or pattern.lines)

    def detect(self, segments: Sequence[Segment]) -> Sequence[Detection]:
        """Return what was found, in order; no two overlap. Thread-safe."""
        found: list[Detection] = []
        subjects: Subjects | None = None
        for batch in batches(segments):
            glued: list[int] = []
            hits = list(self._scan(batch, batch.view, "", glued))
            for kind, view in (*other_readings(batch), *_unglued(batch, glued)):
                hits.extend(self._scan(batch, view, kind))
            if not hits:
                continue
            subjects = subjects or Subjects(list(segments))
            for index in keep_apart([(hit.strength, hit.start, hit.end) for hit in hits]):
                found.extend(_detections(hits[index], batch, subjects))
        return found

    def _scan(self, batch: Batch, view: View, kind: str, glued: list[int] | None = None) -> Iterator[_Hit]:
        """Yield what one reading shows; `glued` takes the ends of Latin context words that a figure follows at once."""
        buffer = Buffer.of(view.text)
        lower = lowered(view.text)
        around = Surroundings(lower, self._index.places(Buffer.of(lower), view.text))
        headers = Headers(batch, view, self._index)
        gate, gated = self._gate
        opened = {gated[place]: held for place, held in gate.windows(buffer).items()}
        words = around.words.keys() | headers.words
        if glued is not None:
            glued.extend(around.glued())
        called = {number for word in words for number in self._called.get(word, ())}
        sure: set[tuple[int, int]] = set()
        near: dict[str, list[tuple[int, int]]] = {}
        seen: set[tuple[str, int, int]] = set()
        for number in sorted({*opened, *called, *self._always}):
            spec, pattern, search, group = self._compiled[number]
            if kind and kind not in _EVERY and not getattr(spec, kind):
                continue
            inside = number in opened
            windows: list[tuple[int, int]] | None = None
            if inside:
                windows = opened[number]
            elif spec.properties:
                windows = buffer.bytes_of(headers.properties(spec))
            elif pattern.needs is Needs.CONTEXT:
                if spec.id not in near:
                    near[spec.id] = buffer.bytes_of(around.windows(spec, headers.spans(spec)))
                windows = near[spec.id]
            for start, end in buffer.find(search, group, windows, inside=inside, lines=pattern.lines):
                if (spec.costly and (start, end) in sure) or (kind and not _touches(view, start, end)):
                    continue
                if (spec.id, start, end) in seen:
                    continue
                hit = self._hit(spec, pattern, batch, view, around, headers, (start, end), view.text[start:end], kind)
                if hit is not None:
                    seen.add((spec.id, start, end))
                    if hit.strength[0] >= _SURE and not spec.costly:
                        sure.add((start, end))
                    yield hit
        if kind:
            return
        heard: frozenset[str] | None = None
        for start, end, value, whole, numbers in self._grouped.candidates(buffer, sure):
            if (start, end) in sure:
                continue
            if heard is None:
                heard = frozenset().union(*(self._spoken_for[word] for word in words))
            for number in numbers:
                spec, pattern, _, _ = self._compiled[number]
                if spec.id in heard or spec.scores[0] >= _OWN_PREFIX:
                    how = "grouped" if whole else "cut out"
                    hit = self._hit(spec, pattern, batch, view, around, headers, (start, end), value, how)
                    if hit is not None:
                        yield hit

    def _hit(
        self, spec: Spec, pattern: Pattern, batch: Batch, view: View, around: Surroundings, headers: Headers,
        span: tuple[int, int], value: str, kind: str,
    ) -> _Hit | None:  # fmt: skip
        """Return what a pattern found as a hit, if its check and what stands around it allow one."""
        outcome = None
        if pattern.needs is not Needs.CONTEXT:  # near the words that others need there are few, and no check is dearer
            outcome = _outcome(spec, view, span, value)
            if outcome is Outcome.FAILS and not spec.weak:
                return None
        first, last = view.span(*span)
        if view is not batch.view:
            first, last = batch.view.span(first, last)
        located = batch.locate(first, last)
        if located is None and kind == "broken":
            located = batch.pieces(first, last)[0]
        if located is None or not _may_stand(spec, batch, located):
            return None
        place = located[0]
        bounds = _bounds(view.text, *span, batch.segments[place])
        judged = _judge(spec, pattern, view, around, span, value, bounds, headers.of(place), kind, outcome)
        return None if judged is None else _Hit(spec, first, last, value, *judged)


def _together(patterns: Sequence[Pattern]) -> list[Pattern]:
    """Return patterns, those with like edges that are only looked for near a word joined to one."""
    joined: dict[Pattern, list[str]] = {}
    apart: list[Pattern] = []
    for pattern in patterns:
        if pattern.needs is Needs.CONTEXT and not pattern.labelled and not pattern.lines:
            joined.setdefault(replace(pattern, source=""), []).append(pattern.source)
        else:
            apart.append(pattern)
    return [*apart, *(replace(like, source="|".join(f"(?:{it})" for it in held)) for like, held in joined.items())]


def _unglued(batch: Batch, ends: Sequence[int]) -> Iterator[tuple[str, View]]:
    """Yield the reading of `CPF75010979411` with a blank after the word, if any word is glued to its number."""
    if ends:
        view = splice(batch.view.text, [(end, end, " ") for end in sorted(set(ends))])
        yield "unglued", view.around(_NEAR)


def _touches(view: View, start: int, end: int) -> bool:
    """Say whether a range holds, or follows, something that this reading put in or cut out."""
    place = bisect_left(view.joins, (start - 1, -1))
    return place < len(view.joins) and view.joins[place][0] < end


def _may_stand(spec: Spec, batch: Batch, located: tuple[int, int, int]) -> bool:
    """Say whether a detector looks at this place: marks at heads alone, labels in their property alone."""
    if spec.properties:
        return batch.segments[located[0]].locator.property in spec.properties
    return not spec.head or _is_head(batch, located[0], located[2])


def _bounds(text: str, start: int, end: int, segment: Segment) -> tuple[int, int]:
    """Return how far context may be looked for: a cell's own line, else the segment and a little of the one before."""
    column = segment.kind is SegmentKind.COLUMN
    stop = text.find("\n" if column else "\x1d", end, end + _AHEAD)
    first = text.rfind("\n", max(0, start - _SIGHT), start) + 1 if column else 0
    return first, end + _AHEAD if stop < 0 else stop


def _is_head(batch: Batch, place: int, end: int) -> bool:
    if place not in batch.heads or end > _HEAD_CHARACTERS:
        return False
    return batch.segments[place].text.count("\n", 0, end) < _HEAD_LINES


def _judge(
    spec: Spec, pattern: Pattern, view: View, around: Surroundings, span: tuple[int, int], value: str,
    bounds: tuple[int, int], header: str, kind: str, outcome: Outcome | None,
) -> tuple[float, tuple[int, int, int, float], str] | None:  # fmt: skip
    start, end = span
    heard = around.heard(spec, start, end, bounds, header)
    if pattern.needs is Needs.CONTEXT:
        outcome = _outcome(spec, view, span, value) if heard else None
        if heard is None or (outcome is Outcome.FAILS and not spec.weak):
            return None
    check = CHECKS[spec.check] if spec.check else None
    if not _enough(pattern.needs, outcome, heard is not None, kind, spec):
        return None
    if kind == "cut out" and not (heard and heard.label and heard.own):
        return None  # some of the groups of a longer run pass a check by chance
    if around.speaks_against(spec, start, bounds, header) and not (heard and heard.label):
        return None
    alone, with_context, weak = spec.scores
    score = weak if outcome is Outcome.FAILS else with_context if heard else alone
    hard = check is not None and check.digit and outcome is Outcome.PROVEN
    formed = pattern.needs is Needs.NONE or (pattern.needs is Needs.CHECKSUM and outcome is Outcome.PROVEN)
    named = bool(heard and heard.label) or pattern.labelled or (formed and alone >= _OWN_PREFIX)
    secret = formed and spec.priority >= _SECRET
    told = bool(heard and heard.own) and check is not None and check.digit
    rank = 5 if hard or secret else 4 if named else 3 if told else 2 if heard or outcome is Outcome.PROVEN else 1
    if outcome is Outcome.FAILS:
        rank = 0  # a number that fails its check makes way for any other reading
    why = "pattern"
    if check is not None:
        why += f", {check.says}" if outcome else f", {check.says} does not hold"
        if check.adds is not None:
            why += f", {check.adds(value)}"
    if heard is not None:
        why += f", context {heard.word}"
    if view.note:
        why += f", {view.note}"
    priority = spec.priority
    if heard and not heard.own:
        priority -= _AHEAD_OF
    elif heard and heard.label and check is not None and check.digit and outcome is not Outcome.FAILS:
        priority += _AHEAD_OF
    return score, (rank, end - start, priority, score), why


def _outcome(spec: Spec, view: View, span: tuple[int, int], value: str) -> Outcome | None:
    """Return what a detector's check says of a value; None where it has none."""
    return CHECKS[spec.check].run(Probe(value, view.text, *span)) if spec.check else None


def _enough(needs: Needs, outcome: Outcome | None, heard: bool, kind: str, spec: Spec) -> bool:
    """Say whether a hit may be reported; derived readings ask for more, and one weak hit never suffices."""
    if outcome is Outcome.FAILS:
        return heard and not kind
    if kind in _DERIVED and not heard:
        return outcome is Outcome.PROVEN and spec.scores[0] >= 0.95
    if needs is Needs.NONE:
        return True
    if needs is Needs.CONTEXT:
        return heard
    if needs is Needs.CHECKSUM:
        return outcome is Outcome.PROVEN or (outcome is Outcome.PLAUSIBLE and heard)
    return outcome is not None or heard


def _detections(hit: _Hit, batch: Batch, subjects: Subjects) -> Iterator[Detection]:
    """Yield what was found; both halves of a number that two cells hold, each with the whole in canonical form."""
    located = batch.locate(hit.start, hit.end)
    for place, start, end in [located] if located is not None else batch.pieces(hit.start, hit.end):
        yield _detection(hit, batch.segments[place], start, end, subjects)


def _detection(hit: _Hit, segment: Segment, start: int, end: int, subjects: Subjects) -> Detection:
    spec = hit.spec
    role = subjects.of(segment, start, spec.label)
    if spec.id == "cn_resident_id" and (day := _minor_on(hit.value)):
        role = Role(Subject.MINOR, f"minor by the birth date, under {_MINOR_AGE} as of {day}")
    value, normal = segment.text[start:end], NORMALS[spec.normal](hit.value)
    return Detection(
        label=spec.label,
        segment=segment.index,
        start=start,
        end=end,
        value=value,
        normal=value if normal == value else normal,
        score=hit.score,
        detector=spec.detector,
        why=intern(f"{hit.why}, {role.why}" if role.why else hit.why),  # a column may say the same a million times
        subject=role.subject,
    )


def _minor_on(value: str) -> str | None:
    """Return today's date where the holder of a number is a child on it; None where not."""
    born = birth_date(value)
    if born is None or born.year < _STARTED - _MINOR_AGE:
        return None
    today = datetime.now(UTC).date()
    age = (today.year - born.year) - ((today.month, today.day) < (born.month, born.day))
    return today.isoformat() if age < _MINOR_AGE else None
