"""Calendars and cards: the properties of every event, task and person, by name, with the files inside.

Source: RFC 5545 3.1 (content lines), RFC 6350 3 (vCard 4.0), vCard 2.1 (quoted-printable and character sets).
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, ClassVar

from assay.extractors.mail.headers import decoded
from assay.extractors.shared.draft import BaseDecoder, Draft
from assay.extractors.shared.encodings import decode_text
from assay.governance.domain import Locator, Reason, SegmentKind

__all__ = ["CalendarDecoder"]

_NAME = re.compile(r"(?:[A-Za-z0-9-]{1,60}\.)?([A-Za-z0-9-]{1,60})")
_PARAMETER = re.compile(r';([A-Za-z0-9-]{1,60})(?:=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*))?')
_ESCAPED = re.compile(r"\\([\\;,nN])")
_DULL = {
    "version", "prodid", "calscale", "method", "sequence", "transp", "rev", "x-wr-timezone", "dtstamp", "priority",
    "status", "class", "trigger", "action", "repeat", "tzoffsetfrom", "tzoffsetto", "tzname", "tzid", "rrule",
}  # fmt: skip
_CALLED = {
    "fn": "name", "n": "name", "nickname": "name", "org": "company", "tel": "phone", "adr": "address",
    "bday": "birthday", "email": "email", "title": "job title", "note": "note", "organizer": "email",
    "attendee": "email",
    "summary": "subject", "description": "description", "location": "location", "geo": "geo", "url": "url",
    "contact": "contact",
}  # fmt: skip
_STRUCTURED = {"n", "adr", "org", "gender"}
_TITLES = {"summary", "fn", "x-wr-calname"}
_DEEPEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class _Walk:
    open: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)


class CalendarDecoder(BaseDecoder):
    """Each property is a cell whose context is what it is called; places are `vevent[2]/attendee[1]`."""

    name: ClassVar[str] = "calendar"
    version: ClassVar[str] = "1"
    places: ClassVar[tuple[str, ...]] = ("part", "member")
    bounds: ClassVar[tuple[str, ...]] = ("characters",)
    media_types: ClassVar[frozenset[str]] = frozenset({"text/calendar", "text/vcard"})

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read line by line; a component that does not end is said."""
        text, encoding, whole = decode_text(file.read())
        if not whole:
            draft.problem(Reason.PART_UNREADABLE, detail="encoding")
        draft.facts["encoding"] = encoding
        walk = _Walk()
        for line in _lines(text):
            if line.name == "begin":
                _begin(walk, line.value.strip().lower())
            elif line.name == "end":
                del walk.open[-1:]
            elif walk.open:
                _property(line, walk, draft)
        draft.facts |= {f"{kind}s": walk.counts[kind] for kind in ("vevent", "vtodo", "vcard") if kind in walk.counts}
        draft.checked["text"] = "yes"
        if walk.open:
            draft.problem(Reason.TRUNCATED)


def _begin(walk: _Walk, kind: str) -> None:
    walk.counts[kind] = walk.counts.get(kind, 0) + 1
    if len(walk.open) < _DEEPEST:
        walk.open.append(f"{kind}[{walk.counts[kind]}]")
    walk.seen.clear()


def _lines(text: str) -> Iterator[_Line]:
    """Yield content lines, folded ones joined; those of quoted-printable also where they end in an equals sign."""
    held = ""
    for raw in [*text.splitlines(), ""]:
        if raw[:1] in (" ", "\t") and held:
            held += raw[1:]
        elif held.endswith("=") and "QUOTED-PRINTABLE" in held.upper().partition(":")[0]:
            held = held[:-1] + raw
        else:
            line = _parsed(held)
            if line is not None:
                yield line
            held = raw
    line = _parsed(held)
    if line is not None:
        yield line


def _parsed(line: str) -> _Line | None:
    match = _NAME.match(line)
    if match is None:
        return None
    at, parameters = match.end(), dict[str, str]()
    while (found := _PARAMETER.match(line, at)) is not None:
        name, value = found.groups()
        if value is None:  # vCard 2.1 writes values of TYPE and ENCODING alone
            name, value = ("encoding", name) if name.upper() in ("QUOTED-PRINTABLE", "BASE64", "B") else ("type", name)
        parameters.setdefault(name.lower(), value.replace('"', ""))
        at = found.end()
    if line[at : at + 1] != ":":
        return None
    return _Line(name=match[1].lower(), parameters=parameters, value=line[at + 1 :])


def _property(line: _Line, walk: _Walk, draft: Draft) -> None:
    if line.name in _DULL or line.name.startswith("x-microsoft-") or "vtimezone" in walk.open[-1]:
        return
    walk.seen[line.name] = walk.seen.get(line.name, 0) + 1
    inner = walk.open[1:] if walk.open[0].startswith("vcalendar") else walk.open
    part = f"{'/'.join(inner or walk.open)}/{line.name}[{walk.seen[line.name]}]"
    encoding = line.parameters.get("encoding", "").upper()
    if encoding in ("B", "BASE64") or line.value.startswith("data:"):
        _file(line, part, draft)
        return
    text = _text(line, encoding)
    if line.name in _TITLES and not draft.title:
        draft.title = text or None
    context = " ".join(filter(None, (_CALLED.get(line.name, line.name), line.parameters.get("type", "").lower())))
    draft.add(SegmentKind.CELL, text, Locator(part=part), context=context)
    draft.add(SegmentKind.CELL, line.parameters.get("cn", ""), Locator(part=f"{part}/@cn"), context="name")


def _text(line: _Line, encoding: str) -> str:
    """Return a value as a person reads it."""
    value = line.value
    if encoding == "QUOTED-PRINTABLE":
        value = decoded(quopri.decodestring(value.encode("utf-8", "replace")), line.parameters.get("charset"))
    if line.name in _STRUCTURED:
        value = " ".join(piece.strip() for piece in re.split(r"(?<!\\);", value) if piece.strip())
    value = _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
    scheme, colon, rest = value.partition(":")
    return rest.strip() if colon and scheme.lower() in ("mailto", "tel") else value.strip()


def _file(line: _Line, part: str, draft: Draft) -> None:
    """Hand on a photo, a sound or an attachment that stands in the line itself."""
    body = line.value.partition(",")[2] if line.value.startswith("data:") else line.value
    try:
        data = base64.b64decode(body)
    except (binascii.Error, ValueError):
        draft.problem(Reason.PART_UNREADABLE, Locator(part=part), "base64")
        return
    name = line.parameters.get("x-filename") or line.parameters.get("filename") or line.name
    draft.child(f"attachment[{len(draft.children) + 1}]/{name}", data)
