"""The API as pages of the documentation: a table of all calls, and each call with an example that was recorded."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from writing.tables import table

__all__ = ["described", "reference", "summary"]

HERE = Path(__file__).parent
WIDTH, ITEMS, DEEPEST = 110, 30, 2
HEADS = {"en": ("call", "does", "answers"), "zh": ("调用", "作用", "返回")}
TAGS_ZH = {
    "tag": "打标签", "assets": "资产", "graph": "图与关联", "entities": "实体", "terms": "术语", "cases": "案例",
    "issues": "质量问题", "datasets": "数据集", "sources": "来源", "governance": "治理", "jobs": "任务",
    "events": "事件", "exports": "导出", "search": "检索", "reviews": "复核", "policies": "策略",
    "taxonomies": "主题集", "operations": "运行",
}  # fmt: skip
ROLES = {"en": ("Roles", "anyone, without a key"), "zh": ("角色", "任何人，无需密钥")}
OFFERED = {"if-match": "`If-Match`", "Idempotency-Key": "`Idempotency-Key`", "cursor": "`cursor`"}


@cache
def described() -> dict[str, Any]:
    """Return the OpenAPI description. Describing the calls makes none of them, so no catalog is opened."""
    from assay.governance.api import create_app
    from assay.governance.settings import Settings

    services: Any = SimpleNamespace(access=SimpleNamespace(authenticate=None))
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(services, Settings(home=Path(folder, "home"), config_dir=Path(folder, "config")))
        found: dict[str, Any] = app.openapi()
    return found


def summary(language: str = "en") -> str:
    """Return the calls, one table a tag, each with the way to its example."""
    groups: dict[str, list[tuple[object, ...]]] = {}
    for name, call in _calls():
        answer = ", ".join(code for code in call["responses"] if code.startswith("2"))
        anchor = re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-")
        link = f"[`{name}`](api-reference.md#{anchor})"
        groups.setdefault(_tag(call), []).append((link, _says(call, language), answer))
    return "\n\n".join(
        f"### {_title(name, language)}\n\n{table(HEADS[language], rows)}" for name, rows in groups.items()
    )


def reference(language: str = "en") -> str:
    """Return each call: what it does, who may, what it offers, an example request and its answer."""
    examples: dict[str, Any] = json.loads((HERE / "api_examples.json").read_text(encoding="utf-8"))
    parts, tag = [], ""
    for name, call in _calls():
        if _tag(call) != tag:
            tag = _tag(call)
            parts.append(f"## {_title(tag, language)}")
        parts += [f"### `{name}`", _says(call, language), _facts(call, language)]
        parts.append(_example(examples[call["operationId"]]))
    return "\n\n".join(parts)


def _calls() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", call)
        for path, calls in described()["paths"].items()
        for method, call in calls.items()
    ]


def _tag(call: Mapping[str, Any]) -> str:
    return str(call.get("tags", ["operations"])[0])


def _title(tag: str, language: str) -> str:
    return TAGS_ZH.get(tag, tag) if language == "zh" else tag.capitalize()


def _says(call: Mapping[str, Any], language: str) -> str:
    return _chinese()[call["operationId"]] if language == "zh" else " ".join(call["description"].split())


@cache
def _chinese() -> dict[str, str]:
    said: dict[str, str] = json.loads((HERE / "api_zh.json").read_text(encoding="utf-8"))
    return said


def _facts(call: Mapping[str, Any], language: str) -> str:
    label, anyone = ROLES[language]
    asked = {it["name"] for it in call.get("parameters", ())}
    roles = ", ".join(call.get("x-roles", ())) or anyone
    return " · ".join([f"{label}: {roles}", *(said for name, said in OFFERED.items() if name in asked)])


def _example(taken: Mapping[str, Any]) -> str:
    sent = taken["request"]
    query = "&".join(f"{name}={value}" for name, value in sent.get("query", {}).items())
    lines = [f"{sent['method']} {sent['path']}{'?' + query if query else ''}"]
    lines += [f"{name}: {value}" for name, value in sent.get("headers", {}).items()]
    lines += [f"{name}={value}" for name, value in sent.get("fields", {}).items()]
    if "file" in sent:
        lines.append(f"file=@{sent['file']}")
    if "body" in sent:
        lines += ["", _drawn(sent["body"])]
    answer = [" ".join([str(taken["status"]), *(f"{name}: {it}" for name, it in taken["headers"].items())])]
    if taken["answer"] is not None:
        answer += ["", taken["answer"] if isinstance(taken["answer"], str) else _drawn(taken["answer"])]
    return "```http\n" + "\n".join(lines) + "\n```\n\n```http\n" + "\n".join(answer).rstrip() + "\n```"


def _drawn(value: Any, indent: int = 0, deep: int = 0) -> str:
    """Return JSON in few lines: what fits stands on one; of a list the first item; what is long or deep is left out."""
    flat = json.dumps(value, ensure_ascii=False)
    room = WIDTH - indent
    if len(flat) <= room or not value:
        return flat
    if not isinstance(value, (dict, list)):
        return f'{flat[: room - 2]}…"'
    if deep >= DEEPEST:
        return "{…}" if isinstance(value, dict) else "[…]"
    if isinstance(value, list):
        more = ", …" if len(value) > 1 else ""
        return f"[{_drawn(value[0], indent + 1, deep)}{more}]"
    pad = " " * (indent + 2)
    items = [
        f"{json.dumps(name, ensure_ascii=False)}: {_drawn(it, indent + 2, deep + 1)}" for name, it in value.items()
    ]
    if len(items) > ITEMS:
        items = [*items[:ITEMS], "…"]
    return f"{{\n{pad}" + f",\n{pad}".join(items) + f"\n{' ' * indent}}}"
