"""Rich text: RTF control words to paragraphs of body, headers, notes and comments, with what is hidden or tracked.

Source: Rich Text Format specification 1.9.1.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

__all__ = ["RichParagraph", "RichText", "read_rtf"]

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_DROPPED = {
    b"colortbl", b"stylesheet", b"themedata", b"colorschememapping", b"datastore", b"latentstyles", b"listtable",
    b"listoverridetable", b"rsidtbl", b"generator", b"xmlnstbl", b"fldinst", b"filetbl", b"revtbl", b"pgdsctbl",
    b"bkmkstart", b"bkmkend", b"mmathPr", b"wgrffmtfilter", b"fontemb", b"panose", b"falt", b"nonshppict", b"atnid",
    b"atnref", b"atndate", b"atntime", b"listname", b"listpicture", b"objclass", b"objname", b"sp", b"pntxtb",
}  # fmt: skip
_KEPT_STARRED = {
    b"annotation", b"shptxt", b"atnauthor", b"shpinst", b"footnote", b"cs", b"hl", b"shppict", b"objdata", b"company",
    b"htmltag", b"userprops", b"propname", b"staticval", b"pnseclvl",
}  # fmt: skip
_INFO = {
    b"title", b"subject", b"author", b"operator", b"manager", b"company", b"keywords", b"doccomm", b"category",
    b"propname", b"staticval",
}  # fmt: skip
_ASIDE = {
    b"header": "header", b"headerl": "header", b"headerr": "header", b"headerf": "header", b"footer": "footer",
    b"footerl": "footer", b"footerr": "footer", b"footerf": "footer", b"footnote": "note", b"annotation": "comment",
    b"atnauthor": "author", b"shptxt": "box",
}  # fmt: skip
_BLOBS = {b"pict", b"objdata"}
_ENDS = {b"par", b"sect", b"page", b"row", b"nestrow", b"cell", b"nestcell"}
_SIGNS = {
    b"line": "\n", b"tab": "\t", b"emdash": "\u2014", b"endash": "\u2013", b"bullet": "\u2022", b"lquote": "\u2018",
    b"rquote": "\u2019", b"ldblquote": "\u201c", b"rdblquote": "\u201d", b"emspace": " ", b"enspace": " ",
}  # fmt: skip
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_MARKS = {b"v": "hidden", b"deleted": "deleted", b"revised": "inserted"}
_DEEPEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RichParagraph:
    """One paragraph: where it belongs, what ends it (`par`, `cell`, `row`), and pieces of text with their marks.

    `inside` is True in a table's cell.
    """

    place: str
    end: str
    inside: bool
    pieces: tuple[tuple[str, str | None], ...]

    @property
    def text(self) -> str:
        """What it says, deletions left out."""
        return "".join(text for text, mark in self.pieces if mark != "deleted")


@dataclass(frozen=True, slots=True, kw_only=True)
class RichText:
    """What an RTF file says; `whole` is False when its groups do not close, as in a file that was cut.

    `pictures` and `objects` are the bytes of what is embedded; `html` says that the text is a page's source.
    """

    paragraphs: tuple[RichParagraph, ...]
    properties: tuple[tuple[str, str], ...]
    whole: bool
    pictures: tuple[bytes, ...] = ()
    objects: tuple[bytes, ...] = ()
    html: bool = False

    @property
    def text(self) -> str:
        """The body's paragraphs, one a line; cells of one row part by tabs."""
        ends = {"cell": "\t", "nestcell": "\t"}
        body = (p for p in self.paragraphs if p.place in ("body", "box"))
        return "".join(p.text + ends.get(p.end, "\n") for p in body)


@dataclass(slots=True)
class _State:
    dropped: bool = False
    field: bytes = b""
    place: str = "body"
    font: int = -1
    skip: int = 1
    marks: frozenset[bytes] = frozenset()
    inside: bool = False

    @property
    def mark(self) -> str | None:
        return next((_MARKS[name] for name in (b"deleted", b"v", b"revised") if name in self.marks), None)


@dataclass(slots=True)
class _Reader:
    codepage: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    pieces: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)
    paragraphs: list[RichParagraph] = field(default_factory=list)
    properties: list[tuple[str, list[str]]] = field(default_factory=list)
    blobs: dict[bytes, list[bytearray]] = field(default_factory=lambda: {name: [] for name in _BLOBS})
    raw: bytearray = field(default_factory=bytearray)
    state: _State = field(default_factory=_State)
    table_font: int = -1
    to_skip: int = 0
    html: bool = False

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
            self.properties[-1][1].append(text)
        elif not self.state.dropped:
            self.pieces.setdefault(self.state.place, []).append((text, self.state.mark))

    def end(self, word: str, place: str | None = None) -> None:
        """Close the paragraph that is open at a place."""
        name = place or self.state.place
        pieces = self.pieces.pop(name, [])
        if not self.state.dropped and (pieces or word in ("cell", "row", "nestcell", "nestrow")):
            inside = self.state.inside and name == self.state.place
            self.paragraphs.append(RichParagraph(place=name, end=word, inside=inside, pieces=tuple(pieces)))

    def put(self, data: bytes) -> None:
        """Take literal bytes, less those that stand in for a `\\u` character."""
        gone = min(self.to_skip, len(data))
        self.to_skip -= gone
        if self.state.field in _BLOBS:
            self.blobs[self.state.field][-1] += data[gone:]
        elif len(data) > gone and (not self.state.dropped or self.state.field in _INFO):
            self.raw += data[gone:]


def read_rtf(data: bytes) -> RichText:
    """Read an RTF file; broken control words are passed over."""
    reader = _Reader()
    stack: list[_State] = []
    starred = fresh = False
    at = 0
    while (match := _TOKEN.search(data, at)) is not None:
        at = match.end()
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
            outer = stack.pop() if stack else _State()
            if reader.state.place != outer.place:
                reader.end("par")
            reader.state = outer
        elif sign == b"*":
            starred = fresh
            continue
        elif word is not None:
            if word == b"bin" and number:
                at = _binary(reader, data, at, int(number))
            _control(reader, word, number, opening=fresh, starred=starred)
        elif code is not None:
            reader.put(bytes([int(code, 16)]))
        elif literal is not None:
            reader.put(literal)
        elif sign is not None:
            _sign(reader, sign)
        fresh = starred = False
    reader.flush()
    reader.state.dropped = False
    for place in list(reader.pieces):
        reader.end("par", place)
    said = ((name, "".join(texts).strip()) for name, texts in reader.properties)
    return RichText(
        paragraphs=tuple(reader.paragraphs), properties=tuple(pair for pair in said if pair[1]), whole=not stack,
        pictures=tuple(map(_unhexed, reader.blobs[b"pict"])), objects=tuple(map(_unhexed, reader.blobs[b"objdata"])),
        html=reader.html,
    )  # fmt: skip


def _binary(reader: _Reader, data: bytes, at: int, length: int) -> int:
    """Pass over raw bytes that follow a control word; those of a picture are kept."""
    body = data[at : at + max(0, length)]
    if reader.state.field in _BLOBS:
        reader.blobs[reader.state.field][-1] += body.hex().encode()
    return at + len(body)


def _control(reader: _Reader, word: bytes, number: bytes | None, *, opening: bool, starred: bool) -> None:
    state, value = reader.state, int(number) if number else None
    if word == b"u" and value is not None:
        reader.flush()
        reader.say(_utf16(reader, value + 65_536 if value < 0 else value))
        reader.to_skip = state.skip
    elif word == b"uc":
        state.skip = max(0, value or 0)
    elif word in _ENDS:
        reader.flush()
        reader.end(word.decode())
    elif word in _SIGNS:
        reader.flush()
        reader.say(_SIGNS[word])
    elif word in _MARKS:
        reader.flush()
        state.marks = state.marks - {word} if value == 0 else state.marks | {word}
    elif word in (b"intbl", b"pard"):
        reader.flush()
        state.inside = word == b"intbl"
    elif word == b"plain":
        reader.flush()
        state.marks = frozenset()
    elif word == b"ansicpg" and value:
        reader.codepage = _known(f"cp{value}") or {936: "gb18030", 65001: "utf-8"}.get(value, reader.codepage)
    elif word == b"mac":
        reader.codepage = "mac_roman"
    elif word == b"fromhtml":
        reader.html = True
    elif word == b"htmlrtf":  # what only readers of rich text are to see, in a page wrapped into it
        reader.flush()
        state.dropped = value != 0
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
    elif opening:
        _destination(reader, word, starred=starred)


def _destination(reader: _Reader, word: bytes, *, starred: bool) -> None:
    """Turn where text goes, at the first control word of a group."""
    state = reader.state
    reader.flush()
    if word in _BLOBS:
        state.dropped, state.field = True, word
        reader.blobs[word].append(bytearray())
    elif word in _INFO:
        state.field = word
        reader.properties.append((word.decode(), []))
    elif word in _ASIDE and not state.dropped:
        state.place, state.marks = _ASIDE[word], frozenset()
    elif word == b"info" or word in _DROPPED or (starred and word not in _KEPT_STARRED):
        state.dropped = True


def _utf16(reader: _Reader, code: int) -> str:
    """Join surrogate halves that come as two control words."""
    said = reader.pieces.get(reader.state.place)
    if 0xDC00 <= code <= 0xDFFF and said and "\ud800" <= said[-1][0][-1:] <= "\udbff":
        text, mark = said[-1]
        said[-1] = (text[:-1], mark)
        return chr(0x10000 + ((ord(text[-1]) - 0xD800) << 10) + (code - 0xDC00))
    return chr(code) if 0 < code <= 0x10FFFF else ""


def _sign(reader: _Reader, sign: bytes) -> None:
    if sign in b"\\{}":
        reader.put(sign)
        return
    reader.flush()
    if sign in b"\r\n":
        reader.end("par")
    else:
        reader.say({b"~": "\u00a0", b"_": "\u2011"}.get(sign, ""))


def _unhexed(blob: bytearray) -> bytes:
    digits = bytes(blob.translate(None, b" \r\n\t"))
    digits = digits[: len(digits) // 2 * 2]
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return b""


def _known(name: str) -> str | None:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
