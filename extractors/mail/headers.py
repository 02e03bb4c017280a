"""Mail headers as properties: encoded words decoded, raw bytes read in whatever encoding they are."""

from __future__ import annotations

import email.errors
import email.header
import email.message
import re
from typing import Any

from assay.extractors.shared.draft import Draft
from assay.extractors.shared.encodings import decode_text

__all__ = ["decoded", "header_text", "write_headers"]

_HEADERS = (
    "subject", "from", "to", "cc", "bcc", "date", "reply-to", "sender", "organization", "list-id", "x-originating-ip",
    "return-path", "delivered-to", "comments", "keywords", "resent-from", "resent-to", "newsgroups", "thread-topic",
)  # fmt: skip
_LABELS = ("x-classification", "sensitivity-label", "x-sensitivity-label", "x-protective-marking")
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "big5": "big5hkscs", "x-sjis": "cp932",
    "shift_jis": "cp932", "iso-8859-1": "cp1252",
}  # fmt: skip
_NO_SET = ("", "unknown-8bit", "us-ascii", "ascii", "default", "unknown")
_MSIP = re.compile(r"MSIP_Label_[0-9a-fA-F-]+_Name=([^;]+)")
_ADJACENT = re.compile(r"(\?=)[ \t]*[\r\n]+[ \t]+(?==\?)")


def write_headers(message: email.message.Message, draft: Draft) -> None:
    """Add the headers that say something; the subject is the title, a sensitivity label is a `label`."""
    for name in _HEADERS:
        for value in message.get_all(name, []):
            text = header_text(value)
            if name == "subject" and not draft.title:
                draft.title = text or None
            draft.property(name, text)
    for name in _LABELS:
        draft.property("label", header_text(message.get(name, "")))
    for value in message.get_all("msip_labels", []):
        for label in _MSIP.findall(header_text(value)):
            draft.property("label", label.strip())


def header_text(value: Any) -> str:
    """Return a header's text; encoded words that were cut inside a character are joined before they are decoded."""
    if isinstance(value, email.header.Header):
        pieces = [(piece, charset) for piece, charset in email.header.decode_header(value)]
    else:
        raw = str(value)
        if not raw.isascii():
            raw = decode_text(raw.encode("utf-8", "surrogateescape"))[0]
        try:
            pieces = [(piece, charset) for piece, charset in email.header.decode_header(_ADJACENT.sub(r"\1 ", raw))]
        except (email.errors.HeaderParseError, ValueError):
            pieces = [(raw, None)]
    texts = [piece if isinstance(piece, str) else decoded(piece, charset) for piece, charset in pieces]
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", "".join(texts)).strip()


def decoded(data: bytes, charset: str | None) -> str:
    """Decode by the declared character set, by a look at the bytes where that fails or is unknown."""
    name = (charset or "").strip("\"' ").lower()
    if name not in _NO_SET:
        try:
            return data.decode(_WIDER.get(name, name))
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return decode_text(data)[0]
