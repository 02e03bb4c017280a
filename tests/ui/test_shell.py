"""The page that a browser loads first is ours by name, and the overview is found under its own."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assay.ui.shell import Shell

PAGE = "<html><head><title>Streamlit</title></head></html>"


@pytest.fixture
def http() -> TestClient:
    routes = [
        Route("/static/app.js", lambda request: PlainTextResponse("<title>Streamlit</title>")),
        Route("/{page:path}", lambda request: HTMLResponse(PAGE)),
    ]
    return TestClient(Shell(Starlette(routes=routes)), headers={"accept": "text/html"}, follow_redirects=False)


def test_a_page_bears_our_name_and_nothing_else_is_changed(http: TestClient) -> None:
    page = http.get("/review")
    assert "<title>Assay</title>" in page.text
    assert int(page.headers["content-length"]) == len(page.content)
    assert "Streamlit" in http.get("/static/app.js").text


@pytest.mark.parametrize(
    ("asked", "sent"), [("/overview", "/"), ("/overview/", "/"), ("/overview?lang=zh&x=%C3%A4", "/?lang=zh&x=%C3%A4")]
)
def test_the_overview_is_found_under_its_name(http: TestClient, asked: str, sent: str) -> None:
    answer = http.get(asked)
    assert (answer.status_code, answer.headers["location"]) == (307, sent)
