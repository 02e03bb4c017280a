"""The few system calls the sandbox needs and Python has no name for, through ctypes."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from pathlib import Path

__all__ = [
    "die_with_parent", "drop_capabilities", "enter_namespaces", "hide_memory", "no_new_privileges",
    "prctl", "private_folder", "syscall",
]  # fmt: skip

_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_PDEATHSIG = 1
_CLONE_NEWNS = 0x00020000
_CLONE_NEWUTS = 0x04000000
_CLONE_NEWIPC = 0x08000000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
_CAPABILITY_VERSION_3 = 0x20080522
_CAPSET = {"x86_64": 126, "aarch64": 91}

_libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, *arguments: int) -> int:
    """Call prctl(2) and return its result, -1 on error."""
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    return int(_libc.prctl(ctypes.c_int(option), *padded))


def syscall(number: int, *arguments: object) -> int:
    """Call a system call by number and return its result, -1 on error."""
    return int(_libc.syscall(ctypes.c_long(number), *arguments))


def no_new_privileges() -> bool:
    """Give up for good the gain of privileges by exec; say whether it holds."""
    return prctl(_PR_SET_NO_NEW_PRIVS, 1) == 0


def hide_memory() -> bool:
    """Keep other processes of the user from tracing this one or reading its memory."""
    return prctl(_PR_SET_DUMPABLE, 0) == 0


def die_with_parent(signal: int) -> bool:
    """Ask for a signal when the parent's thread ends; for children of single-threaded parents alone."""
    return prctl(_PR_SET_PDEATHSIG, signal) == 0


def enter_namespaces() -> tuple[bool, bool]:
    """Move this single-threaded process into its own user, network, IPC and host-name namespaces.

    Returns whether the user namespace and whether the network namespace is its own now.
    """
    uid, gid = os.getuid(), os.getgid()
    if _libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS) == 0:
        _map_identity(uid, gid)
        return True, True
    return False, _libc.unshare(_CLONE_NEWNET) == 0


def private_folder(path: str, *, size: int) -> bool:
    """Put an empty folder of at most `size` bytes, in memory, over one that exists, for this process alone.

    It goes with the process. Needs the capabilities that an own user namespace gives.
    """
    private, nothing_special = _MS_REC | _MS_PRIVATE, _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    return bool(
        _libc.unshare(_CLONE_NEWNS) == 0
        and _libc.mount(b"none", b"/", None, ctypes.c_ulong(private), None) == 0
        and _libc.mount(
            b"tmpfs", path.encode(), b"tmpfs", ctypes.c_ulong(nothing_special), f"size={size},mode=700".encode()
        ) == 0
    )  # fmt: skip


def _map_identity(uid: int, gid: int) -> None:
    for name, line in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        try:
            Path("/proc/self", name).write_text(line)
        except OSError:  # an unmapped process is only more confined
            continue


def drop_capabilities() -> bool:
    """Drop every capability, also those a new user namespace gave; say whether it worked."""
    number = _CAPSET.get(platform.machine())
    if number is None:
        return False
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0))
    empty = ctypes.create_string_buffer(struct.pack("=6I", 0, 0, 0, 0, 0, 0))
    return syscall(number, header, empty) == 0
