"""Legacy office files through LibreOffice, loaded into the confined child itself: no program is started.

LibreOfficeKit is LibreOffice as a library. It runs under the same filter as every decoder: no new process, no
socket, no file but its own installation, the fonts and the child's scratch folder, which is also its home and
profile. It ends with the child. Its interface in C: `LibreOfficeKit/LibreOfficeKit.h`, the first members of which
have kept their places since version 5.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from functools import cache
from pathlib import Path

from assay.extractors.sandbox.pace import confined
from assay.governance.domain import Reason

__all__ = ["convert", "installation", "readable_paths"]

_LIBRARIES = ("libmergedlo.so", "libsofficeapp.so")
_LOAD, _SAVE = 2, 2
_USUAL = ("/usr/lib/libreoffice", "/usr/lib64/libreoffice", "/opt/libreoffice")
_BESIDE = ("/usr/share/liblangtag", "/usr/share/libexttextcat", "/usr/share/hyphen", "/usr/share/mythes")

_Load = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)
_Save = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p)


@cache
def installation() -> Path | None:
    """Return the folder of LibreOffice's programs, None where it is not installed."""
    found = shutil.which("soffice")
    folders = [Path(found).resolve().parent] if found else []
    folders += [Path(folder, "program") for folder in _USUAL]
    return next((folder for folder in folders if _library(folder)), None)


def readable_paths() -> list[str]:
    """Return what LibreOffice must read: its installation, and what links in it lead to."""
    programs = installation()
    if programs is None:
        return []
    root = programs.parent
    links = [path for depth in ("*", "*/*", "*/*/*") for path in root.glob(depth) if path.is_symlink()]
    return sorted({str(root), *_BESIDE, *(str(path.resolve()) for path in links)})


def convert(data: bytes, *, suffix: str, target: str) -> bytes | Reason:
    """Return a document as LibreOffice saves it under another suffix, or why it could not.

    For a decoder, inside a confined child alone: anywhere else nothing is converted and the reader counts as
    missing, as where the platform gives no private folder. Takes about one CPU second and 250 MB, once a file.
    `suffix` and `target` have no dot: doc, docx.
    """
    programs = installation()
    if programs is None or not confined() or "TMPDIR" not in os.environ:
        return Reason.READER_MISSING
    scratch = Path(os.environ["TMPDIR"])
    source, saved = scratch / f"source.{suffix}", scratch / f"saved.{target}"
    source.write_bytes(data)
    os.environ["SAL_USE_VCLPLUGIN"] = "svp"
    kit = _kit(programs, scratch / "profile")
    if not kit:
        return Reason.READER_MISSING
    document = _Load(_slot(kit, _LOAD))(kit, source.as_uri().encode())
    if not document:
        return Reason.MALFORMED
    if not _Save(_slot(document, _SAVE))(document, saved.as_uri().encode(), target.encode(), None):
        return Reason.PART_UNREADABLE
    return saved.read_bytes()


def _library(programs: Path) -> Path | None:
    return next((programs / name for name in _LIBRARIES if (programs / name).exists()), None)


def _kit(programs: Path, profile: Path) -> int | None:
    hook = ctypes.CDLL(str(_library(programs)), ctypes.RTLD_GLOBAL).libreofficekit_hook_2
    hook.argtypes, hook.restype = [ctypes.c_char_p, ctypes.c_char_p], ctypes.c_void_p
    kit: int | None = hook(str(programs).encode(), profile.as_uri().encode())
    return kit


def _slot(instance: int, number: int) -> int:
    """Return a method of an object: its first word is the table, the table's first word its size."""
    table = ctypes.cast(instance, ctypes.POINTER(ctypes.c_void_p))[0]
    return int(ctypes.cast(table, ctypes.POINTER(ctypes.c_void_p))[number] or 0)
