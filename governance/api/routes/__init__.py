"""The routes, one module a subject."""

from fastapi import APIRouter

from assay.governance.api.routes import (
    assets,
    cases,
    datasets,
    entities,
    events,
    exports,
    governance,
    graph,
    issues,
    jobs,
    links,
    operations,
    policies,
    reviews,
    searching,
    signin,
    sources,
    tagging,
    taxonomies,
    terms,
)

__all__ = ["ROUTERS"]

ROUTERS: tuple[APIRouter, ...] = (
    tagging.router,
    assets.router,
    graph.router,
    links.router,
    entities.router,
    terms.router,
    cases.router,
    issues.router,
    datasets.router,
    sources.router,
    governance.router,
    jobs.router,
    events.router,
    exports.router,
    searching.router,
    reviews.router,
    policies.router,
    taxonomies.router,
    operations.router,
    signin.router,
)
