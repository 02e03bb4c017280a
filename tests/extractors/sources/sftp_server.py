"""A real SSH server on loopback that serves one folder over SFTP, for one account."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

USER, PASSWORD = "ann", "correct horse"


@dataclass(frozen=True, slots=True)
class Served:
    """Where the server listens, and its public key as `known_hosts` has it."""

    port: int
    host_key: str


@contextmanager
def sftp_server(folder: Path) -> Iterator[Served]:
    """Serve a folder until the block ends."""
    import paramiko

    key = paramiko.Ed25519Key.from_private_key(_new_key())
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.2)
    stop, open_now, handlers = threading.Event(), [], _handlers(folder)

    def accept() -> None:
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            transport = paramiko.Transport(connection)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, handlers[1])
            open_now.append(transport)
            try:
                transport.start_server(server=handlers[0]())
            except (paramiko.SSHException, EOFError):  # a client that refuses the server's key goes away
                continue

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield Served(listening.getsockname()[1], f"{key.get_name()} {key.get_base64()}")
    finally:
        stop.set()
        thread.join()
        for transport in open_now:
            transport.close()
        listening.close()


def _new_key() -> Any:
    import io

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return io.StringIO(made.decode())


def _handlers(folder: Path) -> tuple[type, type]:
    import paramiko
    from paramiko.sftp import SFTP_FAILURE
    from paramiko.sftp_attr import SFTPAttributes

    class Login(paramiko.ServerInterface):
        def check_auth_password(self, username: str, password: str) -> int:
            right = (username, password) == (USER, PASSWORD)
            return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

        def check_channel_request(self, kind: str, chanid: int) -> int:
            return paramiko.OPEN_SUCCEEDED

    class Files(paramiko.SFTPServerInterface):
        def _told(self, path: str, *, follow: bool) -> Any:
            try:
                return SFTPAttributes.from_stat(os.stat(folder / path.lstrip("/"), follow_symlinks=follow))
            except OSError as exc:
                return paramiko.SFTPServer.convert_errno(exc.errno or 0)

        def stat(self, path: str) -> Any:
            return self._told(path, follow=True)

        def lstat(self, path: str) -> Any:
            return self._told(path, follow=False)

        def list_folder(self, path: str) -> Any:
            try:
                entries = list(os.scandir(folder / path.lstrip("/")))
            except OSError as exc:
                return paramiko.SFTPServer.convert_errno(exc.errno or 0)
            return [SFTPAttributes.from_stat(it.stat(follow_symlinks=False), it.name) for it in entries]

        def open(self, path: str, flags: int, attr: Any) -> Any:
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return SFTP_FAILURE
            try:
                file = (folder / path.lstrip("/")).open("rb")
            except OSError as exc:
                return paramiko.SFTPServer.convert_errno(exc.errno or 0)
            handle = paramiko.SFTPHandle(flags)
            handle.readfile = file
            return handle

    return Login, Files
