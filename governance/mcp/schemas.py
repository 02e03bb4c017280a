"""JSON schemas as agents pay for them: without titles, and without saying that what may be absent may be null."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

__all__ = ["schema_of"]


@cache
def schema_of(model: type[BaseModel], *, grows: bool = False) -> dict[str, Any]:
    """Return the schema of what a tool takes, or of what it gives, which `grows`: readers pass over new fields."""
    lean: dict[str, Any] = _lean(model.model_json_schema())
    lean.pop("description", None)
    if grows:
        for it in (lean, *lean.get("$defs", {}).values()):
            it.pop("additionalProperties", None)
    return lean


def _lean(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_lean(it) for it in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: it for name, it in schema.items() if name != "title" or not isinstance(it, str)}
    for name in ("properties", "$defs"):
        if name in told:
            told[name] = {key: _lean(it) for key, it in told[name].items()}
    kinds = told.get("anyOf")
    if kinds and {"type": "null"} in kinds and told.get("default", 0) is None:
        rest = [it for it in kinds if it != {"type": "null"}]
        del told["default"], told["anyOf"]
        told = {**(rest[0] if len(rest) == 1 else {"anyOf": rest}), **told}
    return {name: it if name in ("properties", "$defs") else _lean(it) for name, it in told.items()}
