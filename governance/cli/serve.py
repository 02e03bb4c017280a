"""`assay serve`: API with console."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from assay.governance.cli.output import data, message
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
    as_json: Annotated[bool, typer.Option("--json", help="Print the address and the sign-in link as JSON.")] = False,
) -> None:
    """Open API and console until Ctrl-C. Prints a link that signs you in once."""
    with opened(host=host, port=port) as (services, settings):
        serving(services, settings, console=console, as_json=as_json)


def serving(services: Services, settings: Settings, *, console: bool = True, as_json: bool = False) -> None:
    """Serve until stopped; a stop by Ctrl-C is a good end."""
    from assay.governance import api
    from assay.governance.services.understanding.memory import ANSWERING, settled

    def announce(url: str, path: str) -> None:
        if settings.host not in ("127.0.0.1", "::1", "localhost"):
            message(say("not-loopback"))
        if as_json:
            data({"url": url, "sign_in": f"{url}{path}"}, lines=True)
            sys.stdout.flush()
            return
        message(f"{say('served')}\n  {url}{path}\n{say('served-api', url=url)}")

    with settled(ANSWERING), suppress(KeyboardInterrupt):
        api.run(services, settings, console=console, announce=announce)
