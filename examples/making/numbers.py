"""Identifiers that pass every checksum and belong to nobody.

Resident numbers have a birth year of 1900 or 1901, mobiles lie in blocks that no operator was given
(1349-0 and 1349-1 of the MIIT table), cards begin with an issuer number that is not assigned.
"""

from __future__ import annotations

__all__ = ["card", "mobile", "resident_id", "uscc"]

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def resident_id(region: str, born: str, sequence: int) -> str:
    """Return an 18-character resident number with its GB 11643 check character; `born` is YYYYMMDD."""
    if born[:4] not in {"1900", "1901"}:
        raise ValueError("a birth year that a living person may have is not used here")
    body = f"{region}{born}{sequence:03d}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def mobile(number: int) -> str:
    """Return an 11-digit mobile number of an unassigned block."""
    return f"1349{number % 2}{number:06d}"


def card(number: int) -> str:
    """Return a 19-digit card number that passes Luhn's check, of an issuer number that is not assigned."""
    body = f"629999{number:012d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def uscc(body: str) -> str:
    """Return a unified social credit code: 17 characters and their GB 32100 check character."""
    total = sum(_USCC.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _USCC[-total % 31]
