"""The storages of an Outlook message: one item with its people, texts and attachments, messages inside as mails.

Source: [MS-OXMSG] 2.1 to 2.4; names of properties from [MS-OXPROPS].
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assay.extractors.mail.headers import decoded
from assay.extractors.mail.outlook_rtf import unpack_rtf
from assay.extractors.shared.encodings import decode_text

__all__ = ["Attachment", "Item", "Store"]

_HEADERS = {
    "0037": "subject", "0C1A": "from", "5D01": "from", "0C1F": "from", "0E04": "to", "0E03": "cc", "0E02": "bcc",
    "0042": "from", "3D0B": "reply-to",
}  # fmt: skip
_DATES = {0x0039: "date", 0x0E06: "date", 0x3007: "created", 0x3008: "modified"}
_PEOPLE = {1: "to", 2: "cc", 3: "bcc"}
_BODY, _HTML, _RTF, _CLASS, _CODEPAGE = "1000", "1013", "1009", "001A", 0x3FDE
_STREAM = re.compile(r"__substg1\.0_((?:3A|8)[0-9A-F]{2,3})00(1F|1E)")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment; without data it could not be read, or lies too deep."""

    name: str
    media_type: str
    data: bytes
    too_deep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A message, a contact or an appointment; `fields` are the texts that a mail has not."""

    headers: tuple[tuple[str, str], ...]
    bodies: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]
    encrypted: bool


class Store:
    """A message's storage inside a compound file; the file itself where `folder` is empty."""

    def __init__(self, ole: Any, folder: str = "") -> None:
        self._ole, self._folder = ole, folder
        self._paths = ["/".join(path) for path in ole.listdir()]

    def item(self, depth: int) -> Item:
        """Return all that it holds; messages inside to so many levels."""
        kind = self.text("", _CLASS).upper()
        return Item(
            headers=tuple(dict.fromkeys(self._headers())),
            bodies=tuple((kind, text) for kind, text in self._bodies() if text.strip()),
            fields=() if kind.startswith("IPM.NOTE") else tuple(self._fields()),
            attachments=tuple(self._attachment(folder, depth) for folder in self._folders("__attach_version1.0_")),
            encrypted="SMIME" in kind and "MULTIPARTSIGNED" not in kind,
        )

    def _headers(self) -> list[tuple[str, str]]:
        found = [(name, self.text("", code)) for code, name in _HEADERS.items()]
        dates = self._numbers("", 32 if not self._folder else 24)
        for code, name in _DATES.items():
            ticks = dates.get(code, 0)
            if 0 < ticks < 1 << 62:
                found.append((name, (_EPOCH + timedelta(microseconds=ticks // 10)).isoformat(timespec="seconds")))
        for folder in self._folders("__recip_version1.0_"):
            role = _PEOPLE.get(self._numbers(f"{folder}/", 8).get(0x0C15, 1) & 0xF, "to")
            found += [(role, self.text(f"{folder}/", code)) for code in ("3001", "39FE", "3003")]
        seen: set[tuple[str, str]] = set()
        return [pair for pair in found if pair[1] and not (pair in seen or seen.add(pair))]  # type: ignore[func-returns-value]

    def _bodies(self) -> list[tuple[str, str]]:
        found = [("text/plain", self.text("", _BODY))]
        page = self._numbers("", 32 if not self._folder else 24).get(_CODEPAGE, 0) & 0xFFFFFFFF
        html = self.binary("", _HTML)
        if html:
            found.append(("text/html", decoded(html, f"cp{page}" if page not in (0, 65001, 20127) else "utf-8")))
        elif packed := self.binary("", _RTF):
            rich = unpack_rtf(packed)
            if rich:
                found.append(("application/rtf", rich.decode("latin-1")))
        return found

    def _fields(self) -> list[tuple[str, str]]:
        """Return the texts of a contact or an appointment, by the number of their property."""
        found = []
        for path in self._paths:
            name = path[len(self._folder) :] if path.startswith(self._folder) else ""
            match = _STREAM.fullmatch(name)
            if match:
                found.append((match[1], self.text("", match[1])))
        return [pair for pair in found if pair[1].strip()]

    def _attachment(self, folder: str, depth: int) -> Attachment:
        inside = f"{folder}/__substg1.0_3701000D/"
        name = self.text(f"{folder}/", "3707") or self.text(f"{folder}/", "3704")
        if any(path.startswith(f"{self._folder}{inside}") for path in self._paths):
            store = Store(self._ole, f"{self._folder}{inside}")
            named = f"{(name or 'message').removesuffix('.msg')}.eml"
            if depth <= 0:
                return Attachment(name=named, media_type="message/rfc822", data=b"", too_deep=True)
            return Attachment(name=named, media_type="message/rfc822", data=_as_mail(store.item(depth - 1)))
        data, kind = self.binary(f"{folder}/", "3701"), self.text(f"{folder}/", "370E")
        return Attachment(name=name or "content.bin", media_type=kind, data=data)

    def _folders(self, start: str) -> list[str]:
        cut = len(self._folder)
        inside = {path[cut:].split("/")[0] for path in self._paths if path.startswith(self._folder)}
        return sorted(name for name in inside if name.startswith(start))

    def text(self, folder: str, code: str) -> str:
        """Return a property that is text; empty where there is none."""
        stem = f"{self._folder}{folder}__substg1.0_{code}"
        if self._ole.exists(f"{stem}001F"):
            return str(self._ole.openstream(f"{stem}001F").read().decode("utf-16-le", "replace").strip("\x00"))
        if self._ole.exists(f"{stem}001E"):
            return decode_text(self._ole.openstream(f"{stem}001E").read())[0].strip("\x00")
        return ""

    def binary(self, folder: str, code: str) -> bytes:
        """Return a property that is bytes; empty where there is none."""
        for suffix in ("0102", "001F", "001E"):
            stream = f"{self._folder}{folder}__substg1.0_{code}{suffix}"
            if self._ole.exists(stream):
                return bytes(self._ole.openstream(stream).read())
        return b""

    def _numbers(self, folder: str, header: int) -> dict[int, int]:
        """Return the properties that are numbers or times, by their number."""
        stream = f"{self._folder}{folder}__properties_version1.0"
        if not self._ole.exists(stream):
            return {}
        data = self._ole.openstream(stream).read()
        entries = (data[at : at + 16] for at in range(header, len(data) - 15, 16))
        return {int.from_bytes(e[2:4], "little"): int.from_bytes(e[8:16], "little") for e in entries}


def _as_mail(item: Item) -> bytes:
    """Write a message that stands inside another one as a mail."""
    from email.header import Header
    from email.mime.application import MIMEApplication
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    mail, texts = MIMEMultipart("mixed"), MIMEMultipart("alternative")
    joined: dict[str, list[str]] = {}
    for name, text in item.headers:
        joined.setdefault(name, []).append(" ".join(text.split()))
    for name, values in joined.items():
        mail[name] = Header(", ".join(values), "utf-8")  # type: ignore[assignment]
    for kind, text in item.bodies:
        if kind == "application/rtf":
            texts.attach(MIMEApplication(text.encode("latin-1"), "rtf", name="body.rtf"))
        else:
            texts.attach(MIMEText(text, kind.partition("/")[2], "utf-8"))
    for name, text in item.fields:
        texts.attach(MIMEText(f"{name}: {text}", "plain", "utf-8"))
    mail.attach(texts)
    for attachment in item.attachments:
        part = MIMEApplication(attachment.data)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attachment.name))
        mail.attach(part)
    return mail.as_bytes()
