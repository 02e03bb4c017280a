"""What every file that comes in shares: the mark of a home, names as text, the reading of what nobody read."""

from __future__ import annotations

import re

from assay.governance.domain import Extraction, Modality, Reason, Status

__all__ = ["HOME_MARK", "readable", "unread"]

HOME_MARK = ".assay-home"
_LEFT_OUT = frozenset({Reason.SPECIAL_FILE, Reason.DEPTH_LIMIT, Reason.CANCELLED, Reason.FILE_TOO_LARGE})
_NO_TEXT = re.compile("[\ud800-\udfff]")


def readable(name: str) -> str:
    """Return a name as text; bytes of it that are no UTF-8 become U+FFFD, one each."""
    return _NO_TEXT.sub("\ufffd", name)


def unread(reason: Reason) -> Extraction:
    """Return the extraction of a file that no reader saw."""
    status = Status.SKIPPED if reason in _LEFT_OUT else Status.FAILED
    return Extraction(
        media_type="application/octet-stream", modality=Modality.OTHER, status=status, reason=reason, coverage=0.0
    )
