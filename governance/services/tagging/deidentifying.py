"""De-identified copies: a text without a value in clear, checked by reading it again; what fails is not given out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from assay.governance.domain import (
    Actor,
    ConflictError,
    Detection,
    Extraction,
    ForbiddenError,
    Locator,
    Permission,
    Role,
    Segment,
    SegmentKind,
    Status,
    labels,
)
from assay.governance.security import mask_text
from assay.governance.services.grading.judging import Judging
from assay.governance.services.tagging.tabling import cells
from assay.governance.services.tagging.tag import Tagged, TagService
from assay.governance.services.tagging.tagresult import grade_brief
from assay.governance.services.understanding.understanding import Understanding

__all__ = ["Deidentifying"]

_ROUNDS = 3
_SHORTEST_ECHO = 6
_UNCHECKED = frozenset({"no", "partial"})
_PASSED = frozenset({"masked", "secret_mark"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A segment as it goes into the copy."""

    text: str
    place: Locator
    lined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    """A masked text and what was masked in it: how many values of which label, and the longer values themselves."""

    text: str
    counts: Mapping[str, int]
    values: frozenset[str]


class Deidentifying:
    """Masks texts and what is read of files. The copy is text: tables as CSV, pages and speech as their words.

    The copy is read again: what is found in it then is masked too, and a copy in which something still stands, in
    which names were not looked for, or that is too sensitive for the role it is made for, is refused.
    """

    def __init__(
        self,
        *,
        tag: TagService,
        understanding: Understanding,
        judging: Callable[[], Judging],
        ceiling: Callable[[Role], tuple[str, int] | None],
    ) -> None:
        self._tag = tag
        self._understanding = understanding
        self._judging = judging
        self._ceiling = ceiling

    def text(
        self, text: str, *, role: Role | None = None, accept_unchecked: bool = False, actor: Actor
    ) -> dict[str, Any]:
        """Return the masked copy of a text, and how it was checked.

        Raises:
            ForbiddenError: the role of the caller may not tag.
            UsageError: the text is longer than the limit.
            ConflictError: the copy did not hold; nothing of it is told.
        """
        _allow(actor)
        return self._copied(self._tag.read(text), role, accept_unchecked)

    def file(
        self, path: Path, *, name: str | None = None, role: Role | None = None, accept_unchecked: bool = False,
        actor: Actor,
    ) -> dict[str, Any]:  # fmt: skip
        """Return the masked text of a file and of the files inside it, each under its masked name.

        Raises:
            ForbiddenError, ConflictError: as with `text`.
            UsageError: there is no such file.
        """
        _allow(actor)
        return self._copied(self._tag.open(path, name=name), role, accept_unchecked)

    def _copied(self, tagged: Tagged, role: Role | None, accept_unchecked: bool) -> dict[str, Any]:
        unread = tagged.extraction.status in (Status.FAILED, Status.SKIPPED)
        if unread and not tagged.inside and tagged.extraction.reason is not None:
            raise ConflictError("nothing of it could be read, so there is nothing to mask")
        unchecked = sorted({it for one in _all(tagged) for it in _open(one)})
        if unchecked and not accept_unchecked:
            raise ConflictError("names were not looked for in all of it; accept_unchecked gives the copy all the same")
        copy = self._masked(tagged)
        again, rounds = self._tag.read(copy.text), 0
        while (left := _left(again)) and rounds < _ROUNDS:
            copy = self._once_more(copy, again)
            again, rounds = self._tag.read(copy.text), rounds + 1
        if left or any(value in copy.text for value in copy.values):
            raise ConflictError("something still stands in the masked copy, so it is not given out")
        judging = self._judging()
        before, after = (judging.grade(judging.verdicts(it.evidence)[0]) for it in (tagged, again))
        if role is not None and (limit := self._ceiling(role)) is not None:
            pack, highest = limit
            if judging.led_by(pack).verdicts(again.evidence)[0].rank > highest:
                raise ConflictError("the masked copy is still above what this role sees")
        return {
            "text": copy.text,
            "name": tagged.named.name or None,
            "masked": sum(copy.counts.values()),
            "labels": dict(sorted(copy.counts.items())),
            "coverage": round(tagged.extraction.coverage, 4),
            "check": {
                "found_again": 0, "rounds": rounds, "unchecked": unchecked, "before": grade_brief(before),
                "after": grade_brief(after),
            },
        }  # fmt: skip

    def _masked(self, tagged: Tagged) -> _Copy:
        counts: Counter[str] = Counter()
        values: set[str] = set()
        parts = []
        for one in _all(tagged):
            hidden = self._understanding.spans(one.extraction)
            counts.update(it.label for found in hidden.values() for it in _hidden(found))
            values |= {it.value for found in hidden.values() for it in _hidden(found) if _is_echo(it)}
            text = _written(self._lines(one.extraction, hidden))
            parts.append(text if one is tagged else f"==> {one.named.name} <==\n{text}")
        return _Copy(text="\n".join(parts), counts=counts, values=frozenset(values))

    def _lines(self, extraction: Extraction, hidden: Mapping[int, Sequence[Detection]]) -> Iterator[_Line]:
        for it in extraction.segments:
            if it.kind is SegmentKind.PROPERTY:
                continue
            text = mask_text(it.text, hidden.get(it.index, ()), placeholders=False).text
            yield _Line(text=text, place=self._understanding.masked_place(it.locator), lined=it.lined)

    def _once_more(self, copy: _Copy, again: Tagged) -> _Copy:
        hidden = self._understanding.spans(again.extraction)
        (segment,) = again.extraction.segments
        found = [it for it in _hidden(hidden.get(segment.index, ())) if not _is_mask(copy.text, it)]
        counts = Counter(copy.counts)
        counts.update(it.label for it in found)
        return _Copy(text=_starred(segment, found), counts=counts, values=copy.values)


def _allow(actor: Actor) -> None:
    if not actor.may(Permission.TAG):
        raise ForbiddenError("the role may not tag")


def _all(tagged: Tagged) -> Iterator[Tagged]:
    yield tagged
    for inner in tagged.inside:
        yield from _all(inner)


def _open(tagged: Tagged) -> list[str]:
    """Return what was not looked for in the whole text: names in a language without a model, or in speech."""
    checked = tagged.understood.checked
    return [name for name in ("identifiers", "names") if checked.get(name) in _UNCHECKED and tagged.extraction.segments]


def _hidden(found: Sequence[Detection]) -> list[Detection]:
    """Return what must be masked; labels that nobody listed are, for safety."""
    known = labels()
    return [
        it for it in found if it.label not in known or (known[it.label].hidden and known[it.label].group not in _PASSED)
    ]


def _left(again: Tagged) -> bool:
    """Say whether a value still stands in a copy: one that is seen anew, not the mask of one."""
    texts = {it.index: it.text for it in again.extraction.segments}
    return any(not _is_mask(texts[it.segment], it) for it in _hidden(again.understood.detections))


def _is_mask(text: str, found: Detection) -> bool:
    """Say whether what was found is what a mask leaves: with the stars beside it, at least half of it are stars."""
    start, end = found.start, found.end
    while start and text[start - 1] == "*":
        start -= 1
    while end < len(text) and text[end] == "*":
        end += 1
    signs = "".join(text[start:end].split())
    return 2 * signs.count("*") >= len(signs)


def _is_echo(found: Detection) -> bool:
    """Say whether a value may stand in a copy nowhere; a word for what ails somebody may stand in other words."""
    known = labels().get(found.label)
    return len(found.value) >= _SHORTEST_ECHO and not (known is not None and known.sensitive)


def _starred(segment: Segment, found: Sequence[Detection]) -> str:
    return mask_text(segment.text, found, placeholders=False).text


def _written(lines: Iterator[_Line]) -> str:
    """Return a text: paragraphs one a line, each sheet of a table as CSV, under its name where there are several."""
    blocks: list[str] = []
    for (lined, member, sheet), group in groupby(lines, lambda it: (it.lined, it.place.member, it.place.sheet)):
        them = list(group)
        if not lined:
            blocks.append("\n".join(it.text for it in them))
            continue
        heads = list(dict.fromkeys(it.place.column or "" for it in them))
        if blocks and blocks[-1].split("\n")[-1] == "\t".join(heads):  # the head, which stands before its columns too
            blocks.append(blocks.pop().rpartition("\n")[0])
        blocks = [it for it in blocks if it]
        rows, _ = cells(them, heads)
        name = "/".join(filter(None, (member, sheet)))
        blocks.append((f"# {name}\n" if name else "") + _csv([heads, *(rows[row] for row in sorted(rows))]))
    return "\n".join(blocks)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().removesuffix("\n")
