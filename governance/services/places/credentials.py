"""Credentials of sources: named in the settings, kept in the environment or the user's configuration folder alone."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path

from assay.governance.domain import SettingsError

__all__ = ["Credentials"]

_FILE = "credentials.toml"
_PREFIX = "ASSAY_CREDENTIALS_"


class Credentials:
    """Looks credentials up by name when a source is opened; nothing of them is stored or logged."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE

    def __call__(self, name: str) -> Mapping[str, str]:
        """Return the values of a name: `ASSAY_CREDENTIALS_NAME_KEY` over `[NAME]` of `credentials.toml`.

        Raises:
            SettingsError: there are none, the file cannot be read, or others may read it.
        """
        found = dict(self._of_file(name))
        start = f"{_PREFIX}{re.sub('[^A-Za-z0-9]', '_', name).upper()}_"
        found |= {key.removeprefix(start).lower(): it for key, it in os.environ.items() if key.startswith(start) and it}
        if not found:
            raise SettingsError(f"there are no credentials of this name: {name}")
        return found

    def _of_file(self, name: str) -> Mapping[str, str]:
        try:
            fd = os.open(self._file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return {}
        except OSError:
            raise SettingsError(f"{_FILE} cannot be opened") from None
        with os.fdopen(fd, "rb") as file:
            info = os.fstat(file.fileno())
            if stat.S_IMODE(info.st_mode) & 0o077 or info.st_uid != os.geteuid():
                raise SettingsError(f"{_FILE} must belong to you and have mode 0600")
            try:
                told = tomllib.loads(file.read().decode("utf-8")).get(name, {})
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                raise SettingsError(f"{_FILE} cannot be read as TOML") from None
        if not isinstance(told, dict) or not all(isinstance(it, str) for it in told.values()):
            raise SettingsError(f"{_FILE}: the entry {name} must hold texts alone")
        return told
