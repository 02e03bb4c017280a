"""Sign-in of browsers: one-time codes and server-side sessions, in memory alone; tokens are kept as digests."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable

from assay.governance.domain import Actor

__all__ = ["COOKIE", "Sessions"]

COOKIE = "assay_session"


class Sessions:
    """Codes live ten minutes and open one session; a session lives twelve hours. Safe to use from many threads."""

    def __init__(
        self,
        *,
        code_seconds: float = 600.0,
        session_seconds: float = 12 * 3600.0,
        most: int = 1000,
        clock: Callable[[], float] = time.monotonic,
        recheck_seconds: float = 10.0,
    ) -> None:
        self._code_seconds = code_seconds
        self._session_seconds = session_seconds
        self._most = most
        self._clock = clock
        self._still: Callable[[Actor], bool] = lambda actor: True
        self._recheck_seconds = recheck_seconds
        self._lock = threading.Lock()
        self._codes: dict[bytes, tuple[Actor, float]] = {}
        self._open: dict[bytes, tuple[Actor, float]] = {}
        self._checked: dict[bytes, float] = {}

    def watch(self, still: Callable[[Actor], bool]) -> None:
        """Set what says, every few seconds, whether the holder of a session may still come in."""
        self._still = still

    @property
    def seconds(self) -> int:
        """How long a session lives."""
        return int(self._session_seconds)

    def code(self, actor: Actor) -> str:
        """Return a code that signs `actor` in once."""
        return self._add(self._codes, actor, self._code_seconds)

    def redeem(self, code: str) -> str | None:
        """Use a code up; return the token of a new session, or None when the code is unknown, old or used."""
        with self._lock:
            actor, until = self._codes.pop(_digest(code), (None, 0.0))
        if actor is None or until < self._clock():
            return None
        return self.open(actor)

    def open(self, actor: Actor) -> str:
        """Open a session and return its token."""
        return self._add(self._open, actor, self._session_seconds)

    def actor(self, token: str) -> Actor | None:
        """Return who holds the session, or None when it is unknown or over."""
        digest, now = _digest(token), self._clock()
        with self._lock:
            actor, until = self._open.get(digest, (None, 0.0))
            if actor is None or until < now:
                return None
            due = now - self._checked.get(digest, float("-inf")) > self._recheck_seconds
        if due and not self._still(actor):
            self.close(token)
            return None
        if due:
            with self._lock:
                self._checked[digest] = now
        return actor

    def close(self, token: str) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(_digest(token), None)
            self._checked.pop(_digest(token), None)

    def _add(self, held: dict[bytes, tuple[Actor, float]], actor: Actor, seconds: float) -> str:
        token = secrets.token_urlsafe(32)
        with self._lock:
            now = self._clock()
            for digest in [digest for digest, (_, until) in held.items() if until < now]:
                del held[digest]
                self._checked.pop(digest, None)
            while len(held) >= self._most:
                del held[next(iter(held))]
            held[_digest(token)] = (actor, now + seconds)
        return token


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
