"""Who acts, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["LOCAL_ADMIN", "Actor", "Permission", "Role"]


class Permission(StrEnum):
    """One thing that can be allowed."""

    READ = "read"
    SEARCH = "search"
    TAG = "tag"
    INGEST = "ingest"
    DECIDE = "decide"
    REVEAL = "reveal"
    ADMINISTER = "administer"


class Role(StrEnum):
    """The contract's roles."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    STEWARD = "steward"
    ADMIN = "admin"
    SERVICE = "service"

    @property
    def permissions(self) -> frozenset[Permission]:
        """What this role may do."""
        return _PERMISSIONS[self]


_READER = frozenset({Permission.READ})
_ANALYST = _READER | {Permission.SEARCH, Permission.TAG}
_STEWARD = _ANALYST | {Permission.INGEST, Permission.DECIDE, Permission.REVEAL}
_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _READER,
    Role.ANALYST: _ANALYST,
    Role.STEWARD: _STEWARD,
    Role.ADMIN: frozenset(Permission),
    Role.SERVICE: frozenset({Permission.TAG, Permission.INGEST}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Someone, or some program, that acts under a role.

    What acts for somebody has less than the role: `only` some permissions, nothing above `max_level` (`PACK:CODE`).
    """

    name: str
    role: Role
    only: frozenset[Permission] | None = None
    max_level: str | None = None

    def may(self, permission: Permission) -> bool:
        """Say whether the role holds the permission, and nothing takes it away."""
        return permission in self.role.permissions and (self.only is None or permission in self.only)

    def narrowed(self, only: frozenset[Permission], *, max_level: str | None = None) -> Actor:
        """Return who acts for this one with no more than some permissions, and sees nothing above a level."""
        return replace(self, only=only, max_level=max_level)


LOCAL_ADMIN = Actor(name="local-admin", role=Role.ADMIN)
