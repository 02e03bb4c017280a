"""Metadata out: one record an asset with all that is known of it, masked, as CSV, XLSX or JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assay.governance.domain import Actor, ForbiddenError, Permission, UsageError
from assay.governance.services.assets.assets import AssetService
from assay.governance.services.assets.workbook import write_workbook
from assay.governance.services.seeing.selecting import filters_of
from assay.governance.store import AssetFilters, Store

__all__ = ["FIELDS", "FORMATS", "Exporting"]

FORMATS = ("csv", "xlsx", "jsonl")
FIELDS = (
    "asset_id", "content_hash", "locator", "media_type", "modality", "size", "language", "title", "summary", "owner",
    "department", "domain", "steward", "source_system", "origin", "created", "modified", "status", "reason",
    "coverage", "topics", "levels", "findings", "subject_count_estimate", "minors", "spi_categories", "marks_found",
    "rights", "licence", "purposes", "legal_basis", "recipients", "retention_until", "share_attr", "open_attr",
    "cross_border", "quality", "lineage", "review", "aigc", "provenance",
)  # fmt: skip
_PEOPLE = frozenset({"person", "national_id", "phone", "email", "passport", "driver_license"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Exporting:
    """Writes what a caller may see of a selection of assets. Every text in it is masked, as in the catalog."""

    def __init__(self, *, store: Store, assets: AssetService, leading: Callable[[], str],
                 ceilings: Callable[[Actor], tuple[tuple[str, int], ...]]) -> None:  # fmt: skip
        self._store = store
        self._assets = assets
        self._leading = leading
        self._ceilings = ceilings

    def write(self, path: Path, form: str, *, chosen: Mapping[str, Any] | None = None, actor: Actor) -> int:
        """Write a file of the form `csv`, `xlsx` or `jsonl`, and return how many assets are in it; it is on record.

        Raises:
            ForbiddenError: the role may not search.
            UsageError: there is no such form or selector, or more assets than a workbook has rows.
        """
        if not actor.may(Permission.SEARCH):
            raise ForbiddenError("the role may not export")
        if form not in FORMATS:
            raise UsageError("an export is csv, xlsx or jsonl")
        filters = filters_of(chosen or {}, leading=self._leading(), ceilings=self._ceilings(actor))
        written = _WRITERS[form](path, self._records(filters))
        with self._store.write() as db:
            db.audit.append(actor, "export", form, {"assets": written, "selectors": sorted(chosen or {})})
        return written

    def _records(self, filters: AssetFilters) -> Iterator[dict[str, Any]]:
        with self._store.read() as db:
            ids = db.listing.ids(filters)
            origins = {source.id: source.name for source in db.sources.list()}
        for asset_id in ids:
            with self._store.read() as db:
                asset = db.assets.get(asset_id)
            if asset is None or asset.tombstone is not None:
                continue
            modified = datetime.fromtimestamp(asset.state.mtime_ns / 1e9, UTC) if asset.state.mtime_ns > 0 else None
            yield record_of(
                self._assets.show(asset_id),
                member=asset.member, origin=origins.get(asset.source_id), created=asset.created_at, modified=modified,
            )  # fmt: skip


def record_of(
    result: Mapping[str, Any], *, member: str | None, origin: str | None, created: datetime, modified: datetime | None
) -> dict[str, Any]:
    """Return the export record of a TagResult; what nobody knows of the asset is None."""
    asset, governed = result["asset"], result["governance"]
    findings = _by_label(result["findings"])
    reviewed = result["sensitivity"]
    known = {
        "asset_id": asset["id"],
        "content_hash": f"sha256:{asset['sha256']}" if asset["sha256"] else None,
        "locator": {"path": asset["uri"], **({"member": member} if member else {})},
        "media_type": asset["media_type"],
        "modality": asset["modality"],
        "size": asset["bytes"],
        "language": asset["language"],
        "title": asset["title"],
        "owner": governed["owner"],
        "department": governed["department"],
        "domain": governed["domain"],
        "source_system": governed["system"],
        "origin": origin,
        "created": created.isoformat(),
        "modified": modified.isoformat() if modified else None,
        "status": result["status"],
        "reason": result["reason"],
        "coverage": result["coverage"],
        "topics": [{"id": it["id"], "score": it["score"], "by": it["why"]} for it in result["topics"]],
        "levels": [_level(grade) for grade in (result["sensitivity"], *result["grades"])],
        "findings": findings,
        "subject_count_estimate": max((it["count"] for it in findings if it["group"] in _PEOPLE), default=0),
        "minors": any(it["subject"] == "minor" for it in result["findings"]),
        "spi_categories": sorted({it["code"] for it in result["flags"] if it["policy"].startswith("gbt-45574")}),
        "marks_found": sorted({it["masked"] for it in result["findings"] if it["group"] == "secret_mark"}),
        "purposes": [governed["purpose"]] if governed["purpose"] else [],
        "legal_basis": governed["legal_basis"],
        "recipients": governed["recipients"],
        "retention_until": governed["retention_until"],
        "quality": [
            {"metric": it["type"], "dimension": it["dimension"], "severity": it["severity"]} for it in result["issues"]
        ],
        "lineage": {"from": asset["parent"], "version": asset["version"]},
        "review": {
            "state": reviewed["state"], "needs_review": reviewed["needs_review"], "reviewer": reviewed["decided_by"],
        },
        "provenance": result["produced_by"],
    }  # fmt: skip
    return {name: known.get(name) for name in FIELDS}


def _level(grade: Mapping[str, Any]) -> dict[str, Any]:
    scheme, _, version = grade["policy"].partition("@")
    return {
        "scheme": scheme, "policy_version": version, "code": grade["code"], "rank": grade["rank"],
        "state": grade["state"], "by": grade["decided_by"] or "machine",
        "basis": [it["rule"] for it in grade["basis"]],
    }  # fmt: skip


def _by_label(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one line a label: how many, how sure, and the first of them with its place and mask."""
    found: dict[str, dict[str, Any]] = {}
    for it in findings:
        known = found.setdefault(
            it["label"],
            {
                "type": it["label"], "group": it["group"], "count": 0, "confidence": it["score"],
                "validator": it["detector"], "masked": it["masked"], "locator": it["locator"],
            },
        )  # fmt: skip
        known["count"] += it["count"]
        known["confidence"] = max(known["confidence"], it["score"])
    return list(found.values())


def _jsonl(path: Path, records: Iterator[dict[str, Any]]) -> int:
    with path.open("w", encoding="utf-8") as out:
        return sum(
            bool(out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")) for record in records
        )


def _csv(path: Path, records: Iterator[dict[str, Any]]) -> int:
    """Write CSV with a byte order mark, by which spreadsheets know UTF-8; nothing in it is a formula to them."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(FIELDS)
        return sum(bool(writer.writerow([_harmless(cell) for cell in _flat(record)])) for record in records)


def _xlsx(path: Path, records: Iterator[dict[str, Any]]) -> int:
    return write_workbook(path, FIELDS, map(_flat, records))


_WRITERS: Mapping[str, Callable[[Path, Iterator[dict[str, Any]]], int]] = {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl}


def _flat(record: Mapping[str, Any]) -> list[str | float | None]:
    """Return a record's cells: numbers as they are, lists in words."""
    return [_cell(name, record[name]) for name in FIELDS]


def _cell(name: str, value: Any) -> str | float | None:
    if name == "locator":
        return "!".join(value.values())
    if name == "topics":
        return "; ".join(f"{it['id']} {it['score']:.2f}" for it in value)
    if name == "levels":
        return "; ".join(f"{it['scheme']}:{it['code']} ({it['state']})" for it in value)
    if name == "findings":
        return "; ".join(f"{it['type']} ×{it['count']}" for it in value)
    if name == "quality":
        return "; ".join(f"{it['metric']} ({it['severity']})" for it in value)
    if name == "provenance":
        return "; ".join([f"assay {value['assay']}", *value["readers"], *value["policy"]])
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {it}" for key, it in value.items() if it not in (None, False)) or None
    if isinstance(value, list):
        return "; ".join(map(str, value)) or None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None or isinstance(value, int | float) else str(value)


def _harmless(cell: str | float | None) -> str | float | None:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
