"""Rich text: RTF to paragraphs and properties, pictures and font tables left out.

Source: Rich Text Format specification 1.9.1.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

__all__ = ["RichText", "read_rtf"]

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_DROPPED = {
    b"colortbl", b"stylesheet", b"pict", b"themedata", b"colorschememapping", b"datastore", b"latentstyles",
    b"listtable",
    b"listoverridetable", b"rsidtbl", b"generator", b"xmlnstbl", b"objdata", b"fldinst", b"filetbl", b"revtbl",
    b"pgdsctbl",
    b"bkmkstart", b"bkmkend", b"mmathPr", b"wgrffmtfilter", b"fontemb", b"panose", b"falt", b"nonshppict",
}  # fmt: skip
_KEPT_STARRED = {b"annotation", b"shptxt", b"atnauthor", b"shpinst", b"footnote", b"cs", b"hl"}
_INFO = {b"title", b"subject", b"author", b"operator", b"manager", b"company", b"keywords", b"doccomm", b"category"}
_SIGNS = {
    b"par": "\n", b"sect": "\n", b"page": "\n", b"line": "\n", b"row": "\n", b"nestrow": "\n", b"tab": "\t",
    b"cell": "\t", b"nestcell": "\t", b"emdash": "\u2014", b"endash": "\u2013", b"bullet": "\u2022",
    b"lquote": "\u2018",
    b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_DEEPEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RichText:
    """What an RTF file says; `whole` is False when its groups do not close, as in a file that was cut."""

    text: str
    properties: tuple[tuple[str, str], ...]
    whole: bool


@dataclass(slots=True)
class _State:
    dropped: bool = False
    field: bytes = b""
    font: int = -1
    skip: int = 1


@dataclass(slots=True)
class _Reader:
    codepage: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    out: list[str] = field(default_factory=list)
    properties: dict[bytes, list[str]] = field(default_factory=dict)
    raw: bytearray = field(default_factory=bytearray)
    state: _State = field(default_factory=_State)
    table_font: int = -1
    to_skip: int = 0

    def flush(self) -> None:
        """Decode gathered bytes in the font's or the file's code page."""
        if self.raw:
            encoding = self.fonts.get(self.state.font, self.codepage)
            text = bytes(self.raw).decode(encoding, errors="replace")
            self.raw.clear()
            self.say(text)

    def say(self, text: str) -> None:
        """Add text where it belongs."""
        if self.state.field in _INFO:
            self.properties.setdefault(self.state.field, []).append(text)
        elif not self.state.dropped:
            self.out.append(text)

    def put(self, data: bytes) -> None:
        """Take literal bytes, less those that stand in for a `\\u` character."""
        gone = min(self.to_skip, len(data))
        self.to_skip -= gone
        if len(data) > gone and (not self.state.dropped or self.state.field in _INFO):
            self.raw += data[gone:]


def read_rtf(data: bytes) -> RichText:
    """Read an RTF file; broken control words are passed over."""
    reader = _Reader()
    stack: list[_State] = []
    starred = fresh = False
    for match in _TOKEN.finditer(data):
        word, number, code, sign, brace, literal = match.groups()
        if match.lastindex is None:  # a line's end means nothing
            continue
        if brace == b"{":
            reader.flush()
            if len(stack) < _DEEPEST:
                stack.append(replace(reader.state))
            fresh, starred = True, False
            continue
        if brace == b"}":
            reader.flush()
            reader.state = stack.pop() if stack else _State()
        elif sign == b"*":
            starred = fresh
            continue
        elif word is not None:
            _control(reader, word, number, opening=fresh, starred=starred)
        elif code is not None:
            reader.put(bytes([int(code, 16)]))
        elif literal is not None:
            reader.put(literal)
        elif sign is not None:
            _sign(reader, sign)
        fresh = starred = False
    reader.flush()
    properties = tuple(
        (name.decode(), "".join(texts).strip()) for name, texts in reader.properties.items() if "".join(texts).strip()
    )
    return RichText(text="".join(reader.out), properties=properties, whole=not stack)


def _control(reader: _Reader, word: bytes, number: bytes | None, *, opening: bool, starred: bool) -> None:
    state, value = reader.state, int(number) if number else None
    if word == b"u" and value is not None:
        reader.flush()
        code = value + 65_536 if value < 0 else value
        reader.say(_utf16(reader, code))
        reader.to_skip = state.skip
    elif word == b"uc":
        state.skip = max(0, value or 0)
    elif word == b"bin":
        reader.to_skip = 0
    elif word in _SIGNS:
        reader.flush()
        reader.say(_SIGNS[word])
    elif word == b"ansicpg" and value:
        reader.codepage = _known(f"cp{value}") or {936: "gb18030", 65001: "utf-8"}.get(value, reader.codepage)
    elif word == b"mac":
        reader.codepage = "mac_roman"
    elif word == b"fonttbl":
        state.dropped, state.field = True, b"fonttbl"
    elif word == b"f" and value is not None:
        reader.flush()
        if state.field == b"fonttbl":
            reader.table_font = value
        else:
            state.font = value
    elif word == b"fcharset" and state.field == b"fonttbl" and value in _CHARSETS:
        reader.fonts[reader.table_font] = reader.codepage if value == 0 else _CHARSETS[value]
    elif opening and word in _INFO:
        reader.flush()
        state.field = word
    elif opening and (word == b"info" or word in _DROPPED or (starred and word not in _KEPT_STARRED)):
        state.dropped = True


def _utf16(reader: _Reader, code: int) -> str:
    """Join surrogate halves that come as two control words."""
    if 0xDC00 <= code <= 0xDFFF and reader.out and "\ud800" <= reader.out[-1][-1:] <= "\udbff":
        high = ord(reader.out[-1][-1])
        reader.out[-1] = reader.out[-1][:-1]
        return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00))
    return chr(code) if 0 < code <= 0x10FFFF else ""


def _sign(reader: _Reader, sign: bytes) -> None:
    if sign in b"\\{}":
        reader.put(sign)
        return
    reader.flush()
    reader.say({b"~": "\u00a0", b"_": "\u2011", b"\n": "\n", b"\r": "\n"}.get(sign, ""))


def _known(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
