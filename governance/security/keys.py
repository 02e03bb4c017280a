"""The keyring: what opens the vault and keys the hashes, in the user's configuration folder and nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from contextlib import suppress
from pathlib import Path

from assay.governance.domain import IntegrityError, SettingsError
from assay.governance.security.access import new_api_key
from assay.governance.security.seal import KEY_BYTES, new_key

__all__ = ["Keyring"]

_MASTER = "master.key"
_HASH = "hash-1.key"
_LOCAL = "local-admin.key"


class Keyring:
    """The master key (wraps data keys), the hash key (versioned, apart), and the local admin's API key.

    Its repr shows none of them. `folder` is None for a keyring that lives in memory alone.
    """

    hash_version = 1

    def __init__(self, *, master: bytes, hash_key: bytes, local_key: str, folder: Path | None = None) -> None:
        self._master = master
        self._hash_key = hash_key
        self._local_key = local_key
        self.folder = folder
        self._begun: dict[str, hmac.HMAC] = {}  # by purpose, the key taken in and nothing else; only ever copied
        self._checkpoints: dict[str, tuple[int, str]] = {}

    def __repr__(self) -> str:
        return f"Keyring({'in memory' if self.folder is None else 'in files'})"

    @classmethod
    def open(cls, config_dir: Path) -> Keyring:
        """Read the keys, made at first use; the folder gets mode 0700 and each file 0600.

        Two processes that start at once agree on one set of keys.

        Raises:
            SettingsError: the folder or a file is a link, belongs to somebody else, or others may read it.
        """
        folder = Path(os.path.abspath(config_dir))
        _prepare(folder)
        return cls(
            master=_read_key(folder / _MASTER),
            hash_key=_read_key(folder / _HASH),
            local_key=_read_or_make(folder / _LOCAL, new_api_key().encode()).decode(),
            folder=folder,
        )

    @classmethod
    def ephemeral(cls) -> Keyring:
        """Return fresh keys that are never written: for stateless tagging and tests."""
        return cls(master=new_key(), hash_key=new_key(), local_key=new_api_key())

    @property
    def master(self) -> bytes:
        """The key that wraps data keys, 32 bytes."""
        return self._master

    @property
    def local_key(self) -> str:
        """The local admin's API key."""
        return self._local_key

    def mac(self, purpose: str, message: bytes) -> bytes:
        """Return HMAC-SHA-256 of a message under a key derived for one purpose; purposes never share a key."""
        begun = self._begun.get(purpose)
        if begun is None:
            key = hmac.digest(self._hash_key, b"assay/" + purpose.encode(), hashlib.sha256)
            begun = self._begun[purpose] = hmac.new(key, digestmod=hashlib.sha256)
        mac = begun.copy()
        mac.update(message)
        return mac.digest()

    def checkpoint(self, chain: str) -> tuple[int, str] | None:
        """Return the last noted (position, hash) of a chain: kept here, outside the home whose chain it guards."""
        if self.folder is None:
            return self._checkpoints.get(chain)
        try:
            data = json.loads(_read_private(self.folder / f"audit-{chain}.json"))
            return int(data["position"]), str(data["hash"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise IntegrityError("the noted end of the audit trail cannot be read") from None

    def note_checkpoint(self, chain: str, position: int, digest: str) -> None:
        """Note how far a chain reaches; a crash before this leaves the older note, which still holds."""
        if self.folder is None:
            self._checkpoints[chain] = (position, digest)
            return
        path = self.folder / f"audit-{chain}.json"
        _replace_private(path, json.dumps({"position": position, "hash": digest}).encode())


def _prepare(folder: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
    info = folder.lstat()
    if not stat.S_ISDIR(info.st_mode):
        raise SettingsError("config_dir must be a folder, not a link or a file")
    if info.st_uid != os.geteuid():
        raise SettingsError("config_dir belongs to another user")
    if info.st_mode & 0o022:
        raise SettingsError("config_dir may be written by others; run: chmod 700 on it")


def _read_key(path: Path) -> bytes:
    try:
        key = bytes.fromhex(_read_or_make(path, new_key().hex().encode()).decode())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(f"{path.name} in config_dir does not hold a key")
    return key


def _read_or_make(path: Path, fresh: bytes) -> bytes:
    try:
        return _read_private(path)
    except FileNotFoundError:
        pass
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    _write_private(draft, fresh)
    try:
        with suppress(FileExistsError):  # another process was first: its key is the one
            os.link(draft, path, follow_symlinks=False)
    finally:
        draft.unlink()
    _sync_folder(path.parent)
    return _read_private(path)


def _read_private(path: Path) -> bytes:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError:
        raise SettingsError(f"{path.name} in config_dir cannot be opened; links are refused") from None
    with os.fdopen(fd, "rb") as file:
        info = os.fstat(file.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise SettingsError(f"{path.name} in config_dir is not a regular file")
        if info.st_uid != os.geteuid():
            raise SettingsError(f"{path.name} in config_dir belongs to another user")
        if info.st_mode & 0o077:
            raise SettingsError(f"{path.name} in config_dir may be read by others; run: chmod 600 on it")
        return file.read(4096).strip()


def _write_private(path: Path, data: bytes) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replace_private(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    _write_private(draft, data)
    draft.replace(path)


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
