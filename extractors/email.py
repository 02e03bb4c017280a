"""Mail: eml by the standard library, msg by its compound file; headers, body, attachments."""

from __future__ import annotations

import email.errors
import email.header
import email.message
import email.parser
import email.policy
import re
from typing import Any, BinaryIO, ClassVar

from assay.extractors.draft import BaseDecoder, Draft, Stop
from assay.extractors.encodings import decode_text, sniff_encoding
from assay.extractors.html_reader import write_html
from assay.extractors.html_text import plain_text
from assay.extractors.outlook import read_msg
from assay.extractors.text import write_paragraphs
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["EmailDecoder"]

_OLE = b"\xd0\xcf\x11\xe0"
_HEADERS = (
    "subject", "from", "to", "cc", "bcc", "date", "reply-to", "sender", "organization", "list-id", "x-originating-ip",
    "return-path", "delivered-to", "comments", "keywords",
)  # fmt: skip
_ENCRYPTED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted", "application/pgp-encrypted"}
_SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
_MOST_PARTS = 5_000
_DEEPEST = 50


class EmailDecoder(BaseDecoder):
    """Headers as properties, the body as text, attachments as embedded files `attachment[1]/name.ext`."""

    name: ClassVar[str] = "email"
    version: ClassVar[str] = "1"
    places: ClassVar[tuple[str, ...]] = ("part", "row", "member")
    bounds: ClassVar[tuple[str, ...]] = ("characters", "archive_depth")
    media_types: ClassVar[frozenset[str]] = frozenset({"message/rfc822", "application/vnd.ms-outlook"})

    @classmethod
    def warm(cls) -> None:
        """Import the parsers of both kinds."""
        import lxml.html  # type: ignore[import-untyped]  # noqa: F401
        import olefile  # type: ignore[import-untyped]  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read either kind."""
        data = file.read()
        if data.startswith(_OLE):
            file.seek(0)
            read_msg(file, draft)
            return
        encoding = sniff_encoding(data)
        if encoding.startswith(("utf-16", "utf-32")):
            data = decode_text(data)[0].encode("utf-8")
        message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(data.lstrip(b"\xef\xbb\xbf\r\n"))
        _headers(message, draft)
        bodies: list[tuple[str, str]] = []
        found = _Parts(draft)
        found.walk(message, bodies, 0)
        _bodies(bodies, draft)
        draft.facts["attachments"] = found.attachments
        draft.checked["text"] = "yes"
        if found.encrypted and not bodies:
            draft.coverage = 0.0
            raise Stop(Status.PARTIAL, Reason.ENCRYPTED)
        if found.encrypted:
            draft.problem(Reason.ENCRYPTED)


def _headers(message: email.message.Message, draft: Draft) -> None:
    for name in _HEADERS:
        for value in message.get_all(name, []):
            text = header_text(value)
            if name == "subject" and not draft.title:
                draft.title = text or None
            draft.property(name, text)


def header_text(value: Any) -> str:
    """Return a header's text, encoded words decoded, raw 8-bit bytes read in whatever encoding they are."""
    raw = str(value) if not isinstance(value, email.header.Header) else None
    if raw is None:
        pieces = [(piece, charset) for piece, charset in email.header.decode_header(value)]
    else:
        if not raw.isascii():
            raw = decode_text(raw.encode("utf-8", "surrogateescape"))[0]
        try:
            pieces = [(piece, charset) for piece, charset in email.header.decode_header(raw)]
        except (email.errors.HeaderParseError, ValueError):
            pieces = [(raw, None)]
    texts = [piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces]
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", "".join(texts)).strip()


def _decoded(data: bytes, charset: str | None) -> str:
    """Decode by the declared character set, by a look at the bytes where that fails or is unknown."""
    wider = {"gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "iso-8859-8-i": "iso-8859-8"}
    name = (charset or "").strip("\"' ").lower()
    if name and name not in ("unknown-8bit", "us-ascii", "ascii", "default"):
        try:
            return data.decode(wider.get(name, name))
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return decode_text(data)[0]


class _Parts:
    """Walks the MIME tree: text parts to bodies, everything else to attachments."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.attachments = self.seen = 0
        self.encrypted = False

    def walk(self, part: email.message.Message, bodies: list[tuple[str, str]], depth: int) -> None:
        self.seen += 1
        if self.seen > _MOST_PARTS or depth > _DEEPEST:
            self.draft.problem(Reason.DEPTH_LIMIT if depth > _DEEPEST else Reason.ARCHIVE_LIMIT)
            return
        kind = part.get_content_type()
        signed = kind.endswith("pkcs7-mime") and str(part.get_param("smime-type") or "").startswith("signed")
        if kind in _ENCRYPTED and not signed:
            self.encrypted = True
            return
        if kind == "message/rfc822" or (kind.startswith("message/") and part.is_multipart()):
            self._message(part, bodies, depth)
        elif part.is_multipart():
            for child in part.get_payload():
                if isinstance(child, email.message.Message):
                    self.walk(child, bodies, depth + 1)
        elif part.get_content_maintype() == "multipart":  # said to have parts, and has none: its text is the body
            self._body(part, "text/plain", bodies)
        elif kind in _SIGNATURES:
            self.draft.facts["signed"] = True
        elif kind in ("text/plain", "text/html", "text/enriched") and not self._is_attached(part):
            self._body(part, kind, bodies)
        else:
            self._attach(part, _payload(part))

    def _is_attached(self, part: email.message.Message) -> bool:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())

    def _message(self, part: email.message.Message, bodies: list[tuple[str, str]], depth: int) -> None:
        inner = part.get_payload()
        if isinstance(inner, list):
            for message in inner:
                if isinstance(message, email.message.Message):
                    self._attach(part, _as_bytes(message), "message.eml")
        else:
            self._attach(part, _payload(part), "message.eml")

    def _body(self, part: email.message.Message, kind: str, bodies: list[tuple[str, str]]) -> None:
        charset = part.get_content_charset()
        text = _decoded(_payload(part), charset)
        if part.get("content-transfer-encoding") and any(
            isinstance(defect, email.errors.InvalidBase64PaddingDefect) for defect in part.defects
        ):
            self.draft.problem(Reason.PART_UNREADABLE, Locator(part="body"), "base64")
        if text.strip():
            bodies.append(("text/plain" if kind == "text/enriched" else kind, text))

    def _attach(self, part: email.message.Message, data: bytes, name: str = "") -> None:
        self.attachments += 1
        try:
            given = part.get_filename()
        except (UnicodeError, ValueError, TypeError):
            given = None
        name = header_text(given) if given else name or _default_name(part)
        member = f"attachment[{self.attachments}]/{name}"
        if data:
            self.draft.child(member, data)
        else:
            self.draft.add(SegmentKind.PROPERTY, name, Locator(property="member"))


def _default_name(part: email.message.Message) -> str:
    import mimetypes

    return "content" + (mimetypes.guess_extension(part.get_content_type()) or ".bin")


def _as_bytes(message: email.message.Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return str(message.get_payload()).encode("utf-8", "surrogateescape")


def _payload(part: email.message.Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, UnicodeError):
        data = None
    if isinstance(data, bytes):
        return data
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _bodies(bodies: list[tuple[str, str]], draft: Draft) -> None:
    """Write plain bodies; HTML ones too where they say more than the plain ones do."""
    said: set[str] = set()
    numbers = {"text/plain": 0, "text/html": 0}
    for kind, text in sorted(bodies, key=lambda body: body[0] != "text/plain"):
        numbers[kind] += 1
        suffix = "" if numbers[kind] == 1 else f"[{numbers[kind]}]"
        if kind == "text/plain":
            said |= set(re.findall(r"\w+", text))
            write_paragraphs(text, draft, part=f"body{suffix}")
            continue
        try:
            words = set(re.findall(r"\w+", plain_text(text)))
        except Stop as stop:
            draft.problem(stop.reason, Locator(part="body/html"))
            write_paragraphs(text, draft, part=f"body/html{suffix}")
            continue
        if not words <= said:
            write_html(text, draft, part=f"body/html{suffix}", head=False)
            said |= words
