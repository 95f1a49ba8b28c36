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
from urllib.parse import urlencode, urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from domain.wording import PRODUCT
from store import entrance
from store.accounts import LONGEST, SHORTEST, MustWait, SignedIn, WrongPassword
from ui.data import accounts, warehouse
from ui.person import COOKIE

FORM_COOKIE = "td57_bieu_mau"
"""Ties a form to the browser it was shown in, so that no other site can send it."""
WRONG = "Mã người dùng hoặc mật khẩu không đúng. Kiểm tra lại; quên mật khẩu thì nhờ quản trị cấp mật khẩu mới."
STALE = "Biểu mẫu đã cũ hoặc mở từ nơi khác. Ghi lại một lần nữa."
SHORT = f"Mật khẩu mới phải có ít nhất {SHORTEST} ký tự. Dùng một câu dễ nhớ, ví dụ bốn từ không liên quan."
DIFFERENT = "Hai ô mật khẩu mới không giống nhau. Ghi lại."
SAME = "Mật khẩu mới trùng mật khẩu đang dùng. Chọn mật khẩu khác."

_STYLE = (Path(__file__).parent / "doors.css").read_text(encoding="utf-8")


# -- pages -----------------------------------------------------------------------------------------------------------------------


def _page(request: Request, title: str, body: str, wrong: str = "", status: int = 200) -> Response:
    """A page with its form's token in it and, in a cookie, in the browser."""
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    told = f"<p class='wrong' role='alert'>{escape(wrong)}</p>" if wrong else ""
    html = (
        f"<!doctype html><html lang='vi'><meta charset='utf-8'><meta name='viewport' content='width=device-width,initial-scale=1'>"
        f"<title>{escape(title)} · {PRODUCT}</title><style>{_STYLE}</style><main><h1>{escape(title)}</h1>{told}"
        f"{body.replace('{token}', escape(token))}</main></html>"
    )
    answer = HTMLResponse(html, status, {"Cache-Control": "no-store"})
    answer.set_cookie(FORM_COOKIE, token, httponly=True, samesite="strict", secure=_is_secure(request), path="/")
    return answer


def _form_of(action: str, fields: str, button: str) -> str:
    token = "<input type='hidden' name='bieu_mau' value='{token}'>"
    return f"<form method='post' action='{escape(action)}'>{token}{fields}<button>{button}</button></form>"


def _field(name: str, label: str, kind: str, remembered: str, value: str = "", *, first: bool = False) -> str:
    return (
        f"<label for='{name}'>{label}</label><input id='{name}' name='{name}' type='{kind}' autocomplete='{remembered}' "
        f"value='{escape(value)}' required{' autofocus' if first else ''}>"
    )


def _sign_in_page(request: Request, wrong: str = "", who: str = "", status: int = 200) -> Response:
    action = f"/dang-nhap?{urlencode({'den': _own_path(request.query_params.get('den'))})}"
    fields = _field("ma", "Mã người dùng", "text", "username", who, first=True)
    fields += _field("mat_khau", "Mật khẩu", "password", "current-password")
    body = f"<p>Nhập mã người dùng và mật khẩu do quản trị cấp.</p>{_form_of(action, fields, 'Đăng nhập')}"
    return _page(request, "Đăng nhập", body, wrong, status)


def _password_page(request: Request, wrong: str = "", status: int = 200) -> Response:
    fields = _field("cu", "Mật khẩu đang dùng", "password", "current-password", first=True)
    fields += _field("moi", "Mật khẩu mới", "password", "new-password")
    fields += _field("lai", "Ghi lại mật khẩu mới", "password", "new-password")
    body = (
        f"<p>Đặt mật khẩu riêng, chỉ mình bạn biết. Ít nhất {SHORTEST} ký tự.</p>{_form_of('/doi-mat-khau', fields, 'Đổi mật khẩu')}"
        "<p class='note'>Đổi xong, các máy khác đang đăng nhập bằng mật khẩu cũ phải đăng nhập lại.</p>"
    )
    return _page(request, "Đổi mật khẩu", body, wrong, status)


def _sign_out_page(request: Request, wrong: str = "", status: int = 200) -> Response:
    everywhere = "<button class='quiet' name='moi_noi' value='1'>Đăng xuất ở mọi máy</button>"
    body = f"{_form_of('/dang-xuat', everywhere, 'Đăng xuất ở máy này')}<p class='note'><a href='/'>Quay lại</a></p>"
    return _page(request, "Đăng xuất", body, wrong, status)


# -- acts --------------------------------------------------------------------------------------------------------------------------


async def sign_in(request: Request) -> Response:
    if request.method == "GET":
        return _sign_in_page(request)
    form = await _form(request)
    who = form.get("ma", "").strip()
    if not _same_browser(request, form):
        return _sign_in_page(request, STALE, who, 400)
    try:
        token = await to_thread.run_sync(_begin, who, form.get("mat_khau", ""))
    except WrongPassword:
        return _sign_in_page(request, WRONG, who, 401)
    except MustWait as wait:
        return _sign_in_page(request, f"Sai nhiều lần liên tiếp. Thử lại sau {_duration(wait.seconds)}.", who, 429)
    return _with_sign_in(request, RedirectResponse(_own_path(request.query_params.get("den")), 303), token)


def _begin(who: str, password: str) -> str:
    """The token of a new sign-in; a disabled person's password is as wrong as any other."""
    now = time.time()
    accounts().check(who, password, now)
    if not entrance.may_sign_in(warehouse(), who):
        raise WrongPassword
    return accounts().begin(who, now)


async def change_password(request: Request) -> Response:
    who = await to_thread.run_sync(_who, request)
    if who is None:
        return RedirectResponse("/dang-nhap?den=/doi-mat-khau", 303)
    if request.method == "GET":
        return _password_page(request)
    form = await _form(request)
    wrong = _wrong_with(form) if _same_browser(request, form) else STALE
    if wrong:
        return _password_page(request, wrong, 400)
    try:
        token = await to_thread.run_sync(_change, who, form["cu"], form["moi"])
    except WrongPassword:
        return _password_page(request, "Mật khẩu đang dùng không đúng.", 401)
    except MustWait as wait:
        return _password_page(request, f"Sai nhiều lần liên tiếp. Thử lại sau {_duration(wait.seconds)}.", 429)
    return _with_sign_in(request, RedirectResponse("/", 303), token)


def _wrong_with(form: Mapping[str, str]) -> str:
    new = form.get("moi", "")
    if len(new) < SHORTEST:
        return SHORT
    if new != form.get("lai"):
        return DIFFERENT
    return SAME if new == form.get("cu") else ""


def _change(who: SignedIn, old: str, new: str) -> str:
    accounts().check(who.person_id, old, time.time())
    accounts().set_password(who.person_id, new)
    entrance.arrive(warehouse(), who.person_id)
    return accounts().begin(who.person_id, time.time())


async def sign_out(request: Request) -> Response:
    if request.method == "GET":
        return _sign_out_page(request)
    form = await _form(request)
    if not _same_browser(request, form):
        return _sign_out_page(request, STALE, 400)
    await to_thread.run_sync(_end, request.cookies.get(COOKIE, ""), bool(form.get("moi_noi")))
    answer = RedirectResponse("/dang-nhap", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _end(token: str, everywhere: bool) -> None:
    who = accounts().who(token, time.time())
    accounts().end(token)
    if who and everywhere:
        accounts().end_all(who.person_id)


async def with_ticket(request: Request) -> Response:
    """Somebody an identity provider vouched for: the ticket their page gave them is exchanged for a sign-in."""
    token = await to_thread.run_sync(_redeem, request.query_params.get("ve", ""))
    if token is None:
        return RedirectResponse("/dang-nhap", 303)
    return _with_sign_in(request, RedirectResponse("/", 303), token)


def _redeem(ticket: str) -> str | None:
    now = time.time()
    person_id = accounts().redeem(ticket, now)
    return accounts().begin(person_id, now) if person_id and entrance.may_sign_in(warehouse(), person_id) else None


# -- small things --------------------------------------------------------------------------------------------------------------


async def _form(request: Request) -> dict[str, str]:
    """What was written, of a form of ordinary size."""
    form = await request.form(max_files=0, max_fields=10)
    return {name: value[:1000] for name, value in form.items() if isinstance(value, str)}


def _same_browser(request: Request, form: Mapping[str, str]) -> bool:
    shown, kept = form.get("bieu_mau", ""), request.cookies.get(FORM_COOKIE, "")
    return bool(kept) and hmac.compare_digest(shown.encode(), kept.encode())


def _with_sign_in(request: Request, answer: Response, token: str) -> Response:
    answer.set_cookie(COOKIE, token, max_age=LONGEST, httponly=True, samesite="lax", secure=_is_secure(request), path="/")
    return answer


def _who(request: Request) -> SignedIn | None:
    token = request.cookies.get(COOKIE)
    return accounts().who(token, time.time()) if token else None


def _is_secure(request: Request) -> bool:
    """Behind https, also where a proxy in front speaks it."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"


def _own_path(asked: str | None) -> str:
    """Where to go after signing in: a page here, never another site."""
    parts = urlsplit(asked or "/")
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith(("//", "/\\"))
    return (parts.path + (f"?{parts.query}" if parts.query else "")) if own and "\\" not in parts.path else "/"


def _duration(seconds: int) -> str:
    return f"{seconds} giây" if seconds < 90 else f"{-(-seconds // 60)} phút"


ROUTES = [
    Route("/dang-nhap", sign_in, methods=["GET", "POST"]),
    Route("/doi-mat-khau", change_password, methods=["GET", "POST"]),
    Route("/dang-xuat", sign_out, methods=["GET", "POST"]),
    Route("/vao", with_ticket, methods=["GET"]),
]
