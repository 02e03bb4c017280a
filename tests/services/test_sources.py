"""Places beside folders in the catalog: what lies there, who may read it by whom, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec  # type: ignore[import-untyped]
import pytest

from assay.governance.domain import Actor, ForbiddenError, Role, UsageError
from assay.governance.services.places.rights import RightsTable
from assay.governance.settings import SourceSettings

STEWARD = Actor(name="sam", role=Role.STEWARD)
UNKNOWN = [{"principal": "unknown", "right": "own"}]


@pytest.fixture
def store() -> Iterator[Any]:
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pipe("/shop/contracts/one.txt", "电话 13800138000".encode())
    files.pipe("/shop/notes/two.txt", b"The loading bay opens at nine.")
    files.pipe("/shop/notes/draft.tmp", b"not yet")
    yield files
    files.store.clear()


def shown(desk: Any, name: str) -> dict[str, Any]:
    (item,) = [it for it in desk.services.assets.page()["items"] if it["name"] == name]
    told: dict[str, Any] = desk.services.assets.show(item["id"])
    return told


def permissions(desk: Any, name: str, role: Role = Role.ADMIN) -> list[dict[str, str]]:
    asset = shown(desk, name)["asset"]["id"]
    told: list[dict[str, str]] = desk.services.assets.show(asset, Actor(name="x", role=role))["permissions"]
    return told


def test_objects_are_assets_and_nobody_is_known_to_read_them(
    make: Callable[..., AbstractContextManager[Any]], store: Any
) -> None:
    with make() as desk:
        assert desk.services.ingest.run(["memory://shop"]).files == 3
        assert [it["label"] for it in shown(desk, "one.txt")["findings"]] == ["cn_mobile"]
        assert permissions(desk, "one.txt") == UNKNOWN
        assert desk.services.ingest.run(["memory://shop"]).unchanged == 3
        store.rm("/shop/notes/two.txt")
        store.pipe("/shop/contracts/one.txt", b"nothing any more")
        report = desk.services.ingest.run(["memory://shop"])
        assert (report.gone, report.unchanged) == (1, 1)
        assert shown(desk, "one.txt")["findings"] == []


class Buckets(fsspec.get_filesystem_class("memory")):  # type: ignore[misc]
    """A store in memory that speaks as the driver of S3 does; who has the key `shut` may see no ACL."""

    protocol = ("s3",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args)
        self.options = options

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.removeprefix("s3://")))

    @staticmethod
    def split_path(path: str) -> tuple[str, str, str | None]:
        bucket, _, key = path.lstrip("/").partition("/")
        return bucket, key, None

    def call_s3(self, method: str, *, Bucket: str, Key: str) -> dict[str, Any]:
        assert (method, Bucket) == ("get_object_acl", "shop")
        if "notes" in Key:
            raise PermissionError("AccessDenied")
        ann = {"Permission": "READ", "Grantee": {"Type": "CanonicalUser", "ID": "ann"}}
        return {"Owner": {"ID": "o1"}, "Grants": [ann]}


def test_the_owner_and_acl_of_objects_say_who_finds_them(
    make: Callable[..., AbstractContextManager[Any]], store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fsspec.get_filesystem_class", lambda _: Buckets)
    with make() as desk:
        assert desk.services.ingest.run(["s3://shop"]).files == 3
        expected = [{"principal": "user:ann", "right": "read"}, {"principal": "user:o1", "right": "own"}]
        assert permissions(desk, "one.txt") == expected
        assert permissions(desk, "two.txt") == UNKNOWN
        assert permissions(desk, "one.txt", Role.VIEWER)[0]["principal"] == "user:a***"
        names = {it["id"]: it["name"] for it in desk.services.assets.page()["items"]}
        with desk.services.store.read() as db:
            scopes = {it: desk.services.visibility.scope(db, STEWARD, as_user=it) for it in (None, "ann", "bob")}
            found = {user: {names[it] for it in scope.allowed(db, names)} for user, scope in scopes.items()}
        assert found == {None: {"one.txt", "two.txt", "draft.tmp"}, "ann": {"one.txt"}, "bob": set()}


def test_patterns_leave_out_and_a_table_says_who_may_read(
    make: Callable[..., AbstractContextManager[Any]], store: Any, tmp_path: Path
) -> None:
    rights = tmp_path / "rights.csv"
    rights.write_text("path,principal,right\ncontracts/**,group:legal,read\n", encoding="utf-8")
    settings = SourceSettings(exclude=("*.tmp",), permissions=rights)
    with make(sources={"shop": settings}) as desk:
        assert desk.services.ingest.run(["memory://shop"], source="shop").files == 2
        assert permissions(desk, "one.txt", Role.STEWARD) == [{"principal": "group:legal", "right": "read"}]
        assert permissions(desk, "one.txt", Role.VIEWER) == [{"principal": "group:l***", "right": "read"}]
        assert permissions(desk, "two.txt") == UNKNOWN


def test_a_role_names_no_new_place_of_another_machine(
    make: Callable[..., AbstractContextManager[Any]], store: Any
) -> None:
    service = Actor(name="feed", role=Role.SERVICE)
    with make() as desk:
        with pytest.raises(ForbiddenError):
            desk.services.jobs.submit(["memory://shop/notes"], actor=service)
        desk.services.ingest.run(["memory://shop"])
        assert desk.services.jobs.submit(["memory://shop/notes"], actor=service)


@pytest.mark.parametrize("uri", ["gopher://host/a", "memory://nowhere"])
def test_a_place_without_a_plugin_or_without_anything_is_refused(
    make: Callable[..., AbstractContextManager[Any]], uri: str
) -> None:
    with make() as desk, pytest.raises(UsageError):
        desk.services.ingest.run([uri])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("contracts/a.txt", {("group:legal", "read"), ("user:ann", "own")}), ("public/x/b.txt", {("everyone", "read")}),
        ("other.txt", set()),
    ],
)  # fmt: skip
def test_a_table_of_rights_is_read_by_patterns(tmp_path: Path, path: str, expected: set[tuple[str, str]]) -> None:
    file = tmp_path / "rights.csv"
    rows = ("contracts/**,group:legal,read", "contracts/*.txt,user:ann,own", "", "public/,everyone,read")
    file.write_text("\ufeffPath, Principal ,right\r\n" + "\r\n".join(rows), encoding="utf-8")
    told = RightsTable.read(file).of(PurePosixPath(path))
    assert {(it.principal, it.right) for it in told} == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "begins with"), ("a,b,c\n", "begins with"), ("path,principal,right\nx,ann,read\n", "line 2"),
        ("path,principal,right\n\nx,user:ann,delete\n", "line 3"), ("path,principal,right\nx,user:ann\n", "line 2"),
        ("path,principal,right\n,user:ann,read\n", "line 2"),
        ("path,principal,right\nx,user:ann,read,more\n", "line 2"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_refused_by_the_number_of_its_line(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "rights.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says) as caught:
        RightsTable.read(file)
    assert "ann" not in str(caught.value)
