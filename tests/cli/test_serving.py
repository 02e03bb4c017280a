"""`assay serve` and `assay ingest` as processes of their own: signals, ports, sign-in."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from typing import Any

import pytest

PROGRAM = [sys.executable, "-m", "assay.governance.cli"]


@pytest.fixture
def served(ingested: Any) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [*PROGRAM, "--home", str(ingested.home), "serve", "--port", "0", "--no-console"],
        env={**os.environ, **ingested.environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    link = ""
    while not link:
        line = process.stderr.readline()
        assert line, "the server ended before it said where it is"
        link = next(iter(re.findall(r"http://127\.0\.0\.1:\d+/signin\?code=\S+", line)), "")
    yield process, link
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_a_server_signs_in_once_answers_and_stops_on_ctrl_c(served: tuple[subprocess.Popen[str], str]) -> None:
    process, link = served
    base = link.split("/signin", maxsplit=1)[0]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with pytest.raises(urllib.error.HTTPError) as raised:
        browser.open(f"{base}/v1/assets")
    with raised.value as refused:
        assert refused.code == 401
    with pytest.raises(urllib.error.HTTPError) as raised:
        browser.open(link)
    with raised.value as nothing:
        assert nothing.code == 404, "signed in and sent on to the console, which is switched off"
    with browser.open(f"{base}/v1/assets") as answer:
        assert answer.status == 200
        assert "server" not in answer.headers
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out == ""
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_unavailable(
    ingested: Any, served: tuple[subprocess.Popen[str], str], tmp_path: Any
) -> None:
    port = re.findall(r":(\d+)/", served[1])[0]
    other = type(ingested)(tmp_path)
    result = other("serve", "--port", port, "--no-console")
    assert result.exit_code == 4
    assert port in result.stderr


def test_ctrl_c_keeps_what_is_finished(program: Any, tmp_path: Any) -> None:
    other = type(program)(tmp_path)
    other.files.mkdir()
    for number in range(30):
        (other.files / f"{number:03}.txt").write_text(f"note number {number} about the delivery of sensors")
    command = [*PROGRAM, "--home", str(other.home), "ingest", str(other.files), "--json"]
    process = subprocess.Popen(
        command, env={**os.environ, **other.environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert "0/30" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "Traceback" not in err
    assert '"state": "cancelled"' in out
    assert other("ingest", str(other.files)).exit_code == 0
