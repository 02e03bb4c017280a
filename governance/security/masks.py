"""Strict masks: what may be stored and shown in place of a value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assay.governance.domain import labels

__all__ = ["MaskedText", "Span", "mask_text", "mask_value", "placeholder"]

_STAR = "*"
_SHORT = 6
_HIDDEN = _STAR * 8
_HIDDEN_GROUPS = frozenset({"credential", "crypto", "geo", "biometric"})
_HIDDEN_LABELS = frozenset({"card_cvv", "card_expiry", "otp", "mrz"})
_SHAPE_GROUPS = frozenset({"date_of_birth", "health"})
_CLEAR_GROUPS = frozenset({"secret_mark", "masked"})
_DIGIT_GROUPS = frozenset({"phone", "national_id", "payment_card", "bank_account", "passport", "driver_license"})
_WORD = re.compile(r"[^\s·•・]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


class Span(Protocol):
    """A labelled range of a text in code points, end exclusive; a `Detection` is one."""

    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedText:
    """A masked text and how to find places of the original in it.

    `pieces` are the replaced ranges in order: original start, original end, masked start, masked end.
    """

    text: str
    pieces: tuple[tuple[int, int, int, int], ...] = ()

    def to_masked(self, start: int, end: int) -> tuple[int, int]:
        """Return where `original[start:end]` lies in the masked text; a replaced piece is taken whole."""
        return self._map(start, upper=False), self._map(end, upper=True)

    def _map(self, offset: int, *, upper: bool) -> int:
        place = bisect_right(self.pieces, offset - upper, key=lambda piece: piece[0]) - 1
        if place < 0:
            return offset
        _, original_end, masked_start, masked_end = self.pieces[place]
        if offset < original_end:
            return masked_end if upper else masked_start
        return masked_end + offset - original_end


def mask_value(label: str, value: str) -> str:
    """Return the strict mask of a value.

    Six characters and more keep the first and the last one (`1****************4`), shorter ones none. A
    person keeps the first character of the name (`张*`, `J*** S****`), an e-mail address the first one
    (`j***@***`). Credentials, security codes, wallets and coordinates show not even their length; dates of
    birth and health terms show their shape alone. Secrecy marks are words of rule, not data, and stay.
    """
    known = labels().get(label)
    group = known.group if known is not None else "other"
    text = " ".join(value.split())
    if group in _CLEAR_GROUPS:
        return text
    if group in _HIDDEN_GROUPS or label in _HIDDEN_LABELS:
        return _HIDDEN
    if group == "email":
        local = text.partition("@")[0]
        return f"{local[0]}***@***" if len(local) > 2 else "***@***"
    if group == "person":
        return _mask_person(text)
    if group in _SHAPE_GROUPS:
        return re.sub(r"[^\W_]", _STAR, text)
    if len(text) < _SHORT:
        return _STAR * len(text)
    keep = " -" if group in _DIGIT_GROUPS else ""
    middle = "".join(character if character in keep else _STAR for character in text[1:-1])
    return text[0] + middle + text[-1]


def _mask_person(name: str) -> str:
    if _HAN.search(name):
        return name[0] + _STAR * (len(name) - 1) if len(name) > 1 else _STAR
    return _WORD.sub(lambda word: word[0][0] + _STAR * (len(word[0]) - 1) if len(word[0]) > 1 else _STAR, name)


def placeholder(label: str) -> str:
    """Return what stands for a value in text that is embedded: `[CN_RESIDENT_ID]`."""
    return f"[{label.upper()}]"


def mask_text(text: str, spans: Sequence[Span], *, placeholders: bool) -> MaskedText:
    """Replace what identifies or is sensitive: by typed placeholders (to embed and to store) or by masks (to show).

    Labels that are neither (organisations, places, amounts …) are left as they are, so spans of every label may be
    given. Spans that overlap become one, under the label of the longest, and show no character.
    """
    known = labels()
    hidden = [
        span
        for span in spans
        if span.start < span.end <= len(text) and (span.label not in known or known[span.label].hidden)
    ]
    merged: list[tuple[int, int, str, bool]] = []
    for span in sorted(hidden, key=lambda item: (item.start, -item.end)):
        if merged and span.start < merged[-1][1]:
            start, end, label, _ = merged[-1]
            longer = span.end - span.start > end - start
            merged[-1] = (start, max(end, span.end), span.label if longer else label, False)
        else:
            merged.append((span.start, span.end, span.label, True))
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    done = written = 0
    for start, end, label, alone in merged:
        value = text[start:end]
        put = placeholder(label) if placeholders else mask_value(label, value) if alone else _STAR * len(value)
        written += start - done
        parts += (text[done:start], put)
        pieces.append((start, end, written, written + len(put)))
        done, written = end, written + len(put)
    parts.append(text[done:])
    return MaskedText(text="".join(parts), pieces=tuple(pieces))
