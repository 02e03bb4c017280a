"""Object stores and file servers through their real drivers, against real servers on loopback: `make test-stores`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from tests.extractors.sources.sftp_server import PASSWORD, USER, sftp_server
from tests.extractors.sources.stores import SMALL, Store, azure, gcs, s3
from tests.servers import NEEDS

from assay.extractors.sources import ObjectSource
from assay.extractors.sources.objects import OpenObjects
from assay.governance.domain import UNKNOWN, Reach, Reason, UsageError

TEXTS = {"2024/a b#1?.txt": b"The loading bay opens at nine.", "b.txt": b"second", "中文/合同.txt": "价格".encode()}
OBJECTS = {**TEXTS, "large.bin": b"x" * 5_000}
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJc2gKvNqOtBMqD8wHnO9Ty2TQbGf5wHnX4mZy0hG2kL"


@pytest.fixture(scope="module", params=["s3", "gcs", "az", "sftp"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("store")
        if request.param == "sftp":
            yield stack.enter_context(sftp(folder))
        elif request.param == "az":
            yield stack.enter_context(azure(OBJECTS, folder))
        else:
            yield stack.enter_context({"s3": s3, "gcs": gcs}[request.param](OBJECTS))


@pytest.fixture
def opened(store: Store) -> Iterator[OpenObjects]:
    uri, reach = store
    made = ObjectSource().open(uri, reach)
    yield made
    made.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Store]:
    with sftp(tmp_path) as served:
        yield served


@contextmanager
def sftp(folder: Path) -> Iterator[Store]:
    """Serve a folder with links that lead out of it."""
    pytest.importorskip("paramiko", reason=NEEDS)
    for name, body in {**{f"shop/{name}": body for name, body in OBJECTS.items()}, "secret.txt": b"no"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    (folder / "shop" / "way-out").symlink_to(folder)
    (folder / "shop" / "link.txt").symlink_to(folder / "secret.txt")
    with sftp_server(folder) as served:
        secrets = {"password": PASSWORD, "host_key": f"127.0.0.1 {served.host_key}"}
        yield f"sftp://{USER}@127.0.0.1:{served.port}/shop", Reach(limits=SMALL, secrets=secrets)


def told(opened: OpenObjects, uri: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for place in opened.walk(uri):
        assert opened.look(place.uri) == place
        assert place.settled
        assert ObjectSource().within(place.uri, uri)
        with opened.read(place) as read:
            found[place.uri.removeprefix(f"{uri}/")] = os.pread(read, 100, 0) if isinstance(read, int) else read
    return found


def test_a_store_is_listed_and_read_sign_by_sign(opened: OpenObjects, store: Store) -> None:
    uri, _ = store
    assert told(opened, uri) == {**TEXTS, "large.bin": Reason.FILE_TOO_LARGE}
    assert told(opened, f"{uri}/2024") == {"a b#1?.txt": TEXTS["2024/a b#1?.txt"]}


def test_what_is_not_in_the_store_has_vanished(opened: OpenObjects, store: Store) -> None:
    uri, _ = store
    list(opened.walk(uri))
    assert (opened.is_gone(f"{uri}/none.txt"), opened.is_gone(f"{uri}/b.txt")) == (True, False)
    assert opened.look(f"{uri}/none.txt").reason is Reason.VANISHED
    assert opened.look(f"{uri}/2024").reason is Reason.VANISHED
    assert (opened.exists(f"{uri}/none"), opened.exists(f"{uri}/2024")) == (False, True)


def test_rights_are_those_that_the_store_tells(opened: OpenObjects, store: Store) -> None:
    uri, _ = store
    public, owned = (
        {it.principal for it in opened.grants(opened.look(f"{uri}/{key}"))} for key in ("b.txt", "large.bin")
    )
    if uri.startswith("s3:"):
        assert "everyone" in public
        assert "everyone" not in owned
        assert all(it.startswith("user:") for it in owned)
    else:
        assert public == owned == {UNKNOWN}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"host_key": None}, "known_hosts"),
        ({"host_key": OTHER_KEY}, "known_hosts"),
        ({"host_key": "ssh-ed25519 ?"}, "host_key"),
        ({"host_key": "nothing"}, "host_key"),
        ({"password": "wrong"}, "credentials"),
    ],
)
def test_a_server_that_is_not_known_gets_no_password(
    server: Store, changed: dict[str, str | None], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    uri, reach = server
    given = {name: value for name, value in {**reach.secrets, **changed}.items() if value is not None}
    with pytest.raises(UsageError, match=said) as caught:
        ObjectSource().open(uri, Reach(secrets=given))
    assert "wrong" not in str(caught.value)
    assert PASSWORD not in str(caught.value)
