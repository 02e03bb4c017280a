"""What the packs look at, read from the store for many assets at once: content, name, and what lies inside (R1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assay.governance.domain import Finding, Modality, Status, TopicScore
from assay.governance.policy import Evidence
from assay.governance.services.grading.judging import contained
from assay.governance.store import AssetRecord, ContentRecord, Unit

__all__ = ["PASSAGES", "gather"]

PASSAGES = "passage_topics"


def gather(db: Unit, asset_ids: Iterable[str]) -> dict[str, Evidence]:
    """Return the evidence of assets by id, that of their members in them; unknown ids are missing.

    A few queries serve them all: one of assets a level of nesting, and one each of contents and findings.
    """
    asked = list(asset_ids)
    known, inside = dict(db.assets.many(asked)), dict[str, Sequence[AssetRecord]]()
    level = list(known)
    while level:
        found = db.assets.inside(level)
        inside.update(found)
        below = [child for children in found.values() for child in children]
        known.update((child.id, child) for child in below)
        level = [child.id for child in below]
    content_ids = {asset.content_id for asset in known.values() if asset.content_id is not None}
    contents, findings = db.contents.many(content_ids), db.findings.of_contents(content_ids)
    named = db.findings.of_assets(known)

    def evidence(asset: AssetRecord) -> Evidence:
        content = contents.get(asset.content_id) if asset.content_id else None
        own = _own(asset, content, findings, named.get(asset.id, ()))
        members = inside.get(asset.id, ())
        return contained(own, [(child.member or child.name, evidence(child)) for child in members]) if members else own

    return {asset_id: evidence(known[asset_id]) for asset_id in asked if asset_id in known}


def _own(
    asset: AssetRecord,
    content: ContentRecord | None,
    findings: Mapping[str, tuple[Finding, ...]],
    named: tuple[Finding, ...],
) -> Evidence:
    if content is None:
        return Evidence(
            findings=named, status=asset.status or Status.FAILED, reason=asset.reason, coverage=0.0,
            modality=Modality.OTHER, content=asset.id,
        )  # fmt: skip
    return Evidence(
        findings=findings.get(content.content.id, ()) + named,
        topics=_passages(content),
        status=content.status,
        reason=content.reason,
        coverage=content.coverage,
        checked=content.checked,
        modality=content.content.modality,
        segments=content.segments,
        content=content.content.id,
    )


def _passages(content: ContentRecord) -> tuple[TopicScore, ...]:
    """Return the topics of a content's strongest passages: what a level may rest on."""
    scores: Mapping[str, float] = content.facts.get(PASSAGES, {})
    return tuple(TopicScore(topic=topic, score=score, why="a passage") for topic, score in scores.items())
