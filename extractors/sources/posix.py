"""Permissions of files: POSIX modes, owners and ACLs, of the file and of every folder above it."""

from __future__ import annotations

import errno
import grp
import os
import pwd
import struct
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from assay.governance.domain import EVERYONE, UNKNOWN, Grant, Right

__all__ = ["PosixGrants", "rights_of"]

_READ, _WRITE, _PASS = 4, 2, 1
_ACL = "system.posix_acl_access"
_ACL_VERSION = 2
_OWNER, _USER, _OWNING_GROUP, _GROUP, _MASK = 0x01, 0x02, 0x04, 0x08, 0x10
_NO_ACL = frozenset({errno.ENODATA, errno.ENOTSUP, errno.ENOSYS})
_MOST_FOLDERS = 20_000

Rights = Mapping[str, int]


class PosixGrants:
    """Says who can read and write files. Remembers folders, so that each is looked at once."""

    def __init__(self) -> None:
        self._folders: dict[Path, Rights | None] = {}

    def of(self, path: Path) -> tuple[Grant, ...]:
        """Return the grants of a file; `unknown` where they cannot be read or nobody is seen to reach it.

        A right counts for those alone who may pass through every folder above: a file that all may read in a
        folder that nobody may enter is read by nobody. Whether a named user is in a group is not asked, so a right
        is rather missed than made up. The superuser is not listed.
        """
        try:
            rights = dict(rights_of(path))
            owner = _user(path.lstat().st_uid)
        except OSError:
            return (Grant(principal=UNKNOWN, right="own"),)
        for folder in path.parents:
            passing = self._passing(folder)
            if passing is None:
                return (Grant(principal=UNKNOWN, right="own"),)
            rights = _met(rights, passing)
        found = list(_grants(rights))
        if found and owner in rights:
            found.append(Grant(principal=owner, right="own"))
        return tuple(sorted(found, key=lambda it: (it.principal, it.right))) or (Grant(principal=UNKNOWN, right="own"),)

    def _passing(self, folder: Path) -> Rights | None:
        if folder not in self._folders:
            if len(self._folders) >= _MOST_FOLDERS:
                self._folders.clear()
            try:
                self._folders[folder] = rights_of(folder)
            except OSError:
                self._folders[folder] = None
        return self._folders[folder]


def rights_of(path: Path) -> Rights:
    """Return the permission bits (4 read, 2 write, 1 pass) of each principal by a path's own mode and ACL.

    Everybody has what nobody who is named is denied: a list of grants cannot say "all but these".

    Raises:
        OSError: they cannot be read.
    """
    info = path.lstat()
    owner, group = _user(info.st_uid), _group(info.st_gid)
    try:
        data = os.getxattr(path, _ACL, follow_symlinks=False)
    except OSError as exc:
        if exc.errno not in _NO_ACL:
            raise
        entries = [(owner, info.st_mode >> 6 & 7), (group, info.st_mode >> 3 & 7), (EVERYONE, info.st_mode & 7)]
    else:
        entries = _acl(data, owner, group)
    rights: dict[str, int] = {}
    for principal, bits in entries:
        rights[principal] = rights.get(principal, 0) | bits
    for bits in list(rights.values()):
        rights[EVERYONE] &= bits
    return rights


def _acl(data: bytes, owner: str, group: str) -> list[tuple[str, int]]:
    """Read an ACL as the kernel gives it: a version, then entries of tag, bits and id (`posix_acl_xattr.h`)."""
    if len(data) < 4 or (len(data) - 4) % 8 or struct.unpack_from("<I", data)[0] != _ACL_VERSION:
        raise OSError(errno.EINVAL, "the ACL is of an unknown form")
    entries = list(struct.iter_unpack("<HHI", data[4:]))
    mask = next((bits for tag, bits, _ in entries if tag == _MASK), 7)
    named: dict[int, Callable[[int], str]] = {
        _OWNER: lambda _: owner, _USER: _user, _OWNING_GROUP: lambda _: group, _GROUP: _group,
    }  # fmt: skip
    found: list[tuple[str, int]] = []
    for tag, bits, number in entries:
        if tag == _MASK:
            continue
        principal = named[tag](number) if tag in named else EVERYONE
        found.append((principal, bits & (mask if tag in (_USER, _OWNING_GROUP, _GROUP) else 7)))
    return found


def _met(rights: dict[str, int], passing: Rights) -> dict[str, int]:
    """Leave those rights whose holder may pass a folder; what all may pass, everybody may.

    Who is named by a folder is bound by that entry, as the kernel does it, whatever others may.
    """
    others = passing.get(EVERYONE, 0)
    met: dict[str, int] = {}
    for principal, bits in rights.items():
        if passing.get(principal, others) & _PASS:
            met[principal] = bits
    if EVERYONE in rights and EVERYONE not in met:
        for principal, bits in passing.items():  # those who may pass have what everybody has at the file
            if bits & _PASS and principal not in rights:
                met[principal] = rights[EVERYONE]
    return met


def _grants(rights: Rights) -> Iterator[Grant]:
    named: tuple[tuple[int, Right], ...] = ((_READ, "read"), (_WRITE, "write"))
    for principal, bits in rights.items():
        for bit, right in named:
            if bits & bit:
                yield Grant(principal=principal, right=right)


@cache
def _user(number: int) -> str:
    try:
        return f"user:{pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"user:#{number}"


@cache
def _group(number: int) -> str:
    try:
        return f"group:{grp.getgrgid(number).gr_name}"
    except KeyError:
        return f"group:#{number}"
