"""What OpenAPI says beside what the routes say themselves: who may ask, repeated requests, tags and places."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from assay.governance.api.idempotency import does_once
from assay.governance.api.routes import ROUTERS
from assay.governance.domain import Permission, Role

__all__ = ["describe"]

OPEN = ("/healthz", "/readyz")
_SIGN_IN = {
    "key": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": "assay_session"},
}
_REPEATED = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "The same request under the same key does its work once and gets the first answer again.",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
}  # fmt: skip
_TAG = {"description": "What `If-Match` may name.", "schema": {"type": "string"}}
_PLACE = {"description": "Where the job is followed.", "required": True, "schema": {"type": "string"}}


def describe(app: FastAPI) -> None:
    """Complete what OpenAPI says: sign-in, `x-permission` and `x-roles`, `Idempotency-Key`, `ETag` and `Location`."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        schema = plain()
        components = schema.setdefault("components", {})
        if "securitySchemes" not in components:
            components["securitySchemes"] = _SIGN_IN
            may = _permissions()
            for path, operations in schema["paths"].items():
                for method, operation in operations.items():
                    _complete(operation, path, method, may.get(operation["operationId"]), components["schemas"])
        return schema

    app.openapi = described  # type: ignore[method-assign]


def _complete(
    operation: dict[str, Any], path: str, method: str, permission: Permission | None, schemas: dict[str, Any]
) -> None:
    operation["security"] = [] if path in OPEN else [{"key": []}, {"session": []}]
    if permission is not None:
        operation["x-permission"] = permission.value
        operation["x-roles"] = [role.value for role in Role if permission in role.permissions]
    if method == "post" and does_once(path):
        operation.setdefault("parameters", []).append(_REPEATED)
    for status, response in operation["responses"].items():
        if status == "202":
            response["headers"] = {"Location": _PLACE}
        elif status in ("200", "201") and "etag" in _fields(response, schemas):
            response["headers"] = {"ETag": _TAG}


def _fields(response: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    name = response.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    fields: dict[str, Any] = schemas.get(name, {}).get("properties", {})
    return fields


def _permissions() -> dict[str, Permission]:
    """Return what each operation asks its caller to be allowed, by its id."""
    found: dict[str, Permission] = {}
    for route in (route for router in ROUTERS for route in router.routes):
        if isinstance(route, APIRoute):
            for needed in route.dependant.dependencies:
                if permission := getattr(needed.call, "permission", None):
                    found[route.name] = permission
    return found
