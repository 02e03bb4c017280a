"""Outlook messages: properties, bodies and attachments of a msg file's streams.

Source: [MS-OXMSG] 2.1 and [MS-OXPROPS].
"""

from __future__ import annotations

from typing import BinaryIO

from assay.extractors.mail.bodies import Body, write_bodies
from assay.extractors.mail.headers import header_text
from assay.extractors.mail.outlook_store import Item, Store
from assay.extractors.shared.draft import Draft, Stop
from assay.governance.domain import Locator, Reason, SegmentKind, Status

__all__ = ["read_msg"]

_DEEPEST = 10


def read_msg(file: BinaryIO, draft: Draft) -> None:
    """Read a msg file into the draft; a message inside becomes an embedded mail.

    Raises:
        Stop: malformed; partial with encrypted for an S/MIME message.
    """
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(file) as ole:
            _write(Store(ole).item(_DEEPEST), draft)
    except Stop:
        raise
    except Exception as exc:
        raise Stop(Status.FAILED, Reason.MALFORMED, type(exc).__name__) from exc


def _write(item: Item, draft: Draft) -> None:
    for name, text in item.headers:
        value = header_text(text)
        if name == "subject":
            draft.title = value or None
        draft.property(name, value)
    for name, text in item.fields:
        draft.add(SegmentKind.CELL, text, Locator(part=f"field/{name}"), context=name)
    write_bodies([Body(kind=kind, text=text, group=0) for kind, text in item.bodies], draft)
    draft.checked["text"] = "yes"
    if item.encrypted:
        raise Stop(Status.PARTIAL, Reason.ENCRYPTED)
    draft.facts["attachments"] = len(item.attachments)
    for number, attachment in enumerate(item.attachments, start=1):
        member = f"attachment[{number}]/{attachment.name}"
        if attachment.media_type.lower() == "application/pgp-encrypted":
            draft.problem(Reason.ENCRYPTED, Locator(member=member))
            if all(segment.kind is SegmentKind.PROPERTY for segment in draft.segments):
                draft.coverage = 0.0
        if attachment.data:
            draft.child(member, attachment.data)
        else:
            draft.problem(Reason.DEPTH_LIMIT if attachment.too_deep else Reason.PART_UNREADABLE, Locator(member=member))
            draft.add(SegmentKind.PROPERTY, attachment.name, Locator(property="member"))
