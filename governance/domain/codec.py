"""Nouns to plain values and back: what crosses pipes, stands in the vault and goes out as JSON."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from assay.governance.domain.words import Words

__all__ = ["from_plain", "to_plain"]

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return dicts, lists, strings, numbers and bytes alone; fields that are None are left out."""
    if isinstance(value, Words):
        return value.as_dict()
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: to_plain(item) for name, item in pairs if item is not None}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], data: Any) -> T:
    """Build a noun of `kind` from what `to_plain` gave.

    Raises:
        TypeError, ValueError, KeyError: the data is not of that shape.
    """
    return _build(kind, data)  # type: ignore[no-any-return]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return data
    if origin in (Union, types.UnionType):
        if data is None:
            return None
        return _build(next(argument for argument in arguments if argument is not types.NoneType), data)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(_build(arguments[0], item) for item in data)
        return tuple(_build(argument, item) for argument, item in zip(arguments, data, strict=True))
    if origin in (Mapping, dict):
        return {key: _build(arguments[1], item) for key, item in data.items()}
    if origin in (Sequence, list):
        return [_build(arguments[0], item) for item in data]
    if origin in (set, frozenset):
        return origin(_build(arguments[0], item) for item in data)
    if kind is Words:
        return Words(data["en"], data["zh"])
    if isinstance(kind, type):
        return _build_plain_type(kind, data)
    return data


def _build_plain_type(kind: type, data: Any) -> Any:
    if is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], item) for name, item in data.items()})
    if issubclass(kind, Enum):
        return kind(data)
    if issubclass(kind, datetime):
        return datetime.fromisoformat(data)
    if kind is float and isinstance(data, int):
        return float(data)
    if not isinstance(data, kind):
        raise TypeError(f"expected {kind.__name__}, got {type(data).__name__}")
    return data
