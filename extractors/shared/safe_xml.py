"""XML without its dangers: no entities, no DTD, no network, bounded depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assay.extractors.shared.draft import Stop
from assay.governance.domain import Reason, Status

if TYPE_CHECKING:
    from lxml import etree  # type: ignore[import-untyped]

__all__ = ["MAX_DEPTH", "parse_xml", "safe_parser"]

MAX_DEPTH = 100
_ENDS = (5, 77)  # libxml2: the document ended, a tag was not finished


def safe_parser(*, recover: bool = False) -> etree.XMLParser:
    """Return a parser that expands no entity, loads no DTD, opens no network and no huge tree."""
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, recover=recover, remove_comments=False,
    )  # fmt: skip


def parse_xml(data: bytes, *, recover: bool = False) -> etree._Element:
    """Parse bytes to an element.

    Raises:
        Stop: malformed, truncated, or nested deeper than `MAX_DEPTH`.
    """
    from lxml import etree

    parser = safe_parser(recover=recover)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        ended = getattr(exc, "code", 0) in _ENDS
        raise Stop(Status.FAILED, Reason.TRUNCATED if ended else Reason.MALFORMED, type(exc).__name__) from exc
    if root is None:
        raise Stop(Status.FAILED, Reason.MALFORMED, "no root")
    if _deeper_than(root, MAX_DEPTH):
        raise Stop(Status.FAILED, Reason.DEPTH_LIMIT)
    return root


def _deeper_than(root: etree._Element, most: int) -> bool:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > most:
            return True
    return False
