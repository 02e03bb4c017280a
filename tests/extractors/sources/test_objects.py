"""Objects through fsspec, over a store in memory: listed, read whole or not at all, and never under a name of ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import fsspec  # type: ignore[import-untyped]
import pytest

from assay.extractors.sources import ObjectSource
from assay.extractors.sources.objects import OpenObjects, arguments
from assay.extractors.sources.s3 import grants_of_acl
from assay.governance.domain import UNKNOWN, Grant, Limits, Reach, Reason, SourceOptions, UnavailableError, UsageError

ALL_TO_OWNER = {("user:o1", "own"), ("user:o1", "read"), ("user:o1", "write")}
SIGNED_IN = "group:aws-authenticated"
GROUP = "http://acs.amazonaws.com/groups/global/"
NOTHING_KNOWN = (Grant(principal=UNKNOWN, right="own"),)


@pytest.fixture
def store() -> Iterator[Any]:
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    files.pipe("/shop/2024/a b#1?.txt", b"The loading bay opens at nine.")
    files.pipe("/shop/2024/large.bin", b"x" * 5_000)
    files.pipe("/shop/b.txt", b"second")
    files.pipe("/other/c.txt", b"third")
    yield files
    files.store.clear()


@pytest.fixture
def source(store: Any) -> OpenObjects:
    return ObjectSource().open("memory://shop", Reach(limits=Limits(file_bytes=4_000)))


def test_a_prefix_is_listed_in_order_with_keys_sign_by_sign(source: OpenObjects) -> None:
    places = list(source.walk("memory://shop"))
    assert [it.uri for it in places] == [
        "memory://shop/2024/a b#1?.txt", "memory://shop/2024/large.bin", "memory://shop/b.txt",
    ]  # fmt: skip
    assert [it.name for it in places] == ["a b#1?.txt", "large.bin", "b.txt"]
    assert [it.size for it in places] == [30, 5_000, 6]
    assert all(source.look(it.uri) == it for it in places)


def test_an_object_is_read_into_sealed_memory(source: OpenObjects) -> None:
    with source.read(source.look("memory://shop/2024/a b#1?.txt")) as fd:
        assert isinstance(fd, int)
        assert os.pread(fd, 100, 0) == b"The loading bay opens at nine."
        with pytest.raises(PermissionError):
            os.write(fd, b"more")


def test_what_cannot_be_read_is_a_reason(source: OpenObjects, store: Any) -> None:
    large = source.look("memory://shop/2024/large.bin")
    with source.read(large) as opened:
        assert opened is Reason.FILE_TOO_LARGE
    place = source.look("memory://shop/b.txt")
    store.pipe("/shop/b.txt", b"changed since")
    with source.read(place) as opened:
        assert opened is Reason.CHANGED_WHILE_READ
    store.rm("/shop/b.txt")
    with source.read(place) as opened:
        assert opened is Reason.VANISHED
    assert source.look("memory://shop/b.txt").reason is Reason.VANISHED
    assert source.look("memory://shop/2024").reason is Reason.VANISHED  # a folder is no object


def test_what_is_gone_is_told_from_the_listing_of_the_run(source: OpenObjects, store: Any) -> None:
    list(source.walk("memory://shop"))
    assert not source.is_gone("memory://shop/b.txt")
    assert source.is_gone("memory://shop/never.txt")
    store.rm("/other/c.txt")
    assert source.is_gone("memory://other/c.txt")
    assert source.exists("memory://shop")
    assert not source.exists("memory://nowhere")


def test_a_store_that_does_not_tell_knows_nobody(source: OpenObjects) -> None:
    assert source.grants(source.look("memory://shop/b.txt")) == NOTHING_KNOWN


class Broken:
    """A driver that raises, with a key in its words."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def _strip_protocol(self, uri: str) -> str:
        return uri.partition("://")[2]

    def find(self, *_: Any, **__: Any) -> Any:
        raise self._error

    exists = info = find


@pytest.mark.parametrize(
    ("error", "raised", "reason"),
    [
        (PermissionError("AKIA-secret"), UsageError, Reason.NOT_PERMITTED),
        (TimeoutError("AKIA-secret"), UnavailableError, Reason.TIME_LIMIT),
        (RuntimeError("AKIA-secret"), UnavailableError, Reason.PART_UNREADABLE),
    ],
)
def test_what_a_driver_says_is_not_repeated(error: Exception, raised: type[Exception], reason: Reason) -> None:
    source = OpenObjects("s3://shop", Broken(error), Reach())
    with pytest.raises(raised) as caught:
        list(source.walk("s3://bucket/a"))
    assert "secret" not in str(caught.value)
    assert source.look("s3://bucket/a").reason is reason
    assert source.grants(source.look("s3://bucket/a")) == NOTHING_KNOWN


@pytest.mark.parametrize(
    ("uri", "exact"),
    [
        ("memory://shop/a/", "memory://shop/a"),
        ("memory://shop/a#b?c", "memory://shop/a#b?c"),
        ("memory://", "memory://"),
    ],
)
def test_one_object_has_one_form(uri: str, exact: str) -> None:
    assert ObjectSource().resolve(uri) == exact


@pytest.mark.parametrize(
    "uri",
    ["s3:///key", "s3://id:pw@bucket/key", "sftp://ann:pw@host/a", "az://c/a?sas_token=pw", "memory://a\x00b"],
)
def test_a_uri_with_a_secret_or_without_a_bucket_is_refused(uri: str) -> None:
    with pytest.raises(UsageError) as caught:
        ObjectSource().resolve(uri)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("uri", "extra"),
    [("s3://bucket/a", "s3"), ("gs://bucket/a", "gcs"), ("gcs://bucket/a", "gcs"), ("az://box/a", "az"),
     ("abfs://box/a", "az"), ("sftp://host/a", "sftp")],
)  # fmt: skip
def test_a_package_that_is_missing_is_named_with_its_extra(
    uri: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: str) -> Any:
        raise ImportError

    monkeypatch.setattr("fsspec.get_filesystem_class", missing)
    with pytest.raises(UsageError, match=rf"pip install 'assay-governance\[{extra}\]'"):
        ObjectSource().resolve(uri)


def test_credentials_are_taken_by_the_names_of_the_store_alone() -> None:
    with pytest.raises(UsageError, match="key, secret, token") as caught:
        ObjectSource().open("s3://bucket", Reach(secrets={"password": "pw"}))
    assert "pw" not in str(caught.value)
    reach = Reach(
        options=SourceOptions(endpoint="https://objects.example", seconds=7), secrets={"key": "k", "secret": "s"}
    )
    made = arguments("s3", "s3://bucket", reach)
    assert (made["key"], made["secret"], made["endpoint_url"]) == ("k", "s", "https://objects.example")
    assert made["config_kwargs"]["read_timeout"] == 7
    assert arguments("sftp", "sftp://ann@host:2222/a", Reach())["port"] == 2222
    assert not made["use_listings_cache"]


def entry(permission: str, **grantee: str) -> dict[str, Any]:
    return {"Permission": permission, "Grantee": grantee}


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ([entry("FULL_CONTROL", Type="CanonicalUser", ID="o1")], ALL_TO_OWNER),
        ([entry("READ", Type="Group", URI=f"{GROUP}AllUsers")], {("everyone", "read"), ("user:o1", "own")}),
        ([entry("READ", Type="Group", URI=f"{GROUP}AuthenticatedUsers")], {(SIGNED_IN, "read"), ("user:o1", "own")}),
        ([entry("WRITE_ACP", Type="CanonicalUser", ID="u2")], {("user:u2", "own"), ("user:o1", "own")}),
        ([entry("READ_ACP", Type="CanonicalUser", ID="u2")], {("user:o1", "own")}),
        ([entry("READ", Type="Group", URI="x/Unknown")], {("user:o1", "own")}),
    ],
)  # fmt: skip
def test_owner_and_acl_of_an_s3_object_are_read(grants: list[Any], expected: set[tuple[str, str]]) -> None:
    told = grants_of_acl({"Owner": {"ID": "o1"}, "Grants": grants})
    assert {(it.principal, it.right) for it in told} == expected


def test_an_acl_that_says_nothing_is_unknown() -> None:
    assert grants_of_acl({}) == NOTHING_KNOWN
    assert grants_of_acl({"Owner": None, "Grants": [entry("READ", Type="CanonicalUser")]}) == NOTHING_KNOWN
