"""What confines the readers of untrusted files: the closed list of protections, in words."""

from __future__ import annotations

from enum import StrEnum

from assay.governance.domain.words import Words

__all__ = ["PROTECTIONS", "Protection"]


class Protection(StrEnum):
    """A way in which a reader is confined."""

    USER_NAMESPACE = "user_namespace"
    NETWORK_NAMESPACE = "network_namespace"
    NO_NEW_PRIVS = "no_new_privs"
    CAPABILITIES_DROPPED = "capabilities_dropped"
    LANDLOCK = "landlock"
    SECCOMP = "seccomp"
    RLIMITS = "rlimits"
    PRIVATE_SCRATCH = "private_scratch"


PROTECTIONS: dict[Protection, Words] = {
    Protection.USER_NAMESPACE: Words(
        "Readers live in a user namespace of their own.", "读取进程处于独立的用户命名空间。"
    ),
    Protection.NETWORK_NAMESPACE: Words(
        "Readers live in a network namespace of their own, without a network.",
        "读取进程处于独立的网络命名空间，无网络。",
    ),
    Protection.NO_NEW_PRIVS: Words("Readers can never gain privileges.", "读取进程无法获得新的特权。"),
    Protection.CAPABILITIES_DROPPED: Words("Readers hold no capability of the system.", "读取进程不持有任何系统权能。"),
    Protection.LANDLOCK: Words(
        "Readers reach no file but libraries and fonts (Landlock).", "读取进程只能访问程序库和字体（Landlock）。"
    ),
    Protection.SECCOMP: Words(
        "Readers can make harmless system calls alone (seccomp).", "读取进程只能使用无害的系统调用（seccomp）。"
    ),
    Protection.RLIMITS: Words(
        "Memory, processor time and files of readers are limited.", "读取进程的内存、处理器时间和文件均有上限。"
    ),
    Protection.PRIVATE_SCRATCH: Words(
        "Readers write to a bounded folder in memory alone; without it legacy Office files are not converted.",
        "读取进程只能写入内存中有上限的私有目录；没有它则不转换旧版 Office 文件。",
    ),
}
