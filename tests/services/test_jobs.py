"""Jobs leave nothing behind: neither the bytes that were sent nor a place in clear."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from assay.governance.domain import Actor, ForbiddenError, Role, UsageError

if TYPE_CHECKING:
    from conftest import Desk

VALUE = "13712345678"


def ended(desk: Desk, job_id: str) -> dict[str, Any]:
    until = time.monotonic() + 30
    while (job := desk.services.jobs.get(job_id))["state"] in {"queued", "running"}:
        assert time.monotonic() < until
        time.sleep(0.02)
    return job


def test_an_uploaded_file_is_taken_in_and_its_bytes_are_forgotten(desk: Desk, admin: Actor, tmp_path: Path) -> None:
    path = tmp_path / "sent.tmp"
    path.write_text(f"请致电 {VALUE}。" * 3, encoding="utf-8")
    desk.write("first.txt", "The first hall of jobs is open.")
    desk.ingest()
    before = desk.services.store.counts()["vault_key"]
    job = ended(desk, desk.services.jobs.submit_upload(path, f"来电 {VALUE}.txt", admin))
    assert job["state"] == "done"
    assert job["report"]["by_status"] == {"complete": 1}
    assert VALUE not in str(job)
    assert desk.services.store.counts()["vault_key"] == before + 2, "one for the content, one for the asset"
    assert desk.services.operations.verify()["problems"] == []


def test_a_folder_is_taken_in_by_a_job(desk: Desk, admin: Actor) -> None:
    desk.write("a.txt", "The hall of jobs is open.")
    desk.write("b.txt", "")
    job = ended(desk, desk.services.jobs.submit([str(desk.folder)], actor=admin))
    assert (job["state"], job["counts"], job["total"]) == ("done", {"complete": 1, "skipped": 1}, 2)
    assert [item["reason"] for item in job["report"]["unread"]] == ["empty"]


def test_what_cannot_be_is_refused_before_a_job_is_made(desk: Desk, admin: Actor) -> None:
    before = desk.services.store.counts()
    with pytest.raises(UsageError):
        desk.services.jobs.submit([str(desk.folder / "missing")], actor=admin)
    with pytest.raises(ForbiddenError):
        desk.services.jobs.submit([str(desk.folder)], actor=Actor(name="ann", role=Role.ANALYST))
    assert desk.services.store.counts() == before
