"""The use cases: everything that the API, the command line and the console can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assay.governance.domain import LOCAL_ADMIN, Actor, Permission, Sandbox, Taxonomy
from assay.governance.services.assets.assets import AssetService
from assay.governance.services.assets.datasets import DatasetService
from assay.governance.services.assets.exporting import Exporting
from assay.governance.services.assets.issues import IssueService
from assay.governance.services.assets.overview import overview
from assay.governance.services.assets.viewing import Viewing
from assay.governance.services.governing.assigning import Assigning
from assay.governance.services.governing.groups import ReviewGroups
from assay.governance.services.governing.policies import PolicyService
from assay.governance.services.governing.review import ReviewService
from assay.governance.services.grading.grading import Grading
from assay.governance.services.graph.graphing import GraphServices
from assay.governance.services.graph.stewarding import LinkService
from assay.governance.services.indexing.publishing import Publishing
from assay.governance.services.ingesting.forgetting import ForgettingService
from assay.governance.services.ingesting.ingest import IngestService
from assay.governance.services.ingesting.line import Progress
from assay.governance.services.ingesting.reporting import RunReport, UnreadFile
from assay.governance.services.linking.entities import EntityService
from assay.governance.services.notifying.notifying import Notifying
from assay.governance.services.operations.access import AccessService
from assay.governance.services.operations.operations import OperationsService
from assay.governance.services.searching.answering import AnswerService
from assay.governance.services.searching.search import SearchService
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.services.sources.jobs import JobService
from assay.governance.services.sources.planning import Planner
from assay.governance.services.sources.sources import SourceService
from assay.governance.services.tagging.deidentifying import Deidentifying
from assay.governance.services.tagging.tag import TagService
from assay.governance.services.tagging.taxonomies import TaxonomyService
from assay.governance.settings import Settings
from assay.governance.store import Store

__all__ = ["Progress", "RunReport", "Services", "UnreadFile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """All services over one home; close it, or use it as a context manager."""

    settings: Settings
    store: Store
    sandbox: Sandbox
    taxonomy: Taxonomy
    grading: Grading
    publishing: Publishing
    tag: TagService
    deidentifying: Deidentifying
    ingest: IngestService
    jobs: JobService
    assets: AssetService
    datasets: DatasetService
    exporting: Exporting
    links: LinkService
    entities: EntityService
    graph: GraphServices
    issues: IssueService
    sources: SourceService
    planner: Planner
    viewing: Viewing
    visibility: Visibility
    forgetting: ForgettingService
    assigning: Assigning
    notifying: Notifying
    search: SearchService
    answers: AnswerService
    review: ReviewService
    groups: ReviewGroups
    policies: PolicyService
    taxonomies: TaxonomyService
    access: AccessService
    operations: OperationsService

    def overview(self, actor: Actor = LOCAL_ADMIN) -> dict[str, Any]:
        """Return the figures that say at a glance what there is and what waits."""
        return overview(
            store=self.store,
            grading=self.grading,
            review=self.review,
            taxonomy=self.taxonomy,
            ceilings=self.visibility.ceilings(actor),
            duties=self.policies.duties() if actor.may(Permission.DECIDE) else None,
        )

    def __enter__(self) -> Services:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the workers and let go of the database and the index."""
        self.jobs.close()
        self.sandbox.close()
        self.publishing.close()
        self.store.close()
