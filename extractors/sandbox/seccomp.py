"""A seccomp filter: calls that a reader of files never needs are refused with EPERM.

What is refused by default: sockets, new processes (threads are allowed), programs, tracing, namespaces, mounts,
kernel modules, keys, io_uring, eBPF, owners, modes and times of files (which Landlock does not watch), memory that no
limit counts, and signals, limits and priorities of others. The filter is data, one table a processor.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

from assay.extractors.sandbox import kernel

__all__ = ["available", "restrict"]

_PR_GET_SECCOMP, _PR_SET_SECCOMP, _FILTER = 21, 22, 2
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # offsets; of arguments the low half is looked at
_CLONE_THREAD = 0x00010000
_X32 = 0x40000000

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALWAYS = {
    "x86_64": {
        "socket": 41, "connect": 42, "bind": 49, "listen": 50, "ptrace": 101, "syslog": 103, "setpgid": 109,
        "setsid": 112, "pivot_root": 155, "chroot": 161, "acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166,
        "swapon": 167, "reboot": 169, "init_module": 175, "delete_module": 176, "quotactl": 179,
        "clock_settime": 227, "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272,
        "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
        "process_vm_writev": 311, "finit_module": 313, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323,
        "chmod": 90, "fchmod": 91, "chown": 92, "fchown": 93, "lchown": 94, "utime": 132, "utimes": 235,
        "fchownat": 260, "futimesat": 261, "fchmodat": 268, "utimensat": 280, "setxattr": 188, "lsetxattr": 189,
        "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199, "memfd_create": 319,
        "shmget": 29, "semget": 64, "msgget": 68, "mq_open": 240, "setpriority": 141, "sched_setparam": 142,
        "sched_setscheduler": 144, "ioprio_set": 251, "sched_setattr": 314,
    },
    "aarch64": {
        "umount2": 39, "mount": 40, "pivot_root": 41, "chroot": 51, "acct": 89, "unshare": 97, "kexec_load": 104,
        "init_module": 105, "delete_module": 106, "clock_settime": 112, "syslog": 116, "ptrace": 117, "reboot": 142,
        "setpgid": 154, "setsid": 157, "settimeofday": 170, "socket": 198, "bind": 200, "listen": 201, "connect": 203,
        "add_key": 217, "request_key": 218, "keyctl": 219, "swapon": 224, "perf_event_open": 241,
        "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271,
        "finit_module": 273, "bpf": 280, "userfaultfd": 282, "kexec_file_load": 294, "quotactl": 60,
        "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
        "ioprio_set": 30, "fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "utimensat": 88,
        "sched_setparam": 118, "sched_setscheduler": 119, "setpriority": 140, "mq_open": 180, "msgget": 186,
        "semget": 190, "shmget": 194, "sched_setattr": 274, "memfd_create": 279,
    },
}  # fmt: skip
_EVERYWHERE = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "fsconfig": 431, "fsmount": 432, "pidfd_send_signal": 424, "pidfd_open": 434, "pidfd_getfd": 438,
    "mount_setattr": 442, "memfd_secret": 447, "fchmodat2": 452, "setxattrat": 463, "removexattrat": 466,
}  # fmt: skip
_PROCESSES = {
    "x86_64": {
        "fork": 57,
        "vfork": 58,
        "execve": 59,
        "execveat": 322,
        "kill": 62,
        "tkill": 200,
        "rt_sigqueueinfo": 129,
    },
    "aarch64": {"execve": 221, "execveat": 281, "kill": 129, "tkill": 130, "rt_sigqueueinfo": 138},
}
_ON_ITSELF = {  # calls whose first argument is a process: 0 is the caller
    "x86_64": {"prlimit64": 302, "sched_setaffinity": 203},
    "aarch64": {"prlimit64": 261, "sched_setaffinity": 122},
}
_THREAD_SIGNAL = {"x86_64": 234, "aarch64": 131}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435


def available() -> bool:
    """Say whether this kernel filters calls and there is a table for its processor."""
    return platform.machine() in _AUDIT and kernel.prctl(_PR_GET_SECCOMP) >= 0


def restrict(*, programs: bool = False) -> bool:
    """Install the filter in this thread and what it starts; say whether it holds.

    `programs` leaves fork and exec allowed, for readers that call a packaged program; `setsid` stays refused, so
    that killing the process group reaches all of them. Needs no_new_privs.
    """
    machine = platform.machine()
    if machine not in _AUDIT:
        return False
    code = _assemble(machine, programs=programs)
    body = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in code))
    program = struct.pack("@HP", len(code), ctypes.addressof(body))
    holder = ctypes.create_string_buffer(program)
    return kernel.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.addressof(holder)) == 0


def _only_with(number: int, first: int) -> list[tuple[int, int, int, int]]:
    """Allow a call with this first argument, refuse it with any other."""
    return [
        (_EQUAL, 0, 4, number), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_EQUAL, 0, 1, first),
        (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    ]  # fmt: skip


def _assemble(machine: str, *, programs: bool) -> list[tuple[int, int, int, int]]:
    refused = sorted({*_ALWAYS[machine].values(), *_EVERYWHERE.values()})
    if not programs:
        refused = sorted({*refused, *_PROCESSES[machine].values()})
    deny = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    code = [
        (_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, _AUDIT[machine]), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _X32), deny,
    ]  # fmt: skip
    for number in refused:
        code += [(_EQUAL, 0, 1, number), deny]
    for number in _ON_ITSELF[machine].values():
        code += _only_with(number, 0)
    if not programs:
        code += _only_with(_THREAD_SIGNAL[machine], os.getpid())
        # clone3 hides its flags behind a pointer: "not implemented" makes libc fall back to clone.
        code += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]
        code += [(_EQUAL, 0, 3, _CLONE[machine]), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_ANY_BIT, 1, 0, _CLONE_THREAD), deny]
    code.append((_RETURN, 0, 0, _ALLOW))
    return code
