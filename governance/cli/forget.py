"""`assay forget`: destroy what is known of an asset."""

from __future__ import annotations

from typing import Annotated

import typer

from assay.governance.cli.output import data, message
from assay.governance.cli.running import AsJson, opened
from assay.governance.cli.words import say
from assay.governance.domain import LOCAL_ADMIN

__all__ = ["forget"]


def forget(
    asset: Annotated[str, typer.Argument(help="The asset's id.")],
    as_json: AsJson = False,
) -> None:
    """Forget an asset: its keys are destroyed, and with them all that was read of it. The file is not touched."""
    with opened() as (services, _):
        done = services.forgetting.forget(asset, actor=LOCAL_ADMIN)
    if as_json:
        data(done)
    else:
        message(say("forgotten", contents=done["contents"]))
