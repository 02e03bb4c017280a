"""Record a request and its answer of every call of the API: `python docs/writing/recording.py`.

Over files of the sample corpus. What is recorded is kept beside this script and put into the reference by
`generate.py`; a test holds it to OpenAPI. Lists are shortened, never changed; nothing in it was written by hand.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from assay.governance import app as composition
from assay.governance.api import create_app
from assay.governance.domain import Role
from assay.governance.settings import load

RECORD = Path(__file__).parent / "api_examples.json"
CORPUS = Path(__file__).parents[2] / "examples" / "corpus"
FILES = (
    "archive/backup-2023.zip", "broken/price-list-cut.pdf", "calls/call-2024-04-02.wav", "contracts/采购合同.pdf",
    "contracts/supplement-scan.pdf", "finance/customers.csv", "finance/invoice-2024-03.png",
    "mail/first-quarter-bill.eml", "notes/press-release.txt", "projects/kick-off.pptx",
    "finance/客户与工资.xlsx", "hr/体检报告.pdf",
)  # fmt: skip
SHARE, BASE = "/srv", "http://127.0.0.1:8642"
LONGEST, LINES = 2, 12
TOPICS = """
name: claims
topics:
  - id: claim
    label: {en: Claims, zh: 索赔}
    description: {en: a customer asks for money back, zh: 客户要求退款}
  - id: praise
    label: {en: Praise, zh: 表扬}
    description: {en: a customer is glad, zh: 客户表示满意}
"""
EXAMPLES = [
    {"text": text.format(n), "topic": topic}
    for topic, text in (("claim", "I want my money back for order {}."), ("praise", "Thank you, order {} was perfect."))
    for n in range(8)
]
EVENT = {"specversion": "1.0", "id": "e-1", "source": "/share", "type": "com.example.file.changed"}


class Recorder:
    """Makes calls and keeps what was sent and answered, by operation id."""

    def __init__(self, http: TestClient, app: FastAPI, key: str, share: Path) -> None:
        self.http, self.key, self.share = http, key, share
        self.taken: dict[str, Any] = {}
        self.calls = {
            operation["operationId"]: (method.upper(), path)
            for path, methods in app.openapi()["paths"].items()
            for method, operation in methods.items()
        }

    def __call__(
        self,
        operation: str,
        *,
        body: Any = None,
        query: Mapping[str, Any] | None = None,
        file: tuple[str, bytes] | None = None,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **place: str,
    ) -> Any:
        """Make a call and return its answer."""
        method, template = self.calls[operation]
        path = template.format(**place)
        sent = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        answer = self.http.request(
            method, path, params=query, json=body, headers=sent, data=fields, files={"file": file} if file else None
        )
        if not answer.is_success:
            raise SystemExit(f"{operation} was answered {answer.status_code}: {answer.text[:300]}")
        told = self._answer(answer)
        request = {"method": method, "path": path, "query": query, "headers": headers, "body": body, "fields": fields}
        if file:
            request["file"] = file[0]
        kept = {name: answer.headers[name] for name in ("ETag", "Location", "Content-Type") if name in answer.headers}
        self.taken[operation] = {
            "request": self._shared({name: value for name, value in request.items() if value}),
            "status": answer.status_code, "headers": kept, "answer": self._shared(_short(told)),
        }  # fmt: skip
        return told

    def _answer(self, answer: Any) -> Any:
        kind = answer.headers.get("content-type", "") if answer.content else ""
        if kind.startswith(("application/json", "application/problem")):
            return answer.json()
        if kind.startswith("text/") or "json" in kind or "xml" in kind:
            lines = answer.text.splitlines()
            return "\n".join([*lines[:LINES], "…"] if len(lines) > LINES else lines)
        return None if not answer.content else f"{len(answer.content):,} bytes"

    def _shared(self, value: Any) -> Any:
        return json.loads(json.dumps(value, ensure_ascii=False).replace(str(self.share.parent), SHARE))


def _short(value: Any) -> Any:
    """Return a value with its lists cut to their first items; long texts and bytes in base64 end in an ellipsis."""
    if isinstance(value, list):
        return [_short(it) for it in value[:LONGEST]]
    if isinstance(value, dict):
        return {name: _short(it) for name, it in value.items()}
    return f"{value[:200]}…" if isinstance(value, str) and len(value) > 400 and "\n" not in value[:200] else value


def main() -> int:
    """Record, and say how many calls have an example."""
    with tempfile.TemporaryDirectory() as folder:
        share = Path(folder, "share")
        for name in FILES:
            (share / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CORPUS / name, share / name)
        settings = load(home=Path(folder, "home"), config_dir=Path(folder, "config"), workers=2)
        with composition.build(settings) as services:
            services.ingest.run([str(share)], source="share")
            app = create_app(services, settings)
            with TestClient(app, base_url=BASE, follow_redirects=False) as http:
                record = Recorder(http, app, services.access.create("recorder", Role.ADMIN), share)
                take(record, share)
    missing = record.calls.keys() - record.taken.keys()
    ordered = {name: record.taken[name] for name in record.calls if name in record.taken}
    RECORD.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(ordered)} calls recorded; without an example: {sorted(missing) or 'none'}\n")
    return 1 if missing else 0


def take(call: Recorder, share: Path) -> None:
    """Make every call once, in an order in which each finds what it needs."""
    assets = {it["name"]: it["id"] for it in call("list_assets", query={"limit": 100})["items"]}
    tagging(call, share)
    looking(call, assets)
    graph(call, assets)
    reviewing(call)
    datasets(call)
    sources(call, share)
    policies(call)
    call("forget_asset", asset_id=assets["press-release.txt"])


def tagging(call: Recorder, share: Path) -> None:
    """Tag and mask without keeping anything; search and answer."""
    text = "客户登记：张三，手机13490123456"
    call("tag", body={"text": text})
    call("mask", body={"text": text})
    press = ("press-release.txt", (share / "notes/press-release.txt").read_bytes())
    call("tag_file", file=press)
    call("search", body={"text": "the bill is higher than the contract says", "limit": 2})
    call("search_file", file=press, fields={"limit": "2"})
    call("answer", body={"question": "What does the supplement change?", "passages": 2})


def looking(call: Recorder, assets: Mapping[str, str]) -> None:
    """Look at assets, govern one, and reveal a value of another."""
    table, scan, voice = assets["customers.csv"], assets["supplement-scan.pdf"], assets["call-2024-04-02.wav"]
    call("get_asset", asset_id=assets["invoice-2024-03.png"])
    etag = call("get_asset", asset_id=voice)["etag"]
    call("update_asset", asset_id=voice, body={"owner": "service desk"}, headers={"If-Match": f'"{etag}"'})
    found = call("list_findings", asset_id=table, query={"limit": 2})["items"]
    call("list_links", asset_id=voice, query={"limit": 2})
    call("get_content", asset_id=voice, query={"limit": 1})
    call("get_rows", asset_id=table, query={"limit": 2})
    call("get_page", asset_id=scan, number="1")
    call("get_media", asset_id=voice, query={"start": 0, "seconds": 10})
    masked = next(it for it in found if "*" in it["masked"])
    call("reveal", asset_id=table, body={"finding": masked["id"], "reason": "a customer asks for their own data"})
    issues = call("list_issues", query={"limit": 2})["items"]
    call("score_quality")
    change = {"state": "assigned", "assignee": "wei"}
    call("update_issue", issue_id=issues[0]["id"], body=change, headers={"If-Match": f'"{issues[0]["etag"]}"'})


def graph(call: Recorder, assets: Mapping[str, str]) -> None:
    """Look around in the graph, decide a link, parts and wholes of entities, terms and cases."""
    voice, invoice = assets["call-2024-04-02.wav"], assets["invoice-2024-03.png"]
    held = call("graph", query={"asset": assets["backup-2023.zip"], "depth": 1, "kind": "contains"})
    call("graph", query={"asset": voice, "depth": 1, "limit": 3})
    call("explain_path", query={"from": voice, "to": invoice})
    call("list_concepts", query={"kind": "level"})
    groups = call("list_communities", query={"limit": 1})["items"]
    call("list_exposure", query={"limit": 1})
    call("get_exposure", asset_id=voice)
    call("export_graph", query={"form": "graphml", "asset": voice, "depth": 1})
    link = call("list_links_of_all", query={"limit": 2})["items"][0]
    call("get_link", link_id=link["id"])
    call("decide_link", link_id=link["id"], body={"status": "confirmed"})
    call("stop_edge", edge_id=held["edges"][0]["id"], body={"reason": "aggregate"})
    call("stop_edge", edge_id=held["edges"][0]["id"], body={"reason": None})
    names = call("list_entities", query={"kind": "organisation", "limit": 2})["items"]
    call("find_entities", body={"name": "云汀仪器有限公司"})
    call("get_entity", entity_id=names[0]["id"])
    whole = call("merge_entities", entity_id=names[0]["id"], body={"other": names[1]["id"], "reason": "one firm"})
    parted = [whole["members"][0]["id"]]
    call("split_entity", entity_id=whole["id"], body={"names": parted, "reason": "two firms"})
    call("undo_entity_decision", decision_id=whole["history"][-1]["id"])
    term = {"id": "mobile", "en": "mobile number", "zh": "手机号", "means": ["label:cn_mobile"]}
    call("put_terms", body={"terms": [term]})
    call("list_terms")
    call("drop_term", term_id="mobile")
    case = call("confirm_case", body={"name": "Billing dispute", "community": groups[0]["id"]})
    call("list_cases")
    call("get_case", case_id=case["id"])
    call("change_case", case_id=case["id"], body={"steward": "wei"}, headers={"If-Match": f'"{case["etag"]}"'})
    call("close_case", case_id=case["id"])


def reviewing(call: Recorder) -> None:
    """Decide one task, a group of tasks, and take a decision back."""
    call("review_stats")
    task = call("list_reviews", query={"limit": 1})["items"][0]
    call("get_review", task_id=task["id"])
    groups = call("review_groups", query={"least": 1})
    decided = call("decide", task_id=task["id"], body={"action": "accept"}, headers={"If-Match": f'"{task["etag"]}"'})
    call("undo_decision", decision_id=decided["decision"])
    group = (groups["items"] if isinstance(groups, dict) else groups)[-1]["group"]
    call("decide_group", body={"group": group, "action": "accept"})
    for task in call("list_reviews", query={"limit": 100})["items"]:  # until what holds a raised file is below it
        if levels := call("list_proposals")["items"]:
            call("accept_proposal", asset_id=levels[0]["asset"]["id"], body={"reason": "it holds this contract"})
            break
        raised = {"action": "change", "code": "general-4", "reason": "names the prices of all customers"}
        call("decide", task_id=task["id"], body=raised, headers={"If-Match": f'"{task["etag"]}"'})


def datasets(call: Recorder) -> None:
    """Select assets, score them, hold them to their contract, and write them out."""
    made = call(
        "create_dataset",
        body={"name": "contracts", "select": {"topic": "legal"}, "contract": {"least_assets": 1, "score": 0.8}},
    )
    place = {"dataset_id": made["id"]}
    call("list_datasets")
    call("get_dataset", **place)
    call("score_dataset", **place)
    call("gate_dataset", **place)
    call("export", body={"format": "csv", "dataset": made["id"]})
    call("update_dataset", body={"description": "what is signed"}, headers={"If-Match": f'"{made["etag"]}"'}, **place)
    call("delete_dataset", **place)


def sources(call: Recorder, share: Path) -> None:
    """Plan and scan sources, follow the job, and say what holds for whose files."""
    more = share.with_name("more")
    more.mkdir()
    (more / "note.txt").write_text("The meeting is on Monday.\n", encoding="utf-8")
    call("list_sources")
    call("plan_scan", body={"uri": str(share), "seconds": 1})
    made = call("add_source", body={"uri": str(more), "name": "more", "exclude": ["*.tmp"]})
    call("get_source", source_id=made["id"])
    call("update_source", source_id=made["id"], body={"name": "notes"}, headers={"If-Match": f'"{made["etag"]}"'})
    job = call("scan_source", source_id=made["id"], headers={"Idempotency-Key": "scan-1"})["id"]
    call("job_events", job_id=job)
    call("get_job", job_id=job)
    taken = call("ingest", file=("note.txt", b"The meeting is on Tuesday.\n"), headers={"Idempotency-Key": "note-1"})
    call("list_jobs", query={"limit": 1})
    call("cancel_job", job_id=taken["id"])
    event = {**EVENT, "subject": f"file://{share}/notes/press-release.txt"}
    call("receive_event", body=event, headers={"Content-Type": "application/cloudevents+json"})
    rules = {"rules": [{"source": "share", "path": "finance/**", "owner": "finance office", "retention": "P10Y"}]}
    call("preview_rules", body=rules)
    call("apply_rules", body=rules)
    call("list_rules")
    call("read_rules", file=("rules.csv", "path,owner,retention\nhr/**,人事部,P5Y\n".encode()))


def policies(call: Recorder) -> None:
    """Read packs, try a changed one, and read what else the service has."""
    call("list_policies")
    call("get_policy", name="company-4")
    text = (Path(composition.__file__).parent / "policy" / "packs" / "company-4.yaml").read_text(encoding="utf-8")
    changed = {"text": text.replace('version: "1"', 'version: "2"', 1)}
    for operation in ("check_policy", "simulate_policy", "apply_policy"):
        call(operation, body=changed)
        body = call.taken[operation]["request"]["body"]
        body["text"] = "\n".join([*body["text"].splitlines()[:6], "…"])
    call("list_duties")
    call("list_taxonomies")
    call("put_taxonomy", name="claims", body={"text": TOPICS})
    call("get_taxonomy", name="claims")
    call("train_taxonomy", name="claims", body={"examples": EXAMPLES})
    call.taken["train_taxonomy"]["request"]["body"]["examples"] = EXAMPLES[:LONGEST]
    for operation in ("who_am_i", "overview", "list_models", "list_audit", "verify", "healthz", "readyz", "metrics"):
        call(operation)
    call("get_model", name=call.taken["list_models"]["answer"][0]["name"])


if __name__ == "__main__":
    begun = time.monotonic()
    status = main()
    sys.stdout.write(f"{time.monotonic() - begun:.0f} s\n")
    sys.exit(status)
