"""The ways in and out, as plain pages of their own beside Streamlit's: sign in, set a password, sign out.

A password goes from its form to its hash and nowhere else: no log, no address, no session of Streamlit's. What a browser gets is a cookie
no script can read. Who may enter where is ui/guard.py's business.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from domain.access import Refused
from domain.wording import PRODUCT
from store import entrance
from store.accounts import LONGEST, SHORTEST, MustWait, SignedIn, WrongPassword
from ui.installation import accounts, warehouse
from ui.provider import STREAMLITS, has_provider, vouched_for, way_there
from ui.sign_in import COOKIE

FORM_COOKIE = "td57_bieu_mau"
"""Ties a form to the browser it was shown in, so that no other site can send it."""
ASKED_COOKIE = "td57_den"
"""The page somebody asked for, while they are at the identity provider."""
WRONG = "Mã người dùng hoặc mật khẩu không đúng. Kiểm tra lại; quên mật khẩu thì nhờ quản trị cấp mật khẩu mới."
STALE = "Biểu mẫu đã cũ hoặc mở từ nơi khác. Ghi lại một lần nữa."
SHORT = f"Mật khẩu mới phải có ít nhất {SHORTEST} ký tự. Dùng một câu dễ nhớ, ví dụ bốn từ không liên quan."
DIFFERENT = "Hai ô mật khẩu mới không giống nhau. Ghi lại."
SAME = "Mật khẩu mới trùng mật khẩu đang dùng. Chọn mật khẩu khác."
LONGEST_FORM = 10_000
"""Bytes of a form; ours hold a name and three passwords."""

_ONE_BY_ONE = CapacityLimiter(2)
"""Passwords take their time; those in line for it must not keep the threads that serve everybody's pages."""
_STYLE = (Path(__file__).parent / "doors.css").read_text(encoding="utf-8")
_NO_SCRIPT = "default-src 'self'; script-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


# -- pages -----------------------------------------------------------------------------------------------------------------------


def plain_page(title: str, body: str, status: int = 200) -> Response:
    """A page without any script, never kept by a browser."""
    html = (
        f"<!doctype html><html lang='vi'><meta charset='utf-8'><meta name='viewport' content='width=device-width,initial-scale=1'>"
        f"<title>{escape(title)} · {PRODUCT}</title><style>{_STYLE}</style>"
        f"<main><p class='product'>{PRODUCT}</p><h1>{escape(title)}</h1>{body}</main></html>"
    )
    return HTMLResponse(html, status, {"Cache-Control": "no-store", "Content-Security-Policy": _NO_SCRIPT})


def _form_page(request: Request, title: str, body: str, wrong: str, status: int) -> Response:
    """A page with its form's token in it and, in a cookie, in the browser."""
    told = f"<p class='wrong' role='alert'>{escape(wrong)}</p>" if wrong else ""
    answer = plain_page(title, told + body, status)
    _set_cookie(request, answer, FORM_COOKIE, _form_token(request), samesite="strict")
    return answer


def _form_token(request: Request) -> str:
    """The browser's own; made with the first form it gets."""
    if not hasattr(request.state, "form_token"):
        request.state.form_token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    return str(request.state.form_token)


def _form_of(request: Request, action: str, fields: str, button: str, below: str = "") -> str:
    token = f"<input type='hidden' name='bieu_mau' value='{escape(_form_token(request))}'>"
    return f"<form method='post' action='{escape(action)}'>{token}{fields}<button>{button}</button>{below}</form>"


def _field(name: str, label: str, kind: str, remembered: str, value: str = "", *, first: bool = False) -> str:
    return (
        f"<label for='{name}'>{label}</label><input id='{name}' name='{name}' type='{kind}' autocomplete='{remembered}' "
        f"value='{escape(value)}' autocapitalize='none' spellcheck='false' required{' autofocus' if first else ''}>"
    )


def _sign_in_page(request: Request, wrong: str = "", who: str = "", status: int = 200) -> Response:
    asked = urlencode({"den": own_path(request.query_params.get("den"))})
    fields = _field("ma", "Mã người dùng", "text", "username", who, first=not who)
    fields += _field("mat_khau", "Mật khẩu", "password", "current-password", first=bool(who))
    provider = f"<p><a class='button' href='/co-quan?{escape(asked)}'>Đăng nhập bằng tài khoản cơ quan</a></p>" if has_provider() else ""
    lead = "Hoặc nhập" if provider else "Nhập"
    form = _form_of(request, f"/dang-nhap?{asked}", fields, "Đăng nhập")
    return _form_page(request, "Đăng nhập", f"{provider}<p>{lead} mã người dùng và mật khẩu do quản trị cấp.</p>{form}", wrong, status)


def _password_page(request: Request, wrong: str = "", status: int = 200) -> Response:
    fields = _field("cu", "Mật khẩu đang dùng", "password", "current-password", first=True)
    fields += _field("moi", "Mật khẩu mới", "password", "new-password")
    fields += _field("lai", "Ghi lại mật khẩu mới", "password", "new-password")
    body = (
        f"<p>Đặt mật khẩu riêng, chỉ mình bạn biết. Ít nhất {SHORTEST} ký tự.</p>"
        f"{_form_of(request, '/doi-mat-khau', fields, 'Đổi mật khẩu')}"
        "<p class='note'>Đổi xong, các máy khác đang đăng nhập bằng mật khẩu cũ phải đăng nhập lại.</p>"
    )
    return _form_page(request, "Đổi mật khẩu", body, wrong, status)


def _sign_out_page(request: Request, wrong: str = "", status: int = 200) -> Response:
    everywhere = "<button class='quiet' name='moi_noi' value='1'>Đăng xuất ở mọi máy</button>"
    form = _form_of(request, "/dang-xuat", "", "Đăng xuất ở máy này", everywhere)
    return _form_page(request, "Đăng xuất", f"{form}<p class='note'><a href='/'>Quay lại</a></p>", wrong, status)


# -- acts --------------------------------------------------------------------------------------------------------------------------


async def sign_in(request: Request) -> Response:
    if request.method != "POST":
        return _sign_in_page(request)
    form = await _form(request)
    who = form.get("ma", "").strip()
    if not _same_browser(request, form):
        return _sign_in_page(request, STALE, who, 400)
    try:
        token = await to_thread.run_sync(_begin, who, form.get("mat_khau", ""), request.cookies.get(COOKIE, ""), limiter=_ONE_BY_ONE)
    except WrongPassword:
        return _sign_in_page(request, WRONG, who, 401)
    except MustWait as wait:
        return _sign_in_page(request, _must_wait(wait), who, 429)
    return _with_sign_in(request, RedirectResponse(own_path(request.query_params.get("den")), 303), token)


def _begin(who: str, password: str, before: str) -> str:
    """The token of a new sign-in, in place of the one before; a disabled person's password is as wrong as any other."""
    now = time.time()
    accounts().check(who, password, now)
    if not entrance.may_sign_in(warehouse(), who):
        raise WrongPassword
    accounts().end(before)
    return accounts().begin(who, now)


async def change_password(request: Request) -> Response:
    who = await to_thread.run_sync(_who, request)
    if who is None:
        return RedirectResponse("/dang-nhap?den=/doi-mat-khau", 303)
    if request.method != "POST":
        return _password_page(request)
    form = await _form(request)
    wrong = _wrong_with(form) if _same_browser(request, form) else STALE
    if wrong:
        return _password_page(request, wrong, 400)
    try:
        token = await to_thread.run_sync(_change, who, form.get("cu", ""), form["moi"], limiter=_ONE_BY_ONE)
    except WrongPassword:
        return _password_page(request, "Mật khẩu đang dùng không đúng.", 401)
    except MustWait as wait:
        return _password_page(request, _must_wait(wait), 429)
    return _with_sign_in(request, RedirectResponse("/", 303), token)


def _wrong_with(form: Mapping[str, str]) -> str:
    new = form.get("moi", "")
    if len(new) < SHORTEST:
        return SHORT
    if new != form.get("lai"):
        return DIFFERENT
    return SAME if new == form.get("cu") else ""


def _change(who: SignedIn, old: str, new: str) -> str:
    now = time.time()
    accounts().check(who.person_id, old, now)
    accounts().set_password(who.person_id, new)
    entrance.arrive(warehouse(), who.person_id)
    return accounts().begin(who.person_id, now)


async def sign_out(request: Request) -> Response:
    if request.method != "POST":
        return _sign_out_page(request)
    form = await _form(request)
    if not _same_browser(request, form):
        return _sign_out_page(request, STALE, 400)
    await to_thread.run_sync(_end, request.cookies.get(COOKIE, ""), bool(form.get("moi_noi")))
    answer = RedirectResponse("/dang-nhap", 303)
    answer.delete_cookie(COOKIE, path="/")
    return _without_providers_word(request, answer)


def _end(token: str, everywhere: bool) -> None:
    who = accounts().who(token, time.time())
    accounts().end(token)
    if who and everywhere:
        accounts().end_all(who.person_id)


async def to_provider(request: Request) -> Response:
    """On to the identity provider; the page asked for is remembered here meanwhile."""
    if not has_provider():
        return RedirectResponse("/dang-nhap", 303)
    answer = RedirectResponse(way_there(), 303)
    _set_cookie(request, answer, ASKED_COOKIE, quote(own_path(request.query_params.get("den"))), max_age=600)
    return answer


async def from_provider(request: Request) -> Response:
    """Back from the identity provider: its word is taken for a sign-in of ours, once, and forgotten."""
    if not has_provider():
        return RedirectResponse("/dang-nhap", 303)
    try:
        token = await to_thread.run_sync(_begin_vouched_for, request.cookies)
    except Refused as why:
        return _without_providers_word(request, _sign_in_page(request, str(why), status=403))
    answer = RedirectResponse(own_path(unquote(request.cookies.get(ASKED_COOKIE, "/"))), 303)
    answer.delete_cookie(ASKED_COOKIE, path="/")
    return _without_providers_word(request, _with_sign_in(request, answer, token))


def _begin_vouched_for(cookies: Mapping[str, str]) -> str:
    now = time.time()
    person_id = vouched_for(cookies, now)
    accounts().end(cookies.get(COOKIE, ""))
    return accounts().begin(person_id, now)


# -- small things --------------------------------------------------------------------------------------------------------------


async def _form(request: Request) -> dict[str, str]:
    """What was written, of a form of ordinary size."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            raise HTTPException(413)
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10))
    except ValueError as many_fields:
        raise HTTPException(400) from many_fields


def _same_browser(request: Request, form: Mapping[str, str]) -> bool:
    shown, kept = form.get("bieu_mau", ""), request.cookies.get(FORM_COOKIE, "")
    return bool(kept) and hmac.compare_digest(shown.encode(), kept.encode())


def _with_sign_in(request: Request, answer: Response, token: str) -> Response:
    _set_cookie(request, answer, COOKIE, token, max_age=LONGEST)
    return answer


def _set_cookie(
    request: Request, answer: Response, name: str, value: str, *, max_age: int | None = None, samesite: Literal["lax", "strict"] = "lax"
) -> None:
    answer.set_cookie(name, value, max_age=max_age, httponly=True, samesite=samesite, secure=is_secure(request), path="/")


def _without_providers_word(request: Request, answer: Response) -> Response:
    for name in request.cookies:
        if name.startswith(STREAMLITS):
            answer.delete_cookie(name, path="/")
    return answer


def _who(request: Request) -> SignedIn | None:
    """Whose sign-in this is; nobody's who may not come in any more."""
    token = request.cookies.get(COOKIE)
    found = accounts().who(token, time.time()) if token else None
    return found if found and entrance.may_sign_in(warehouse(), found.person_id) else None


def is_secure(connection: HTTPConnection) -> bool:
    """Behind https, also where a proxy in front speaks it."""
    return connection.scope.get("scheme") in ("https", "wss") or connection.headers.get("x-forwarded-proto") == "https"


def own_path(asked: str | None) -> str:
    """Where to go after signing in: a page here, never another site."""
    try:
        parts = urlsplit(asked or "/")
    except ValueError:
        return "/"
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return (parts.path + (f"?{parts.query}" if parts.query else "")) if own and "\\" not in parts.path else "/"


def _must_wait(wait: MustWait) -> str:
    seconds = wait.seconds
    return f"Sai nhiều lần liên tiếp. Thử lại sau {f'{seconds} giây' if seconds < 90 else f'{-(-seconds // 60)} phút'}."


ROUTES = [
    Route("/dang-nhap", sign_in, methods=["GET", "POST"]),
    Route("/doi-mat-khau", change_password, methods=["GET", "POST"]),
    Route("/dang-xuat", sign_out, methods=["GET", "POST"]),
    Route("/co-quan", to_provider, methods=["GET"]),
    Route("/vao", from_provider, methods=["GET"]),
]
