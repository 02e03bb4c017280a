"""Who may read a file, by mode and ACL of it and of all folders above; a right is rather missed than made up."""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from assay.extractors.sources import FileSource, posix
from assay.extractors.sources.posix import PosixGrants, rights_of
from assay.governance.domain import EVERYONE, UNKNOWN, Grant, Reach, Reason, UsageError

UNKNOWN_ALONE = (Grant(principal=UNKNOWN, right="own"),)
USER_OBJ, USER, GROUP_OBJ, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
NOBODY = 0xFFFFFFFF


def acl(*entries: tuple[int, int, int]) -> bytes:
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that everybody may pass, as are all above it."""
    real = rights_of

    def passing(path: Path) -> Mapping[str, int]:
        return real(path) if path == tmp_path or tmp_path in path.parents else {EVERYONE: 5}

    monkeypatch.setattr(posix, "rights_of", passing)
    tmp_path.chmod(0o755)
    return tmp_path


def grants(path: Path) -> set[tuple[str, str]]:
    return {(it.principal, it.right) for it in PosixGrants().of(path)}


def names(path: Path) -> tuple[str, str]:
    import grp
    import pwd

    info = path.stat()
    return f"user:{pwd.getpwuid(info.st_uid).pw_name}", f"group:{grp.getgrgid(info.st_gid).gr_name}"


@pytest.mark.parametrize(
    ("mode", "owner", "group", "everyone"),
    [
        (0o644, {"read", "write", "own"}, {"read"}, {"read"}),
        (0o640, {"read", "write", "own"}, {"read"}, set()),
        (0o600, {"read", "write", "own"}, set(), set()),
        (0o604, {"read", "write", "own"}, set(), set()),  # the group is denied, and no list can say "all but these"
        (0o664, {"read", "write", "own"}, {"read", "write"}, {"read"}),
    ],
)
def test_a_mode_is_read(folder: Path, mode: int, owner: set[str], group: set[str], everyone: set[str]) -> None:
    path = folder / "a.txt"
    path.touch()
    path.chmod(mode)
    user, of_group = names(path)
    rights = {user: owner, of_group: group, EVERYONE: everyone}
    assert grants(path) == {(principal, right) for principal, held in rights.items() for right in held}


def test_who_may_not_pass_a_folder_has_no_right_in_it(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    path = inner / "a.txt"
    path.touch()
    path.chmod(0o644)
    user, _ = names(path)
    inner.chmod(0o700)
    assert {principal for principal, _ in grants(path)} == {user}
    inner.chmod(0o000)
    assert PosixGrants().of(path) == UNKNOWN_ALONE


def test_what_cannot_be_looked_at_is_unknown(tmp_path: Path) -> None:
    assert PosixGrants().of(tmp_path / "missing.txt") == UNKNOWN_ALONE


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (
            acl((USER_OBJ, 6, NOBODY), (USER, 4, 4242), (GROUP_OBJ, 4, NOBODY), (MASK, 4, NOBODY), (OTHER, 0, NOBODY)),
            {"user:#4242": 4, EVERYONE: 0},
        ),
        (
            acl((USER_OBJ, 6, NOBODY), (USER, 6, 4242), (GROUP_OBJ, 6, NOBODY), (GROUP, 6, 4343), (MASK, 4, NOBODY),
                (OTHER, 4, NOBODY)),
            {"user:#4242": 4, "group:#4343": 4, EVERYONE: 4},
        ),
        (
            acl((USER_OBJ, 6, NOBODY), (USER, 0, 4242), (GROUP_OBJ, 4, NOBODY), (MASK, 6, NOBODY), (OTHER, 4, NOBODY)),
            {"user:#4242": 0, EVERYONE: 0},  # who is denied by name has not what all others have
        ),
    ],
)  # fmt: skip
def test_an_acl_is_read_under_its_mask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entries: bytes, expected: dict[str, int]
) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    monkeypatch.setattr(os, "getxattr", lambda *_, **__: entries)
    rights = rights_of(path)
    assert {name: rights[name] for name in expected} == expected


@pytest.mark.parametrize("data", [b"", b"\x02\x00\x00\x00\x01", struct.pack("<I", 9), b"\x02\x00"])
def test_an_acl_of_an_unknown_form_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    monkeypatch.setattr(os, "getxattr", lambda *_, **__: data)
    assert PosixGrants().of(path) == UNKNOWN_ALONE


def test_a_tree_is_walked_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_text("2")
    (tmp_path / "a.txt").write_text("1")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".assay-home").touch()
    (tmp_path / "home" / "assay.db").write_text("x")
    private = tmp_path / "keys"
    private.mkdir()
    (private / "key").write_text("x")
    plugin = FileSource()
    root = plugin.resolve(str(tmp_path))
    source = plugin.open(root, Reach(private=frozenset({private})))
    found = {plugin.below(it.uri, root).as_posix(): it.reason for it in source.walk(root)}
    assert found == {"a.txt": None, "b/two.txt": None, "link.txt": Reason.SPECIAL_FILE, "pipe": Reason.SPECIAL_FILE}
    assert source.look((tmp_path / "b").as_uri()).reason is Reason.VANISHED
    assert source.is_gone((tmp_path / "c.txt").as_uri())


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/../b%20c.txt", "/b c.txt"), ("file://localhost/a.txt", "/a.txt"), ("/a/./b.txt", "/a/b.txt"),
        ("file:///a%ff.txt", "/a\udcff.txt"),
    ],
)  # fmt: skip
def test_a_path_has_one_form(uri: str, path: str) -> None:
    assert FileSource().resolve(uri) == Path(path).as_uri()


def test_files_of_another_machine_are_refused() -> None:
    with pytest.raises(UsageError, match="this machine"):
        FileSource().resolve("file://host/a.txt")
