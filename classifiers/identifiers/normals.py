"""Canonical forms: equal things have equal normals, however they are written."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.classifiers.identifiers.validators.base import compact, digits
from assay.classifiers.identifiers.validators.numbering import international

__all__ = ["NORMALS"]

_EXTENSION = re.compile(r"(?:转|ext\.?|分机|x)\s*\d{1,6}$|-\d{1,4}$", re.IGNORECASE)


def _cn_mobile(value: str) -> str:
    return "+86" + digits(value)[-11:]


def _cn_landline(value: str) -> str:
    main = _EXTENSION.sub("", value) if len(digits(value)) > 12 else value
    number = digits(main)
    if main.lstrip("( ").startswith("+") or number.startswith("86"):
        number = number.removeprefix("86")
    return "+86" + number.lstrip("0")


def _phone(value: str) -> str:
    return international(re.split(r"(?i)ext|x", value)[0]) or digits(value)


def _email(value: str) -> str:
    return value.lower()


def _address(value: str) -> str:
    return value.lower().rstrip("/")


def _card(value: str) -> str:
    return digits(value)


def _date(value: str) -> str:
    figures = re.findall(r"\d+", value)
    if len(figures) == 3 and len(figures[0]) == 4:
        return f"{int(figures[0]):04d}-{int(figures[1]):02d}-{int(figures[2]):02d}"
    if len(figures) == 1 and len(figures[0]) == 8:
        return f"{figures[0][:4]}-{figures[0][4:6]}-{figures[0][6:]}"
    return re.sub(r"\s+", " ", value.strip().lower())


def _exact(value: str) -> str:
    return value.strip()


def _words(value: str) -> str:
    return re.sub(r"\s+", " ", value.strip().upper())


def _number(value: str) -> str:
    return re.sub(r"[\s,￥¥]|人民币", "", value).upper()


def _hardware(value: str) -> str:
    return ":".join(re.findall("..", re.sub("[^0-9A-Fa-f]", "", value).upper()))


NORMALS: dict[str, Callable[[str], str]] = {
    "amount": _number,
    "card": _card,
    "cn_landline": _cn_landline,
    "cn_mobile": _cn_mobile,
    "compact": compact,
    "date": _date,
    "digits": digits,
    "email": _email,
    "exact": _exact,
    "lower": _address,
    "mac": _hardware,
    "phone": _phone,
    "words": _words,
}
