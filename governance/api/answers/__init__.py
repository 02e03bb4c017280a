"""What callers get, as OpenAPI documents it, one module a subject; services write it, and tests hold them to this."""

from assay.governance.api.answers.assets import AssetPage, Content, Forgotten, Governed, Revealed, Rows
from assay.governance.api.answers.base import Page, Problem
from assay.governance.api.answers.cases import Case, CaseFiles
from assay.governance.api.answers.datasets import DatasetState, Gated, Scored
from assay.governance.api.answers.entities import Entity
from assay.governance.api.answers.governance import Rule, RulesApplied
from assay.governance.api.answers.graph import (
    Communities,
    Concepts,
    Explained,
    Exposed,
    Neighbourhood,
    Proposals,
    Stopped,
)
from assay.governance.api.answers.issues import Issue, Scorecard
from assay.governance.api.answers.jobs import Accepted, JobState
from assay.governance.api.answers.operations import Health, Me
from assay.governance.api.answers.reviews import Decided, DecidedGroup, ReviewTask
from assay.governance.api.answers.searching import Answered, SearchAnswer
from assay.governance.api.answers.sources import Plan, SourceState
from assay.governance.api.answers.tagging import MaskedCopy, TagResult
from assay.governance.api.answers.terms import Term, TermsSet

__all__ = [
    "Accepted",
    "Answered",
    "AssetPage",
    "Case",
    "CaseFiles",
    "Communities",
    "Concepts",
    "Content",
    "DatasetState",
    "Decided",
    "DecidedGroup",
    "Entity",
    "Explained",
    "Exposed",
    "Forgotten",
    "Gated",
    "Governed",
    "Health",
    "Issue",
    "JobState",
    "MaskedCopy",
    "Me",
    "Neighbourhood",
    "Page",
    "Plan",
    "Problem",
    "Proposals",
    "Revealed",
    "ReviewTask",
    "Rows",
    "Rule",
    "RulesApplied",
    "Scorecard",
    "Scored",
    "SearchAnswer",
    "SourceState",
    "Stopped",
    "TagResult",
    "Term",
    "TermsSet",
]
