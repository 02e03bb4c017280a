"""Signing in with a code or a key, and out again."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from assay.governance.api import Sessions, create_app
from assay.governance.domain import LOCAL_ADMIN, Role
from assay.governance.services import Services
from assay.governance.settings import Settings

BASE = "http://127.0.0.1:8642"
ORIGIN = {"Origin": BASE}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_code_signs_in_once(http: TestClient, sessions: Sessions) -> None:
    code = sessions.code(LOCAL_ADMIN)
    response = http.get(f"/signin?code={code}")
    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert code not in cookie
    assert http.get("/v1/assets").status_code == 200
    http.cookies.clear()
    again = http.get(f"/signin?code={code}")
    assert again.status_code == 401
    assert "set-cookie" not in again.headers
    assert code not in again.text


def test_a_link_on_another_site_still_ends_signed_in(http: TestClient, sessions: Sessions) -> None:
    response = http.get(f"/signin?code={sessions.code(LOCAL_ADMIN)}", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 200
    assert 'http-equiv="refresh"' in response.text
    assert "set-cookie" in response.headers


def test_codes_and_sessions_grow_old() -> None:
    clock = Clock()
    sessions = Sessions(clock=clock)
    code, late = sessions.code(LOCAL_ADMIN), sessions.code(LOCAL_ADMIN)
    clock.now = 599.0
    token = sessions.redeem(code)
    assert token is not None
    clock.now = 601.0
    assert sessions.redeem(late) is None
    clock.now = 599.0 + 12 * 3600 - 1
    assert sessions.actor(token) == LOCAL_ADMIN
    clock.now += 2
    assert sessions.actor(token) is None


def test_sessions_do_not_grow_without_bound() -> None:
    sessions = Sessions(most=3)
    tokens = [sessions.open(LOCAL_ADMIN) for _ in range(5)]
    assert [sessions.actor(token) is not None for token in tokens] == [False, False, True, True, True]


def test_a_key_signs_in_with_its_role(http: TestClient, keys: dict[Role, dict[str, str]]) -> None:
    key = keys[Role.VIEWER]["Authorization"].removeprefix("Bearer ")
    response = http.post("/signin", data={"key": key}, headers=ORIGIN)
    assert response.status_code == 303
    assert http.get("/v1/assets").status_code == 200
    assert http.get("/v1/reviews").status_code == 403


def test_revoking_a_key_ends_the_sessions_that_it_opened(
    services: Services, settings: Settings, sessions: Sessions
) -> None:
    clock = Clock()
    sessions = Sessions(clock=clock)
    http = TestClient(create_app(services, settings, sessions=sessions), base_url=BASE, follow_redirects=False)
    key = services.access.create("passing", Role.VIEWER)
    assert http.post("/signin", data={"key": key}).status_code == 303
    assert http.get("/v1/assets").status_code == 200
    services.access.revoke("passing")
    clock.now += 11
    assert http.get("/v1/assets").status_code == 401
    assert http.get("/v1/assets", headers={"Authorization": f"Bearer {key}"}).status_code == 401


@pytest.mark.parametrize("key", ["wrong", "", " ", "x" * 600])
def test_a_wrong_key_does_not(http: TestClient, key: str) -> None:
    response = http.post("/signin", data={"key": key}, headers=ORIGIN)
    assert response.status_code == 401
    assert "set-cookie" not in response.headers
    assert 'role="alert"' in response.text


def test_the_form_is_plain_in_both_languages_and_loads_nothing(http: TestClient) -> None:
    response = http.get("/signin")
    assert "Sign in" in response.text
    assert "登录" in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert "src=" not in response.text
    assert "http://" not in response.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (ORIGIN, 404),
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "http://127.0.0.1:8642.evil.example"}, 403),
        ({"Origin": "http://[broken"}, 403),
    ],
)
def test_a_cookie_changes_things_from_our_pages_alone(
    http: TestClient, sessions: Sessions, headers: dict[str, str], status: int
) -> None:
    http.cookies.set("assay_session", sessions.open(LOCAL_ADMIN))
    answer = http.post("/v1/reviews/none/decisions", json={"action": "accept"}, headers=headers)
    assert answer.status_code == status
    assert http.get("/v1/reviews", headers=headers).status_code == 200


def test_a_page_elsewhere_cannot_sign_anybody_in(http: TestClient) -> None:
    response = http.post("/signin", data={"key": "any"}, headers={"Origin": "http://evil.example"})
    assert response.status_code == 403


def test_signing_out_ends_the_session(http: TestClient, sessions: Sessions) -> None:
    token = sessions.open(LOCAL_ADMIN)
    http.cookies.set("assay_session", token)
    assert http.post("/signout").status_code == 403
    assert http.post("/signout", headers=ORIGIN).status_code == 303
    assert sessions.actor(token) is None
    assert http.get("/v1/assets").status_code == 401


def test_tokens_are_not_kept_in_clear(sessions: Sessions) -> None:
    token = sessions.open(LOCAL_ADMIN)
    held: Any = vars(sessions)
    assert token not in repr(held)
