"""`assay serve`: API with console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assay.governance.cli.output import message
from assay.governance.cli.running import opened
from assay.governance.cli.words import say

if TYPE_CHECKING:
    from assay.governance.services import Services
    from assay.governance.settings import Settings

__all__ = ["serve", "serving"]


def serve(
    host: Annotated[str | None, typer.Option(help="Address to bind to.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.", show_default="8642")] = None,
    console: Annotated[bool, typer.Option(help="Serve the console beside the API.")] = True,
) -> None:
    """Open API and console until Ctrl-C. Prints a link that signs you in once."""
    with opened(host=host, port=port) as (services, settings):
        serving(services, settings, console=console)


def serving(services: Services, settings: Settings, *, console: bool = True) -> None:
    """Serve until stopped; a stop by Ctrl-C is a good end."""
    from assay.governance import api

    def announce(url: str, path: str) -> None:
        if settings.host not in ("127.0.0.1", "::1", "localhost"):
            message(say("not-loopback"))
        message(f"{say('served')}\n  {url}{path}\n{say('served-api', url=url)}")

    try:
        api.run(services, settings, console=console, announce=announce)
    except KeyboardInterrupt:
        return
