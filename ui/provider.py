"""Sign-in by the office's own identity provider, which Streamlit's own login talks to where .streamlit/secrets.toml sets it up.

Streamlit keeps what the provider said in a signed cookie that lasts for weeks and works in any browser it is copied to. So it is taken
once, and only once, as the proof for a sign-in of ours (store/accounts.py), which can be ended; after that it opens nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from domain.access import Refused
from store.reads import about_people
from ui.installation import accounts, warehouse

STREAMLITS = "_streamlit_user"
"""Streamlit's cookie; longer ones come in parts whose names begin with this."""
SHORTEST_SECRET = 32
AGAIN = "Lần đăng nhập bằng tài khoản cơ quan đã hết hoặc đã dùng. Đăng nhập lại để tiếp tục."
UNVERIFIED = "Hệ thống tài khoản cơ quan chưa xác minh địa chỉ «{email}». Xác minh địa chỉ đó rồi đăng nhập lại."
UNKNOWN = "Tài khoản «{email}» chưa được mời vào hệ thống, hoặc đã bị khóa. Gửi địa chỉ này cho quản trị để được thêm."


@cache
def has_provider() -> bool:
    """Whether an identity provider is set up; read once. A cookie secret that can be guessed would let anybody vouch for anybody."""
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return False
    safe = len(str(st.secrets["auth"].get("cookie_secret", ""))) >= SHORTEST_SECRET
    if not safe:
        logging.getLogger(__name__).error("auth.cookie_secret has fewer than %s letters: sign-in by provider is off", SHORTEST_SECRET)
    return safe


def way_there() -> str:
    """Where Streamlit sends a browser on to the provider; good for two minutes."""
    return f"/auth/login?{urlencode({'provider': encode_provider_token('default')})}"


def vouched_for(cookies: Mapping[str, str], now: float) -> str:
    """The id of the active person the provider vouches for in these cookies, once; refuses with the reason otherwise."""
    claims = _claims(cookies)
    if claims.get("exp", 0) < now:
        raise Refused(AGAIN)
    email = str(claims.get("email") or "")
    if str(claims.get("email_verified", True)).lower() != "true":
        raise Refused(UNVERIFIED.format(email=email))
    with warehouse().cursor() as cursor:
        person = about_people.person_of_email(cursor, email)
    if person is None:
        raise Refused(UNKNOWN.format(email=email or claims.get("sub")))
    if not accounts().use(json.dumps([claims.get(name) for name in ("iss", "sub", "iat", "nonce")]), now):
        raise Refused(AGAIN)
    return str(person["person_id"])


def _claims(cookies: Mapping[str, str]) -> dict[str, Any]:
    """What the provider said, if Streamlit signed it here; nothing otherwise."""

    def signed(name: str) -> bytes | None:
        return decode_signed_value(get_cookie_secret(), name, cookies[name].encode("latin-1", "replace")) if name in cookies else None

    said = get_cookie_with_chunks(signed, STREAMLITS) if has_provider() else None
    claims: dict[str, Any] = json.loads(said) if said else {}
    return claims
