"""Tables of the Chinese pages whose words the code has in English alone: what has no sentence fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from writing import tables
from writing.tables import table

__all__ = ["commands", "limits", "settings"]

HERE = Path(__file__).parent


@cache
def _sentences(of: str) -> dict[str, str]:
    said: dict[str, str] = json.loads((HERE / f"{of}_zh.json").read_text(encoding="utf-8"))
    return said


def commands() -> str:
    """Return what each command does."""
    import typer.main

    from assay.governance.cli.program import app

    said = _sentences("cli")
    rows = [(f"`assay {name}`", said[name]) for name in _names(typer.main.get_command(app), ())]
    return table(("命令", "作用"), rows)


def _names(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    children = getattr(command, "commands", {})
    if not children:
        yield " ".join(path)
    for name, child in sorted(children.items()):
        yield from _names(child, (*path, name))


def settings() -> str:
    """Return the table of settings."""
    return _translated(tables.setting_rows(), "含义")


def limits() -> str:
    """Return the table of limits."""
    return _translated(tables.limit_rows(), "计量")


def _translated(rows: list[tuple[str, str, str, str]], means: str) -> str:
    said = _sentences("settings")
    default = {"the user's configuration folder": "用户的配置文件夹", "none": "无", "not set": "未设置"}
    return table(
        ("设置", "环境变量", "默认值", means),
        [(name, variable, default.get(value, value), said[name.strip("`")]) for name, variable, value, _ in rows],
    )
