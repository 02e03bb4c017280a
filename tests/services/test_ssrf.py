"""No form of a URI makes this machine connect to itself, to its network or to a metadata service."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assay.governance.domain import UnavailableError, UsageError
from assay.governance.services import Services


def _words(text: str) -> list[str]:
    return text.split()


HOSTS = _words("""
127.0.0.1 127.1 127.0.1 127.255.255.254 2130706433 0x7f000001 0x7f.0.0.1 0177.0.0.1 017700000001 0177.0x0.1 0 0.0.0.0
10.0.0.1 10.1 167772161 172.16.0.1 172.31.255.255 192.168.0.1 192.168.257 169.254.169.254 2852039166 0xa9fea9fe
100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255
[::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1]
[2002:7f00:1::] [2002:a9fe:a9fe::1] [fe80::1] [fe80::1%25lo] [fc00::1] [fd12:3456::1] [ff02::1] [2001:db8::1]
[2001:0:4136:e378:8000:63bf:3fff:fdd2] [::ffff:169.254.169.254] [::ffff:10.0.0.1]
localhost LOCALHOST localhost. ①②⑦.⓪.⓪.① １２７.0.0.1 127。0。0。1 inner.example both.example six.example meta.example
""")
FORMS = _words("""
http://example.com@127.0.0.1/ http://127.0.0.1#@example.com/ http://example.com\\@127.0.0.1/ http://a:b@127.0.0.1/
http:///127.0.0.1/ http:127.0.0.1 http:// http://[::1 http://127.0.0.1:99999/ http://%31%32%37.0.0.1/
HTTP://127.0.0.1/ hTtPs://localhost/ gopher://127.0.0.1:6379/_x ftp://127.0.0.1/a dict://127.0.0.1:11211/stat
ldap://127.0.0.1/ tftp://127.0.0.1/a jar:http://127.0.0.1!/ file://127.0.0.1/etc/passwd netdoc:///etc/passwd
unix:///var/run/docker.sock http+unix://socket/ ws://127.0.0.1/ s3://a:b@bucket/key
""")
NAMES = {
    "inner.example": ["127.0.0.1"], "both.example": ["93.184.216.34", "127.0.0.1"], "six.example": ["::1"],
    "meta.example": ["169.254.169.254"],
}  # fmt: skip

_connected: list[Any] | None = None


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _connected is not None and event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        _connected.append(event)


sys.addaudithook(_note)


@pytest.fixture
def connected() -> Iterator[list[Any]]:
    """Return what was connected to in this test."""
    global _connected
    _connected = []
    yield _connected
    _connected = None


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Return the port of a server on this machine that would answer everything."""

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.end_headers()

        do_GET = do_HEAD

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer for the names of the table; everything else is told by the system, which asks nobody for numbers."""
    plain = socket.getaddrinfo

    def resolve(host: str, port: int, *more: Any, **options: Any) -> Any:
        if host not in NAMES:
            return plain(host, port, *more, **options)
        return [(0, socket.SOCK_STREAM, 6, "", (address, port)) for address in NAMES[host]]

    monkeypatch.setattr("assay.extractors.sources.addresses.socket.getaddrinfo", resolve)


def test_the_table_holds_eighty_forms() -> None:
    assert len(HOSTS) + len(FORMS) >= 80
    assert len({*HOSTS, *FORMS}) == len(HOSTS) + len(FORMS)


@pytest.mark.parametrize("form", [f"http://{host}:{{port}}/x" for host in HOSTS] + FORMS)
def test_no_form_connects(services: Services, connected: list[Any], port: int, form: str) -> None:
    before = services.store.counts()
    with pytest.raises((UsageError, UnavailableError)) as caught:
        services.ingest.run([form.replace("{port}", str(port))])
    assert connected == []
    assert "127" not in str(caught.value)
    assert services.store.counts() == before


def test_the_audit_hook_sees_connections(connected: list[Any], port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)):
        assert connected
