"""Owners and access control lists of S3 objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assay.governance.domain import EVERYONE, UNKNOWN, Grant, Right

__all__ = ["grants_of_acl", "s3_grants"]

_GROUPS = {"AllUsers": EVERYONE, "AuthenticatedUsers": "group:aws-authenticated", "LogDelivery": "group:aws-logs"}
_RIGHTS: Mapping[str, tuple[Right, ...]] = {
    "READ": ("read",), "WRITE": ("write",), "FULL_CONTROL": ("read", "write"), "READ_ACP": (), "WRITE_ACP": ("own",),
}  # fmt: skip


def s3_grants(filesystem: Any, path: str) -> tuple[Grant, ...]:
    """Return who may do what with an object by its ACL; bucket policies are not looked at, so rights may be missed."""
    bucket, key, version = filesystem.split_path(path)
    asked = {"Bucket": bucket, "Key": key, **({"VersionId": version} if version else {})}
    return grants_of_acl(filesystem.call_s3("get_object_acl", **asked))


def grants_of_acl(acl: Mapping[str, Any]) -> tuple[Grant, ...]:
    """Read the answer of GetObjectAcl."""
    found: set[Grant] = set()
    owner = acl.get("Owner") or {}
    if owner.get("ID"):
        found.add(Grant(principal=f"user:{owner['ID']}", right="own"))
    for entry in acl.get("Grants") or ():
        grantee = entry.get("Grantee") or {}
        if grantee.get("Type") == "Group":
            principal = _GROUPS.get(str(grantee.get("URI", "")).rpartition("/")[2], "")
        else:
            principal = f"user:{grantee.get('ID') or grantee.get('EmailAddress') or ''}"
        if principal and not principal.endswith(":"):
            found.update(Grant(principal=principal, right=it) for it in _RIGHTS.get(entry.get("Permission"), ()))
    return tuple(sorted(found, key=lambda it: (it.principal, it.right))) or (Grant(principal=UNKNOWN, right="own"),)
