"""What people say of a link."""

from __future__ import annotations

from assay.governance.api.bodies.base import Body
from assay.governance.domain import LinkStatus

__all__ = ["LinkBody"]


class LinkBody(Body):
    """What a person says of a link; `proposed` takes it back."""

    status: LinkStatus
