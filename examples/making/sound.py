"""The recorded call, spoken by flite (Debian's package `flite`); the committed file needs it no more."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from making.files import write
from making.story import CALL

__all__ = ["write_call"]


def write_call(root: Path, kept: Path | None = None) -> None:
    """Write `calls/`: 16 kHz, mono, 16 bit; without flite the recording in `kept` is copied.

    Raises:
        FileNotFoundError: neither flite nor a recording is there.
    """
    name = "calls/call-2024-04-02.wav"
    flite = shutil.which("flite")
    if flite is None:
        if kept is None:
            raise FileNotFoundError("install the package flite to record the call again")
        write(root, name, (kept / name).read_bytes())
        return
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "call.wav"
        subprocess.run([flite, "-voice", "slt", "-t", CALL, "-o", str(target)], check=True)  # noqa: S603
        write(root, name, target.read_bytes())
