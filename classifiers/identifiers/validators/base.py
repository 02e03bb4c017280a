"""What a check sees, what it may answer, and the table of all checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

__all__ = ["CHECKS", "Check", "Outcome", "Probe", "check", "compact", "digits"]


class Outcome(IntEnum):
    """How a value fares: it does not hold, it may well be one by chance, it holds."""

    FAILS = 0
    PLAUSIBLE = 1
    PROVEN = 2


class Probe(NamedTuple):
    """A candidate: its value in normalised form, and the text it stands in."""

    value: str
    text: str
    start: int
    end: int

    def line(self) -> str:
        """Return the line that the value stands in, at most 200 characters to either side."""
        before = self.text[max(0, self.start - 200) : self.start].rpartition("\n")[2]
        return before + self.text[self.start : self.end] + self.text[self.end : self.end + 200].partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Check:
    """A named check, the words in which findings cite it, and what else it tells of a value."""

    says: str
    run: Callable[[Probe], Outcome]
    adds: Callable[[str], str] | None = None
    digit: bool = field(init=False)
    """Whether it is a check digit or more, not a grammar or a range."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "digit", "check" in self.says)


CHECKS: dict[str, Check] = {}
_NO_DIGITS = re.compile("[^0-9]+")


def check(
    name: str, says: str, adds: Callable[[str], str] | None = None
) -> Callable[[Callable[[Probe], Outcome]], Callable[[Probe], Outcome]]:
    """Enter a function in the table under a name."""

    def enter(function: Callable[[Probe], Outcome]) -> Callable[[Probe], Outcome]:
        CHECKS[name] = Check(says, function, adds)
        return function

    return enter


def digits(value: str) -> str:
    """Return the ASCII digits of a value."""
    if value.isascii() and value.isdigit():
        return value
    return _NO_DIGITS.sub("", value)


def compact(value: str) -> str:
    """Return letters and digits alone, upper case."""
    return value.upper() if value.isalnum() else "".join(char for char in value if char.isalnum()).upper()
