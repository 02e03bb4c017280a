"""Which of the names that meet stand: what rules know, or what the tagger read in the sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from assay.classifiers.names.learned import LEARNED
from assay.classifiers.names.organisations import SUFFIXED
from assay.classifiers.names.spans import Span
from assay.classifiers.scanning import keep_apart

__all__ = ["merged"]

_RANKS = {"address": 0.2, "organization": 0.12, "person": 0.05, "location": 0.0}
_CERTAIN = {"person": 0.85, "organization": 0.9, "address": 0.9, "location": 0.9}
_LISTED = 0.8
_READ_WHOLE = frozenset({"organization", "address"})
_LEGAL_FORMS = frozenset(f"ending {it}" for it in ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司"))
_PLACED = frozenset({"address", "location"})


class _Spans:
    """Names in order of their places, to be asked which of them meet another: a book holds tens of thousands."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = sorted(spans, key=lambda it: it.start)
        self._starts = [it.start for it in self._spans]
        self._longest = max((it.end - it.start for it in spans), default=0)
        self._exact = {(it.label, it.start, it.end) for it in spans}

    def has(self, span: Span) -> bool:
        """Say whether one has the same place and label."""
        return (span.label, span.start, span.end) in self._exact

    def meeting(self, span: Span) -> list[Span]:
        """Return those that overlap with a span."""
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_left(self._starts, span.end)
        return [it for it in self._spans[first:last] if span.start < it.end]


def merged(rules: Sequence[Span], learned: Sequence[Span]) -> list[Span]:
    """Return the names that stand, in order; no two overlap. All but linear in their number."""
    spans, known, read = [*rules, *learned], _Spans(rules), _Spans(learned)
    return [spans[at] for at in keep_apart([(_strength(it, known, read), it.start, it.end) for it in spans])]


def _strength(span: Span, rules: _Spans, learned: _Spans) -> tuple[float, int]:
    """An address holds its places and an organisation its people and places; else the surer one stays.

    A rule that is certain (a label, a header, a title) stands before what was read in the sentence; a rule that knows
    a word alone stands behind it: where both meet, the reading is right far more often (measured on the tuning half).
    """
    rule = span.why != LEARNED
    if not rule or learned.has(span):
        doubt = -0.5 if _holds_rules(span, rules) else 0.5  # where both say the same, the surer of them stands
    else:
        doubt = 0.1 if _knows_more(span, learned) else 1.0
    if rule and span.score >= _CERTAIN[span.label]:
        doubt = min(doubt, 0.0)
    return (span.score + _RANKS[span.label] - doubt, span.end - span.start)


def _within(span: Span, others: Sequence[Span]) -> bool:
    return all(span.start <= it.start and it.end <= span.end for it in others)


def _holds_rules(span: Span, rules: _Spans) -> bool:
    """Say whether a reading holds all that rules found there: of organisations and addresses they often know a part.

    Not where a firm ends before it with its legal form: what follows is a board or a department.
    """
    met = rules.meeting(span)
    if any(it.start == span.start and it.end < span.end and it.why in _LEGAL_FORMS for it in met):
        return False
    return span.label in _READ_WHOLE and any(it.label in _READ_WHOLE for it in met) and _within(span, met)


def _knows_more(span: Span, learned: _Spans) -> bool:
    """Say whether a rule follows a grammar beyond what was read: a longer address, a branch behind its bank, a firm's
    legal form behind the place that it begins with or of which an unsure reading has the end alone, or a listed given
    name and surname in a sentence of another script.
    """
    met = learned.meeting(span)
    if not met or not _within(span, met):
        return False
    if span.label == "address":
        return all(it.label in _PLACED for it in met)
    if span.label == "organization":
        whole = {it.label for it in met} <= {"organization", "location"}
        first = {it.label for it in met if it.start == span.start}
        if span.why == SUFFIXED and (first == {"location"} or all(_unsure_end(it, span) for it in met)):
            return whole
        return whole and span.label in first
    return (
        span.label == "person"
        and span.score >= _LISTED
        and all((it.start, it.end) == (span.start, span.end) and it.label != span.label for it in met)
    )


def _unsure_end(read: Span, rule: Span) -> bool:
    return read.end == rule.end and read.score < _LISTED
