"""Signing a browser in: a one-time code that `assay serve` printed, or a key typed into a plain form."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assay.governance.api.auth import same_origin
from assay.governance.api.parts import Held, held_of
from assay.governance.api.problems import problem
from assay.governance.api.sessions import COOKIE

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:24rem;margin:15vh auto;padding:0 1rem}"
    "input,button{font:inherit;padding:.5rem;width:100%;box-sizing:border-box;margin:.25rem 0 .75rem}"
    "[role=alert]{color:#b3261e}"
)
_CSP = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Assay</title>
<meta name="viewport" content="width=device-width">{head}<style>{style}</style></head><body>
<h1>Assay</h1>{body}</body></html>"""
_FORM = """{alert}<form method="post" action="/signin">
<label for="key">Key · <span lang="zh">密钥</span></label>
<input id="key" name="key" type="password" autocomplete="current-password" required maxlength="512" autofocus>
<button>Sign in · <span lang="zh">登录</span></button></form>
<p>Or open the link that <code>assay serve</code> printed.<br>
<span lang="zh">也可以打开 <code>assay serve</code> 显示的链接。</span></p>"""
_ALERT = """<p role="alert">This code or key is not valid. · <span lang="zh">该代码或密钥无效。</span></p>"""
_ONWARD = """<p><a href="/">Continue · <span lang="zh">继续</span></a></p>"""


@router.get("/signin")
async def signin_page(request: Request, code: Annotated[str | None, Query(max_length=200)] = None) -> Response:
    """Redeem a one-time code, or show the form."""
    if code is None:
        return _form(200)
    held = held_of(request)
    token = held.sessions.redeem(code)
    return _form(401, wrong=True) if token is None else _signed_in(request, held, token)


@router.post("/signin")
async def signin(request: Request) -> Response:
    """Open a session for who holds a key."""
    if "origin" in request.headers and not same_origin(request.scope):
        return problem(403)
    async with request.form(max_files=0, max_fields=4, max_part_size=4096) as form:
        key = form.get("key")
    if not isinstance(key, str) or not 0 < len(key.strip()) <= 512:
        return _form(401, wrong=True)
    held = held_of(request)
    actor = await run_in_threadpool(held.services.access.authenticate, key.strip())
    return _form(401, wrong=True) if actor is None else _signed_in(request, held, held.sessions.open(actor))


@router.post("/signout")
async def signout(request: Request) -> Response:
    """End the session; the origin was checked where the cookie was read."""
    token = request.cookies.get(COOKIE)
    if token:
        held_of(request).sessions.close(token)
    response = RedirectResponse("/signin", status_code=303, headers={"Cache-Control": "no-store"})
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return response


def _signed_in(request: Request, held: Held, token: str) -> Response:
    response: Response
    if Headers(scope=request.scope).get("sec-fetch-site") == "cross-site":
        # A strict cookie does not follow a redirect that began on another site: a page of ours goes on from here.
        onward = '<meta http-equiv="refresh" content="0;url=/">'
        response = _html(_PAGE.format(head=onward, style=_STYLE, body=_ONWARD), 200)
    else:
        response = RedirectResponse("/", status_code=303, headers={"Cache-Control": "no-store"})
    response.set_cookie(
        COOKIE, token, max_age=held.sessions.seconds, path="/", httponly=True, samesite="strict",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return response


def _form(status: int, *, wrong: bool = False) -> Response:
    body = _FORM.format(alert=_ALERT if wrong else "")
    return _html(_PAGE.format(head="", style=_STYLE, body=body), status)


def _html(text: str, status: int) -> Response:
    return HTMLResponse(
        text, status_code=status, headers={"Content-Security-Policy": _CSP, "Cache-Control": "no-store"}
    )
