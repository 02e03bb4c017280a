"""Mailboxes: each message becomes a file of its own.

Source: RFC 4155, and the habit of quoting lines that begin with `From `.
"""

from __future__ import annotations

import re

from assay.extractors.shared.draft import Draft
from assay.governance.domain import Locator, Reason

__all__ = ["messages_of", "read_mbox"]

_START = re.compile(rb"^From [^\r\n]{1,500}\d{4}[^\r\n]{0,40}\r?\n", re.MULTILINE)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def messages_of(data: bytes) -> list[bytes]:
    """Return a mailbox's messages; one begins after an empty line, or at the very start."""
    starts = [match for match in _START.finditer(data) if _begins(data, match.start())]
    ends = [match.start() for match in starts[1:]] + [len(data)]
    pieces = (data[match.end() : end].rstrip(b"\r\n") for match, end in zip(starts, ends, strict=True))
    return [_QUOTED.sub(rb"\1", piece) + b"\n" for piece in pieces]


def read_mbox(messages: list[bytes], draft: Draft) -> None:
    """Hand every message on as `message[n].eml`."""
    draft.facts["messages"] = len(messages)
    for number, message in enumerate(messages, start=1):
        member = f"message[{number}].eml"
        if number > draft.limits.archive_entries:
            draft.problem(Reason.ARCHIVE_LIMIT, Locator(member=member))
            break
        if not draft.child(member, message):
            break
    draft.coverage = len(draft.children) / len(messages)


def _begins(data: bytes, at: int) -> bool:
    return at == 0 or data[max(0, at - 4) : at].endswith((b"\n\n", b"\r\n\r\n"))
