"""The parts of a mail: texts to read, and everything else as attachments."""

from __future__ import annotations

import email.errors
import email.message
import mimetypes

from assay.extractors.mail.bodies import Body
from assay.extractors.mail.headers import decoded, header_text
from assay.extractors.mail.tnef import read_tnef
from assay.extractors.shared.draft import Draft
from assay.governance.domain import Locator, Reason, SegmentKind

__all__ = ["Parts"]

_ENCRYPTED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted", "application/pgp-encrypted"}
_SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
_TEXTS = {"text/plain": "text/plain", "text/html": "text/html", "text/enriched": "text/plain"}
_MOST_PARTS = 5_000
_DEEPEST = 50


class Parts:
    """Walks the MIME tree; `bodies` are the texts, `attachments` counts the rest, handed on as embedded files."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.bodies: list[Body] = []
        self.attachments = self._seen = self._groups = 0
        self.encrypted = False

    def walk(self, part: email.message.Message, depth: int = 0, group: int | None = None) -> None:
        """Read one part and those inside; `group` says that they are versions of one text."""
        self._seen += 1
        if self._seen > _MOST_PARTS or depth > _DEEPEST:
            self.draft.problem(Reason.DEPTH_LIMIT if depth > _DEEPEST else Reason.ARCHIVE_LIMIT)
            return
        kind = part.get_content_type()
        signed = kind.endswith("pkcs7-mime") and str(part.get_param("smime-type") or "").startswith("signed")
        if kind in _ENCRYPTED and not signed:
            self.encrypted = True
        elif signed:
            self.draft.facts["signed"] = True
            self._attach(part, _payload(part), "signed.p7m")
        elif kind == "message/rfc822" or (kind.startswith("message/") and part.is_multipart()):
            self._message(part)
        elif part.is_multipart():
            if kind == "multipart/alternative":
                self._groups += 1
                group = self._groups
            for child in part.get_payload():
                if isinstance(child, email.message.Message):
                    self.walk(child, depth + 1, group)
        elif part.get_content_maintype() == "multipart":  # said to have parts, and has none: its text is the body
            self._body(part, "text/plain", group)
        elif kind in _SIGNATURES:
            self.draft.facts["signed"] = True
        elif kind in _TNEF or (part.get_filename() or "").lower() == "winmail.dat":
            self._tnef(part)
        elif kind in _TEXTS and not _is_attached(part):
            self._body(part, _TEXTS[kind], group)
        else:
            self._attach(part, _payload(part))

    def _message(self, part: email.message.Message) -> None:
        inner = part.get_payload()
        if isinstance(inner, list):
            for message in inner:
                if isinstance(message, email.message.Message):
                    self._attach(part, _as_bytes(message), "message.eml")
        else:
            self._attach(part, _payload(part), "message.eml")

    def _body(self, part: email.message.Message, kind: str, group: int | None) -> None:
        text = decoded(_payload(part), part.get_content_charset())
        if part.get("content-transfer-encoding") and any(
            isinstance(defect, email.errors.InvalidBase64PaddingDefect) for defect in part.defects
        ):
            self.draft.problem(Reason.PART_UNREADABLE, Locator(part="body"), "base64")
        if text.strip():
            self.bodies.append(Body(kind=kind, text=text, group=group))

    def _tnef(self, part: email.message.Message) -> None:
        """Open a winmail.dat; what cannot be opened stays an attachment."""
        package = read_tnef(_payload(part))
        if package is None:
            self._attach(part, _payload(part), "winmail.dat")
            return
        self.bodies += [Body(kind=kind, text=text, group=0) for kind, text in package.bodies]
        for name, data in package.attachments:
            self._hand_on(name, data)

    def _attach(self, part: email.message.Message, data: bytes, name: str = "") -> None:
        try:
            given = part.get_filename()
        except (UnicodeError, ValueError, TypeError):
            given = None
        self._hand_on(header_text(given) if given else name or _default_name(part), data)

    def _hand_on(self, name: str, data: bytes) -> None:
        self.attachments += 1
        if data:
            self.draft.child(f"attachment[{self.attachments}]/{name}", data)
        else:
            self.draft.add(SegmentKind.PROPERTY, name, Locator(property="member"))


def _is_attached(part: email.message.Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _default_name(part: email.message.Message) -> str:
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
