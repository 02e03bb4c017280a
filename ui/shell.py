"""The page that the browser loads first: ours by name, and looking for its server at the root alone."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Shell"]

_FIRST = "/overview"  # the first page stands at the root; who types or keeps its name gets there
_HEAD = (
    b"<script>window.__streamlit={BACKEND_BASE_URL:window.location.origin+'/',"
    b"MAIN_PAGE_BASE_URL:window.location.origin+'/'}</script>"
)


class Shell:
    """Sets the title and where the server is: otherwise a page below the root asks twice for what is not there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; pages of HTML are changed on their way out."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        if scope["path"].rstrip("/") == _FIRST:
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(f"/?{query}" if query else "/")(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def changed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body" or start is None:
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            headers = MutableHeaders(scope=start)
            content = bytes(body)
            if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
                content = content.replace(b"<title>Streamlit</title>", b"<title>Assay</title>", 1)
                content = content.replace(b"<head>", b"<head>" + _HEAD, 1)
                headers["content-length"] = str(len(content))
                for name in ("etag", "last-modified"):
                    if name in headers:
                        del headers[name]
            await send(start)
            await send({"type": "http.response.body", "body": content})

        inner = dict(scope)
        kept = [(name, value) for name, value in scope["headers"] if name not in (b"accept-encoding", b"range")]
        inner["headers"] = kept
        await self.app(inner, receive, changed)
