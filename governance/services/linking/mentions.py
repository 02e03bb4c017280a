"""Mentions: from what was found in a content to the names of things that it bears."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assay.governance.domain import EntityKind, Extraction, Finding, Named, NameForm, Resolver
from assay.governance.security import Keyring, keyed_hash
from assay.governance.store import Mention, stable_id

__all__ = ["Mentions"]

_KINDS: Mapping[str, EntityKind] = {
    "organization": EntityKind.ORGANISATION, "person": EntityKind.PERSON, "location": EntityKind.PLACE,
    "contract_number": EntityKind.CONTRACT, "invoice_number": EntityKind.INVOICE, "cn_invoice": EntityKind.INVOICE,
    "order_number": EntityKind.ORDER, "project_number": EntityKind.PROJECT, "doc_no": EntityKind.DOCUMENT,
    "iban": EntityKind.ACCOUNT, "cn_bank_account": EntityKind.ACCOUNT, "bank_card": EntityKind.ACCOUNT,
}  # fmt: skip
_MARKS_OF_PEOPLE = frozenset(
    {"national_id", "passport", "driver_license", "phone", "email", "social_account", "payment_card", "bank_account"}
)
_NOBODYS = frozenset({"card_cvv", "card_expiry", "cn_service_no", "cn_cnaps", "bic", "us_bank_rtn"})
_MARKS_OF_FIRMS = frozenset({"business_id", "tax_id"})
_STAFF = "employee_number"
_BARE = frozenset({EntityKind.ORGANISATION, EntityKind.CONTRACT, EntityKind.ORDER, EntityKind.INVOICE})
_PROPERTIES = frozenset({"from", "to", "cc", "author", "manager", "subject", "title"})
_AROUND = 2
_BESIDE = 60
_LEAST_SURE = 0.6
_MOST = 2_000

_TABLE = re.compile(r"tbl|table|row")

Place = tuple[str | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class _Seen:
    finding: Finding
    kind: EntityKind
    form: NameForm
    value: str

    @property
    def at(self) -> Place:
        return _at(self.finding)


class Mentions:
    """Reads names with a resolver. Names of people and accounts are kept as keyed hashes and masks alone."""

    def __init__(self, resolver: Resolver, keyring: Keyring) -> None:
        self._resolver = resolver
        self._keyring = keyring
        self.version = f"mentions@1/{resolver.name}@{resolver.version}"

    def of(self, content_id: str, extraction: Extraction, findings: Sequence[Finding]) -> tuple[Mention, ...]:
        """Return the names in a content, each once, with what stands beside it; 2,000 at most."""
        seen = list(self._seen(extraction, findings))
        people = _beside(seen, EntityKind.PERSON, [it for it in findings if _mark(it, EntityKind.PERSON)])
        firms = _beside(seen, EntityKind.ORGANISATION, [it for it in findings if _mark(it, EntityKind.ORGANISATION)])
        around = _company(seen)
        by_name: dict[str, list[_Seen]] = defaultdict(list)
        for it in seen:
            by_name[self._id(content_id, it)].append(it)
        made = []
        for name_id, those in list(by_name.items())[:_MOST]:
            first = max(those, key=lambda it: it.finding.score)
            marks = {
                f"{_group(mark)}:{mark.value_hash}"
                for it in those
                for mark in (people if it.kind is EntityKind.PERSON else firms).get(id(it), ())
            }
            near = {value for it in those for value in around.get(id(it), ())}
            made.append(
                Mention(
                    content_id=content_id, label=first.finding.label, shown=first.finding.masked,
                    locator=first.finding.locator,
                    name=Named(
                        id=name_id, kind=first.kind, value=first.value, form=self._kept(first),
                        marks=frozenset(marks), near=frozenset(near),
                    ),
                )
            )  # fmt: skip
        return tuple(sorted(made, key=lambda it: it.name.id))

    def _seen(self, extraction: Extraction, findings: Sequence[Finding]) -> Iterator[_Seen]:
        for finding in findings:
            kind = _KINDS.get(finding.label)
            if kind is None or finding.values is not None or not finding.value_hash or finding.score < _LEAST_SURE:
                continue
            if finding.locator.property is not None and finding.locator.property not in _PROPERTIES:
                continue
            name = _said(extraction, finding) if kind.hidden else finding.masked
            form = self._resolver.read(kind, name) if name else None
            if form is not None:
                yield _Seen(finding, kind, form, finding.value_hash)

    def _id(self, content_id: str, it: _Seen) -> str:
        """Return the id of a name: of people one a content, since two may be called the same."""
        own = content_id if it.kind is EntityKind.PERSON else ""
        return stable_id("name", it.kind.value, it.value, own)

    def _kept(self, it: _Seen) -> NameForm:
        if not it.kind.hidden:
            return it.form
        hashed = tuple(sorted(keyed_hash(self._keyring, f"sound of {it.kind.value}", key) for key in it.form.keys))
        return replace(it.form, words=(), keys=hashed)


def _said(extraction: Extraction, finding: Finding) -> str:
    place = finding.locator
    if place.segment is None or place.start is None or place.segment >= len(extraction.segments):
        return ""
    return extraction.segments[place.segment].text[place.start : place.end]


def _group(finding: Finding) -> str:
    return "staff" if finding.label == _STAFF else finding.group


def _mark(finding: Finding, kind: EntityKind) -> bool:
    groups = _MARKS_OF_PEOPLE if kind is EntityKind.PERSON else _MARKS_OF_FIRMS
    staff = kind is EntityKind.PERSON and finding.label == _STAFF
    marks = finding.group in groups and finding.label not in _NOBODYS
    return bool(finding.value_hash) and finding.values is None and (marks or staff)


def _at(finding: Finding) -> Place:
    """Return the row of a table, or else the line or segment, in which something stands."""
    place = finding.locator
    table = place.sheet or place.column or (place.part if _TABLE.search(place.part or "") else None)
    if place.row is not None and table is not None:
        return (place.sheet or place.part or "", None, place.row)
    return (None, place.row if place.row is not None else place.segment, None)


def _beside(seen: Sequence[_Seen], kind: EntityKind, marks: Sequence[Finding]) -> Mapping[int, Sequence[Finding]]:
    """Return, by name, the identifiers that are its own: in its row or segment, or next to the only one about."""
    rows: dict[Place, list[_Seen]] = defaultdict(list)
    for it in seen:
        if it.kind is kind:
            rows[it.at].append(it)
    found: dict[int, list[Finding]] = defaultdict(list)
    for mark in marks:
        own = _owner(rows, mark)
        if own is not None:
            found[id(own)].append(mark)
    return found


def _owner(rows: Mapping[Place, Sequence[_Seen]], mark: Finding) -> _Seen | None:
    at = _at(mark)
    here = rows.get(at, ())
    if here:
        if len({it.value for it in here}) == 1:
            return here[0]
        start = mark.locator.start or 0
        before = [it for it in here if 0 <= start - (it.finding.locator.end or 0) <= _BESIDE]
        return max(before, key=lambda it: it.finding.locator.end or 0) if before and at[2] is None else None
    if at[1] is None:
        return None
    about = [it for step in range(-_AROUND, _AROUND + 1) for it in rows.get((None, at[1] + step, None), ())]
    return about[0] if about and len({it.value for it in about}) == 1 else None


def _company(seen: Sequence[_Seen]) -> Mapping[int, frozenset[str]]:
    """Return, by name, the other organisations and numbers in its row, or in its segment and the next ones."""
    by_place: dict[Place, set[str]] = defaultdict(set)
    for it in seen:
        if it.kind in _BARE:
            by_place[it.at].update(_context(it))
    found: dict[int, frozenset[str]] = {}
    for it in seen:
        if it.kind in {EntityKind.PERSON, EntityKind.ORGANISATION}:
            met = {value for place in _next_to(it.at) for value in by_place.get(place, ())}
            found[id(it)] = frozenset(met - set(_context(it)))
    return found


def _next_to(at: Place) -> Iterator[Place]:
    sheet, segment, row = at
    if segment is None:
        yield at
    else:
        yield from ((sheet, segment + step, row) for step in range(-_AROUND, _AROUND + 1))


def _context(it: _Seen) -> tuple[str, ...]:
    """Return what stands for a name beside others: of a number its hash, of a firm the keys that meet over scripts."""
    if it.kind is EntityKind.ORGANISATION:
        return tuple(f"firm:{key}" for key in it.form.keys)
    return (f"{it.kind.value}:{it.value}",)
