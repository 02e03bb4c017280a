"""Confinement of a worker: limits, privileges, namespaces, files and calls, in the order that works."""

from __future__ import annotations

import errno
import os
import resource
import site
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from assay.extractors.sandbox import kernel, landlock, seccomp, soffice

__all__ = ["address_space", "confine", "enter", "probe", "readable_paths", "set_limit"]

_SYSTEM = (
    "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/fonts", "/usr/share/zoneinfo",
    "/usr/share/mime", "/usr/local/share/fonts", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime",
    "/etc/mime.types", "/dev/null", "/dev/zero", "/dev/urandom", "/proc/cpuinfo", "/proc/meminfo",
    "/sys/devices/system/cpu", "/proc/sys/vm/overcommit_memory",
)  # fmt: skip


def readable_paths() -> list[str]:
    """Return what Python, its libraries and LibreOffice must read, and the fonts; nothing else."""
    import assay

    paths = {
        *_SYSTEM,
        *soffice.readable_paths(),
        *site.getsitepackages(),
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    }
    paths |= {entry for entry in sys.path if entry}
    for prefix in {sys.prefix, sys.base_prefix, sys.exec_prefix} - {"/", "/usr"}:
        paths |= {f"{prefix}/lib", f"{prefix}/lib64", f"{prefix}/pyvenv.cfg"}
    for folder in assay.__path__:  # an editable installation is a folder of links
        paths |= {os.path.realpath(entry) for entry in Path(folder).iterdir() if entry.is_dir()}
    homes = {"/", "/root", "/home", "/tmp", "/etc", "/var", str(Path.home())}  # noqa: S108 - refused, not used
    return sorted(path for path in paths if path and path.rstrip("/") not in homes and path != "/")


def enter() -> dict[str, bool]:
    """Take a fresh, single-threaded process into its namespaces and give up privileges; say what holds."""
    user, network = kernel.enter_namespaces()
    return {"user_namespace": user, "network_namespace": network, "no_new_privs": kernel.no_new_privileges()}


def confine(*, readable: Sequence[str], scratch: str | None, programs: bool = False) -> dict[str, bool]:
    """Close the door: no privileges, no memory to look at, no files but these, no calls but harmless ones.

    To be called before threads start: they inherit it, running ones would not. Returns what holds.

    Raises:
        OSError: this kernel has a protection, and it could not be put in place.
    """
    held = {"no_new_privs": kernel.no_new_privileges()}
    held["capabilities_dropped"] = kernel.drop_capabilities()
    kernel.hide_memory()
    held["landlock"] = landlock.restrict(readable, [scratch] if scratch else [])
    held["seccomp"] = seccomp.restrict(programs=programs)
    if (landlock.abi() and not held["landlock"]) or (seccomp.available() and not held["seccomp"]):
        raise OSError(errno.EPERM, "a protection that this kernel has could not be put in place")
    return held


def set_limit(which: int, soft: int, hard: int | None = None) -> None:
    """Lower a resource limit; one that is lower already stays."""
    _, most = resource.getrlimit(which)
    hard = soft if hard is None else hard
    if most != resource.RLIM_INFINITY:
        hard = min(hard, most)
    resource.setrlimit(which, (min(soft, hard), hard))


def address_space() -> int:
    """Return the bytes of address space this process has already, so that a limit counts what comes on top."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def probe() -> dict[str, bool]:
    """Try, from inside a confined process, what must not be possible; say per protection whether it held."""
    import socket

    return {
        "landlock": _refused(lambda: os.listdir("/")) and _refused(lambda: os.open("/etc/passwd", os.O_RDONLY)),
        "seccomp": _refused(socket.socket) and _refused(os.setsid),
        "no_new_privs": kernel.prctl(39) == 1,
        "rlimits": resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY
        and resource.getrlimit(resource.RLIMIT_CORE) == (0, 0),
    }


def _refused(act: object) -> bool:
    try:
        act()  # type: ignore[operator]
    except PermissionError:
        return True
    except OSError:
        return False
    return False
