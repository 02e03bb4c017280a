"""Landlock: which files a process may still reach, decided by itself and for good (Linux 5.13 and later)."""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from assay.extractors.sandbox import kernel

__all__ = ["abi", "restrict"]

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_FOR_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_SPECIAL_NODES = 1 << 6 | 1 << 9 | 1 << 10 | 1 << 11  # make char device, socket, fifo, block device


def abi() -> int:
    """Return the version of Landlock that this kernel speaks, 0 when none."""
    return max(0, kernel.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(1)))


def restrict(readable: Iterable[str], writable: Iterable[str] = ()) -> bool:
    """Leave this thread, and what it starts later, the named folders and files alone, no TCP, no foreign signals.

    Paths that do not exist are passed over. Returns whether the restriction holds.
    """
    version = abi()
    if version == 0:
        return False
    files = _all_file_rights(version)
    fields = [files]
    if version >= 4:
        fields.append(0b11)  # bind and connect TCP: handled, never allowed
    if version >= 6:
        fields.append(0b11)  # abstract unix sockets and signals stay inside
    attributes = ctypes.create_string_buffer(struct.pack(f"={len(fields)}Q", *fields))
    size = ctypes.c_size_t(8 * len(fields))
    ruleset = kernel.syscall(_CREATE_RULESET, attributes, size, ctypes.c_uint(0))
    if ruleset < 0:
        return False
    try:
        for path in readable:
            _allow(ruleset, path, _READ)
        for path in writable:
            _allow(ruleset, path, files & ~_EXECUTE & ~_SPECIAL_NODES)
        return kernel.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint(0)) == 0
    finally:
        os.close(ruleset)


def _all_file_rights(version: int) -> int:
    count = 13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16
    return (1 << count) - 1


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _FOR_FILES
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor))
        kernel.syscall(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint(0))
    finally:
        os.close(descriptor)
