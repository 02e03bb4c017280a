"""Whether all is well: health, the machine's protections, agreement of the stores, and mending."""

from __future__ import annotations

import platform
import shutil
import sys
from typing import Any

import assay
from assay.governance import registry
from assay.governance.domain import PROTECTIONS, AssayError, NotFoundError, Sandbox, Words
from assay.governance.services.grading.grading import Grading
from assay.governance.services.indexing.publishing import Publishing
from assay.governance.store import Store, Unit, batches

__all__ = ["OperationsService"]

_HELPERS = {
    "soffice": Words(
        "Old Office and WPS files (.doc, .xls, .ppt, .wps) are converted by it.",
        "旧版 Office 与 WPS 文件（.doc、.xls、.ppt、.wps）由其转换。",
    )
}


class OperationsService:
    """Looks at the installation and at the stores."""

    def __init__(self, *, store: Store, sandbox: Sandbox, grading: Grading, publishing: Publishing) -> None:
        self._store = store
        self._sandbox = sandbox
        self._grading = grading
        self._publishing = publishing

    def ready(self) -> bool:
        """Say whether the database answers."""
        try:
            with self._store.read() as db:
                db.listing.count()
        except AssayError:
            return False
        return True

    def doctor(self) -> dict[str, Any]:
        """Return what this machine has and lacks: protections, plugins, helpers; `ok` says that nothing is broken."""
        broken = {}
        for group in registry.GROUPS:
            for name in registry.names(group):
                try:
                    registry.plugin(group, name)
                except AssayError as exc:
                    broken[f"{group}/{name}"] = str(exc)
        protections = self._protections()
        return {
            "ok": not broken and all(it["active"] for it in protections.values()) and self.ready(),
            "assay": assay.__version__,
            "python": platform.python_version(),
            "platform": sys.platform,
            "database": self.ready(),
            "protections": protections,
            "plugins": {group: list(registry.names(group)) for group in registry.GROUPS if registry.names(group)},
            "broken": broken,
            "helpers": {
                name: {"found": shutil.which(name) is not None, "for": use.as_dict()} for name, use in _HELPERS.items()
            },
            "policies": [pack.ref for pack in self._grading.judging.packs],
        }

    def models(self, *, verify: bool = False) -> list[dict[str, Any]]:
        """Return the model manifest; with `verify` each file is hashed and compared."""
        models: list[dict[str, Any]] = []
        for manifest in registry.plugins("manifests").values():
            checks = [(it.model, it.ok) for it in manifest.verify()] if verify else []
            for model in manifest.listing():
                entry = {
                    "name": model.name, "purpose": model.purpose, "version": model.version, "licence": model.licence,
                    "package": model.package, "installed": model.installed, "files": len(model.files),
                }  # fmt: skip
                if verify:
                    entry["ok"] = all(ok for name, ok in checks if name == model.name)
                models.append(entry)
        return models

    def model(self, name: str) -> dict[str, Any]:
        """Return one model of the manifest.

        Raises:
            NotFoundError: there is none of that name.
        """
        found = next((it for it in self.models() if it["name"] == name), None)
        if found is None:
            raise NotFoundError("there is no such model")
        return found

    def audit(self, *, target: str | None = None, cursor: str | None = None, limit: int = 50) -> dict[str, Any]:
        """Return some events of the audit trail, the newest first."""
        with self._store.read() as db:
            page = db.audit.page(target=target, cursor=cursor, limit=limit)
        items = [
            {
                "position": it.position, "at": it.at.isoformat(), "actor": it.actor, "action": it.action,
                "target": it.target, "details": dict(it.details),
            }
            for it in page.items
        ]  # fmt: skip
        return {"items": items, "next": page.next}

    def verify(self) -> dict[str, Any]:
        """Compare SQL with itself, the index with SQL and the audit trail with its checkpoint."""
        problems = [{"kind": it.kind, "id": it.id} for it in self._store.check()]
        broken_at = self._store.verify_audit()
        if broken_at is not None:
            problems.append({"kind": "audit-broken", "id": str(broken_at)})
        with self._store.read() as db:
            wanted = db.vectors.point_ids()
            problems.extend(self._unfolded(db))
        held = self._publishing.ids() if wanted else frozenset()
        problems.extend({"kind": "index-missing", "id": it} for it in sorted(wanted - held))
        problems.extend({"kind": "index-extra", "id": it} for it in sorted(held - wanted))
        return {"ok": not problems, "problems": problems, "counts": dict(self._store.counts())}

    def verify_audit(self) -> dict[str, Any]:
        """Check the chain of the audit trail alone."""
        broken_at = self._store.verify_audit()
        problems = [] if broken_at is None else [{"kind": "audit-broken", "id": str(broken_at)}]
        with self._store.read() as db:
            end = db.audit.end()
        return {"ok": not problems, "problems": problems, "counts": {"events": end[0] if end else 0}}

    def repair(self) -> dict[str, Any]:
        """Grade every asset anew and make the index again from SQL; return what `verify` says afterwards."""
        with self._store.read() as db:
            assets = db.assets.live()
        for batch in batches(assets):
            with self._store.write() as db:
                self._grading.regrade_all(db, batch, self._grading.judging.packs)
        points = self._publishing.rebuild()
        self._publishing.optimise()
        self._store.scrub()
        return {"graded": len(assets), "points": points, **self.verify()}

    def _protections(self) -> dict[str, dict[str, Any]]:
        """Return each protection: whether it is active, tried out in a confined process, and what it is in words."""
        held = self._sandbox.protections()
        return {
            it.value: {"active": held.get(it.value, False), "says": says.as_dict()} for it, says in PROTECTIONS.items()
        }

    def _unfolded(self, db: Unit) -> list[dict[str, str]]:
        """Return the assets whose stored grade is not the fold of its verdict and the decisions."""
        problems = []
        for asset in db.assets.each():
            decisions = db.decisions.of_asset(asset.id)
            for grade in db.grades.of_asset(asset.id):
                folded = self._grading.judging.grade(grade.verdict, decisions)
                if (folded.code, folded.state) != (grade.code, grade.state):
                    problems.append({"kind": "grade-unfolded", "id": asset.id})
        return problems
