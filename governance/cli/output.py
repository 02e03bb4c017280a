"""Data to stdout, words to stderr. Nothing that comes from a file can steer the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from assay.governance.domain import to_plain

__all__ = ["data", "duration", "line", "locator", "message", "plain", "short", "size", "table"]


def plain(value: Any) -> str:
    """Return text in which no sign steers a terminal or turns the reading direction."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in str(value))


def data(value: Any, *, lines: bool = False) -> None:
    """Print JSON: one document, or with `lines` one compact line."""
    text = json.dumps(
        to_plain(value), ensure_ascii=False, indent=None if lines else 2, separators=(",", ":") if lines else None
    )
    # What JSON lets through and a terminal obeys is escaped; it means the same to a reader of JSON.
    print("".join(sign if sign.isprintable() or sign in "\n " else _escape(sign) for sign in text))


def short(text: str, most: int = 160) -> str:
    """Return text on one line, cut where it is longer than `most` signs."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def size(count: float) -> str:
    """Return bytes in a unit that people read."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def duration(seconds: float) -> str:
    """Return seconds as hours and minutes, or as what is less."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def line(text: str = "") -> None:
    """Print a line of data."""
    print(plain(text))


def message(text: str) -> None:
    """Print a message to stderr."""
    print(plain(text), file=sys.stderr)


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    right: Sequence[int] = (),
    whole: Sequence[int] = (),
) -> None:
    """Print a table; `right` are the columns set flush right, `whole` those that are never broken (ids)."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=Text(title, style="bold") if title else None, title_justify="left", box=box.SIMPLE_HEAD)
    for number, column in enumerate(columns):
        justify: Any = "right" if number in right else "left"
        shown.add_column(Text(column), justify=justify, overflow="fold", no_wrap=number in whole)
    for row in rows:
        shown.add_row(*(Text(plain("" if cell is None else cell)) for cell in row))
    console(sys.stdout).print(shown)


def console(stream: TextIO) -> Any:
    """Return a rich console on a stream: as wide as the terminal, or 120 signs where there is none."""
    from rich.console import Console

    return Console(file=stream, width=None if stream.isatty() else 120, highlight=False, markup=False, emoji=False)


def locator(place: Mapping[str, Any] | None) -> str:
    """Return a Locator in a few signs: what a person needs to find the place."""
    if not place:
        return ""
    parts: list[str] = []
    for name, sign in (("member", ""), ("part", ""), ("property", "@"), ("page", "p."), ("sheet", ""), ("column", "")):
        if place.get(name) is not None:
            parts.append(f"{sign}{place[name]}")
    if place.get("row") is not None:
        parts.append(f"#{place['row']}")
    if place.get("box") is not None and "page" not in place and "segment" not in place:
        parts.append("□")
    if place.get("time") is not None:
        begin, end = place["time"]
        parts.append(f"{begin:.1f} s" if begin == end else f"{begin:.1f}–{end:.1f} s")
    if place.get("start") is not None and not {"row", "time", "property"} & place.keys():
        parts.append(f"{place['start']}–{place['end']}")
    return " ".join(parts)


def _escape(sign: str) -> str:
    code = ord(sign)
    if code > 0xFFFF:
        high, low = divmod(code - 0x10000, 0x400)
        return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
    return f"\\u{code:04x}"
