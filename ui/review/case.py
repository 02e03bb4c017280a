"""An item of the queue as data: what it is, why it is asked, what speaks for it and what may be answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from assay.governance.client import Client
from assay.ui.components.badges import level, status
from assay.ui.components.exhibit import gathered, panels
from assay.ui.components.findings import findings_data
from assay.ui.components.parts import path_words
from assay.ui.components.reasons import rule_source
from assay.ui.i18n import language, pick, say

__all__ = ["case", "prepare"]

_SEGMENTS = 12
_FINDINGS = 40
_RULES = 2
_KEYS = 9


def prepare(api: Client, task: Mapping[str, Any]) -> dict[str, Any]:
    """Fetch what is shown beside a task, so that it is there before the task is; from any thread."""
    held = gathered(api, task["asset"], task["modality"], task["findings"])
    if task["modality"] == "video":
        held["frame_times"] = api.asset(task["asset"])["facts"].get("frame_times", ())
    segments = [it for it in api.content(task["asset"])["segments"] if it["text"].strip()]
    telling = [it for it in segments if it["spans"]] or segments
    held["segments"], held["more"] = telling[:_SEGMENTS], max(0, len(telling) - _SEGMENTS)
    return held


def case(task: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task and what was prepared for it, in the language in use."""
    findings = task["findings"]
    where = [say(f"modality.{task['modality']}"), status(task["status"]), path_words(task["path"])]
    current = task.get("current") or {}
    differs = current.get("code") not in {None, task["proposal"]["code"]}
    title = say("review.findings", n=task.get("findings_total", len(findings)))
    shown = panels(task["asset"], task["modality"], findings, held, held.get("segments", ()))
    table = findings_data(task["asset"], findings[:_FINDINGS])
    return {
        "id": task["id"], "asset": task["asset"], "title": task["name"] or say("asset.unnamed"),
        "where": " · ".join(part for part in where if part),
        "href": f"/asset?{urlencode({'asset': task['asset'], 'lang': language()})}",
        "asked": " ".join(pick(words) for words in task["says"]),
        "rules": [{"says": pick(it["says"]), "source": rule_source(it)} for it in task["basis"]],
        "more_rules": say("review.more_rules", n=len(task["basis"]) - _RULES),
        "panels": shown,
        "more": say("review.more_segments", n=held["more"]) if held.get("more") else "",
        "pages": [page["url"] for it in shown if it["kind"] == "page" for page in it["pages"][:1]],
        "findings": {"title": title, "head": table["head"], "rows": table["rows"]} if findings else None,
        "proposal": _choice(task["proposal"]), "under": say("review.under", policy=task["policy"]),
        "now": say("review.current", level=level(current)) if differs else "",
        "choices": [_choice(it) for it in task["choices"][:_KEYS]],
    }  # fmt: skip


def _choice(grade: Mapping[str, Any]) -> dict[str, Any]:
    return {"code": grade["code"], "rank": grade["rank"], "text": level(grade)}
