"""Notices against servers of this test's own: signed webhooks, mails, a digest; nothing where nothing is set."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from assay.governance.domain import SettingsError, UsageError
from assay.governance.services.notifying import notices
from assay.governance.settings import load

SECRET, NUMBER = "a-long-enough-secret", "11010519491231002X"


class Hook:
    """A webhook's receiver: `status` is what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if hook.status == 200:
                    hook.got.append(({name.lower(): it for name, it in self.headers.items()}, body))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join(5)


class MailHandler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    text += part
                self.server.mails.append(text.decode())  # type: ignore[attr-defined]
            if verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def mails() -> Iterator[tuple[str, list[str]]]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailHandler)
    server.daemon_threads = True
    server.mails = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}", server.mails  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_webhook_is_told_signed_and_masked_and_once(make: Any, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_CREDENTIALS_HOOK_SECRET", SECRET)
    with make(notify={"webhook_url": hook.url, "webhook_credentials": "hook", "level": "general-2"}) as desk:
        desk.write(f"form {NUMBER}.txt", f"Resident identity card {NUMBER} of the customer Li Lei. " * 3)
        desk.ingest()
        events = hook.events()
        assert [it["type"] for it in events] == ["assay.run.finished", "assay.assets.restricted"]
        assert events[0]["specversion"] == "1.0"
        assert events[0]["data"]["files"] == 1
        (item,) = events[1]["data"]["items"]
        assert item["level"].startswith("gbt-43697:")
        assert NUMBER not in str(hook.got)
        headers, body = hook.got[0]
        signed = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
        digest = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{digest}"
        assert headers["content-type"] == "application/cloudevents+json"

        desk.ingest()
        assert [it["type"] for it in hook.events()[2:]] == ["assay.run.finished"], "what is known is not told again"
        hook.status = 500
        with pytest.raises(UsageError):
            desk.services.ingest.run([str(desk.folder / "none")])
        assert len(hook.got) == 3
        hook.status = 200
        assert desk.services.notifying.deliver() == 1, "what did not arrive waits"
        assert hook.events()[3]["type"] == "assay.source.failed"
        assert desk.services.notifying.deliver() == 0


def test_a_digest_comes_once_a_week_by_mail_in_the_language_that_was_chosen(
    make: Any, mails: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, got = mails
    notify = {
        "mail_server": server, "mail_from": "assay@example.com", "mail_to": ("ann@example.com", "ben@example.com"),
        "mail_tls": False, "language": "zh",
    }  # fmt: skip
    with make(notify=notify) as desk:
        desk.services.notifying.tick()
        assert got == [], "the first week begins now"
        with desk.services.store.write() as db:
            db.meta.put("digest.at", "2024-01-01T00:00:00+00:00")
        desk.services.notifying.tick()
        desk.services.notifying.tick()
    from email import message_from_string
    from email.header import decode_header, make_header

    (mail,) = [message_from_string(it) for it in got]
    assert "数据周报" in str(make_header(decode_header(mail["Subject"])))
    assert mail["To"] == "ann@example.com, ben@example.com"
    assert "待复核: 0" in str(mail.get_payload(decode=True), "utf-8")


def test_nothing_is_noted_where_nobody_is_to_be_told(make: Any) -> None:
    with make() as desk:
        desk.write("a.txt", "Some words. " * 9)
        desk.ingest()
        desk.services.notifying.tick()
        with desk.services.store.read() as db:
            assert db.outbox.pending(topic="notify") == []


@pytest.mark.parametrize(
    "notify",
    [
        {"webhook_url": "https://example.com/hook"},
        {"webhook_url": "ftp://example.com", "webhook_credentials": "hook"},
        {"mail_server": "mail.example.com"},
        {"colour": "red"},
    ],
)
def test_settings_that_do_not_hold_together_are_refused(notify: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        load(notify=notify)


@pytest.mark.parametrize(
    ("data", "english", "chinese"),
    [
        ({"source": None, "error": "UsageError"}, "kind of error: its place is not there\n", "错误类型: 位置不存在\n"),
        (
            {"source": "mail", "error": "OSError"},
            "source: mail\nkind of error: OSError\n",
            "来源: mail\n错误类型: OSError\n",
        ),
        ({"state": "done", "files": 2}, "state: done\nfiles: 2\n", "状态: 已完成\n文件数: 2\n"),
    ],
)
def test_a_mail_says_what_is_known_in_the_readers_language(data: dict[str, Any], english: str, chinese: str) -> None:
    kind = notices.FINISHED if "state" in data else notices.FAILED
    assert notices.mail_text(kind, data, chinese=False)[1] == english
    assert notices.mail_text(kind, data, chinese=True)[1] == chinese
