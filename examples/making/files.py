"""Writing files that are the same byte for byte, today and next year."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

__all__ = ["MADE", "font", "settle", "write", "zipped"]

MADE = datetime(2024, 4, 15, 9, 30)
_FONTS = ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",)


def font() -> str:
    """Return the path of the Chinese font that pages and pictures are set in.

    Raises:
        FileNotFoundError: Debian's package `fonts-wqy-zenhei` is not installed.
    """
    for path in _FONTS:
        if Path(path).exists():
            return path
    raise FileNotFoundError("install the package fonts-wqy-zenhei to make the corpus again")


def write(root: Path, name: str, data: bytes) -> Path:
    """Write one file of the corpus, making its folder."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a ZIP of the members, in order, all dated `MADE`; a `mimetype` stands first and is not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def settle(data: bytes) -> bytes:
    """Return an office file with the dates of its members fixed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({entry.filename: archive.read(entry) for entry in archive.infolist()})
