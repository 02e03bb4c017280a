"""Limits on what one file may cost; every one is a setting."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes, characters, counts and seconds; a limit that was reached makes the file `partial`, never clean."""

    file_bytes: int = 200 << 20
    unpacked_bytes: int = 1 << 30
    unpack_ratio: int = 100
    archive_entries: int = 100_000
    archive_depth: int = 10
    pages: int = 5_000
    pixels: int = 100_000_000
    characters: int = 50_000_000
    cpu_seconds_per_unit: float = 30.0
    cpu_seconds: float = 1_800.0
    stall_seconds: float = 60.0
    decoder_memory_bytes: int = 2 << 30
    reader_memory_bytes: int = 3 << 30
    ocr_pages: int = 500
    ocr_pictures: int = 40
    speech_seconds: float = 4 * 3_600.0
