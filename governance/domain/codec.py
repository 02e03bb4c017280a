"""Nouns to plain values and back: what crosses pipes, stands in the vault and goes out as JSON."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from assay.governance.domain.words import Words

__all__ = ["from_plain", "to_plain"]

T = TypeVar("T")
Build = Callable[[Any], Any]

_PLAIN = frozenset({str, int, float, bool, bytes, type(None)})


def to_plain(value: Any) -> Any:
    """Return dicts, lists, strings, numbers and bytes alone; fields that are None are left out."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if names := _names(kind):  # type: ignore[arg-type]
        pairs = ((name, getattr(value, name)) for name in names)
        return {name: item if type(item) in _PLAIN else to_plain(item) for name, item in pairs if item is not None}
    if isinstance(value, Words):
        return value.as_dict()
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
    return _builder(kind)(data)  # type: ignore[arg-type, no-any-return]


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


@cache
def _builder(kind: Any) -> Build:
    """Return the function that builds one kind; made once a kind, for a column has a million anchors."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return lambda data: data
    if origin in (Union, types.UnionType):
        inner = _builder(next(argument for argument in arguments if argument is not types.NoneType))
        return lambda data: None if data is None else inner(data)
    if origin is tuple:
        return _tuple_builder(arguments)
    if origin in (Mapping, dict):
        inner = _builder(arguments[1])
        return lambda data: {key: inner(item) for key, item in data.items()}
    if origin in (Sequence, list):
        inner = _builder(arguments[0])
        return lambda data: [inner(item) for item in data]
    if origin in (set, frozenset):
        inner = _builder(arguments[0])
        return lambda data: origin(inner(item) for item in data)
    return _plain_builder(kind) if isinstance(kind, type) else lambda data: data


def _tuple_builder(arguments: tuple[Any, ...]) -> Build:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        inner = _builder(arguments[0])
        return lambda data: tuple([inner(item) for item in data])
    inners = [_builder(argument) for argument in arguments]
    return lambda data: tuple([inner(item) for inner, item in zip(inners, data, strict=True)])


def _plain_builder(kind: type) -> Build:
    if kind is Words:
        return lambda data: Words(data["en"], data["zh"])
    if is_dataclass(kind):
        return _noun_builder(kind)
    if issubclass(kind, Enum):
        return kind
    if issubclass(kind, datetime):
        return datetime.fromisoformat

    def build(data: Any) -> Any:
        if isinstance(data, kind):
            return data
        if kind is float and isinstance(data, int):
            return float(data)
        raise TypeError(f"expected {kind.__name__}, got {type(data).__name__}")

    return build


def _noun_builder(kind: type) -> Build:
    builders: dict[str, Build] = {}

    def build(data: Any) -> Any:
        if not builders:  # not before the first use: a noun may hold nouns of its own kind
            builders.update({name: _builder(hint) for name, hint in get_type_hints(kind).items()})
        return kind(**{name: builders[name](item) for name, item in data.items()})

    return build
