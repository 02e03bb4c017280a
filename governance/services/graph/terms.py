"""The glossary: terms of the business in both languages, imported from a CSV, joined to what finds them in data."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from assay.governance.domain import (
    Actor,
    ForbiddenError,
    NotFoundError,
    Permission,
    Segment,
    SegmentKind,
    Taxonomy,
    Term,
    UsageError,
    labels,
)
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import Store

__all__ = ["Terms", "terms_of"]

_COLUMNS = ("id", "zh", "en", "definition", "owner", "also", "means")
_MOST = 20_000
_SURE = 0.8
_NO_VALUES = frozenset({"person", "organization", "location", "address", "date_of_birth", "url", "masked", "other"})


class Terms:
    """Keeps terms. They are the same for all who may read: a term says nothing of any file."""

    def __init__(self, *, store: Store, understanding: Understanding, taxonomy: Taxonomy) -> None:
        self._store = store
        self._understanding = understanding
        self._topics = frozenset(it.id for it in taxonomy.topics)

    def all(self) -> list[dict[str, Any]]:
        """Return all terms."""
        with self._store.read() as db:
            return [_plain(it) for it in db.terms.list()]

    def names(self) -> list[tuple[str, ...]]:
        """Return of each term all its names: sets of words that mean the same."""
        with self._store.read() as db:
            return [it.names for it in db.terms.list()]

    def put(self, terms: Sequence[Term], *, actor: Actor) -> dict[str, Any]:
        """Add terms, or put them in place of those of the same ids; return how many came new and how many changed.

        Raises:
            ForbiddenError: the role may not set terms.
            UsageError: a term means a label, group or topic that there is not, or holds an identifier in clear.
        """
        _must_decide(actor)
        if len(terms) > _MOST or len({it.id for it in terms}) < len(terms):
            raise UsageError(f"at most {_MOST} terms, each once")
        for number, it in enumerate(terms, start=1):
            self._check(number, it)
        with self._store.write() as db:
            known = {it.id: it for it in db.terms.list()}
            changed = [it for it in terms if known.get(it.id) != it]
            db.terms.put(changed, set_by=actor.name)
            told = {"new": sum(it.id not in known for it in changed), "changed": sum(it.id in known for it in changed)}
            db.audit.append(actor, "terms.put", "", told)
        return {**told, "terms": len(known.keys() | {it.id for it in terms})}

    def drop(self, term_id: str, *, actor: Actor) -> None:
        """Delete a term.

        Raises:
            ForbiddenError: the role may not set terms.
            NotFoundError: there is none of that id.
        """
        _must_decide(actor)
        with self._store.write() as db:
            if not db.terms.drop(term_id):
                raise NotFoundError("there is no such term")
            db.audit.append(actor, "terms.drop", term_id, {})

    def _check(self, number: int, it: Term) -> None:
        known, groups = labels(), {label.group for label in labels().values()}
        for target in it.means:
            kind, _, name = target.partition(":")
            there = {"label": known, "group": groups, "topic": self._topics}.get(kind)
            if there is not None and name not in there:
                raise UsageError(f"term {number} means a {kind} that there is not")
        text = "\n".join((*it.names, it.definition))
        segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
        found = self._understanding.detections((segment,))
        if any(known[one.label].group not in _NO_VALUES and one.score >= _SURE for one in found):
            raise UsageError(f"term {number} holds a value that identifies somebody or opens something")


def terms_of(text: str) -> tuple[Term, ...]:
    """Return the terms of a CSV: `id`, `zh`, `en`, and if need be `definition`, `owner`, `also` and `means`.

    Several other names or targets in one cell are parted by `;`.

    Raises:
        UsageError: it is no such table, or a row is wrong; the message names its line, never what stands in it.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True))
    except csv.Error:
        raise UsageError("the table of terms cannot be read as CSV") from None
    heads = [str(it).strip().lower() for it in (rows[0] if rows else {})]
    if not {"id", "zh", "en"} <= set(heads) <= set(_COLUMNS):
        raise UsageError(f"the table of terms has the columns id, zh, en, and no other than {', '.join(_COLUMNS)}")
    found = []
    for line, row in enumerate(rows, start=2):
        cells = {str(name).strip().lower(): (value or "").strip() for name, value in row.items()}
        try:
            found.append(_term(cells))
        except UsageError as exc:
            raise UsageError(f"line {line} of the table of terms: {exc}") from None
    return tuple(found)


def _term(cells: Mapping[str, str]) -> Term:
    return Term(
        id=cells["id"], zh=cells["zh"], en=cells["en"], definition=cells.get("definition", ""),
        owner=cells.get("owner") or None, also=_several(cells.get("also", "")), means=_several(cells.get("means", "")),
    )  # fmt: skip


def _several(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(it.strip() for it in cell.replace("；", ";").split(";") if it.strip()))


def _plain(it: Term) -> dict[str, Any]:
    return {
        "id": it.id, "label": it.label.as_dict(), "zh": it.zh, "en": it.en, "also": list(it.also),
        "definition": it.definition, "owner": it.owner, "means": list(it.means),
    }  # fmt: skip


def _must_decide(actor: Actor) -> None:
    if not actor.may(Permission.DECIDE):
        raise ForbiddenError("the role may not set terms")
