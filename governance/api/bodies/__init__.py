"""What callers may send: every field typed and bounded, and no other field. One module a subject, as the routes."""

from assay.governance.api.bodies.assets import GovernanceBody, IngestBody, RevealBody
from assay.governance.api.bodies.base import Body, one_of
from assay.governance.api.bodies.cases import CaseBody, CaseChange
from assay.governance.api.bodies.datasets import DatasetBody, DatasetChange
from assay.governance.api.bodies.entities import MergeBody, NameBody, SplitBody
from assay.governance.api.bodies.exports import ExportBody, Selection
from assay.governance.api.bodies.fields import Age, Level, Named, Narrow, Pack, Word
from assay.governance.api.bodies.governance import RulesBody
from assay.governance.api.bodies.graph import AcceptBody, StopBody
from assay.governance.api.bodies.issues import IssueBody
from assay.governance.api.bodies.links import LinkBody
from assay.governance.api.bodies.policies import PolicyBody
from assay.governance.api.bodies.reviews import BulkBody, DecisionBody
from assay.governance.api.bodies.searching import AnswerBody, SearchBody, SearchFields
from assay.governance.api.bodies.sources import PlanBody, SourceBody, SourceChange
from assay.governance.api.bodies.tagging import MaskBody, MaskFields, TagBody, TagFileFields
from assay.governance.api.bodies.taxonomies import ExamplesBody
from assay.governance.api.bodies.terms import TermsBody

__all__ = [
    "AcceptBody",
    "Age",
    "AnswerBody",
    "Body",
    "BulkBody",
    "CaseBody",
    "CaseChange",
    "DatasetBody",
    "DatasetChange",
    "DecisionBody",
    "ExamplesBody",
    "ExportBody",
    "GovernanceBody",
    "IngestBody",
    "IssueBody",
    "Level",
    "LinkBody",
    "MaskBody",
    "MaskFields",
    "MergeBody",
    "NameBody",
    "Named",
    "Narrow",
    "Pack",
    "PlanBody",
    "PolicyBody",
    "RevealBody",
    "RulesBody",
    "SearchBody",
    "SearchFields",
    "Selection",
    "SourceBody",
    "SourceChange",
    "SplitBody",
    "StopBody",
    "TagBody",
    "TagFileFields",
    "TermsBody",
    "Word",
    "one_of",
]
