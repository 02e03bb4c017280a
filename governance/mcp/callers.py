"""Who an agent acts for: a key's holder, or an analyst of this machine; never with more than reading needs."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from assay.governance.domain import Actor, ForbiddenError, Permission, Role
from assay.governance.services import Services

__all__ = ["AGENT_MAY", "Who", "agent", "local_agent", "over_http"]

Who = Callable[[Any], Actor]

AGENT_MAY = frozenset({Permission.READ, Permission.SEARCH, Permission.TAG})
_LOCAL = Actor(name="local-agent", role=Role.ANALYST)
_VARIABLE = "ASSAY_API_KEY"


def agent(services: Services, actor: Actor | None) -> Actor:
    """Return who acts for somebody: what the role may read, and nothing above the level that is set for agents.

    Raises:
        ForbiddenError: nobody was recognised, or the role may not read.
    """
    if actor is None or not actor.may(Permission.READ):
        raise ForbiddenError("this key may not read", "该密钥无读取权限")
    return actor.narrowed(AGENT_MAY, max_level=services.settings.agent_level)


def local_agent(services: Services) -> Who:
    """Return who asks over stdio: the holder of the key in `ASSAY_API_KEY`, or without one an analyst.

    The key is looked up for every call, so that revoking it ends an agent that runs.

    Raises:
        ForbiddenError: the key is not known, or may not read.
        UsageError: no pack has the level that is set for agents.
    """
    key = os.environ.get(_VARIABLE)

    def who(_: Any = None) -> Actor:
        return agent(services, services.access.authenticate(key) if key else _LOCAL)

    services.visibility.ceilings(who())
    return who


def over_http(services: Services) -> Who:
    """Return who asks over HTTP: the holder of the key that the request came with."""

    def who(context: Any) -> Actor:
        return agent(services, context.request.scope.get("assay.actor") if context.request is not None else None)

    return who
