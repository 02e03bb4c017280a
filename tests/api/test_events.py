"""CloudEvents, structured and binary: a known place is looked at, whatever the event says happened there."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from assay.governance.api.cloudevents import STRUCTURED, places_of, read_event
from assay.governance.domain import Role

Keys = dict[Role, dict[str, str]]


def event(**more: Any) -> dict[str, Any]:
    return {"specversion": "1.0", "id": "e1", "source": "/feed", "type": "com.example.changed", **more}


def structured(said: Any) -> tuple[Headers, bytes]:
    return Headers({"content-type": f"{STRUCTURED}; charset=utf-8"}), json.dumps(said).encode()


S3 = {"bucket": {"name": "shop"}, "object": {"key": "a b/c.txt"}}
S3_ENCODED = {"bucket": {"name": "shop"}, "object": {"key": "a+b/c%2B.txt"}}


@pytest.mark.parametrize(
    ("said", "places"),
    [
        (event(data={"Records": [{"s3": S3_ENCODED}, {"s3": S3_ENCODED}]}), ("s3://shop/a b/c+.txt",)),
        (event(data={"detail": S3}), ("s3://shop/a b/c.txt",)), (event(data=S3), ("s3://shop/a b/c.txt",)),
        (event(data={"bucket": "shop", "name": "a/b.txt"}), ("gcs://shop/a/b.txt",)),
        (event(data={"url": "https://acct.blob.core.windows.net/box/a%20b.txt"}), ("abfs://box/a b.txt",)),
        (event(data={"url": "https://blob.core.windows.net.example/box/a"}), ("https://blob.core.windows.net.example/box/a",)),
        (event(data={"uri": "file:///srv/a.txt"}), ("file:///srv/a.txt",)),
        (event(subject="file:///srv/a.txt"), ("file:///srv/a.txt",)),
        (event(source="sftp://host/in/", subject="/a.txt"), ("sftp://host/in/a.txt",)),
        (event(data_base64=base64.b64encode(b'{"uri": "file:///srv/a.txt"}').decode()), ("file:///srv/a.txt",)),
    ],
)  # fmt: skip
def test_the_places_of_an_event_are_found(said: dict[str, Any], places: tuple[str, ...]) -> None:
    assert places_of(read_event(*structured(said))) == places


def test_attributes_may_stand_in_headers() -> None:
    headers = {f"ce-{name}": value for name, value in event(id="a%20b").items()}
    read = read_event(Headers({**headers, "content-type": "application/json"}), b'{"uri": "file:///a"}')
    assert (read.id, read.source, places_of(read)) == ("a b", "/feed", ("file:///a",))
    assert places_of(read_event(Headers({**headers, "ce-subject": "file:///b"}), b"")) == ("file:///b",)


@pytest.mark.parametrize(
    "said",
    [
        [], {}, event(id=""), event(specversion="0.3"), event(type=3), event(id="x" * 5_000), event(source=None),
        event(data_base64="%"), event(data_base64="bm8="),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(said: Any) -> None:
    with pytest.raises(HTTPException) as caught:
        read_event(*structured(said))
    assert caught.value.status_code == 422


@pytest.mark.parametrize(
    "said",
    [
        event(), event(subject="a.txt"), event(data={"Records": [{"s3": {"bucket": "x"}}, 3]}), event(data="text"),
        event(data={"uri": "no uri"}), event(data={"uri": "file:///" + "x" * 5_000}),
        event(data={"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": str(it)}}} for it in range(101)]}),
    ],
)  # fmt: skip
def test_an_event_of_no_place_or_of_too_many_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(HTTPException):
        places_of(read_event(*structured(said)))


@pytest.fixture
def send(http: TestClient, keys: Keys) -> Callable[..., Any]:
    def sent(said: dict[str, Any], role: Role = Role.SERVICE) -> Any:
        return http.post("/v1/events", headers={**keys[role], "content-type": STRUCTURED}, content=json.dumps(said))

    return sent


def ended(http: TestClient, job: str, headers: dict[str, str]) -> dict[str, Any]:
    for _ in range(300):
        state: dict[str, Any] = http.get(f"/v1/jobs/{job}", headers=headers).json()
        if state["state"] not in {"queued", "running"}:
            return state
        time.sleep(0.05)
    raise AssertionError("the job does not end")


def test_a_place_is_read_and_buried_by_what_lies_there(
    http: TestClient, admin: dict[str, str], send: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "first.txt").write_text("The loading bay opens at nine.")
    location = http.post("/v1/assets", headers=admin, json={"uri": str(tmp_path)}).headers["location"]
    ended(http, location.rpartition("/")[2], admin)
    file = tmp_path / "pushed-9317.txt"
    file.write_text("The blue gate opens at ten.")
    said = event(id="made", type="deleted, it says", data={"uri": file.as_uri()})
    answer = send(said)
    assert answer.status_code == 202
    state = ended(http, answer.json()["id"], admin)
    assert (state["state"], state["report"]["files"]) == ("done", 1)
    assert send(said).json() == answer.json(), "the same event again is the same job"
    file.unlink()
    gone = ended(http, send(event(id="gone", subject=file.as_uri())).json()["id"], admin)
    assert gone["report"]["gone"] == 1


@pytest.mark.parametrize(
    "uri", ["http://169.254.169.254/latest", "s3://unknown/key", "file:///etc/passwd", "gopher://a/b"]
)
def test_a_place_in_no_known_source_is_refused(send: Callable[..., Any], uri: str) -> None:
    answer = send(event(id=uri, data={"uri": uri}), Role.ADMIN)
    assert answer.status_code == 404
    assert uri not in answer.text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_who_may_not_ingest_may_not_push(send: Callable[..., Any], role: Role) -> None:
    assert send(event(data={"uri": "file:///a"}), role).status_code == 403
