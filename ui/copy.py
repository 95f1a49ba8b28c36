"""A button that copies a text, in Vietnamese: Streamlit's own speaks English only."""

from __future__ import annotations

from streamlit.components.v2 import component

_HTML = "<button type='button'>Chép câu này</button>"
_CSS = """
button { font: inherit; font-size: 0.9rem; font-weight: 600; color: #12355B; background: #fff; cursor: pointer;
    border: 1px solid #9AA5B1; border-radius: 0.4rem; padding: 0.3rem 0.9rem; }
button:hover, button:focus-visible { border-color: #12355B; background: #EEF3F8; }
"""
_JS = """
export default function ({ data, parentElement }) {
    const button = parentElement.querySelector("button");
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
        setTimeout(() => { button.textContent = "Chép câu này"; }, 2000);
    };
}
"""
_BUTTON = component("chep", html=_HTML, css=_CSS, js=_JS)


def copy_button(name: str, text: str) -> None:
    """A button that puts a text on the clipboard; the text travels as data, never as markup."""
    _BUTTON(data={"text": text}, key=f"chep-{name}")
