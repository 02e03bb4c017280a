"""Files behind http: one server that was allowed, and nothing that it answers leads anywhere else."""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assay.extractors.sources import WebSource
from assay.extractors.sources.addresses import is_allowed, reachable
from assay.extractors.sources.web import OpenWeb
from assay.governance.domain import Limits, Reach, Reason, SourceOptions, UnavailableError, UsageError

TEXT = b"The loading bay opens at nine."


class Handler(BaseHTTPRequestHandler):
    """A server with one path a behaviour."""

    protocol_version = "HTTP/1.1"
    elsewhere = ""

    def do_GET(self) -> None:
        getattr(self, "_" + self.path.strip("/").partition("?")[0].replace(".", "_"), self._missing)()

    do_HEAD = do_GET

    def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _missing(self) -> None:
        self._send(404)

    def _a_txt(self) -> None:
        self._send(200, TEXT, ETag='"one"', Last_Modified="Wed, 21 Oct 2015 07:28:00 GMT")

    def _plain_txt(self) -> None:
        self._send(200, TEXT)

    def _closed(self) -> None:
        self._send(403)

    def _broken(self) -> None:
        self._send(500)

    def _gone(self) -> None:
        self._send(410)

    def _no_head(self) -> None:
        self._send(405) if self.command == "HEAD" else self._send(200, TEXT)

    def _here(self) -> None:
        self._send(302, Location="/a.txt")

    def _loop(self) -> None:
        self._send(302, Location="/loop")

    def _there(self) -> None:
        self._send(302, Location=f"{self.elsewhere}/a.txt")

    def _to_file(self) -> None:
        self._send(302, Location="file:///etc/passwd")

    def _large(self) -> None:
        self._send(200, b"x" * 5_000, length="5000")

    def _short(self) -> None:
        self._send(200, b"half", length="400")
        self.close_connection = True

    def _slow(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "10")
        self.end_headers()
        if self.command == "GET":
            threading.Event().wait(1.5)

    def _endless(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.command == "GET":
            try:
                for _ in range(10_000):
                    self.wfile.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
            except OSError:
                self.close_connection = True

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture(scope="module")
def servers() -> Iterator[list[str]]:
    running = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    threads = [threading.Thread(target=it.serve_forever, args=(0.02,), daemon=True) for it in running]
    for thread in threads:
        thread.start()
    bases = [f"http://127.0.0.1:{it.server_address[1]}" for it in running]
    Handler.elsewhere = bases[1]
    yield bases
    for server, thread in zip(running, threads, strict=True):
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def base(servers: list[str]) -> str:
    return servers[0]


@pytest.fixture
def open_web() -> Callable[..., OpenWeb]:
    def opened(*, secrets: dict[str, str] | None = None, most: int = 4_000, **options: Any) -> OpenWeb:
        asked = SourceOptions(**{"allow_private": True, "seconds": 5.0, **options})
        reach = Reach(options=asked, limits=Limits(file_bytes=most), secrets=secrets or {})
        return WebSource().open("http://127.0.0.1/", reach)

    return opened


def read(source: OpenWeb, uri: str) -> bytes | Reason:
    with source.read(source.look(uri)) as opened:
        assert isinstance(opened, int | Reason)
        return os.pread(opened, 10_000, 0) if not isinstance(opened, Reason) else opened


def test_a_file_is_looked_at_and_read_into_sealed_memory(base: str, open_web: Callable[..., OpenWeb]) -> None:
    source = open_web()
    (place,) = source.walk(f"{base}/a.txt")
    assert (place.name, place.size, place.settled, place.reason) == ("a.txt", len(TEXT), True, None)
    assert place.mtime_ns == 1_445_412_480_000_000_000
    assert place == source.look(f"{base}/a.txt")
    with source.read(place) as fd:
        assert isinstance(fd, int)
        assert os.pread(fd, 100, 0) == TEXT
        with pytest.raises(PermissionError):
            os.write(fd, b"more")
    assert not source.is_gone(f"{base}/a.txt")


@pytest.mark.parametrize(
    ("path", "looked", "got"),
    [
        ("here", None, TEXT), ("no_head", None, TEXT), ("plain.txt", None, TEXT),
        ("missing", Reason.VANISHED, Reason.VANISHED), ("gone", Reason.VANISHED, Reason.VANISHED),
        ("closed", Reason.NOT_PERMITTED, Reason.NOT_PERMITTED), ("broken", Reason.PART_UNREADABLE, None),
        ("large", None, Reason.FILE_TOO_LARGE), ("endless", None, Reason.FILE_TOO_LARGE),
        ("short", None, Reason.PART_UNREADABLE), ("there", Reason.PART_UNREADABLE, None),
        ("to_file", Reason.PART_UNREADABLE, None), ("loop", Reason.PART_UNREADABLE, None),
    ],
)  # fmt: skip
def test_what_a_server_answers_is_a_reason(
    base: str, open_web: Callable[..., OpenWeb], path: str, looked: Reason | None, got: bytes | Reason | None
) -> None:
    source = open_web()
    assert source.look(f"{base}/{path}").reason is looked
    if got is not None:
        assert read(source, f"{base}/{path}") == got


def test_a_server_that_is_slow_is_not_waited_for(base: str, open_web: Callable[..., OpenWeb]) -> None:
    source = open_web(seconds=0.3)
    with source.read(source.look(f"{base}/slow")) as opened:
        assert opened is Reason.TIME_LIMIT


@pytest.mark.parametrize(
    ("path", "error"), [("there", UsageError), ("to_file", UsageError), ("broken", UnavailableError)]
)
def test_what_cannot_be_reached_is_said_before_anything_is_concluded(
    servers: list[str], open_web: Callable[..., OpenWeb], path: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        list(open_web().walk(f"{servers[0]}/{path}"))
    assert servers[1] not in str(caught.value)


def test_a_redirect_to_another_server_is_not_followed_and_shows_no_credentials(
    servers: list[str], open_web: Callable[..., OpenWeb]
) -> None:
    source = open_web(secrets={"token": "t0ken"})
    assert source.look(f"{servers[0]}/there").reason is Reason.PART_UNREADABLE
    assert read(source, f"{servers[0]}/a.txt") == TEXT
    with pytest.raises(UsageError, match="another server"):
        source.exists(f"{servers[0]}/there")


@pytest.mark.parametrize(
    ("secrets", "header"),
    [
        ({"token": "t0ken"}, "Bearer t0ken"),
        ({"username": "ann", "password": "x"}, "Basic " + base64.b64encode(b"ann:x").decode()),
    ],
)
def test_credentials_go_into_the_header(
    base: str, open_web: Callable[..., OpenWeb], secrets: dict[str, str], header: str
) -> None:
    from assay.extractors.sources.requests import Web

    web = Web(seconds=5, private=True, secrets=secrets)
    assert web._headers(f"{base}/a.txt")["Authorization"] == header
    with pytest.raises(UsageError, match="https alone"):
        Web(seconds=5, private=False, secrets=secrets)._headers("http://example.com/")
    assert read(open_web(secrets=secrets), f"{base}/a.txt") == TEXT


def test_a_private_address_is_refused_unless_allowed(base: str, open_web: Callable[..., OpenWeb]) -> None:
    with pytest.raises(UsageError, match="private address"):
        open_web(allow_private=False).exists(f"{base}/a.txt")
    assert open_web().exists(f"{base}/a.txt")


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1", "::ffff:169.254.169.254"])  # noqa: S104
def test_a_metadata_service_is_never_allowed(address: str) -> None:
    assert not is_allowed(address, private=True)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_allowed(address, private=False)


def test_a_name_is_judged_by_all_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 1, 6, "", ("93.184.216.34", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    assert reachable("example.com", 80, private=False) == ("93.184.216.34",)
    found.append((0, 1, 6, "", ("127.0.0.1", 80)))
    with pytest.raises(UsageError):
        reachable("example.com", 80, private=False)


@pytest.mark.parametrize(
    ("uri", "exact"),
    [
        ("HTTP://Example.COM:80/a/../b/./c.txt", "http://example.com/b/c.txt"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/a/?q=1", "https://example.com:8443/a/?q=1"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("http://[2606:2800::1]:80/a%20b", "http://[2606:2800::1]/a%20b"),
        ("http://example.com//../../a", "http://example.com/a"),
    ],
)
def test_one_place_has_one_form(uri: str, exact: str) -> None:
    assert WebSource().resolve(uri) == exact
    assert WebSource().resolve(exact) == exact


@pytest.mark.parametrize(
    "uri",
    [
        "https://ann@example.com/", "https://ann:pw@example.com/", "https://example.com/?token=x",
        "https://example.com/?X-Amz-Signature=x", "https://example.com/?sig=x", "https://example.com/?api_key=x",
        "https://example.com/a b", "https://example.com/#x", "https:///a", "https://exa$mple.com/", "https://example.com:x/",
    ],
)  # fmt: skip
def test_a_uri_with_a_secret_or_a_strange_sign_is_refused(uri: str) -> None:
    with pytest.raises(UsageError) as caught:
        WebSource().resolve(uri)
    assert "pw" not in str(caught.value)


def test_places_lie_in_the_folder_of_their_uri() -> None:
    plugin = WebSource()
    root = plugin.root("https://example.com/a/b.txt?v=1")
    assert root == "https://example.com/a/"
    assert plugin.within("https://example.com/a/c/d%20e.txt", root)
    assert not plugin.within("https://example.com/ab.txt", root)
    assert plugin.below("https://example.com/a/c/d%20e.txt", root).as_posix() == "c/d e.txt"
