"""Stands before everything the server answers: nobody gets past it who may not, and every answer carries what keeps browsers safe.

Pages still ask who is there themselves; this keeps what is not a page (files, uploads, the socket) from whoever did not sign in.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlencode

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse

from store.reads import about_people
from ui.data import accounts, warehouse
from ui.person import COOKIE, person_behind
from ui.provider import has_provider

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

DOORS = ("/dang-nhap", "/dang-xuat", "/doi-mat-khau", "/vao")
FOR_ALL = ("/app/static/", "/static/", "/_stcore/health", "/favicon.ico", "/auth/", "/oauth2callback")
FILES = ("/media/", "/_stcore/upload_file")
NOT_ALLOWED = "Chưa đăng nhập, hoặc lần đăng nhập đã hết. Tải lại trang để đăng nhập."
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; "
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
    ),
}


class Guard:
    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if connection.url.path.startswith((*DOORS, *FOR_ALL)) or await to_thread.run_sync(_may_enter, connection):
            await self.app(scope, receive, _safely(send, connection))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4401, "reason": ""})
        else:
            await _turned_away(connection)(scope, receive, _safely(send, connection))


def _may_enter(connection: HTTPConnection) -> bool:
    """Somebody signed in; anybody where reading is open. With an identity provider the page itself shows the way to it."""
    with warehouse().cursor() as cursor:
        reading_is_open = about_people.why_open(cursor) is not None
    if reading_is_open or person_behind(connection.cookies.get(COOKIE)):
        return True
    return has_provider() and not connection.url.path.startswith(FILES)


def _turned_away(connection: HTTPConnection) -> Any:
    wants_page = "text/html" in connection.headers.get("accept", "")
    if not wants_page:
        return PlainTextResponse(NOT_ALLOWED, 401)
    token = connection.cookies.get(COOKIE)
    known = accounts().who(token, time.time()) if token else None
    if known and known.must_change:
        return RedirectResponse("/doi-mat-khau", 303)
    asked = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
    return RedirectResponse(f"/dang-nhap?{urlencode({'den': asked})}", 303)


def _safely(send: Send, connection: HTTPConnection) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if connection.url.scheme == "https" or connection.headers.get("x-forwarded-proto") == "https":
                headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        await send(message)

    return sending
