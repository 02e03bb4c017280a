"""Exceptions: callers' mistakes and our own bugs. Bad input is a value (see `reasons`), never an exception.

AssayError
├── UsageError            the caller asked for something that cannot be
│   ├── SettingsError     a setting is wrong
│   ├── PolicyError       a policy pack or a taxonomy does not hold together
│   └── ConflictError     another change came first, or a key was reused
├── NotFoundError         there is no such thing, or the caller may not know of it
├── ForbiddenError        the role may not do this
├── UnavailableError      a service that is needed is not there now
│   └── LockedError       another process holds the home
├── IntegrityError        what was stored is not what is read
└── PluginError           a plugin is missing, broken or twice there
"""

from __future__ import annotations

__all__ = [
    "AssayError",
    "ConflictError",
    "ForbiddenError",
    "IntegrityError",
    "LockedError",
    "NotFoundError",
    "PluginError",
    "PolicyError",
    "SettingsError",
    "UnavailableError",
    "UsageError",
]


class AssayError(Exception):
    """Root of the tree; its message never holds a value that was read from a file. `zh` says the same in Chinese."""

    def __init__(self, message: str = "", zh: str = "") -> None:
        super().__init__(message)
        self.zh = zh


class UsageError(AssayError):
    """The caller asked for something that cannot be."""


class SettingsError(UsageError):
    """A setting is wrong."""


class PolicyError(UsageError):
    """A policy pack or a taxonomy does not hold together."""


class ConflictError(UsageError):
    """Another change came first, or an idempotency key was reused with another body."""


class NotFoundError(AssayError):
    """There is no such thing, or the caller may not know of it."""


class ForbiddenError(AssayError):
    """The role may not do this."""


class UnavailableError(AssayError):
    """A service that is needed is not there now."""


class LockedError(UnavailableError):
    """Another process holds the home."""


class IntegrityError(AssayError):
    """What was stored is not what is read: a wrong tag, a broken chain, a changed file."""


class PluginError(AssayError):
    """A plugin is missing, broken, or there twice under one name."""
