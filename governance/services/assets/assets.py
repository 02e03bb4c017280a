"""Assets as people see them: lists with facets, one asset with its evidence, masked content, links, issues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.governance.domain import (
    LOCAL_ADMIN,
    UNKNOWN,
    Actor,
    ForbiddenError,
    NotFoundError,
    Permission,
    Reason,
    Taxonomy,
    UsageError,
)
from assay.governance.policy import Setting
from assay.governance.services.grading.grading import KEPT, Grading, facets_of, publish
from assay.governance.services.graph.neighbours import Neighbours
from assay.governance.services.seeing.selecting import filters_of
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.services.tagging.tagresult import (
    Described,
    finding_dict,
    governance_dict,
    grade_brief,
    tag_result,
    topic_dict,
)
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.store import (
    AssetRecord,
    AssetSummary,
    ContentRecord,
    GrantRecord,
    Store,
    Unit,
)

__all__ = ["AssetService"]

_NAMED_ALIKE = 10  # files of one name that an error lists


class AssetService:
    """Reads the catalog. Everything that it returns is masked."""

    def __init__(
        self,
        *,
        store: Store,
        grading: Grading,
        understanding: Understanding,
        taxonomy: Taxonomy,
        neighbours: Neighbours,
        visibility: Visibility,
    ) -> None:
        self._store = store
        self._grading = grading
        self._understanding = understanding
        self._taxonomy = taxonomy
        self._neighbours = neighbours
        self._visibility = visibility

    @property
    def _leading(self) -> str:
        return self._grading.judging.leading.id

    def page(
        self,
        *,
        modality: str | None = None,
        topic: str | None = None,
        status: str | None = None,
        level: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
        actor: Actor = LOCAL_ADMIN,
        **more: Any,
    ) -> dict[str, Any]:
        """Return some assets with the counts of each facet; `level` is `PACK:CODE` or a code of the leading pack.

        `more` are the other filters of `AssetFilters`: reason, language, source, owner, issue, age, needs_review.
        """
        filters = filters_of(
            {"modality": modality, "topic": topic, "status": status, "level": level, **more},
            leading=self._leading, ceilings=self._visibility.ceilings(actor),
        )  # fmt: skip
        with self._store.read() as db:
            page = db.listing.page(filters, leading=self._leading, cursor=cursor, limit=limit)
            facets = db.listing.facets(filters, leading=self._leading)
            return {
                "items": [self._summary(item) for item in page.items],
                "next": page.next,
                "facets": {name: dict(counts) for name, counts in facets.items()},
            }

    def show(self, asset_id: str, actor: Actor = LOCAL_ADMIN) -> dict[str, Any]:
        """Return the TagResult of an asset as it stands, with its history and who may do what with it.

        Names of accounts are shown to those who may reveal, who settle who has access, and masked for others.

        Raises:
            NotFoundError: there is no such asset.
        """
        with self._store.read() as db:
            asset = _asset(db, asset_id)
            content = db.contents.get(asset.content_id) if asset.content_id else None
            result = tag_result(self._described(db, asset, content))
            result["asset"]["name"] = asset.name
            result["asset"]["gone"] = asset.tombstone is not None
            result["permissions"] = _permissions(db, asset_id, named=actor.may(Permission.REVEAL))
            result["history"] = _history(db, asset)
            result["etag"] = asset.etag
            return result

    def known(self, asset_id: str, *, actor: Actor) -> None:
        """Do nothing where an actor may know of an asset.

        Raises:
            NotFoundError: it may not; of one that is not there every call says so itself.
        """
        if self._visibility.ceilings(actor):
            with self._store.read() as db:
                if not self._visibility.sees(db, actor, asset_id):
                    raise NotFoundError("there is no such asset")

    def named(self, asset: str) -> str:
        """Return the id of the asset that an id or a whole file name stands for.

        Raises:
            NotFoundError: no asset has it.
            UsageError: several files have this name.
        """
        with self._store.read() as db:
            if db.assets.get(asset) is not None:
                return asset
            found = [it.id for it in db.assets.each() if it.name == asset]
        if len(found) > 1:
            raise UsageError(
                f"{len(found)} files have this name; give an id: {', '.join(found[:_NAMED_ALIKE])}",
                f"有 {len(found)} 个同名文件，请给出编号：{'、'.join(found[:_NAMED_ALIKE])}",
            )
        if not found:
            raise NotFoundError("there is no such asset")
        return found[0]

    def govern(
        self, asset_id: str, fields: Mapping[str, Any], *, etag: str | None = None, actor: Actor
    ) -> dict[str, Any]:
        """Set governance fields; `etag` guards against overwriting somebody else's change."""
        if not actor.may(Permission.DECIDE):
            raise ForbiddenError("the role may not change governance fields")
        with self._store.write() as db:
            record = db.assets.set_governance(asset_id, fields, set_by=actor.name, if_match=etag)
            publish(db, [asset_id])
            db.audit.append(actor, "asset.govern", asset_id, {"fields": sorted(fields)})
        return {"id": asset_id, "governance": governance_dict(record.governance), "etag": record.etag}

    def findings(self, asset_id: str, *, cursor: str | None = None, limit: int = 100) -> dict[str, Any]:
        """Return some findings of an asset's content; those of its name come with the first page."""
        with self._store.read() as db:
            asset = _asset(db, asset_id)
            own = [] if cursor else [finding_dict(finding) for finding in db.findings.of_asset(asset_id)]
            if asset.content_id is None:
                return {"items": own, "next": None}
            page = db.findings.page(asset.content_id, cursor=cursor, limit=limit)
            return {"items": own + [finding_dict(finding) for finding in page.items], "next": page.next}

    def links(self, asset_id: str, depth: int = 1, *, actor: Actor = LOCAL_ADMIN, **narrowed: Any) -> dict[str, Any]:
        """Return the neighbourhood of an asset: nodes, and edges with their evidence at both ends.

        `narrowed` are kinds, min_score, limit and as_user of `Neighbours.of`.
        """
        return self._neighbours.of(asset_id, depth, actor=actor, **narrowed)

    def _summary(self, item: AssetSummary) -> dict[str, Any]:
        asset, content, grade = item.asset, item.content, item.grade
        return {
            "id": asset.id,
            "name": asset.name,
            "path": asset.folder,
            "source": asset.source_id,
            "owner": asset.governance.get("owner"),
            "parent": asset.parent,
            "modality": content.content.modality.value if content else "other",
            "media_type": content.content.media_type if content else None,
            "bytes": content.content.bytes if content else asset.state.size,
            "status": item.status.value,
            "reason": item.reason.value if item.reason else None,
            "coverage": content.coverage if content else 0.0,
            "language": content.language if content else None,
            "sensitivity": grade_brief(grade),
            "topics": [topic_dict(topic, self._taxonomy) for topic in item.topics],
            "findings": item.findings,
            "issues": item.issues,
            "updated_at": asset.updated_at.isoformat(),
        }

    def _described(self, db: Unit, asset: AssetRecord, content: ContentRecord | None) -> Described:
        evidence = self._grading.evidence(db, asset.id)
        topics = db.contents.topics(content.content.id) if content else ()
        facets = facets_of(content.facts) if content else ()
        grades = db.grades.of_asset(asset.id)
        leading = next(grade for grade in grades if grade.policy == self._leading)
        ordered = [leading, *(grade for grade in grades if grade is not leading)]
        return Described(
            asset_id=asset.id,
            version_id=asset.version_id,
            uri=f"/{asset.folder}/{asset.name}" if asset.folder else asset.name,
            sha256=content.content.sha256 if content else "",
            media_type=content.content.media_type if content else "application/octet-stream",
            modality=evidence.modality,
            bytes=content.content.bytes if content else asset.state.size,
            title=content.title if content else None,
            language=content.language if content else None,
            parent=asset.parent,
            status=content.status if content else evidence.status,
            reason=_reason(content.reason if content else evidence.reason),
            coverage=content.coverage if content else evidence.coverage,
            checked=evidence.checked,
            leading=leading,
            grades=ordered,
            pack_of=self._grading.judging.pack,
            flags=self._grading.judging.flags(evidence),
            categories=self._grading.judging.categories(
                evidence,
                Setting(
                    topics=topics, label_of=self._taxonomy.label, facets=facets, place=f"{asset.folder}/{asset.name}"
                ),
            ),
            findings=evidence.findings,
            topics=topics,
            taxonomy=self._taxonomy,
            issues=[record.issue for record in db.issues.of_content(content.content.id)] if content else [],
            facets=facets,
            facts={name: it for name, it in content.facts.items() if name not in KEPT} if content else {},
            segments=evidence.segments,
            governance=asset.governance,
            producers=content.producers if content else (),
        )


def _asset(db: Unit, asset_id: str) -> AssetRecord:
    asset = db.assets.get(asset_id)
    if asset is None:
        raise NotFoundError("there is no such asset")
    return asset


def _reason(reason: Reason | None) -> str | None:
    return reason.value if reason else None


def _permissions(db: Unit, asset_id: str, *, named: bool) -> list[dict[str, str]]:
    """Return the grants of an asset; where nothing was told, nobody but stewards counts as allowed."""
    grants = db.grants.of(asset_id, named=named) or [GrantRecord(principal=UNKNOWN, right="own")]
    return [{"principal": it.principal, "right": it.right} for it in grants]


def _history(db: Unit, asset: AssetRecord) -> list[dict[str, Any]]:
    versions = [
        {"at": version.seen_at.isoformat(), "event": "version", "version": version.id}
        for version in db.assets.versions(asset.id)
    ]
    decisions = [
        {
            "at": decision.at.isoformat(), "event": "decision", "decision": decision.id, "policy": decision.policy,
            "action": decision.action.value, "code": decision.code, "by": decision.actor, "undone": decision.undone,
        }
        for decision in db.decisions.of_asset(asset.id)
    ]  # fmt: skip
    return sorted([*versions, *decisions], key=lambda event: str(event["at"]))
