"""Governance fields by rule: previewed, applied, and kept on assets that come later; what people set by hand stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assay.governance.domain import (
    GOVERNANCE_FIELDS,
    Actor,
    Assignment,
    Extraction,
    FileRef,
    ForbiddenError,
    Limits,
    Permission,
    Sandbox,
    SegmentKind,
    UsageError,
    open_file,
    retained_until,
)
from assay.governance.services.places.places import Places
from assay.governance.store import AssetRecord, Store, Unit

__all__ = ["Assigning", "rules_of"]

_COLUMNS = ("source", "path", *GOVERNANCE_FIELDS, "retention")
_SHOWN = 200
_RULE = "rule:"


class Assigning:
    """Applies rules. The last rule that fits a field sets it, as in a `.gitignore`."""

    def __init__(self, *, store: Store, places: Places, sandbox: Sandbox, limits: Limits) -> None:
        self._store = store
        self._places = places
        self._sandbox = sandbox
        self._limits = limits

    def rules(self) -> list[dict[str, Any]]:
        """Return the rules in force."""
        with self._store.read() as db:
            return [_plain(rule) for rule in db.assignments.list()]

    def read(self, path: Path, name: str) -> tuple[Assignment, ...]:
        """Read rules from a table (CSV, XLSX): its head names `path`, `source` and governance fields.

        The file is parsed by a confined reader, like any other.

        Raises:
            UsageError: it is no such table, or a row is wrong; the message names the row, never what stands in it.
        """
        with open_file(path) as opened:
            if not isinstance(opened, int):
                raise UsageError("the table of rules cannot be read")
            size = path.stat().st_size
            extraction = self._sandbox.perceive(FileRef(fd=opened, size=size, name=name), self._limits).extraction
        rows = _rows(extraction)
        if not rows:
            raise UsageError("the table of rules has the columns source, path, retention and governance fields")
        return rules_of([rows[row] for row in sorted(rows)])

    def preview(self, rules: Sequence[Assignment]) -> dict[str, Any]:
        """Return what applying rules would change, asset by asset and in all; nothing is written."""
        changed: list[dict[str, Any]] = []
        fields: Counter[str] = Counter()
        hits = [0] * len(rules)
        assets = kept = 0
        with self._store.read() as db:
            for record, wanted, numbers in self._wanted(db, rules):
                for number in numbers:
                    hits[number] += 1
                says = {name: value for name, (value, _) in wanted.items()}
                difference = {
                    name: {"from": record.governance.get(name), "to": says.get(name)}
                    for name in sorted(_by_rule(record) | says.keys())
                    if not _by_hand(record, name) and record.governance.get(name) != says.get(name)
                }
                kept += any(_by_hand(record, name) and record.governance.get(name) != says[name] for name in says)
                if difference:
                    assets += 1
                    fields.update(difference.keys())
                    if len(changed) < _SHOWN:
                        changed.append(
                            {"id": record.id, "name": record.name, "path": record.folder, "changes": difference}
                        )
        return {
            "rules": [{**_plain(rule), "assets": hits[number]} for number, rule in enumerate(rules)],
            "assets": assets, "fields": dict(fields), "kept_by_hand": kept, "changes": changed,
            "truncated": assets > len(changed),
        }  # fmt: skip

    def apply(self, rules: Sequence[Assignment], *, actor: Actor) -> dict[str, Any]:
        """Put rules in place of the earlier ones and set the fields of all assets; return what `preview` said."""
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not change governance fields")
        told = self.preview(rules)
        with self._store.write() as db:
            db.assignments.replace(rules, set_by=actor.name)
            details = {"rules": len(rules), "assets": told["assets"], "fields": told["fields"]}
            db.audit.append(actor, "governance.assign", "", details)
            self._set(db, rules)
        return told

    def settle(self, since: datetime) -> int:
        """Set the fields of assets that came or changed since a time; return how many changed."""
        with self._store.read() as db:
            if not db.assignments.list():
                return 0
        with self._store.write() as db:
            return self._set(db, db.assignments.list(), since=since)

    def _set(self, db: Unit, rules: Sequence[Assignment], *, since: datetime | None = None) -> int:
        changed = 0
        for record, wanted, _ in self._wanted(db, rules, since=since):
            by = {name: who for name, who in _origins(record).items() if not who.startswith(_RULE)}
            fields = {name: it for name, it in record.governance.items() if name in GOVERNANCE_FIELDS and name in by}
            for name, (value, number) in wanted.items():
                if name not in by:
                    fields[name], by[name] = value, f"{_RULE}{number + 1}"
            before = {name: record.governance.get(name) for name in GOVERNANCE_FIELDS}
            if {name: fields.get(name) for name in GOVERNANCE_FIELDS} != before:
                db.assets.put_governance(record.id, fields, by=by)
                changed += 1
        return changed

    def _wanted(
        self, db: Unit, rules: Sequence[Assignment], *, since: datetime | None = None
    ) -> list[tuple[AssetRecord, dict[str, tuple[Any, int]], list[int]]]:
        """Return assets with what the rules say of each and which rule says so, and all rules that fit it."""
        sources = {it.id: it for it in db.sources.list()}
        below = {key: _below(self._places, it.kind, db.sources.root(key)) for key, it in sources.items()}
        fits = [_fit(rule) for rule in rules]
        found = []
        for record in db.assets.each():
            if since is not None and record.updated_at < since:
                continue
            source = sources[record.source_id]
            path = below[source.id](db.assets.uri(record.id))
            numbers = [
                number for number, rule in enumerate(rules)
                if rule.source in (None, source.name, source.id) and fits[number](path)
            ]  # fmt: skip
            wanted: dict[str, tuple[Any, int]] = {}
            for number in numbers:
                rule = rules[number]
                wanted |= {name: (value, number) for name, value in rule.fields.items() if value not in (None, "", [])}
                if rule.retention and record.state.mtime_ns > 0:
                    changed = datetime.fromtimestamp(record.state.mtime_ns / 1e9, UTC).date()
                    wanted["retention_until"] = (retained_until(changed, rule.retention), number)
            found.append((record, wanted, numbers))
        return found


def _rows(extraction: Extraction) -> dict[int, dict[str, str]]:
    """Return the cells of the first table by row and head; nothing where a head is not one of ours.

    Of a table so small that no reader could tell its head, the first row is taken for it.
    """
    columns = [it for it in extraction.segments if it.kind is SegmentKind.COLUMN]
    columns = [it for it in columns if it.locator.sheet == columns[0].locator.sheet]
    grid = [(_head(it.locator.column), dict(it.cells())) for it in columns]
    if any(head not in _COLUMNS for head, _ in grid):
        first = min((min(cells, default=1) for _, cells in grid), default=1)
        grid = [(_head(cells.pop(first, None)), cells) for _, cells in grid]
    if any(head not in _COLUMNS for head, _ in grid):
        return {}
    rows: dict[int, dict[str, str]] = {}
    for head, cells in grid:
        for row, cell in cells.items():
            rows.setdefault(row, {})[head] = cell.strip()
    return rows


def _head(name: str | None) -> str:
    return (name or "").strip().lower().replace(" ", "_")


def rules_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Assignment, ...]:
    """Return the rules of a table's rows; several recipients of one cell are parted by `;`.

    Raises:
        UsageError: a row is wrong; the message names its number.
    """
    rules = []
    for number, row in enumerate(rows, start=1):
        fields: dict[str, Any] = {name: row[name] for name in GOVERNANCE_FIELDS if row.get(name)}
        if isinstance(fields.get("recipients"), str):
            fields["recipients"] = [it.strip() for it in fields["recipients"].split(";") if it.strip()]
        try:
            if "retention_until" in fields:
                datetime.strptime(str(fields["retention_until"])[:10], "%Y-%m-%d")
                fields["retention_until"] = str(fields["retention_until"])[:10]
            rules.append(
                Assignment(
                    source=row.get("source") or None, path=row.get("path") or "**", fields=fields,
                    retention=row.get("retention") or None,
                )
            )  # fmt: skip
        except (UsageError, ValueError):
            raise UsageError(f"rule {number} is not one: a date, a period or a field is wrong") from None
    return tuple(rules)


def _plain(rule: Assignment) -> dict[str, Any]:
    return {"source": rule.source, "path": rule.path, "retention": rule.retention, **rule.fields}


def _fit(rule: Assignment) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    spec = GitIgnoreSpec.from_lines([rule.path])
    return lambda path: rule.path in ("", "*", "**") or bool(spec.match_file(path))


def _below(places: Places, kind: str, root: str) -> Callable[[str], str]:
    plugin = places.plugin(kind)
    if plugin is None:
        return lambda uri: uri.partition(":")[2]
    return lambda uri: plugin.below(uri.partition("!")[0], root).as_posix()


def _origins(record: AssetRecord) -> dict[str, str]:
    """Return who set each field; before rules came, it was who set the last one."""
    told = record.governance.get("by")
    if isinstance(told, dict):
        return {str(name): str(who) for name, who in told.items()}
    who = record.governance.get("set_by") or ""
    return {name: str(who) for name in record.governance if name in GOVERNANCE_FIELDS}


def _by_hand(record: AssetRecord, name: str) -> bool:
    who = _origins(record).get(name)
    return who is not None and not who.startswith(_RULE)


def _by_rule(record: AssetRecord) -> set[str]:
    return {name for name, who in _origins(record).items() if who.startswith(_RULE)}
