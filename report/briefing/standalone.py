"""Slides to be shown on a projector: over the whole window of the program, or as one HTML file that needs nothing else.

The pictures are vectors, sharp on any screen; gzipped, they take a fifth of the same in dots. The browser opens them (present.js).
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from report.markup import text

_SCRIPT = (Path(__file__).parent / "present.js").read_text(encoding="utf-8")
_STYLE = """
.td-show { position: fixed; inset: 0; z-index: 1000000; background: #000; display: grid; place-items: center; outline: none;
    visibility: visible; user-select: none; touch-action: pan-y; font: 600 clamp(13px, 2vmin, 22px)/1 "Be Vietnam Pro", sans-serif; }
.td-show img { display: block; width: min(100vw, 100vh * 16 / 9); height: min(100vh, 100vw * 9 / 16); background: #fff; }
.td-show-counter { position: absolute; top: 0.5em; right: 0.9em; padding: 0.25em 0.6em; border-radius: 0.4em; background: #E9EDF1;
    color: #12355B; font-variant-numeric: tabular-nums; }
.td-show nav { position: absolute; top: 0.5em; left: 0.7em; display: flex; gap: 0.4em; font-size: 0.8em; opacity: 0;
    transition: opacity 0.3s; }
.td-show:not(.td-awake) { cursor: none; }
.td-show.td-awake nav, .td-show nav:focus-within { opacity: 1; }
@media (hover: none) { .td-show nav { opacity: 1; } }
@media (max-width: 640px) { .td-show [data-do=back], .td-show [data-do=next] { display: none; } }
.td-show button { font: inherit; color: #fff; background: #1D2733; border: 1px solid #8592A0; border-radius: 0.4em; padding: 0.4em 0.8em; }
.td-show button:focus-visible { outline: 3px solid #fff; }
.td-show-black { position: absolute; inset: 0; background: #000; }
.td-show-black[hidden] { display: none; }
"""
_STAGE = """<div class="td-show" tabindex="-1" role="region" aria-label="Trình chiếu"><img alt="">
<span class="td-show-counter" role="status"></span>
<nav>{leave}<button type="button" data-do="back">← Trước</button><button type="button" data-do="next">Sau →</button>
<button type="button" data-do="whole">Toàn màn hình (F)</button></nav>
<div class="td-show-black" hidden></div></div>"""
_LEAVE = '<button type="button" data-do="leave">✕ Thoát (Esc)</button>'


def squeezed(svg: bytes) -> bytes:
    """A picture as it travels; the same bytes whenever it is made."""
    return gzip.compress(svg, mtime=0)


def show(pictures: Sequence[bytes], titles: Sequence[str], *, first: int = 0, leave: str = "") -> str:
    """The squeezed pictures as a fragment that fills the window; `leave` is the address to go back to, where there is one."""
    told = {"pictures": [base64.b64encode(one).decode() for one in pictures], "titles": list(titles), "first": first, "leave": leave}
    stage = _STAGE.format(leave=_LEAVE if leave else "")
    return f"<style>{_STYLE}</style>{stage}<script>({_SCRIPT})({_literal(told)})</script>"


def whole(title: str, pictures: Sequence[bytes], titles: Sequence[str]) -> bytes:
    """One file that shows the slides in any browser, without network and without this program."""
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(title)}</title><style>body {{ margin: 0; background: #000; }}</style>"
    )
    return f'<!doctype html>\n<html lang="vi"><head>{head}</head><body>{show(pictures, titles)}</body></html>\n'.encode()


def _literal(told: Any) -> str:
    """Plain data inside a script: no text in it can end the script."""
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
