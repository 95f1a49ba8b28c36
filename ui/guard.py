"""Stands before everything the server answers: nobody gets past it who may not, and every answer carries what keeps browsers safe.

Pages still ask who is there themselves; this keeps what is not a page (files, uploads, the socket) from whoever did not sign in, and tells
whoever looks at a page what went wrong in a sentence of ours, never in the server's own words.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from store.reads import about_people
from ui.doors import ROUTES, is_secure, plain_page
from ui.installation import accounts, known
from ui.provider import STREAMLITS, has_provider
from ui.sign_in import COOKIE, person_behind

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

DOORS = frozenset(route.path for route in ROUTES)
FOR_ALL = ("/app/static/", "/static/")
FOR_ALL_EXACTLY = frozenset({"/_stcore/health", "/favicon.ico"})
PROVIDERS = frozenset({"/auth/login", "/auth/logout", "/oauth2callback"})
NOT_ALLOWED = "Chưa đăng nhập, hoặc lần đăng nhập đã hết. Tải lại trang để đăng nhập."
GENERAL = "Máy chủ gặp lỗi khi mở trang này. Số liệu không bị ảnh hưởng; tải lại trang, nếu vẫn lỗi thì báo cho quản trị."
NO_PROVIDER = "Hệ thống tài khoản cơ quan chưa trả lời. Thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu do quản trị cấp."
SENTENCES = {
    400: "Địa chỉ hoặc biểu mẫu này không hợp lệ. Quay lại và thử lần nữa; nếu đang đăng nhập thì bắt đầu lại từ trang đăng nhập.",
    403: "Không được mở địa chỉ này.",
    404: "Không có gì ở địa chỉ này; có thể tệp đã hết hạn. Quay lại trang và tải lại.",
    405: "Địa chỉ này không nhận cách gửi đó.",
    413: "Nội dung gửi lên quá lớn.",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; "
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
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
        answer = _Answer(connection, receive, send)
        try:
            instead = await to_thread.run_sync(_instead, connection)
            await (instead or self.app)(scope, receive, answer.send)
        except Exception:
            logging.getLogger(__name__).exception("%s failed", scope["path"])
            await answer.fail()


def _instead(connection: HTTPConnection) -> Any:
    """What is answered to whoever may not have what they ask for; None for whoever may."""
    path = connection.scope["path"]
    if path in DOORS or path in FOR_ALL_EXACTLY or path.startswith(FOR_ALL) or (path in PROVIDERS and has_provider()):
        return None
    if _wants_page(connection) and STREAMLITS in connection.cookies and has_provider():
        return RedirectResponse("/vao", 303)
    token = connection.cookies.get(COOKIE)
    known = accounts().who(token, time.time()) if token else None
    if known and known.must_change:
        return _away(connection, "/doi-mat-khau")
    if person_behind(token) or _reading_is_open():
        return None
    query = connection.scope.get("query_string", b"").decode("ascii", "replace")
    return _away(connection, f"/dang-nhap?{urlencode({'den': path + (f'?{query}' if query else '')})}")


def _reading_is_open() -> bool:
    return known(about_people.why_open) is not None


def _away(connection: HTTPConnection, door: str) -> Any:
    if connection.scope["type"] == "websocket":
        return _closed
    return RedirectResponse(door, 303) if _wants_page(connection) else PlainTextResponse(NOT_ALLOWED, 401)


async def _closed(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    await send({"type": "websocket.close", "code": 4401, "reason": ""})


def _wants_page(connection: HTTPConnection) -> bool:
    return connection.scope["type"] == "http" and "text/html" in connection.headers.get("accept", "")


class _Answer:
    """An answer on its way: gets its headers, and a sentence instead of an error page that is none of ours."""

    def __init__(self, connection: HTTPConnection, receive: Receive, send: Send) -> None:
        self._connection, self._receive, self._send = connection, receive, send
        self._began = self._replaced = False

    async def send(self, message: Message) -> None:
        self._began = True
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            foreign = message["status"] >= 400 and "text/html" not in headers.get("content-type", "")
            if foreign and _wants_page(self._connection):
                self._replaced = True
                await self._say(message["status"])
                return
            self._add_to(headers)
        if not (self._replaced and message["type"] == "http.response.body"):
            await self._send(message)

    async def fail(self) -> None:
        """After a failure: told if nothing was told yet, else the answer stays broken off."""
        if self._began:
            return
        if self._connection.scope["type"] == "websocket":
            await _closed(self._connection.scope, self._receive, self._send)
        else:
            await self._say(500)

    async def _say(self, status: int) -> None:
        sentence = NO_PROVIDER if self._connection.scope["path"] in PROVIDERS else SENTENCES.get(status, GENERAL)
        page = _told(status, sentence, as_page=_wants_page(self._connection))
        self._add_to(page.headers)
        if status == 413:
            page.headers["Connection"] = "close"  # the rest of it is not read either
        await page(self._connection.scope, self._receive, self._send)

    def _add_to(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if is_secure(self._connection):
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _told(status: int, sentence: str, *, as_page: bool) -> Response:
    if not as_page:
        return PlainTextResponse(sentence, status)
    return plain_page("Chưa mở được", f"<p>{escape(sentence)}</p><p class='note'><a href='/'>Về trang đầu</a></p>", status)
