"""What the server answers to whoever did not sign in, to forged and stale cookies, to forms from elsewhere: over HTTP and the socket.

The people and their passwords stand in the home before the server starts. What a browser makes of it is tested in test_signin.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from store.accounts import Accounts
from store.entrance import FIRST_ADMINISTRATOR
from store.home import Home
from store.ledger import Ledger
from store.warehouse import Warehouse
from tests.browser import serving
from ui.doors import LONGEST_FORM, own_path
from ui.guard import HEADERS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("doors")]
PASSWORDS = {"an": "sáu con voi uống trà", "binh": "ba cây cầu màu xanh", "chi": "hai chiếc thuyền thúng", "dung": "bốn mùa ở Uông Bí"}
FIRST = "mật khẩu dùng một lần"
NEW = "một mật khẩu mới tinh"
HTML = {"Accept": "text/html,application/xhtml+xml"}
PAGES = ["/", "/chi-tieu?ke_hoach=tranlieu-79", "/nop-bao-cao", "/ky-bao-cao", "/khong-co-trang-nay", "/index.html"]
NOT_PAGES = [
    "/media/0123456789abcdef.xlsx",
    "/_stcore/upload_file/0/1",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/stream",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/_stcore/agent/openapi.json",
    "/component/x/index.html",
    "/_stcore/bidi-components/x",
    "/auth/login",
    "/oauth2callback",
]


def person(person_id: str, role: str = "chuyen_vien", unit_id: str | None = "tran-lieu", **changes: object) -> dict:
    return {"person_id": person_id, "name": person_id.title(), "role": role, "unit_id": unit_id, "active": True, "email": None} | changes


@dataclass
class Office:
    """A server over a home of its own, and what it wrote."""

    url: str
    home: Home
    log: Path

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.home.accounts)

    def disable(self, person_id: str, *, active: bool = False) -> None:
        """As another process would: an entry in the ledger and nothing else."""
        Ledger(self.home.ledger).append("person", person(person_id, active=active), by="sep")

    @contextmanager
    def browser(self, **headers: str) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.url, headers=HTML | headers, timeout=30, verify=False) as client:
            yield client

    def token(self, person_id: str) -> str:
        with self.browser() as browser:
            answer = sign_in(browser, person_id, PASSWORDS[person_id])
            assert answer.status_code == 303, answer.text
            return str(browser.cookies["td57"])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    home, log = Home(folder / "home"), folder / "server.log"
    warehouse = Warehouse.own(home)
    for person_id in PASSWORDS:
        warehouse.ledger.append("person", person(person_id), by="sep")
        Accounts(home.accounts).set_password(person_id, PASSWORDS[person_id])
    warehouse.ledger.append("person", person("moi"), by="sep")
    warehouse.ledger.append("person", person("sep", "quan_tri", None), by="sep")
    warehouse.close()
    Accounts(home.accounts).set_password("moi", FIRST, must_change=True)
    with serving(home, log=log) as url:
        yield Office(url, home, log)


@pytest.fixture(scope="module")
def staying(office: Office) -> str:
    """The cookie of somebody whose sign-in nothing here ends."""
    return office.token("binh")


def form_token(browser: httpx.Client, door: str = "/dang-nhap") -> str:
    found = re.search(r"name='bieu_mau' value='([^']+)'", browser.get(door).text)
    assert found
    return found[1]


def sign_in(browser: httpx.Client, person_id: str, password: str, den: str = "/") -> httpx.Response:
    form = {"bieu_mau": form_token(browser), "ma": person_id, "mat_khau": password}
    return browser.post("/dang-nhap", params={"den": den}, data=form)


def socket_answer(office: Office, token: str | None) -> int:
    """The status the socket's handshake is answered with."""
    headers = {"Cookie": f"td57={token}"} if token else {}
    address = f"ws://{urlsplit(office.url).netloc}/_stcore/stream"
    try:
        with connect(address, additional_headers=headers, origin=office.url):
            return 101
    except InvalidStatus as refused:
        return int(refused.response.status_code)


def is_in(office: Office, token: str | None) -> dict[str, bool]:
    """Whether a cookie opens pages, files, uploads and the socket."""
    with office.browser(Cookie=f"td57={token or ''}") as browser:
        return {
            "page": browser.get("/chi-tieu").status_code == 200,
            "file": browser.get("/media/x.png").status_code == 404,
            "upload": browser.put("/_stcore/upload_file/0/1", headers={"Accept": "*/*"}).status_code not in (401, 303),
            "socket": socket_answer(office, token) == 101,
        }


ALL_OF_IT = dict.fromkeys(("page", "file", "upload", "socket"), True)
NOTHING = dict.fromkeys(ALL_OF_IT, False)


# -- without a sign-in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES + NOT_PAGES)
def test_a_deep_link_leads_to_the_door_and_remembers_where_to(office: Office, path: str) -> None:
    """Also as the first request after the start: nothing else has been asked in this module before."""
    with office.browser() as browser:
        answer = browser.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/dang-nhap?den=%2F")
        assert not answer.text


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
@pytest.mark.parametrize("path", NOT_PAGES)
def test_what_is_no_page_is_refused_by_every_method(office: Office, path: str, method: str) -> None:
    with httpx.Client(base_url=office.url) as program:
        answer = program.request(method, path, content=b"{}" if method in ("POST", "PUT") else None)
    assert answer.status_code == 401
    assert method == "HEAD" or answer.text.startswith("Chưa đăng nhập")


@pytest.mark.parametrize("path", ["/_stcore/health", "/app/static/icon.png", "/dang-nhap", "/dang-xuat", "/favicon.ico"])
def test_what_a_door_needs_is_for_all(office: Office, path: str) -> None:
    with office.browser() as browser:
        assert browser.get(path).status_code == 200


@pytest.mark.parametrize("host", ["evil.example/dang-nhap?", "x/app/static/?", "127.0.0.1:1/_stcore/health#", "a b", "[", "\xff"])
@pytest.mark.parametrize("path", ["/media/x.png", "/_stcore/host-config"])
def test_a_twisted_host_opens_no_path(office: Office, path: str, host: str) -> None:
    assert raw(office, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n") in (400, 401)


TWISTED = ["/app/static/../../media/x.png", "/app/static/%2e%2e/%2e%2e/app.py", "/app/static/..%2f..%2fapp.py", "/static/..%5c..%5capp.py"]


@pytest.mark.parametrize(
    "path", [*TWISTED, "/app/static//etc/passwd", "/app/static/%00", "/dang-nhap/../media/x.png", "//media/x.png", "/%6dedia/x.png"]
)
def test_a_twisted_path_opens_nothing(office: Office, path: str) -> None:
    assert raw(office, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") in (400, 401, 403, 404)


def raw(office: Office, request: str) -> int:
    """The status a request is answered with that no well-behaved client would send."""
    address = urlsplit(office.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as line:
        line.sendall(request.encode("latin-1"))
        answer = line.recv(4096)
    return int(answer.split()[1])


@pytest.mark.parametrize("token", [None, "", "x", "A" * 43, "' OR 1=1 --", "an", "../../accounts.sqlite", "A" * 4000])
def test_a_forged_cookie_opens_nothing(office: Office, token: str | None) -> None:
    assert is_in(office, token) == NOTHING


def test_what_a_thief_reads_in_the_file_opens_nothing(office: Office) -> None:
    office.token("an")
    for (kept,) in office.accounts._rows("SELECT token FROM sign_in", []):
        assert is_in(office, kept) == NOTHING


@pytest.mark.parametrize("name", ["_streamlit_user", "td57_bieu_mau", "td57_den", "_streamlit_xsrf", "TD57"])
def test_another_cookie_is_no_sign_in(office: Office, name: str) -> None:
    with office.browser(Cookie=f"{name}={office.token('an')}") as browser:
        assert browser.get("/").status_code == 303


# -- in and out ------------------------------------------------------------------------------------------------------------


def test_signing_in_opens_everything_and_the_cookie_is_kept_from_scripts(office: Office) -> None:
    with office.browser() as browser:
        answer = sign_in(browser, "an", PASSWORDS["an"], "/chi-tieu?ke_hoach=uongbi-114")
        assert (answer.status_code, answer.headers["location"]) == (303, "/chi-tieu?ke_hoach=uongbi-114")
        [cookie] = [line for line in answer.headers.get_list("set-cookie") if line.startswith("td57=")]
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        assert "secure" not in cookie.lower()
        assert is_in(office, browser.cookies["td57"]) == ALL_OF_IT


def test_a_copied_cookie_stops_working_with_the_sign_out(office: Office) -> None:
    with office.browser() as browser:
        sign_in(browser, "an", PASSWORDS["an"])
        copied = browser.cookies["td57"]
        assert is_in(office, copied) == ALL_OF_IT
        browser.post("/dang-xuat", data={"bieu_mau": form_token(browser, "/dang-xuat")})
        assert "td57" not in browser.cookies
    assert is_in(office, copied) == NOTHING


def test_signing_out_everywhere_ends_the_other_browsers_and_nobody_elses(office: Office) -> None:
    elsewhere, somebody_elses = office.token("an"), office.token("binh")
    with office.browser() as browser:
        sign_in(browser, "an", PASSWORDS["an"])
        browser.post("/dang-xuat", data={"bieu_mau": form_token(browser, "/dang-xuat"), "moi_noi": "1"})
    assert is_in(office, elsewhere) == NOTHING
    assert is_in(office, somebody_elses) == ALL_OF_IT


def test_signing_in_again_ends_what_the_browser_had_before(office: Office) -> None:
    with office.browser() as browser:
        sign_in(browser, "an", PASSWORDS["an"])
        before = browser.cookies["td57"]
        sign_in(browser, "binh", PASSWORDS["binh"])
    assert is_in(office, before) == NOTHING


def test_a_disabled_person_is_out_at_once_and_does_not_come_in_again(office: Office) -> None:
    token = office.token("chi")
    assert is_in(office, token) == ALL_OF_IT
    office.disable("chi")
    assert is_in(office, token) == NOTHING
    with office.browser(Cookie=f"td57={token}") as browser:
        assert browser.get("/doi-mat-khau").headers["location"].startswith("/dang-nhap")
    with office.browser() as browser:
        disabled, unknown = sign_in(browser, "chi", PASSWORDS["chi"]), sign_in(browser, "khong-ai", "x")
    assert disabled.status_code == unknown.status_code == 401
    assert disabled.text.replace("chi", "") == unknown.text.replace("khong-ai", "").replace("chi", "")


def test_a_sign_in_grown_old_opens_nothing(office: Office) -> None:
    token = office.token("an")
    with office.accounts._writing() as file:
        file.execute("UPDATE sign_in SET seen = seen - 4000 WHERE person_id = 'an'")
    assert is_in(office, token) == NOTHING


def test_a_password_to_be_changed_opens_its_own_door_only(office: Office) -> None:
    with office.browser() as browser:
        assert sign_in(browser, "moi", FIRST, "/chi-tieu").status_code == 303
        token = browser.cookies["td57"]
        assert is_in(office, token) == NOTHING
        assert browser.get("/chi-tieu").headers["location"] == "/doi-mat-khau"
        form = {"bieu_mau": form_token(browser, "/doi-mat-khau"), "cu": FIRST, "moi": NEW, "lai": NEW}
        for wrong in ({"moi": "ngắn", "lai": "ngắn"}, {"lai": NEW + "."}, {"moi": FIRST, "lai": FIRST}, {"bieu_mau": "khác"}):
            assert browser.post("/doi-mat-khau", data=form | wrong).status_code == 400
        assert browser.post("/doi-mat-khau", data=form | {"cu": "sai"}).status_code == 401
        assert browser.post("/doi-mat-khau", data=form).headers["location"] == "/"
        assert is_in(office, token) == NOTHING
        assert is_in(office, browser.cookies["td57"]) == ALL_OF_IT


def test_guessing_is_told_to_wait(office: Office) -> None:
    with office.browser() as browser:
        statuses = [sign_in(browser, "dung", f"đoán {number}").status_code for number in range(6)]
        last = sign_in(browser, "dung", PASSWORDS["dung"])
    assert statuses == [401] * 5 + [429]
    assert "Sai nhiều lần liên tiếp. Thử lại sau" in last.text


# -- forms -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["/dang-nhap", "/dang-xuat"])
def test_a_form_from_elsewhere_does_nothing(office: Office, door: str) -> None:
    token = office.token("binh")
    form = {"ma": "an", "mat_khau": PASSWORDS["an"], "moi_noi": "1"}
    for cookies, shown in [({}, "x"), ({}, ""), ({"td57_bieu_mau": ""}, ""), ({"td57_bieu_mau": "a"}, "b"), ({"td57_bieu_mau": "a"}, None)]:
        with office.browser() as browser:
            browser.cookies.update(cookies | {"td57": token})
            answer = browser.post(door, data=form | ({} if shown is None else {"bieu_mau": shown}))
        assert answer.status_code == 400
        assert "Biểu mẫu đã cũ hoặc mở từ nơi khác" in answer.text
    assert is_in(office, token) == ALL_OF_IT


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"ma=" + b"a" * LONGEST_FORM, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % number for number in range(50)), "application/x-www-form-urlencoded"),
        (b"\xff\xfe%ff=%", "application/x-www-form-urlencoded"),
        (b'--x\r\nContent-Disposition: form-data; name="ma"; filename="a"\r\n\r\nx\r\n--x--', "multipart/form-data; boundary=x"),
        (b'{"ma": "an"}', "application/json"),
        (b"", ""),
    ],
)
def test_a_huge_or_odd_form_is_refused_in_a_sentence(office: Office, content: bytes, kind: str) -> None:
    with office.browser() as browser:
        answer = browser.post("/dang-nhap", content=content, headers={"Content-Type": kind})
    assert answer.status_code in (400, 413)
    assert_sentence(answer)


def test_a_form_that_never_ends_is_not_read_to_its_end(office: Office) -> None:
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        while given < 200_000_000:
            given += 65536
            yield b"a" * 65536

    with office.browser() as browser, suppress(httpx.TransportError):  # it may hang up before it is asked for its answer
        assert browser.post("/dang-nhap", content=endless()).status_code == 413
    assert given < 200_000_000


@pytest.mark.parametrize(
    "asked",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)", "//["]
    + [
        "evil.example",
        "",
        "http:evil.example",
        "/%0d%0aSet-Cookie:x=1",
        "////evil.example",
        " //evil.example",
        "/\r\nX: y",
        "https:///evil",
    ],
)
def test_the_door_leads_to_no_other_site(office: Office, asked: str) -> None:
    with office.browser() as browser:
        answer = sign_in(browser, "an", PASSWORDS["an"], asked)
    assert answer.status_code == 303
    went = answer.headers["location"]
    assert re.fullmatch(r"/(?![/\\])[^\\\s]*", went), went
    assert "x" not in answer.headers


def test_a_page_of_ours_is_gone_to() -> None:
    for page in ("/", "/chi-tieu", "/chi-tieu?ke_hoach=k&ky=2026Q3", "/doi-mat-khau"):
        assert own_path(page) == page


def test_what_was_typed_is_shown_as_text(office: Office) -> None:
    with office.browser() as browser:
        answer = sign_in(browser, "'><script>alert(1)</script>", "x", "/'><script>")
    assert "<script>" not in answer.text
    assert answer.status_code == 401


# -- every answer ----------------------------------------------------------------------------------------------------------


def assert_sentence(answer: httpx.Response) -> None:
    """A Vietnamese page, or nothing but a Vietnamese sentence; no inside of the program."""
    assert "text/html" in answer.headers["content-type"]
    assert "lang='vi'" in answer.text
    assert re.search(r"<(p|p class='wrong' role='alert')>[^<]*[ạảấầẩậắằặẹẻếềểễệịỉọỏốồổộớờởợụủứừửựỳỵỷđ]", answer.text)
    assert not re.search(r"Traceback|File \"|\.py\b|Error|Exception|Not Found|Bad Request", answer.text)


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        *NOT_PAGES,
        "/app/static/khong-co",
        "/app/static/../app.py",
        "/static/khong-co.js",
        "/_stcore/health",
        "/dang-nhap",
        "/dang-xuat",
    ]
    + ["/vao", "/co-quan", "//x", "/media/%2e%2e/x"],
)
def test_every_answer_carries_the_headers(office: Office, staying: str, path: str) -> None:
    for cookie in ("", f"td57={staying}"):
        with office.browser(Cookie=cookie) as browser:
            answer = browser.get(path)
            for name, value in HEADERS.items():
                assert answer.headers.get(name) == value or name == "Content-Security-Policy"
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert "Strict-Transport-Security" not in answer.headers
            assert answer.headers.get("server", "") in ("", "uvicorn")


def test_the_doors_run_no_script(office: Office) -> None:
    with office.browser() as browser:
        answer = browser.get("/dang-nhap")
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_behind_https_cookies_and_answers_insist_on_it(office: Office) -> None:
    with office.browser(**{"X-Forwarded-Proto": "https"}) as browser:
        shown = browser.get("/dang-nhap")
        assert shown.headers["Strict-Transport-Security"].startswith("max-age=")
        found = re.search(r"name='bieu_mau' value='([^']+)'", shown.text)
        assert found
        form = {"bieu_mau": found[1], "ma": "an", "mat_khau": PASSWORDS["an"]}
        answer = browser.post("/dang-nhap", data=form, headers={"Cookie": f"td57_bieu_mau={found[1]}"})
        assert answer.status_code == 303
        assert all("secure" in line.lower() for line in answer.headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    "path",
    ["/media/khong-co.xlsx", "/app/static/khong-co.png", "/_stcore/agent/khong-co", "/_stcore/agent/interact"],
)
def test_a_failure_is_a_vietnamese_sentence(office: Office, staying: str, path: str) -> None:
    with office.browser(Cookie=f"td57={staying}") as browser:
        answer = browser.get(path)
    assert answer.status_code >= 400
    assert_sentence(answer)


def test_an_address_nobody_made_is_the_program_itself(office: Office) -> None:
    """Streamlit answers with its own empty page, which asks the program; there is nothing of anybody in it."""
    with office.browser(Cookie=f"td57={office.token('an')}") as browser:
        unknown, known = browser.get("/khong/co/trang"), browser.get("/")
    assert (unknown.status_code, unknown.text) == (200, known.text)


def test_no_password_and_no_token_is_written_down(office: Office) -> None:
    """After all that was tried above: in the server's log, the ledger, the warehouse, the accounts."""
    token = office.token("an")
    with office.browser(Cookie=f"td57={token}") as browser:
        browser.get("/chi-tieu")
    written = {path: path.read_bytes() for path in [office.log, *office.home.folder.rglob("*")] if path.is_file()}
    assert office.log.stat().st_size and office.home.accounts in written
    for secret in [*PASSWORDS.values(), FIRST, NEW, token, "đoán 1"]:
        for form in (secret, httpx.QueryParams({"": secret}).__str__()[1:]):
            assert not [path for path, content in written.items() if form.encode() in content], secret


def test_the_log_is_quiet(office: Office) -> None:
    told = office.log.read_text()
    assert not re.search(r"Traceback|No runtime found|ScriptRunContext|failed$", told, re.MULTILINE), told


# -- other homes -----------------------------------------------------------------------------------------------------------


def test_where_reading_is_open_writing_is_not_and_a_password_to_be_changed_still_is(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    warehouse = Warehouse.own(home)
    warehouse.ledger.append("setting", {"key": "doc_khong_dang_nhap", "value": "true"}, by="sep")
    warehouse.ledger.append("person", person("moi"), by="sep")
    warehouse.close()
    Accounts(home.accounts).set_password("moi", FIRST, must_change=True)
    with serving(home) as url:
        office = Office(url, home, tmp_path / "none")
        assert is_in(office, None) == ALL_OF_IT
        with office.browser() as browser:
            sign_in(browser, "moi", FIRST)
            assert browser.get("/").headers["location"] == "/doi-mat-khau"
            assert is_in(office, browser.cookies["td57"]) == NOTHING


def test_a_broken_store_is_told_in_a_sentence(tmp_path: Path) -> None:
    home, log = Home(tmp_path / "home"), tmp_path / "server.log"
    Warehouse.own(home).close()
    with serving(home, log=log) as url:
        assert FIRST_ADMINISTRATOR in log.read_text()
        home.accounts.write_bytes(b"no database")
        with httpx.Client(base_url=url, headers=HTML) as browser:
            for path in ("/", "/media/x.png"):
                browser.cookies.set("td57", "x")
                answer = browser.get(path)
                assert answer.status_code == 500
                assert_sentence(answer)
                assert answer.headers["X-Frame-Options"] == "DENY"
