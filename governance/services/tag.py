"""Tagging without a trace: nothing is stored, nothing that was stored is read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.governance.domain import (
    Actor,
    Embedded,
    Extraction,
    FileRef,
    ForbiddenError,
    Grade,
    Limits,
    Modality,
    Perceived,
    Permission,
    Reason,
    Sandbox,
    Segment,
    SegmentKind,
    Status,
    UsageError,
)
from assay.governance.services.intake import Place, digest, memory_file, open_place, unread
from assay.governance.services.judging import Judging, evidence_of
from assay.governance.services.tagresult import Described, tag_result
from assay.governance.services.understanding import NameReading, Understanding, Understood

__all__ = ["TagService"]


class TagService:
    """Says what a text or a file holds, how sensitive it is and why."""

    def __init__(self, *, sandbox: Sandbox, understanding: Understanding, judging: Judging, limits: Limits) -> None:
        self._sandbox = sandbox
        self._understanding = understanding
        self._judging = judging
        self._limits = limits

    def texts(
        self, texts: Sequence[str], *, policy: str | None = None, reveal: bool = False, actor: Actor
    ) -> list[dict[str, Any]]:
        """Return one TagResult a text, in order; offsets count in the text as it was given."""
        _allow(actor, reveal)
        judging = self._judging.led_by(policy)
        return [self._text(text, judging, reveal) for text in texts]

    def file(
        self, path: Path, *, name: str | None = None, policy: str | None = None, reveal: bool = False, actor: Actor
    ) -> list[dict[str, Any]]:
        """Return the TagResult of a file, then one of each file inside it.

        Raises:
            UsageError: there is no such file.
        """
        _allow(actor, reveal)
        judging = self._judging.led_by(policy)
        if not os.path.lexists(path):
            raise UsageError("there is no such file")
        with open_place(Place(path=path)) as fd:
            if isinstance(fd, Reason):
                return [self._describe(name or path.name, "", unread(fd), judging, reveal)]
            sha256, size = digest(fd)
            perceived = self._sandbox.perceive(FileRef(fd=fd, size=size, name=name or path.name), self._limits)
        shown = name or path.name
        results = [self._describe(shown, sha256, perceived.extraction, judging, reveal, size=size)]
        results.extend(self._children(perceived, shown, 1, judging, reveal))
        return results

    def _children(
        self, perceived: Perceived, parent: str, depth: int, judging: Judging, reveal: bool
    ) -> Iterator[dict[str, Any]]:
        for child in perceived.children:
            inner = self._perceive_child(child, depth)
            sha256 = hashlib.sha256(child.data).hexdigest()
            size = len(child.data)
            result = self._describe(child.member, sha256, inner.extraction, judging, reveal, size=size)
            masked_parent = self._understanding.read_name("", parent).name
            result["asset"]["parent"] = masked_parent
            yield result
            yield from self._children(inner, child.member, depth + 1, judging, reveal)

    def _perceive_child(self, child: Embedded, depth: int) -> Perceived:
        if depth > self._limits.archive_depth:
            return Perceived(extraction=unread(Reason.DEPTH_LIMIT))
        with memory_file(child.data) as fd:
            file = FileRef(fd=fd, size=len(child.data), name=child.member, depth=depth)
            return self._sandbox.perceive(file, self._limits)

    def _text(self, text: str, judging: Judging, reveal: bool) -> dict[str, Any]:
        if len(text) > self._limits.characters:
            raise UsageError("the text is longer than the limit")
        segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
        extraction = Extraction(media_type="text/plain", modality=Modality.TEXT, segments=(segment,) if text else ())
        if not text.strip():
            extraction = replace(extraction, status=Status.SKIPPED, reason=Reason.EMPTY, coverage=0.0)
        data = text.encode("utf-8", "surrogatepass")
        sha256 = hashlib.sha256(data).hexdigest()
        return self._describe(None, sha256, extraction, judging, reveal, size=len(data))

    def _describe(
        self,
        name: str | None,
        sha256: str,
        extraction: Extraction,
        judging: Judging,
        reveal: bool,
        *,
        size: int = 0,
    ) -> dict[str, Any]:
        understood = self._understanding.understand(sha256, extraction)
        named = self._understanding.read_name(sha256, name) if name else None
        described = self._described(sha256, extraction, understood, named, judging, size)
        revealed = _values(understood, named) if reveal else None
        return tag_result(described, revealed=revealed)

    def _described(
        self,
        sha256: str,
        extraction: Extraction,
        understood: Understood,
        named: NameReading | None,
        judging: Judging,
        size: int,
    ) -> Described:
        findings = understood.findings + (named.findings if named else ())
        evidence = evidence_of(
            extraction, findings=findings, topics=understood.topics, checked=understood.checked,
            content=sha256,
        )  # fmt: skip
        grades: list[Grade] = [judging.grade(verdict) for verdict in judging.verdicts(evidence)]
        return Described(
            asset_id=None,
            version_id=None,
            uri=named.name if named else None,
            sha256=sha256,
            media_type=extraction.media_type,
            modality=extraction.modality,
            bytes=size,
            title=understood.title,
            language=understood.language,
            parent=None,
            status=extraction.status,
            reason=extraction.reason.value if extraction.reason else None,
            coverage=extraction.coverage,
            checked=understood.checked,
            leading=grades[0],
            grades=grades,
            findings=findings,
            topics=understood.topics,
            taxonomy=self._understanding.taxonomy,
            issues=understood.issues,
            facts=extraction.facts,
            segments=len(extraction.segments),
            producers=extraction.producers,
        )


def _values(understood: Understood, named: NameReading | None) -> dict[str, str]:
    pairs = list(zip(understood.findings, understood.detections, strict=True))
    pairs.extend(zip(named.findings, named.detections, strict=True) if named else ())
    return {finding.id: detection.value for finding, detection in pairs}


def _allow(actor: Actor, reveal: bool) -> None:
    if not actor.may(Permission.TAG):
        raise ForbiddenError("the role may not tag")
    if reveal and not actor.may(Permission.REVEAL):
        raise ForbiddenError("the role may not see values in clear")
