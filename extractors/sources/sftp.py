"""Files behind SSH: fsspec's file system over paramiko, for servers whose key is known, without following links."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from assay.governance.domain import UsageError

__all__ = ["sftp_filesystem"]


def sftp_filesystem() -> type:
    """Return the file system of SFTP.

    The driver's own takes the key of any server that answers, and hands it the password. This one connects where the
    server's key stands in the user's `known_hosts` or is named as `host_key`, alone.

    Raises:
        ImportError: paramiko is not installed.
    """
    import paramiko  # type: ignore[import-untyped]
    from fsspec.implementations.sftp import SFTPFileSystem  # type: ignore[import-untyped]

    class KnownServers(SFTPFileSystem):  # type: ignore[misc]
        cachable = False

        def _connect(self) -> None:
            named = self.ssh_kwargs.pop("host_key", None)
            self.client = paramiko.SSHClient()
            self.client.set_missing_host_key_policy(paramiko.RejectPolicy())
            if named is None:
                self.client.load_system_host_keys()
            else:
                port = self.ssh_kwargs.get("port", 22)
                host = self.host if port == 22 else f"[{self.host}]:{port}"
                kind, key = _host_key(named)
                self.client.get_host_keys().add(host, kind, paramiko.PKey.from_type_string(kind, key))
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            """Return the path on the server, sign by sign: `#` and `?` are signs like others."""
            _, scheme, rest = path.partition("://")
            return (f"/{rest.partition('/')[2]}" if scheme else path).rstrip("/") or "/"

        def info(self, path: str) -> dict[str, Any]:
            """Return what the server says of a path itself: of a link, that it is one."""
            path = self._strip_protocol(path)
            return {**self._decode_stat(self.ftp.lstat(path)), "name": path}

        def close(self) -> None:
            self.client.close()

    return KnownServers


def _host_key(named: str) -> tuple[str, bytes]:
    """Read a public key as `known_hosts` has it: `ssh-ed25519 AAAA…`, with or without the host in front."""
    words = named.split()
    place = next((at for at, word in enumerate(words) if word.startswith(("ssh-", "ecdsa-"))), len(words))
    try:
        return words[place], base64.b64decode(words[place + 1], validate=True)
    except (IndexError, binascii.Error):
        raise UsageError(
            "host_key is a server's public key as known_hosts has it: ssh-ed25519 AAAA...",
            "host_key 是服务器的公钥，写法与 known_hosts 相同：ssh-ed25519 AAAA...",
        ) from None
