"""`assay mcp`: what agents may ask, over stdio or streamable HTTP."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Annotated

import typer

from assay.governance.cli.output import data, message
from assay.governance.cli.running import opened
from assay.governance.cli.words import chinese, say

__all__ = ["mcp"]


def mcp(
    http: Annotated[
        bool, typer.Option("--http", help="Serve streamable HTTP, not stdio; every request needs a key.")
    ] = False,
    host: Annotated[str, typer.Option(help="Address to bind to, with --http.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port, with --http; 0 takes a free one.", min=0, max=65535)] = 8643,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON, with --http.")] = False,
) -> None:
    """Serve agents by the Model Context Protocol: read-only, masked, as far as the caller may see.

    Over stdio the key in `ASSAY_API_KEY` says who asks; without one it is an analyst.
    """

    def announce(url: str) -> None:
        if host not in ("127.0.0.1", "::1", "localhost"):
            message(say("not-loopback"))
        if as_json:
            data({"url": url}, lines=True)
            sys.stdout.flush()
        else:
            message(say("mcp-served", url=url))

    with opened() as (services, _):
        from assay.governance import mcp as server
        from assay.governance.services.understanding.memory import ANSWERING, settled

        language = "zh" if chinese() else "en"
        with settled(ANSWERING), suppress(KeyboardInterrupt):
            if http:
                server.run_http(services, host=host, port=port, language=language, announce=announce)
            else:
                server.run_stdio(services, language=language)
