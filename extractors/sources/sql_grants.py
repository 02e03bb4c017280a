"""Privileges on tables of PostgreSQL, as its catalog holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assay.extractors.sources.catalogs import Relation
from assay.governance.domain import EVERYONE, UNKNOWN, Grant, Right

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["postgresql_grants"]

_TABLE = """
SELECT pg_get_userbyid(c.relowner), a.privilege_type, a.grantee = 0, r.rolname, coalesce(r.rolcanlogin, false)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE n.nspname = :schema AND c.relname = :name
"""
_SCHEMA = """
SELECT a.grantee = 0, r.rolname
FROM pg_namespace n
CROSS JOIN LATERAL aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE n.nspname = :schema AND a.privilege_type = 'USAGE'
"""
_RIGHTS: dict[str, Right] = {"SELECT": "read", "INSERT": "write", "UPDATE": "write", "DELETE": "write"}


def postgresql_grants(connection: Connection, relation: Relation) -> tuple[Grant, ...]:
    """Return who owns, reads and writes a table: those alone who may use its schema too.

    Members of a role are not listed one by one: a role that cannot log in is a `group:`. Rights to single columns
    and the superusers are left out.
    """
    from sqlalchemy import text

    named = {"schema": relation.schema, "name": relation.name}
    usable = connection.execute(text(_SCHEMA), named).all()
    for_all = any(everyone for everyone, _ in usable)
    users = {name for _, name in usable if name}
    found: set[Grant] = set()
    for owner, privilege, everyone, name, logs_in in connection.execute(text(_TABLE), named).all():
        right = _RIGHTS.get(privilege)
        if for_all or owner in users:
            found.add(Grant(principal=f"user:{owner}", right="own"))
        if right is None or (everyone and not for_all) or (not everyone and not for_all and name not in users):
            continue
        principal = EVERYONE if everyone else f"{'user' if logs_in else 'group'}:{name}"
        found.add(Grant(principal=principal, right=right))
    return tuple(sorted(found, key=lambda it: (it.principal, it.right))) or (Grant(principal=UNKNOWN, right="own"),)
