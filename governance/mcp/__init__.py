"""The MCP server: what agents may ask, read-only, masked and trimmed to what the caller may see."""

from assay.governance.mcp.callers import local_agent, over_http
from assay.governance.mcp.prompts import PROMPTS
from assay.governance.mcp.resources import RESOURCES
from assay.governance.mcp.server import create_server
from assay.governance.mcp.serving import http_app, run_http, run_stdio
from assay.governance.mcp.tools import TOOLS

__all__ = [
    "PROMPTS",
    "RESOURCES",
    "TOOLS",
    "create_server",
    "http_app",
    "local_agent",
    "over_http",
    "run_http",
    "run_stdio",
]
