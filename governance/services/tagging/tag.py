"""Tagging without a trace: nothing is stored, nothing that was stored is read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assay.governance.domain import (
    Actor,
    Embedded,
    Extraction,
    FileRef,
    ForbiddenError,
    Limits,
    Modality,
    Perceived,
    Permission,
    Reason,
    Sandbox,
    Segment,
    SegmentKind,
    Status,
    Taxonomy,
    UsageError,
    digest,
    memory_file,
    open_file,
)
from assay.governance.policy import Evidence, Setting
from assay.governance.services.grading.judging import Judging, contained, evidence_of, id_inside
from assay.governance.services.tagging.tagresult import Described, tag_result
from assay.governance.services.understanding.intake import readable, unread
from assay.governance.services.understanding.understanding import NameReading, Understanding, Understood

__all__ = ["TagService", "Tagged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """A text or a file that was read and understood, with the files inside it."""

    sha256: str
    size: int
    extraction: Extraction
    understood: Understood
    named: NameReading
    evidence: Evidence
    inside: tuple[Tagged, ...] = ()


class TagService:
    """Says what a text or a file holds, how sensitive it is and why."""

    def __init__(
        self, *, sandbox: Sandbox, understanding: Understanding, judging: Callable[[], Judging], limits: Limits,
        taxonomies: Callable[[str], Taxonomy],
    ) -> None:  # fmt: skip
        self._sandbox = sandbox
        self._understanding = understanding
        self._judging = judging
        self._limits = limits
        self._taxonomies = taxonomies

    def texts(
        self, texts: Sequence[str], *, policy: str | None = None, taxonomy: str | None = None, reveal: bool = False,
        actor: Actor,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Return one TagResult a text, in order; offsets count in the text as it was given.

        Raises:
            ForbiddenError: the role may not tag, or not see values in clear.
            NotFoundError: there is no such pack or taxonomy.
        """
        _allow(actor, reveal)
        judging = self._judging().led_by(policy)
        topics = self._taxonomies(taxonomy) if taxonomy else None
        return [self._result(self.read(text, taxonomy=topics), None, judging, reveal, topics) for text in texts]

    def evidence(self, text: str) -> Evidence:
        """Return what the packs look at in a text.

        Raises:
            UsageError: the text is longer than the limit.
        """
        return self.read(text).evidence

    def file(
        self, path: Path, *, name: str | None = None, policy: str | None = None, taxonomy: str | None = None,
        reveal: bool = False, actor: Actor,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Return the TagResult of a file, then one of each file inside it.

        Raises:
            ForbiddenError, NotFoundError: as with `texts`.
            UsageError: there is no such file.
        """
        _allow(actor, reveal)
        judging = self._judging().led_by(policy)
        topics = self._taxonomies(taxonomy) if taxonomy else None
        tagged = self.open(path, name=name, taxonomy=topics)
        return [self._result(one, parent, judging, reveal, topics) for one, parent in _flat(tagged, None)]

    def open(self, path: Path, *, name: str | None = None, taxonomy: Taxonomy | None = None) -> Tagged:
        """Read a file in the sandbox, with the files inside it.

        Raises:
            UsageError: there is no such file.
        """
        if not os.path.lexists(path):
            raise UsageError("there is no such file")
        shown = readable(name or path.name)
        with open_file(path) as fd:
            if isinstance(fd, Reason):
                return self._tag(shown, "", 0, Perceived(extraction=unread(fd)), taxonomy)
            sha256, size = digest(fd)
            perceived = self._sandbox.perceive(FileRef(fd=fd, size=size, name=shown), self._limits)
            return self._tag(shown, sha256, size, perceived, taxonomy)

    def read(self, text: str, *, taxonomy: Taxonomy | None = None) -> Tagged:
        """Read a text.

        Raises:
            UsageError: it is longer than the limit.
        """
        if len(text) > self._limits.characters:
            raise UsageError("the text is longer than the limit")
        segment = Segment(index=0, kind=SegmentKind.PARAGRAPH, text=text)
        extraction = Extraction(media_type="text/plain", modality=Modality.TEXT, segments=(segment,))
        if not text.strip():
            extraction = replace(extraction, segments=(), status=Status.SKIPPED, reason=Reason.EMPTY, coverage=0.0)
        data = text.encode("utf-8", "surrogatepass")
        perceived = Perceived(extraction=extraction)
        return self._tag(None, hashlib.sha256(data).hexdigest(), len(data), perceived, taxonomy)

    def _tag(
        self, name: str | None, sha256: str, size: int, perceived: Perceived, taxonomy: Taxonomy | None, depth: int = 0
    ) -> Tagged:
        """Understand a file and what is inside it; a container's evidence holds that of its members."""
        understood = self._understanding.understand(sha256, perceived.extraction, taxonomy=taxonomy)
        named = self._understanding.read_name(sha256, name or "")
        inside: list[Tagged] = []
        for child in perceived.children:
            child_sha = hashlib.sha256(child.data).hexdigest()
            inner = self._perceive(child, depth + 1)
            inside.append(self._tag(child.member, child_sha, len(child.data), inner, taxonomy, depth + 1))
        own = evidence_of(
            perceived.extraction, findings=understood.findings + named.findings, topics=understood.passages,
            checked=understood.checked, content=sha256,
        )  # fmt: skip
        return Tagged(
            sha256=sha256,
            size=size,
            extraction=perceived.extraction,
            understood=understood,
            named=named,
            evidence=contained(own, [(it.named.name, it.evidence) for it in inside]),
            inside=tuple(inside),
        )

    def _perceive(self, child: Embedded, depth: int) -> Perceived:
        if depth > self._limits.archive_depth:
            return Perceived(extraction=unread(Reason.DEPTH_LIMIT))
        with memory_file(child.data) as fd:
            file = FileRef(fd=fd, size=len(child.data), name=child.member, depth=depth)
            return self._sandbox.perceive(file, self._limits)

    def _result(
        self, it: Tagged, parent: str | None, judging: Judging, reveal: bool, taxonomy: Taxonomy | None = None
    ) -> dict[str, Any]:
        grades = [judging.grade(verdict) for verdict in judging.verdicts(it.evidence)]
        extraction, understood = it.extraction, it.understood
        described = Described(
            asset_id=None,
            version_id=None,
            uri=it.named.name or None,
            sha256=it.sha256,
            media_type=extraction.media_type,
            modality=extraction.modality,
            bytes=it.size,
            title=understood.title,
            language=understood.language,
            parent=parent,
            status=extraction.status,
            reason=extraction.reason.value if extraction.reason else None,
            coverage=extraction.coverage,
            checked=understood.checked,
            leading=grades[0],
            grades=grades,
            pack_of=judging.pack,
            flags=judging.flags(it.evidence),
            categories=judging.categories(
                it.evidence,
                Setting(
                    topics=understood.topics,
                    label_of=(taxonomy or self._understanding.taxonomy).label,
                    facets=understood.facets,
                    place=f"{it.named.folder}/{it.named.name}",
                ),
            ),
            findings=it.evidence.findings,
            topics=understood.topics,
            taxonomy=taxonomy or self._understanding.taxonomy,
            facets=understood.facets,
            issues=understood.issues,
            facts=extraction.facts,
            segments=len(extraction.segments),
            producers=extraction.producers,
        )
        return tag_result(described, revealed=_values(it) if reveal else None)


def _flat(tagged: Tagged, parent: str | None) -> Iterator[tuple[Tagged, str | None]]:
    yield tagged, parent
    for inner in tagged.inside:
        yield from _flat(inner, tagged.named.name)


def _values(it: Tagged) -> dict[str, str]:
    """Return the values in clear by finding, those of the files inside too."""
    values = {one.id: other.value for one, other in zip(it.understood.findings, it.understood.detections, strict=True)}
    values |= {one.id: other.value for one, other in zip(it.named.findings, it.named.detections, strict=True)}
    for inner in it.inside:
        values |= {id_inside(finding, inner.named.name): value for finding, value in _values(inner).items()}
    return values


def _allow(actor: Actor, reveal: bool) -> None:
    if not actor.may(Permission.TAG):
        raise ForbiddenError("the role may not tag")
    if reveal and not actor.may(Permission.REVEAL):
        raise ForbiddenError("the role may not see values in clear")
