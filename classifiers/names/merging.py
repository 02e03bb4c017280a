"""Which of the names that meet stand: what rules know, or what the tagger read in the sentence."""

from __future__ import annotations

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
_PLACED = frozenset({"address", "location"})


def merged(rules: Sequence[Span], learned: Sequence[Span]) -> list[Span]:
    """Return the names that stand, in order; no two overlap."""
    spans = [*rules, *learned]
    return [spans[at] for at in keep_apart([(_strength(it, rules, learned), it.start, it.end) for it in spans])]


def _strength(span: Span, rules: Sequence[Span], learned: Sequence[Span]) -> tuple[float, int]:
    """An address holds its places and an organisation its people and places; else the surer one stays.

    A rule that is certain (a label, a header, a title) stands before what was read in the sentence; a rule that knows
    a word alone stands behind it: where both meet, the reading is right far more often (measured on the tuning half).
    """
    rule = span.why != LEARNED
    if not rule or any((it.label, it.start, it.end) == (span.label, span.start, span.end) for it in learned):
        doubt = -0.5 if _holds_rules(span, rules) else 0.5  # where both say the same, the surer of them stands
    else:
        doubt = 0.1 if _knows_more(span, learned) else 1.0
    if rule and span.score >= _CERTAIN[span.label]:
        doubt = min(doubt, 0.0)
    return (span.score + _RANKS[span.label] - doubt, span.end - span.start)


def _met(span: Span, others: Sequence[Span]) -> list[Span]:
    return [it for it in others if it.start < span.end and span.start < it.end]


def _within(span: Span, others: Sequence[Span]) -> bool:
    return all(span.start <= it.start and it.end <= span.end for it in others)


def _holds_rules(span: Span, rules: Sequence[Span]) -> bool:
    """Say whether a reading holds all that rules found there: of organisations and addresses they often know a part."""
    met = _met(span, rules)
    return span.label in _READ_WHOLE and any(it.label in _READ_WHOLE for it in met) and _within(span, met)


def _knows_more(span: Span, learned: Sequence[Span]) -> bool:
    """Say whether a rule follows a grammar beyond what was read: a longer address, a branch behind its bank, a firm's
    legal form behind the place that it begins with, or a listed given name and surname in a sentence of another script.
    """
    met = _met(span, learned)
    if not met or not _within(span, met):
        return False
    if span.label == "address":
        return all(it.label in _PLACED for it in met)
    if span.label == "organization":
        whole = {it.label for it in met} <= {"organization", "location"}
        first = {it.label for it in met if it.start == span.start}
        return whole and (span.label in first or (first == {"location"} and span.why == SUFFIXED))
    return (
        span.label == "person"
        and span.score >= _LISTED
        and all((it.start, it.end) == (span.start, span.end) and it.label != span.label for it in met)
    )
