"""Repositories: one class a noun, all of one transaction together in a `Unit`."""

from assay.governance.store.repositories.access import AccessRepository
from assay.governance.store.repositories.assets import AssetRepository
from assay.governance.store.repositories.assignments import AssignmentRepository
from assay.governance.store.repositories.audit import AuditRepository
from assay.governance.store.repositories.base import Repository, Transaction
from assay.governance.store.repositories.cases import CaseRepository
from assay.governance.store.repositories.checks import CheckRepository, Inconsistency
from assay.governance.store.repositories.chunks import ChunkRepository
from assay.governance.store.repositories.contents import ContentRepository
from assay.governance.store.repositories.datasets import DatasetRepository
from assay.governance.store.repositories.decisions import DecisionRepository
from assay.governance.store.repositories.dump import DumpRepository
from assay.governance.store.repositories.edges import Containment, EdgeRepository, Stop
from assay.governance.store.repositories.entities import EntityRepository
from assay.governance.store.repositories.findings import FindingRepository
from assay.governance.store.repositories.grades import GradeRepository
from assay.governance.store.repositories.grants import GrantRepository
from assay.governance.store.repositories.idempotency import IdempotencyRepository
from assay.governance.store.repositories.issues import IssueRepository
from assay.governance.store.repositories.jobs import JobRepository
from assay.governance.store.repositories.joins import JoinRepository
from assay.governance.store.repositories.links import LinkRepository
from assay.governance.store.repositories.listing import ListingRepository
from assay.governance.store.repositories.meta import MetaRepository
from assay.governance.store.repositories.outbox import OutboxRepository
from assay.governance.store.repositories.points import UNRANKED, PointRepository
from assay.governance.store.repositories.policies import PolicyRepository
from assay.governance.store.repositories.reviews import ReviewRepository
from assay.governance.store.repositories.runs import RunRepository
from assay.governance.store.repositories.seats import SeatRepository
from assay.governance.store.repositories.semantics import SemanticRepository
from assay.governance.store.repositories.sights import SightRepository
from assay.governance.store.repositories.sources import SourceRepository
from assay.governance.store.repositories.stages import StageRepository
from assay.governance.store.repositories.terms import TermRepository
from assay.governance.store.repositories.values import ValueHolder, ValueRepository
from assay.governance.store.repositories.vault import VaultRepository
from assay.governance.store.repositories.vectors import VectorRepository
from assay.governance.store.repositories.work import WorkRepository

__all__ = [
    "UNRANKED",
    "AccessRepository",
    "AssetRepository",
    "AssignmentRepository",
    "AuditRepository",
    "CaseRepository",
    "CheckRepository",
    "ChunkRepository",
    "Containment",
    "ContentRepository",
    "DatasetRepository",
    "DecisionRepository",
    "DumpRepository",
    "EdgeRepository",
    "EntityRepository",
    "FindingRepository",
    "GradeRepository",
    "GrantRepository",
    "IdempotencyRepository",
    "Inconsistency",
    "IssueRepository",
    "JobRepository",
    "JoinRepository",
    "LinkRepository",
    "ListingRepository",
    "MetaRepository",
    "OutboxRepository",
    "PointRepository",
    "PolicyRepository",
    "Repository",
    "ReviewRepository",
    "RunRepository",
    "SeatRepository",
    "SemanticRepository",
    "SightRepository",
    "SourceRepository",
    "StageRepository",
    "Stop",
    "TermRepository",
    "Transaction",
    "ValueHolder",
    "ValueRepository",
    "VaultRepository",
    "VectorRepository",
    "WorkRepository",
]
