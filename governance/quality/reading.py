"""Issues of reading: what is not there, could not be opened, or was recognised weakly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from assay.governance.domain import Issue, Locator, Modality, Reason, SegmentKind, Status
from assay.governance.quality.catalogue import IssueType
from assay.governance.quality.look import Look, looks_for

_OWN_TYPE = frozenset({Reason.ENCRYPTED, Reason.TRUNCATED, Reason.EMPTY, Reason.NO_TEXT_FOUND, Reason.WEAK_RECOGNITION})
_TEXTUAL = frozenset({Modality.DOCUMENT, Modality.SPREADSHEET, Modality.TABLE, Modality.EMAIL, Modality.TEXT})
_NOT_OURS = frozenset({Reason.STATE_SECRET_SUSPECTED, Reason.CANCELLED})


def _reasons(look: Look) -> list[Reason]:
    """Return the reasons of all problems, and the whole file's where no problem says it."""
    reasons = [problem.reason for problem in look.extraction.problems]
    whole = look.extraction.reason
    return reasons if whole is None or whole in reasons else [*reasons, whole]


@looks_for("empty-content")
def _empty(look: Look, kind: IssueType) -> Iterator[Issue]:
    """A file of no bytes; or one that was read whole, should hold text, and holds none and no other files."""
    it = look.extraction
    holds_files = bool(it.facts.get("members") or it.facts.get("attachments") or it.facts.get("messages"))
    wordless = it.status is Status.COMPLETE and look.is_empty and it.modality in _TEXTUAL and not holds_files
    if it.reason is Reason.EMPTY or wordless:
        yield kind.issue()


@looks_for("unreadable-part")
def _unreadable(look: Look, kind: IssueType) -> Iterator[Issue]:
    reasons = [reason for reason in _reasons(look) if reason not in _OWN_TYPE | _NOT_OURS]
    if reasons:
        places = [problem.locator for problem in look.extraction.problems if problem.reason in reasons]
        yield kind.issue(
            places[0] if len(places) == 1 else Locator(), count=len(reasons), coverage=look.extraction.coverage
        )


@looks_for("encrypted-content")
def _encrypted(look: Look, kind: IssueType) -> Iterator[Issue]:
    if count := _reasons(look).count(Reason.ENCRYPTED):
        yield kind.issue(count=count)


@looks_for("truncated-file")
def _truncated(look: Look, kind: IssueType) -> Iterator[Issue]:
    if Reason.TRUNCATED in _reasons(look):
        yield kind.issue()


@looks_for("extension-mismatch")
def _extension(look: Look, kind: IssueType) -> Iterator[Issue]:
    if look.extraction.facts.get("extension_mismatch"):
        yield kind.issue()


@looks_for("hidden-text")
def _hidden(look: Look, kind: IssueType) -> Iterator[Issue]:
    places = [
        segment.locate(anchor.start, anchor.end)
        for segment in look.extraction.segments
        for anchor in [next((it for it in segment.anchors if it.mark == "hidden"), None)]
        if anchor is not None
    ]
    if places:
        yield kind.issue(places[0], count=len(places))


@looks_for("low-ocr-confidence")
def _weak_ocr(look: Look, kind: IssueType) -> Iterator[Issue]:
    yield from _weak(look, kind, SegmentKind.OCR_LINE)


@looks_for("weak-speech")
def _weak_speech(look: Look, kind: IssueType) -> Iterator[Issue]:
    yield from _weak(look, kind, SegmentKind.UTTERANCE)


def _weak(look: Look, kind: IssueType, of: SegmentKind) -> Iterator[Issue]:
    """Yield an issue a page (a whole file where there are none); long lines weigh more than short ones."""
    pages: dict[int | None, list[tuple[int, float]]] = defaultdict(list)
    for segment in look.body:
        if segment.kind is of and segment.confidence is not None and segment.text.strip():
            pages[segment.locator.page].append((len(segment.text.strip()), segment.confidence))
    for page, lines in pages.items():
        mean = sum(length * confidence for length, confidence in lines) / sum(length for length, _ in lines)
        if mean < kind.limit:
            yield kind.issue(Locator(page=page), mean=round(mean, 4), lines=len(lines))


@looks_for("pages-without-text")
def _pages(look: Look, kind: IssueType) -> Iterator[Issue]:
    pages = look.fact("pages")
    if not pages or look.extraction.status in {Status.FAILED, Status.SKIPPED}:
        return
    seen = {segment.locator.page for segment in look.body if segment.locator.page is not None}
    with_text = max(len(seen), int(look.fact("text_pages") or 0))
    if with_text / pages < kind.limit:
        yield kind.issue(pages=int(pages), without=int(pages) - with_text)
