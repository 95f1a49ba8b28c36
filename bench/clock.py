"""A clock inside the page of a headless Chromium: how long a first load and a change take, as the person in front of it sees them.

A load counts from the start of the navigation, a change from the input event that makes it (the press on the option), both to the first
animation frame in which everything wanted is on the page. Beside that stands when the page came to rest: the last change of its DOM before
it stood still. Every load has a browser context of its own, so nothing is in the browser's cache.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
_STILL_FOR = 400  # ms without a change of the DOM: the page is at rest
_PATIENCE, _TRIES = 120_000, 12
_PROBE = """
performance.setResourceTimingBufferSize(5000);
window.__clock = {input: 0, changed: 0, done: 0, rested: 0};
new MutationObserver(() => { __clock.changed = performance.now(); })
  .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
for (const name of ['pointerdown', 'change'])
  addEventListener(name, () => { __clock.input = __clock.input || performance.now(); }, true);
__clock.watch = (ready, words, still) => {
  Object.assign(__clock, {input: 0, done: 0, rested: 0});
  const look = () => {
    const now = performance.now();
    if (!__clock.done && ready(words)) __clock.done = now;
    if (__clock.done && now - Math.max(__clock.done, __clock.changed) > still) {
      __clock.rested = Math.max(__clock.changed, __clock.input);
      return;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};
"""
_FETCHED = """from => performance.getEntriesByType('resource').filter(one => one.startTime >= from)
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""


@dataclass(frozen=True)
class Ready:
    """When a page shows what was asked for: a JavaScript function over the words that must be there."""

    test: str

    def watch(self, page: Page, words: Sequence[str]) -> None:
        page.evaluate(f"words => __clock.watch({self.test}, words, {_STILL_FOR})", list(words))


@dataclass
class Seen:
    """Milliseconds until all was there and until the page was at rest; what the server sent for it."""

    done: float
    rested: float
    sent: int
    messages: int


@dataclass
class _Received:
    """What came over the page's web socket since it was last asked."""

    frames: list[int] = field(default_factory=list)

    def listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: self.frames.append(len(payload)))

    def take(self) -> list[int]:
        taken, self.frames = self.frames, []
        return taken


class Tab:
    """One page, opened and then changed; each answers with what was seen."""

    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context(viewport={"width": 1400, "height": 2200}, locale="vi-VN")
        self.page = self._context.new_page()
        self.page.set_default_timeout(_PATIENCE)
        self._received = _Received()
        self.page.on("websocket", self._received.listen)
        self.page.add_init_script(_PROBE)

    def load(self, address: str, ready: Ready, words: Sequence[str]) -> Seen:
        if urlparse(address).hostname != "127.0.0.1":
            raise ValueError(address)
        self.page.goto(address, wait_until="commit")
        ready.watch(self.page, words)
        return self._seen(0)

    def choose(self, before: Sequence[tuple[str, str]], press: str, ready: Ready, words: Sequence[str]) -> Seen:
        """Types what leads to the choice, then presses; the clock starts at the press."""
        self._lead_to(before, press)
        self._received.take()
        ready.watch(self.page, words)
        self.page.click(press)
        return self._seen(None)

    def close(self) -> None:
        self._context.close()

    def _lead_to(self, before: Sequence[tuple[str, str]], press: str) -> None:
        """Once more where what was entered was lost: a page that is still settling may draw its box anew under the hand."""
        for _ in range(_TRIES):
            for selector, entered in before:
                self.page.click(selector)
                self.page.locator(selector).press_sequentially(entered)
            try:
                self.page.wait_for_selector(press, timeout=_PATIENCE / _TRIES)
                return
            except PlaywrightTimeout:
                self.page.keyboard.press("Escape")
        raise TimeoutError(press)

    def _seen(self, start: float | None) -> Seen:
        self.page.wait_for_function("__clock.rested > 0")
        clock: dict[str, Any] = self.page.evaluate("({...__clock})")
        began = clock["input"] if start is None else start
        frames = self._received.take()
        fetched = int(self.page.evaluate(_FETCHED, began))
        return Seen(clock["done"] - began, clock["rested"] - began, fetched + sum(frames), len(frames))


@contextmanager
def browser() -> Iterator[Browser]:
    found = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=_FLAGS)
        yield opened
        opened.close()
