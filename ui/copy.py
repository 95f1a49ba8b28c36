"""A button that copies a text, in Vietnamese: Streamlit's own speaks English only."""

from __future__ import annotations

import streamlit as st
from streamlit.components.v2 import component

from report.markup import text as escaped

_HTML = "<button type='button'></button>"
_CSS = """
button { font: inherit; font-size: 0.9rem; font-weight: 600; color: #12355B; background: #fff; cursor: pointer;
    border: 1px solid #9AA5B1; border-radius: 0.4rem; padding: 0.3rem 0.9rem; }
button:hover, button:focus-visible { border-color: #12355B; background: #EEF3F8; }
"""
_JS = """
export default function ({ data, parentElement }) {
    const button = parentElement.querySelector("button");
    button.textContent = data.label;
    button.onclick = async () => {
        if (navigator.clipboard) {
            await navigator.clipboard.writeText(data.text);
        } else {  // a page not served over https has no clipboard of that kind
            const area = document.body.appendChild(document.createElement("textarea"));
            area.value = data.text;
            area.select();
            document.execCommand("copy");
            area.remove();
        }
        button.textContent = "✓ Đã chép";
        setTimeout(() => { button.textContent = data.label; }, 2000);
    };
}
"""
_BUTTON = component("chep", html=_HTML, css=_CSS, js=_JS)


def copy_button(name: str, text: str, label: str = "Chép câu này") -> None:
    """A button that puts a text on the clipboard; the text travels as data, never as markup."""
    _BUTTON(data={"text": text, "label": label}, key=f"chep-{name}")


def to_paste(name: str, text: str) -> None:
    """A text somebody takes into a document of their own: to read, and to copy whole."""
    st.html(f"<div class='td-paste' tabindex='0' role='region' aria-label='Lời văn để chép'>{escaped(text)}</div>")
    copy_button(name, text, "Chép")
