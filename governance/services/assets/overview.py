"""The figures that say at a glance what there is and what waits."""

from __future__ import annotations

from typing import Any

from assay.governance.domain import REASONS, Reason, Taxonomy
from assay.governance.services.governing.review import ReviewService
from assay.governance.services.grading.grading import Grading
from assay.governance.store import AssetFilters, Store

__all__ = ["digest_figures", "overview"]


def overview(
    *, store: Store, grading: Grading, review: ReviewService, taxonomy: Taxonomy,
    ceilings: tuple[tuple[str, int], ...] = (), duties: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return counts by modality, level, topic and status, what was not read and why, links, issues, reviews.

    What is graded above a ceiling (pack, rank) is not counted. `duties` are for those who decide.
    """
    filters = AssetFilters(ceilings=ceilings)
    pack = grading.judging.leading
    stats = review.stats()
    with store.read() as db:
        facets = db.listing.facets(filters, leading=pack.id)
        last = db.runs.last("ingest")
        links = db.links.by_kind(ceilings)
        return {
            "assets": db.listing.count(filters),
            "policy": pack.ref,
            "by_modality": dict(facets["modality"]),
            "by_level": sorted(
                (
                    {"code": code, "n": n, "label": pack.label_of(code).as_dict(), "rank": pack.level(code).rank}
                    for code, n in facets["level"].items()
                ),
                key=lambda row: -int(str(row["rank"])),
            ),
            "by_topic": [
                {"id": topic, "label": taxonomy.label(topic).as_dict(), "n": n} for topic, n in facets["topic"].items()
            ],
            "by_status": dict(facets["status"]),
            "by_language": dict(facets["language"]),
            "unread": [
                {"reason": reason, "says": REASONS[Reason(reason)].as_dict(), "n": n}
                for reason, n in facets["reason"].items()
            ],
            "findings_by_group": dict(db.findings.by_group(ceilings)),
            "links": sum(links.values()),
            "links_by_kind": {kind.value: n for kind, n in links.items()},
            "issues_by_dimension": dict(db.issues.by_dimension(ceilings)),
            "duties": duties,
            "reviews_open": stats["open"],
            "accuracy": stats["agreement"],
            "last_run": None
            if last is None
            else {
                "id": last.id, "state": last.state, "started_at": last.started_at.isoformat(),
                "seconds": last.seconds, "counts": dict(last.counts),
            },
        }  # fmt: skip


def digest_figures(
    store: Store, grading: Grading, review: ReviewService, taxonomy: Taxonomy, rank: int
) -> dict[str, Any]:
    """Return the few figures of a weekly digest; `rank` is where restricted begins."""
    told = overview(store=store, grading=grading, review=review, taxonomy=taxonomy)
    return {
        "assets": told["assets"],
        "restricted": sum(it["n"] for it in told["by_level"] if int(it["rank"]) >= rank and it["code"] != "ungraded"),
        "unread": sum(it["n"] for it in told["unread"]),
        "reviews_open": told["reviews_open"],
        "issues_open": sum(told["issues_by_dimension"].values()),
        "links": told["links"],
        "by_level": {it["code"]: it["n"] for it in told["by_level"]},
    }
