"""The app as its users meet it: a real server on a free port, a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from store.accounts import Accounts
from store.home import Home
from store.ledger import Ledger

COOKIE = "td57"
ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-testid=stStatusWidget], [data-stale=true]');
}"""
expect.set_options(timeout=30_000)
"""A busy machine may take its time; how fast pages are is the benchmark's business."""
SIZES = [(1920, 1080), (1366, 768), (390, 844)]


@contextmanager
def serving(home: Home, *options: str, log: Path | None = None) -> Iterator[str]:
    """The address of a server over a home, stopped afterwards; what it says goes to the end of a file where one is named."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open(log, "ab") if log else nullcontext() as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "ui.serve", "--server.port", str(port), "--server.address", "127.0.0.1", *options],
            cwd=ROOT,
            env=os.environ | {"TIENDO57_HOME": str(home.folder)},
            stdout=said,
            stderr=said,
        )
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def settle(page: Page) -> None:
    """Waits until a page stands still: nothing is run, nothing waits to be replaced, nothing fades."""
    page.wait_for_function(SETTLED, timeout=60_000)
    page.wait_for_timeout(700)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


def invite(home: Home, person_id: str, role: str, unit_id: str | None) -> None:
    """A person in the ledger with a password beside it; whoever is there already is changed."""
    facts = {"person_id": person_id, "name": person_id.capitalize(), "role": role, "unit_id": unit_id, "active": True}
    Ledger(home.ledger).append("person", facts, by="quan-tri")
    Accounts(home.accounts).set_password(person_id, f"mat khau cua {person_id}")


def signed_in(browser: Browser, home: Home, address: str, person_id: str, **options: Any) -> BrowserContext:
    """A browser of its own in which somebody has signed in."""
    context = browser.new_context(locale="vi-VN", **options)
    token = Accounts(home.accounts).begin(person_id, time.time())
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return context


def _wait_until_healthy(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the app did not start")
