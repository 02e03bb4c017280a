"""One home with a few files in it, read once, and a server over it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from assay.governance import app as composition
from assay.governance.api import Sessions, create_app, serve_app
from assay.governance.client import Client
from assay.governance.domain import Role
from assay.governance.services import Services
from assay.governance.settings import Settings, load

BASE = "http://127.0.0.1:8642"
FILES = {
    "客户.csv": "姓名,身份证号,手机号\n李雷,11010519491231002X,13800138000\n韩梅梅,440524188001010014,13900139000\n",
    "contract.txt": "Contract No. 4271906 between Silver Lake Market and Yunting Instruments. "
    "The supplier delivers forty sensors in March; payment is due within thirty days of the invoice. " * 4,
    "invoice.txt": "Invoice for contract no. 4271906. Amount due for forty sensors: 48,960.00 yuan. "
    "Please pay within thirty days to the account of the supplier. " * 4,
    "cut.pdf": "%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
}


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("api")
    return load(home=root / "home", config_dir=root / "config", workers=1, embeddings=False)


@pytest.fixture(scope="session")
def services(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with composition.build(settings) as built:
        built.ingest.run([str(folder)])
        yield built


@pytest.fixture(scope="session")
def keys(services: Services) -> dict[Role, dict[str, str]]:
    return {role: {"Authorization": f"Bearer {services.access.create(role.value, role)}"} for role in Role}


@pytest.fixture(scope="session")
def admin(keys: dict[Role, dict[str, str]]) -> dict[str, str]:
    return keys[Role.ADMIN]


@pytest.fixture(scope="session")
def asset(services: Services) -> str:
    items = services.assets.page()["items"]
    return str(next(item["id"] for item in items if item["name"] == "contract.txt"))


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


@pytest.fixture
def app(services: Services, settings: Settings, sessions: Sessions) -> FastAPI:
    return create_app(services, settings, sessions=sessions)


@pytest.fixture
def http(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=BASE, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def server_sessions() -> Sessions:
    return Sessions()


@pytest.fixture(scope="session")
def url(services: Services, settings: Settings, server_sessions: Sessions) -> Iterator[str]:
    app = serve_app(services, settings, None, sessions=server_sessions)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def client(url: str, services: Services) -> Iterator[Client]:
    with Client(url, services.access.local_key()) as client:
        yield client
