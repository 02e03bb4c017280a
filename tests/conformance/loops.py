"""Asynchronous calls of tests, in a loop of their own thread: the driver of a browser may hold the loop of this one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar, TypeVarTuple

from anyio.from_thread import start_blocking_portal

__all__ = ["run_apart"]

T = TypeVar("T")
Given = TypeVarTuple("Given")


def run_apart(ask: Callable[[*Given], Awaitable[T]], *given: *Given) -> T:
    """Return what an asynchronous function returns; what it raises is raised here."""
    with start_blocking_portal() as portal:
        return portal.call(ask, *given)
