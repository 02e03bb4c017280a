"""A unit of work: all repositories over one transaction."""

from __future__ import annotations

from assay.governance.store.repositories import (
    AccessRepository,
    AssetRepository,
    AssignmentRepository,
    AuditRepository,
    CaseRepository,
    CheckRepository,
    ChunkRepository,
    ContentRepository,
    DatasetRepository,
    DecisionRepository,
    DumpRepository,
    EdgeRepository,
    EntityRepository,
    FindingRepository,
    GradeRepository,
    GrantRepository,
    IdempotencyRepository,
    IssueRepository,
    JobRepository,
    JoinRepository,
    LinkRepository,
    ListingRepository,
    MetaRepository,
    OutboxRepository,
    PointRepository,
    PolicyRepository,
    ReviewRepository,
    RunRepository,
    SeatRepository,
    SemanticRepository,
    SightRepository,
    SourceRepository,
    StageRepository,
    TermRepository,
    Transaction,
    ValueRepository,
    VaultRepository,
    VectorRepository,
    WorkRepository,
)

__all__ = ["Unit"]


class Unit:
    """Everything in it is read from one state and written together or not at all."""

    def __init__(self, transaction: Transaction) -> None:
        self.sources = SourceRepository(transaction)
        self.assets = AssetRepository(transaction)
        self.assignments = AssignmentRepository(transaction)
        self.listing = ListingRepository(transaction)
        self.contents = ContentRepository(transaction)
        self.vault = VaultRepository(transaction)
        self.stages = StageRepository(transaction)
        self.findings = FindingRepository(transaction)
        self.values = ValueRepository(transaction)
        self.issues = IssueRepository(transaction)
        self.grades = GradeRepository(transaction)
        self.grants = GrantRepository(transaction)
        self.datasets = DatasetRepository(transaction)
        self.decisions = DecisionRepository(transaction)
        self.reviews = ReviewRepository(transaction)
        self.joins = JoinRepository(transaction)
        self.links = LinkRepository(transaction)
        self.edges = EdgeRepository(transaction)
        self.entities = EntityRepository(transaction)
        self.cases = CaseRepository(transaction)
        self.semantics = SemanticRepository(transaction)
        self.terms = TermRepository(transaction)
        self.chunks = ChunkRepository(transaction)
        self.points = PointRepository(transaction)
        self.seats = SeatRepository(transaction)
        self.sights = SightRepository(transaction)
        self.vectors = VectorRepository(transaction)
        self.meta = MetaRepository(transaction)
        self.outbox = OutboxRepository(transaction)
        self.work = WorkRepository(transaction)
        self.runs = RunRepository(transaction)
        self.jobs = JobRepository(transaction)
        self.audit = AuditRepository(transaction)
        self.access = AccessRepository(transaction)
        self.policies = PolicyRepository(transaction)
        self.idempotency = IdempotencyRepository(transaction)
        self.checks = CheckRepository(transaction)
        self.canonical = DumpRepository(transaction)
