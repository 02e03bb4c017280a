"""Which kind of text a text is: mail, JSON, XML, HTML, a table, markup, a log, code or prose."""

from __future__ import annotations

import json
import re
from itertools import islice

from assay.extractors.shared.encodings import looks_like_text, sniff_encoding
from assay.extractors.sniffing.endings import hint

__all__ = ["find_delimiter", "sniff_text"]

_HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):(?:[ \t].*)?$")
_MAIL_HEADERS = {
    "from", "to", "cc", "bcc", "subject", "date", "message-id", "received", "return-path", "mime-version", "sender",
    "content-type", "delivered-to", "reply-to", "x-mailer", "dkim-signature", "content-transfer-encoding",
}  # fmt: skip
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|table|div|p|meta|title|script|style|span|h[1-6]|ul|ol|form|center|font)\b",
    re.IGNORECASE,
)
_TAGS = re.compile(
    r"</?(?:html|body|div|p|table|tr|td|span|ul|li|h[1-6]|a|br|b|i|em|strong|form|input|img|section|article|main"
    r"|header|footer|nav|pre|code|label|button|svg|dl|dt|dd)\b[^>]*>",
    re.IGNORECASE,
)
_MAILBOX = re.compile(r"From [^\r\n]{1,500}\d{4}[^\r\n]{0,40}\r?\n[A-Za-z-]{1,60}:")
_VTT = re.compile(r"WEBVTT(?:[ \t][^\n]*)?(?:\r?\n|\Z)")
_SUBRIP = re.compile(r"\d{1,6}[ \t]*\r?\n\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->[ \t]*\d{1,3}:\d\d:\d\d[,.]\d{1,3}")
_CARDS = {"BEGIN:VCALENDAR": "text/calendar", "BEGIN:VCARD": "text/vcard"}
_BY_NAME = {
    "text/markdown", "text/x-rst", "text/x-org", "text/x-log", "text/x-source", "application/yaml",
    "text/csv", "text/tab-separated-values", "application/x-ndjson", "application/json", "message/rfc822",
}  # fmt: skip
_DELIMITERS = ",;\t|"


def sniff_text(head: bytes, name: str) -> str | None:
    """Return a text's media type, None where the bytes are no text."""
    if not looks_like_text(head):
        return None
    text = head.decode(sniff_encoding(head), errors="replace").lstrip("\ufeff")
    start = text.lstrip()
    hinted = hint(name)
    if not start:
        return hinted if hinted in _BY_NAME else "text/plain"
    if _MAILBOX.match(start):
        return "application/mbox"
    card = _CARDS.get(start[:16].strip().upper().split()[0] if start[:6].upper() == "BEGIN:" else "")
    if card:
        return card
    if _VTT.match(start):
        return "text/vtt"
    if _SUBRIP.match(start):
        return "application/x-subrip"
    if _is_mail(start, strong=hinted == "message/rfc822"):
        return "message/rfc822"
    marked = _marked_up(start, hinted)
    if marked:
        return marked
    data = _json(start, hinted, whole=len(head) < 60_000)
    if data:
        return data
    if hinted in _BY_NAME:
        return hinted
    if hinted == "application/xml" and start.startswith("<"):
        return "application/xml"
    if hinted in ("application/pkcs7-signature",):
        return hinted
    if hinted in (None, "text/plain"):
        delimiter = find_delimiter(start, strict=True)
        if delimiter:
            return "text/tab-separated-values" if delimiter == "\t" else "text/csv"
    return "text/plain"


def _is_mail(start: str, *, strong: bool) -> bool:
    """Count well-known headers in the first block; an ending of a mail needs one, other names three."""
    known = lines = 0
    for line in start.splitlines()[:60]:
        if not line.strip():
            break
        if line[0] in " \t":
            continue
        match = _HEADER.match(line)
        if match is None:
            if lines == 0 and line.startswith(("From ", ">From ")):
                continue
            break
        lines += 1
        known += match[1].lower() in _MAIL_HEADERS
    return known >= (1 if strong else 3)


def _marked_up(start: str, hinted: str | None) -> str | None:
    if not start.startswith("<"):
        mostly_html = hinted == "text/html" and bool(_TAGS.search(start))
        return "text/html" if mostly_html else None
    if start.startswith("<?xml") or hinted in ("application/xml", "image/svg+xml"):
        if re.search(r"<html\b", start[:2000], re.IGNORECASE):
            return "text/html"
        return "image/svg+xml" if re.search(r"<svg\b", start[:4000]) else "application/xml"
    if start.startswith("<svg"):
        return "image/svg+xml"
    if _HTML.match(start) or (hinted == "text/html" and _TAGS.search(start)):
        return "text/html"
    if start.startswith("<!--") and _HTML.search(start[:4000]):
        return "text/html"
    return "application/xml" if re.match(r"<[A-Za-z_][\w:.-]*(?:\s[^<>]*)?/?>", start) and hinted is None else None


def _json(start: str, hinted: str | None, *, whole: bool) -> str | None:
    if start[0] not in "{[":
        return None
    lines = list(islice((line for line in start.splitlines() if line.strip()), 21))
    first_lines = lines[: min(20, len(lines) if whole else len(lines) - 1)]
    if len(first_lines) > 1 and all(line.lstrip()[0] in "{[" and _parses(line) for line in first_lines):
        return "application/x-ndjson"
    if hinted in ("application/json", "application/x-ndjson"):
        return hinted
    return "application/json" if whole and hinted in (None, "text/plain") and _parses(start) else None


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def find_delimiter(text: str, *, strict: bool = False) -> str | None:
    """Return the character that parts a table's columns, None where there is none.

    With `strict` the text must look like a table beyond doubt: five or more lines of as many cells each.
    """
    import csv

    sample = text[:100_000]
    lines = [line for line in re.split(r"\r\n|\n|\r", sample) if line.strip()]
    if len(sample) < len(text):
        lines = lines[:-1]
    lines = lines[:200]
    best, best_score = None, 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        common = max(set(widths), key=lambda width: (widths.count(width), width))
        if common < 2:
            continue
        share = widths.count(common) / len(widths)
        score = share * (1 + min(common, 20) / 20)
        if strict and (len(widths) < 5 or share < 0.98 or common < (2 if delimiter in "\t|;" else 3)):
            continue
        if strict and sum(map(len, lines)) / sum(widths) > 40:
            continue
        if score > best_score:
            best, best_score = delimiter, score
    return best
