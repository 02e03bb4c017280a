"""Short texts taken together: where they are many, a call for each takes longer than what is done in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["together"]

_SHORT = 200
_MANY = 64


def together(texts: Iterable[str], between: str) -> Iterator[str]:
    """Yield texts in their order: short ones in ASCII up to 64 together, `between` between them, others as they are."""
    short: list[str] = []
    for text in texts:
        if len(text) <= _SHORT and text.isascii():
            short.append(text)
            if len(short) < _MANY:
                continue
            text = ""
        if short:
            yield between.join(short)
            short = []
        if text:
            yield text
    if short:
        yield between.join(short)
