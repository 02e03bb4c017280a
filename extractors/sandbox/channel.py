"""Small messages with descriptors between the sandbox's processes: msgpack over SEQPACKET sockets."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from typing import Any

import msgpack  # type: ignore[import-untyped]

__all__ = ["MALFORMED", "Message", "pair", "receive", "send"]

Message = dict[str, Any]
_MOST_BYTES = 65_536
_MOST_DESCRIPTORS = 4
MALFORMED = (TypeError, ValueError, KeyError, AttributeError, RecursionError, OverflowError, msgpack.UnpackException)


def pair() -> tuple[socket.socket, socket.socket]:
    """Return two ends that keep messages apart."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(end: socket.socket, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message; raises OSError when nobody listens any more."""
    socket.send_fds(end, [msgpack.packb(message, unicode_errors="replace")], list(descriptors))


def receive(end: socket.socket) -> tuple[Message | None, list[int]]:
    """Return the next message and its descriptors; None when the other end has closed.

    Raises:
        ValueError: not a message; any descriptor in it is left to the caller's process to close on exit.
    """
    data, descriptors, _, _ = socket.recv_fds(end, _MOST_BYTES, _MOST_DESCRIPTORS)
    if not data:
        return None, descriptors
    message = msgpack.unpackb(data)
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message, descriptors
