"""The pages about agents: tables of what they may ask, and a recorded talk with the server over the demo's corpus."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from writing.tables import table

__all__ = ["PAGES", "prompts", "record", "resources", "tools"]

DOCS = Path(__file__).parents[1]
PAGES = {"en": DOCS / "mcp.md", "zh": DOCS / "zh" / "mcp.md"}
_SHOWN = re.compile(r"(<!-- output: agent -->\n```\n).*?(```\n<!-- end -->)", re.DOTALL)
_LONGEST = 140  # signs of a text that the page shows
_ID = re.compile(r"\b([0-9a-f]{4})[0-9a-f]{28}\b")
_HEADS: dict[str, dict[str, tuple[str, ...]]] = {
    "tools": {"en": ("tool", "says", "takes", "needs"), "zh": ("工具", "作用", "参数", "权限")},
    "resources": {"en": ("address", "holds", "as the tool"), "zh": ("地址", "内容", "同工具")},
    "prompts": {"en": ("prompt", "does", "takes"), "zh": ("提示", "作用", "参数")},
}


def tools(language: str = "en") -> str:
    """Return the table of tools."""
    from assay.governance.mcp import TOOLS

    rows = []
    for tool in TOOLS.values():
        takes = [f"`{name}`" + "*" * it.is_required() for name, it in tool.takes.model_fields.items()]
        given = " ".join(it for it in takes if it != "`language`")
        rows.append((f"`{tool.name}`", tool.says.as_dict()[language], given, tool.needs.value))
    return table(_HEADS["tools"][language], rows)


def resources(language: str = "en") -> str:
    """Return the table of resources."""
    from assay.governance.mcp import RESOURCES

    rows = ((f"`{it.address}`", it.says.as_dict()[language], f"`{it.tool}`") for it in RESOURCES)
    return table(_HEADS["resources"][language], rows)


def prompts(language: str = "en") -> str:
    """Return the table of prompts."""
    from assay.governance.mcp import PROMPTS

    rows = ((f"`{it.name}`", it.says.as_dict()[language], f"`{it.argument}`") for it in PROMPTS.values())
    return table(_HEADS["prompts"][language], rows)


def record() -> None:
    """Read the demo's corpus, talk to the server over stdio in both languages, and put what was said into the pages."""
    import anyio

    program = str(Path(sys.executable).with_name("assay"))
    with tempfile.TemporaryDirectory() as folder:
        own = os.environ | {"ASSAY_CONFIG_DIR": f"{folder}/config"}
        subprocess.run([program, "demo", "--no-serve"], capture_output=True, check=True, cwd=folder, env=own)  # noqa: S603
        for language, page in PAGES.items():
            said = anyio.run(_talk, program, folder, {**own, "ASSAY_LANG": language}, language)
            text = page.read_text(encoding="utf-8")
            page.write_text(_SHOWN.sub(lambda it: f"{it[1]}{said}{it[2]}", text), encoding="utf-8")  # noqa: B023


async def _talk(program: str, folder: str, environment: dict[str, str], language: str) -> str:
    from mcp.client.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    host = StdioServerParameters(
        command=program, args=["--home", f"{folder}/.assay-demo", "mcp"], cwd=folder, env=environment
    )
    told: list[str] = []

    async with Client(stdio_client(host)) as client:

        async def call(tool: str, given: dict[str, Any]) -> dict[str, Any]:
            answer: dict[str, Any] = (await client.call_tool(tool, given)).structured_content
            told.append(
                f"> {tool} {_shown(given)}\n{_shown({**answer, 'facets': '…'} if 'facets' in answer else answer)}"
            )
            return answer

        asked = "who pays when a bill is disputed" if language == "en" else "对账单有异议时怎么办"
        contract = (await call("search", {"text": asked, "limit": 1}))["hits"][0]["asset"]
        spoken = (await call("search", {"text": asked, "modality": "audio", "limit": 1}))["hits"][0]["asset"]
        await call("explain_path", {"start": spoken, "end": contract})
        await call("get_exposure", {"asset": contract, "limit": 2})
        until = (
            "Within how many days must a bill be disputed?" if language == "en" else "对账单有异议应在多少日内提出？"
        )
        await call("answer", {"question": until, "passages": 1})
    return "\n\n".join(told) + "\n"


def _shown(value: Any, *, wide: int = 112) -> str:
    """Return JSON that a page has room for: one line where it fits, ids and long texts cut."""
    return _ID.sub(r"\1…", _lines(_cut(value), 0, wide))


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
    if isinstance(value, dict):
        return {name: _cut(it) for name, it in value.items()}
    return [_cut(it) for it in value] if isinstance(value, list) else value


def _lines(value: Any, indent: int, wide: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if len(_ID.sub(r"\1…", flat)) + indent <= wide or not isinstance(value, dict | list):
        return flat
    inner, pad = indent + 1, " " * (indent + 1)
    if isinstance(value, dict):
        parts = [f"{json.dumps(name, ensure_ascii=False)}: {_lines(it, inner, wide)}" for name, it in value.items()]
        return "{" + f",\n{pad}".join(parts) + "}"
    return "[" + f",\n{pad}".join(_lines(it, inner, wide) for it in value) + "]"
