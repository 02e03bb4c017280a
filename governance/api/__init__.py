"""The HTTP API, and the server that carries it and the console on one port."""

from assay.governance.api.application import create_app
from assay.governance.api.server import run, serve_app
from assay.governance.api.sessions import Sessions

__all__ = ["Sessions", "create_app", "run", "serve_app"]
