"""Mail: eml by the standard library, msg by its compound file, mailboxes message by message."""

from __future__ import annotations

import email.message
import email.parser
import email.policy
from typing import BinaryIO, ClassVar

from assay.extractors.mail.bodies import write_bodies
from assay.extractors.mail.headers import write_headers
from assay.extractors.mail.mbox import messages_of, read_mbox
from assay.extractors.mail.outlook import read_msg
from assay.extractors.mail.parts import Parts
from assay.extractors.shared.draft import BaseDecoder, Draft, Stop
from assay.extractors.shared.encodings import decode_text, sniff_encoding
from assay.governance.domain import Reason, Status

__all__ = ["EmailDecoder"]

_OLE = b"\xd0\xcf\x11\xe0"


class EmailDecoder(BaseDecoder):
    """Headers as properties, the body as text, attachments as embedded files `attachment[1]/name.ext`."""

    name: ClassVar[str] = "email"
    version: ClassVar[str] = "4"
    places: ClassVar[tuple[str, ...]] = ("part", "row", "member")
    bounds: ClassVar[tuple[str, ...]] = ("characters", "archive_entries", "archive_depth")
    media_types: ClassVar[frozenset[str]] = frozenset(
        {"message/rfc822", "application/vnd.ms-outlook", "application/mbox"}
    )

    @classmethod
    def warm(cls) -> None:
        """Import the parsers of both kinds."""
        import lxml.html  # type: ignore[import-untyped]  # noqa: F401
        import olefile  # type: ignore[import-untyped]  # noqa: F401

    def read(self, file: BinaryIO, draft: Draft, name: str) -> None:
        """Read any of the kinds."""
        data = file.read()
        if data.startswith(_OLE):
            file.seek(0)
            read_msg(file, draft)
        elif draft.media_type == "application/mbox":
            messages = messages_of(data.lstrip(b"\xef\xbb\xbf\r\n"))
            if len(messages) > 1:
                read_mbox(messages, draft)
            else:  # a mail with the first line of a mailbox
                _read_eml(data, draft)
        else:
            _read_eml(data, draft)


def _read_eml(data: bytes, draft: Draft) -> None:
    encoding = sniff_encoding(data)
    if encoding.startswith(("utf-16", "utf-32")):
        data = decode_text(data)[0].encode("utf-8")
    message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(data.lstrip(b"\xef\xbb\xbf\r\n"))
    write_headers(message, draft)
    parts = Parts(draft)
    parts.walk(message)
    write_bodies(parts.bodies, draft)
    draft.facts["attachments"] = parts.attachments
    draft.checked["text"] = "yes"
    if parts.encrypted and not parts.bodies:
        draft.coverage = 0.0
        raise Stop(Status.PARTIAL, Reason.ENCRYPTED)
    if parts.encrypted:
        draft.problem(Reason.ENCRYPTED)
