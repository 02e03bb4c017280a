"""Errors as RFC 9457 `application/problem+json`: stable types, both languages, and nothing of what was sent."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from assay.governance.api.hints import HINTS, STALE
from assay.governance.domain import (
    AssayError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnavailableError,
    UsageError,
    Words,
)

__all__ = ["PROBLEMS", "answer_of", "hint_of", "install", "problem", "status_of"]

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
PROBLEMS: Mapping[int, tuple[str, Words]] = {
    400: ("bad-request", Words("The request cannot be read.", "请求无法解析。")),
    401: ("unauthenticated", Words("A valid key or a sign-in is needed.", "需要有效密钥或登录。")),
    403: ("forbidden", Words("Your role may not do this.", "当前角色无权执行此操作。")),
    404: ("not-found", Words("There is nothing here that you may see.", "此处没有您可以查看的内容。")),
    405: ("method-not-allowed", Words("This method is not offered here.", "此处不支持该方法。")),
    408: ("timeout", Words("The request took too long to arrive.", "请求接收超时。")),
    409: ("conflict", Words("Another change came first.", "已有其他更改先行提交。")),
    412: ("precondition-failed", Words("It was changed since you read it.", "内容在您读取之后已被修改。")),
    413: ("too-large", Words("The request is larger than the limit.", "请求超过大小上限。")),
    415: ("unsupported-media-type", Words("This content type is not read here.", "此处不接受该内容类型。")),
    421: ("unknown-host", Words("This host name is not served here.", "此处不服务该主机名。")),
    422: ("validation", Words("The request does not hold together.", "请求内容不符合要求。")),
    429: ("too-many-requests", Words("Too many requests at once; try again soon.", "同时请求过多，请稍后重试。")),
    500: ("internal", Words("An error of this program; it was logged.", "程序内部错误，已记录。")),
    503: ("unavailable", Words("Not available now; try again soon.", "暂时不可用，请稍后重试。")),
    507: ("disk-full", Words("The disk is full.", "磁盘空间不足。")),
}
_HEADERS = {401: {"WWW-Authenticate": 'Bearer realm="assay"'}, 429: {"Retry-After": "2"}, 503: {"Retry-After": "5"}}


def problem(
    status: int,
    *,
    errors: list[dict[str, Any]] | None = None,
    hint: Words | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the answer for a status; `errors` names fields and kinds of mistake, `hint` says more. Never a value."""
    slug, says = PROBLEMS.get(status) or (PROBLEMS[400] if status < 500 else PROBLEMS[500])
    body: dict[str, Any] = {
        "type": f"urn:assay:problem:{slug}", "title": says.en, "status": status, "says": says.as_dict(),
    }  # fmt: skip
    if hint is not None:
        body |= {"detail": hint.en, "says": hint.as_dict()}
    if errors:
        body["errors"] = errors
    merged = {"Cache-Control": "no-store", **_HEADERS.get(status, {}), **(headers or {})}
    return JSONResponse(body, status_code=status, headers=merged, media_type=MEDIA_TYPE)


def answer_of(exc: Exception, *, conditional: bool = False) -> Response:
    """Return the answer for an exception; `conditional`: the request carried If-Match, so a conflict is a 412."""
    status = status_of(exc, conditional=conditional)
    if status >= 500:
        logger.error("answered %d for %s", status, type(exc).__name__)
    return problem(status, hint=hint_of(exc) if status < 500 else None)


def status_of(exc: Exception, *, conditional: bool = False) -> int:
    """Return the status that stands for an exception."""
    match exc:
        case NotFoundError():
            status = 404
        case ForbiddenError():
            status = 403
        case ConflictError():
            status = 412 if conditional and str(exc) == STALE else 409
        case UsageError():
            status = 422
        case UnavailableError():
            status = 503
        case OSError(errno=errno.ENOSPC):
            status = 507
        case _:
            status = 500
    return status


def hint_of(exc: Exception) -> Words | None:
    """Return what was done wrong where it is said in both languages: such words never hold an input."""
    said = exc.zh if isinstance(exc, AssayError) else ""
    text = str(exc)
    return HINTS.get(text) or (Words(f"{text[:1].upper()}{text[1:]}.", f"{said}。") if said else None)


def install(app: FastAPI) -> None:
    """Replace every handler of the framework that would say what was sent."""

    async def on_validation(request: Request, exc: Exception) -> Response:
        if not isinstance(exc, RequestValidationError):
            return answer_of(exc)
        known = _field_names(app)
        return problem(422, errors=[_without_values(error, known) for error in exc.errors()][:20])

    async def on_http(request: Request, exc: Exception) -> Response:
        if not isinstance(exc, HTTPException):
            return answer_of(exc)
        return problem(exc.status_code, headers=exc.headers)

    async def on_assay(request: Request, exc: Exception) -> Response:
        return answer_of(exc, conditional="if-match" in request.headers)

    async def on_response(request: Request, exc: Exception) -> Response:
        logger.error("an answer did not fit its own schema")
        return problem(500)

    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(ResponseValidationError, on_response)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(AssayError, on_assay)


def _without_values(error: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    place = [part if isinstance(part, int) or part in known else "?" for part in error.get("loc", ())]
    return {"loc": place, "type": str(error.get("type", "invalid"))}


def _field_names(app: FastAPI) -> frozenset[str]:
    names: frozenset[str] | None = getattr(app.state, "field_names", None)
    if names is None:
        names = frozenset(_names_in(app.openapi())) | {"body", "query", "path", "header", "cookie", "file"}
        app.state.field_names = names
    return names


def _names_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            yield from properties
        if isinstance(schema.get("name"), str) and "in" in schema:
            yield schema["name"]
        for value in schema.values():
            yield from _names_in(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _names_in(item)
