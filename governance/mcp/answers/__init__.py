"""What agents get: ids, masks, places and words in one language, and no field that is not named here."""

from assay.governance.mcp.answers.assets import Assets, Findings, Tagged, Text
from assay.governance.mcp.answers.base import Told
from assay.governance.mcp.answers.entities import Entities, Entity
from assay.governance.mcp.answers.graph import Concepts, Exposed, Steps, Surroundings
from assay.governance.mcp.answers.issues import Issues
from assay.governance.mcp.answers.overview import Overview
from assay.governance.mcp.answers.policies import Policy
from assay.governance.mcp.answers.searching import Answered, Found

__all__ = [
    "Answered",
    "Assets",
    "Concepts",
    "Entities",
    "Entity",
    "Exposed",
    "Findings",
    "Found",
    "Issues",
    "Overview",
    "Policy",
    "Steps",
    "Surroundings",
    "Tagged",
    "Text",
    "Told",
]
