"""A server over services: until every real one is there, small ones that answer what the facade promises."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assay.governance.api import Sessions, create_app
from assay.governance.domain import Actor, NotFoundError, Role
from assay.governance.settings import Settings, load

KEYS = {role: f"key-of-{role.value}" for role in Role}


class Jobs:
    """One job that ends after a few looks."""

    def __init__(self) -> None:
        self.looks = 0
        self.kept: list[tuple[str, bytes]] = []
        self.cancelled: list[str] = []

    def submit(self, uris: Sequence[str], *, actor: Actor) -> str:
        return "j1"

    def submit_upload(self, path: Path, name: str, actor: Actor) -> str:
        self.kept.append((name, path.read_bytes()))
        return "j1"

    def get(self, job_id: str) -> dict[str, Any]:
        if job_id != "j1":
            raise NotFoundError(f"no job {job_id}")
        self.looks += 1
        state = "done" if self.looks > 3 else "running"
        return {"id": "j1", "state": state, "counts": {"complete": min(self.looks, 3)}, "total": 3, "report": None}

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)


class Tag:
    """Tags by echoing what it was given, and can be made to wait."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.seen: list[Path] = []

    def texts(self, texts: Sequence[str], *, policy: str | None, reveal: bool, actor: Actor) -> list[dict[str, Any]]:
        self.open.wait(10)
        if "explode" in texts:
            raise RuntimeError("CANARY-IN-EXCEPTION")
        return [{"schema": "assay.tag/1", "length": len(text)} for text in texts]

    def file(self, path: Path, *, name: str | None, policy: str | None, reveal: bool, actor: Actor) -> list[Any]:
        self.seen.append(path)
        return [{"schema": "assay.tag/1", "name": name, "bytes": path.stat().st_size}]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(home=tmp_path / "home", config_dir=tmp_path / "config", workers=1)


@pytest.fixture
def services() -> Any:
    actors = {key: Actor(name=role.value, role=role) for role, key in KEYS.items()}

    def show(asset_id: str) -> dict[str, Any]:
        if asset_id != "a1":
            raise NotFoundError(f"no asset {asset_id}")
        return {"schema": "assay.tag/1", "asset": {"id": "a1"}, "governance": {"owner": None}}

    anything = lambda *args, **named: {"items": [], "next": None}  # noqa: E731
    return SimpleNamespace(
        tag=Tag(), jobs=Jobs(),
        assets=SimpleNamespace(
            page=anything, show=show, govern=lambda asset_id, *a, **n: show(asset_id), findings=anything,
            links=anything, content=anything, issues=anything,
        ),
        search=SimpleNamespace(query=lambda *a, **n: {"hits": [], "facets": {}}),
        review=SimpleNamespace(
            page=anything, get=lambda task: {"id": task, "etag": "e1"}, decide=anything, undo=anything, stats=anything
        ),
        policies=SimpleNamespace(list=list, show=anything, check=anything, simulate=anything, apply=anything),
        operations=SimpleNamespace(ready=lambda: True, models=list, verify=anything),
        overview=lambda: {"assets": 0},
        access=SimpleNamespace(authenticate=actors.get),
    )  # fmt: skip


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


@pytest.fixture
def app(services: Any, settings: Settings, sessions: Sessions) -> FastAPI:
    return create_app(services, settings, sessions=sessions)


@pytest.fixture
def http(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1:8642", follow_redirects=False) as client:
        yield client


@pytest.fixture
def keys() -> dict[Role, dict[str, str]]:
    return {role: {"Authorization": f"Bearer {key}"} for role, key in KEYS.items()}


@pytest.fixture
def admin(keys: dict[Role, dict[str, str]]) -> dict[str, str]:
    return keys[Role.ADMIN]
