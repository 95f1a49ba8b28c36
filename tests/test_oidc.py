"""Sign-in by an identity provider: a real browser, a real server, a provider on this machine. What Streamlit keeps of it opens nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, BrowserContext, Page, expect

from store.accounts import Accounts
from store.home import Home
from store.ledger import Ledger
from store.warehouse import Warehouse
from tests.browser import chromium, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("oidc")]
SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{secret}"
client_id = "tiendo57"
client_secret = "{client}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
BUTTON = "Đăng nhập bằng tài khoản cơ quan"


@dataclass
class Office:
    """A server, the provider it trusts, and the secret it signs Streamlit's cookies with."""

    url: str
    provider: str
    home: Home
    log: Path
    secret: str

    def active(self, person_id: str, active: bool) -> None:
        Ledger(self.home.ledger).append("person", person(person_id, active=active), by="sep")

    def claims(self, sub: str, **claims: object) -> None:
        """What the provider says of somebody from now on."""
        httpx.put(f"{self.provider}/users/{quote(sub)}", json=claims).raise_for_status()


def person(person_id: str, *, active: bool = True, role: str = "chuyen_vien") -> dict:
    unit_id = None if role == "quan_tri" else "tran-lieu"
    email = f"{person_id}@phuong.example"
    return {"person_id": person_id, "name": f"Bà {person_id}", "role": role, "unit_id": unit_id, "active": active, "email": email}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("oidc")
    home, log, settings, secret = Home(folder / "home"), folder / "server.log", folder / "secrets.toml", secrets.token_urlsafe(48)
    warehouse = Warehouse.own(home)
    for who in (person("an"), person("binh"), person("sep", role="quan_tri")):
        warehouse.ledger.append("person", who, by="sep")
    warehouse.close()
    with run_server_in_thread() as server:
        provider = f"http://localhost:{server.server_port}"
        settings.write_text(SECRETS.format(secret=secret, client=secrets.token_urlsafe(24), provider=provider))
        with serving(home, "--secrets.files", str(settings), log=log) as url:
            made = Office(url, provider, home, log, secret)
            for person_id in ("an", "binh"):
                made.claims(person_id, email=f"{person_id}@phuong.example", email_verified=True)
            yield made


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def browser(chrome: Browser) -> Iterator[BrowserContext]:
    context = chrome.new_context(locale="vi-VN")
    yield context
    context.close()


def through_the_provider(page: Page, office: Office, sub: str, path: str = "/") -> None:
    page.goto(office.url + path)
    page.get_by_role("link", name=BUTTON).click()
    page.get_by_placeholder("sub").fill(sub)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{office.url}/**")


def expect_signed_in(page: Page, person_id: str = "an") -> None:
    expect(page.locator(".td-account b")).to_have_text(f"Bà {person_id}", timeout=60_000)


def expect_the_door(page: Page, says: str = "") -> None:
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    if says:
        expect(page.get_by_role("alert")).to_contain_text(says)


def cookies(context: BrowserContext) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in context.cookies()}


def caught_cookie(context: BrowserContext, office: Office, sub: str) -> str:
    """Streamlit's cookie, copied off the wire before it was taken for a sign-in of ours."""
    page = context.new_page()
    kept: list[str] = []

    def keep(response: object) -> None:
        if "/oauth2callback" in response.url:  # type: ignore[attr-defined]
            kept.extend(line for line in response.header_values("set-cookie") if line.startswith("_streamlit_user="))  # type: ignore[attr-defined]

    page.on("response", keep)
    through_the_provider(page, office, sub)
    page.wait_for_load_state()
    page.close()
    return kept[0].split(";")[0].removeprefix("_streamlit_user=")


def test_signing_in_leads_to_the_page_asked_for_and_lasts_over_reload_and_tabs(office: Office, browser: BrowserContext) -> None:
    page = browser.new_page()
    through_the_provider(page, office, "an", "/phuong-phap?ke_hoach=tranlieu-79")
    page.wait_for_url(f"{office.url}/phuong-phap?ke_hoach=tranlieu-79*")
    expect_signed_in(page)
    page.reload()
    expect_signed_in(page)
    second = browser.new_page()
    second.goto(office.url)
    expect_signed_in(second)


def test_what_streamlit_keeps_is_gone_as_soon_as_it_was_used(office: Office, browser: BrowserContext) -> None:
    page = browser.new_page()
    through_the_provider(page, office, "an")
    expect_signed_in(page)
    assert "td57" in cookies(browser)
    assert not [name for name in cookies(browser) if name.startswith("_streamlit_user")]


def test_after_signing_out_nothing_is_left(office: Office, browser: BrowserContext) -> None:
    page = browser.new_page()
    through_the_provider(page, office, "an")
    expect_signed_in(page)
    copied = cookies(browser)
    page.goto(f"{office.url}/dang-xuat")
    page.get_by_role("button", name="Đăng xuất ở máy này").click()
    expect_the_door(page)
    page.goto(f"{office.url}/chi-tieu")
    expect_the_door(page)
    with httpx.Client(base_url=office.url, headers={"Accept": "text/html"}, cookies=copied) as thief:
        assert thief.get("/chi-tieu").headers["location"].startswith("/dang-nhap")


def test_a_copied_cookie_of_streamlits_opens_nothing(office: Office, browser: BrowserContext) -> None:
    copied = caught_cookie(browser, office, "an")
    with httpx.Client(base_url=office.url, headers={"Accept": "text/html"}) as thief:
        thief.cookies.set("_streamlit_user", copied)
        for path in ("/", "/chi-tieu"):
            assert thief.get(path).headers["location"] == "/vao"
        answer = thief.get("/vao")
        assert answer.status_code == 403
        assert "Lần đăng nhập bằng tài khoản cơ quan đã hết hoặc đã dùng" in answer.text
        assert "td57" not in thief.cookies
    with httpx.Client(base_url=office.url) as thief:
        thief.cookies.set("_streamlit_user", copied)
        for path in ("/media/x.png", "/_stcore/upload_file/0/1", "/_stcore/host-config", "/_stcore/stream", "/_stcore/agent/interact"):
            assert thief.get(path).status_code == 401


@pytest.mark.parametrize("forged", ["x", "eyJlbWFpbCI6ImFuQHBodW9uZy5leGFtcGxlIn0.x.y", '"a"', "chunks-9", "%ff", "đ"])
def test_a_forged_cookie_of_streamlits_opens_nothing(office: Office, forged: str) -> None:
    headers = [(b"Cookie", f"_streamlit_user={forged}".encode()), (b"Accept", b"text/html")]
    answer = httpx.get(f"{office.url}/vao", headers=headers)
    assert answer.status_code == 403
    assert "td57=" not in str(answer.headers.get_list("set-cookie"))


def test_a_cookie_signed_with_another_secret_or_grown_old_opens_nothing(office: Office) -> None:
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    said = '{"email": "an@phuong.example", "email_verified": true, "exp": %s, "sub": "an", "is_logged_in": true}'
    later, past = "99999999999", "1700000000"
    tried = [("", later, 403), ("x" * 48, later, 403), (office.secret, past, 403)]
    for secret, until, status in [*tried, (office.secret, later, 303)]:  # the last shows that nothing else keeps the others out
        value = create_signed_value(secret, "_streamlit_user", said % until).decode() if secret else said % until
        assert httpx.get(f"{office.url}/vao", headers={"Cookie": f"_streamlit_user={value}"}).status_code == status


def test_a_disabled_person_is_out_at_once_and_told_when_coming_again(office: Office, browser: BrowserContext) -> None:
    page = browser.new_page()
    through_the_provider(page, office, "binh")
    expect_signed_in(page, "binh")
    office.active("binh", False)
    try:
        page.get_by_role("link", name="Phương pháp").first.click()  # within the program, over the open socket
        expect(page.get_by_text("Trang này chỉ dành cho người đã đăng nhập.")).to_be_visible(timeout=30_000)
        expect(page.locator(".td-account")).to_be_hidden()
        page.goto(office.url)
        expect_the_door(page)
        through_the_provider(page, office, "binh")
        expect_the_door(page, "Tài khoản «binh@phuong.example» chưa được mời vào hệ thống, hoặc đã bị khóa.")
    finally:
        office.active("binh", True)


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"email": "la@noi-khac.example", "email_verified": True}, "Tài khoản «la@noi-khac.example» chưa được mời vào hệ thống"),
        ({"email": "an@phuong.example", "email_verified": False}, "chưa xác minh địa chỉ «an@phuong.example»"),
        ({"email": "an@phuong.example", "email_verified": "false"}, "chưa xác minh địa chỉ «an@phuong.example»"),
        ({}, "Tài khoản «an@phuong.example»"),  # the address as a mere name, with no address vouched for
        ({"email": "<script>alert(1)</script>", "email_verified": True}, "Tài khoản «<script>alert(1)</script>»"),
    ],
)
def test_whom_the_provider_does_not_vouch_for_is_told_why(office: Office, browser: BrowserContext, claims: dict, says: str) -> None:
    sub = "la" if claims else "an@phuong.example"
    office.claims(sub, **claims)
    page = browser.new_page()
    through_the_provider(page, office, sub)
    expect_the_door(page, says)
    assert "td57" not in cookies(browser)
    page.goto(f"{office.url}/chi-tieu")
    expect_the_door(page)


def test_whoever_changes_their_mind_at_the_provider_is_back_at_the_door(office: Office, browser: BrowserContext) -> None:
    page = browser.new_page()
    page.goto(office.url)
    page.get_by_role("link", name=BUTTON).click()
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{office.url}/**")
    expect_the_door(page)


def test_an_answer_of_the_provider_meant_for_another_browser_signs_nobody_in(office: Office) -> None:
    """A link that would sign a victim in as the one who sent it."""
    with httpx.Client(headers={"Accept": "text/html"}) as mine, httpx.Client(headers={"Accept": "text/html"}) as victims:
        to_streamlit = office.url + mine.get(f"{office.url}/co-quan").headers["location"]
        link = mine.post(mine.get(to_streamlit).headers["location"], data={"sub": "an"}).headers["location"]
        assert "/oauth2callback?code=" in link
        victims.get(link, follow_redirects=True)
        assert not {"td57", "_streamlit_user"} & set(victims.cookies)
        mine.get(link, follow_redirects=True)
        assert "td57" in mine.cookies  # it was a good link


def test_a_password_works_beside_the_provider(office: Office, browser: BrowserContext) -> None:
    Accounts(office.home.accounts).set_password("an", "sáu con voi uống trà")
    page = browser.new_page()
    page.goto(office.url)
    page.get_by_label("Mã người dùng").fill("an")
    page.get_by_label("Mật khẩu").fill("sáu con voi uống trà")
    page.get_by_role("button", name="Đăng nhập").click()
    expect_signed_in(page)


def test_a_provider_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    settings = tmp_path / "secrets.toml"
    settings.write_text(SECRETS.format(secret="s" * 40, client="c", provider="http://127.0.0.1:9"))
    with serving(Home(tmp_path / "home"), "--secrets.files", str(settings), log=tmp_path / "log") as url:
        answer = httpx.get(f"{url}/co-quan", headers={"Accept": "text/html"}, follow_redirects=True, timeout=30)
    assert answer.status_code >= 400
    assert "Hệ thống tài khoản cơ quan chưa trả lời" in answer.text


def test_a_cookie_secret_that_can_be_guessed_keeps_the_provider_off(tmp_path: Path, office: Office) -> None:
    settings = tmp_path / "secrets.toml"
    settings.write_text(SECRETS.format(secret="ngắn", client="c", provider=office.provider))
    with serving(Home(tmp_path / "home"), "--secrets.files", str(settings), log=tmp_path / "log") as url:
        assert BUTTON not in httpx.get(f"{url}/dang-nhap").text
        assert httpx.get(f"{url}/auth/login").status_code == 401
        assert "cookie_secret" in (tmp_path / "log").read_text()


def test_no_secret_is_written_down(office: Office) -> None:
    told = office.log.read_text()
    assert office.secret not in told
    assert "Traceback" not in told
