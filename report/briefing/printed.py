"""A report as PDF: the same form as word.py's, set with Typst. Says nothing of its own."""

from __future__ import annotations

import re
from itertools import pairwise

from report.briefing import typeset
from report.briefing.form import Annex, Group, Heading, Item, Paper, Para, Section, Table
from report.briefing.typeset import SERIF, string

TALL = 1500
"""A cell of more letters may be torn apart: it could be taller than a page."""

_LONG = re.compile(r"\S{25,}")
_PIECE = re.compile(r"[^_./]{1,20}[_./]*|[_./]+")

_FORM = """
#set text(font: {font}, size: 14pt, lang: "vi", hyphenate: false, overhang: false)
#set par(justify: true, leading: 0.62em, spacing: 0.62em + 6pt, first-line-indent: (amount: 1.27cm, all: true))
#let mark = {mark}
#let foot = {foot}
#let above() = context {{
  set par(first-line-indent: 0pt)
  set align(center)
  let number = counter(page).get().first()
  if number > 1 {{ text(size: 13pt, str(number)) }} else if mark != "" {{
    box(width: 100%, stroke: 0.6pt, inset: 3pt, text(size: 12pt, weight: "bold", mark))
  }}
}}
#let below() = {{ set par(first-line-indent: 0pt); align(center, text(size: 9pt, style: "italic", foot)) }}
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 16mm),
  header: above(), footer: below(), header-ascent: 28%, footer-descent: 25%)
#let bold(size, words) = text(size: size, weight: "bold", words)
#let plain(body) = {{ set par(first-line-indent: 0pt, justify: false, spacing: 0.62em); body }}
#let ruled(words, share) = context {{
  let long = measure(words).width
  stack(spacing: 5pt, words, line(length: share * long, stroke: 0.6pt))
}}
#let point(opening, words) = par({{ text(weight: "bold", opening); text(words) }})
#let part(words) = block(sticky: true, above: 14pt, below: 13pt, par(bold(14pt, words)))
#let titled(size, words) = block(sticky: true, width: 100%, above: 6pt, below: 6pt, align(center, plain(bold(size, words))))
#let cell(size, words, at, bold: false) = align(at, text(size: size, weight: if bold {{ "bold" }} else {{ "regular" }}, words))
"""


def to_pdf(paper: Paper) -> bytes:
    return typeset.to_pdf(source(paper), paper.made_on)


def source(paper: Paper) -> str:
    """The whole report as Typst source; every word from data is a string in it."""
    parts = [
        f"#set document(title: {string(paper.kind + ': ' + paper.subject)}, author: {string(' '.join(paper.head.issuer))})",
        _FORM.format(font=string(SERIF), mark=string(paper.mark), foot=string(paper.footer)),
        _head(paper),
        _name(paper),
        *(_para(one) for one in paper.opening),
        *(_section(one) for one in paper.sections),
        _end(paper),
        *(_annex(one) for one in paper.annexes),
        _proof(paper),
    ]
    return "\n".join(parts)


def _head(paper: Paper) -> str:
    lines = [f"text(size: 12pt, {string(paper.head.superior)})"] if paper.head.superior else []
    lines += [f"bold(12pt, {string(name)})" for name in paper.head.issuer]
    issuer = "\n".join(f"#{line} #linebreak()" for line in lines[:-1]) + f"\n#ruled({lines[-1]}, 40%)"
    return f"""#plain(grid(columns: (42%, 58%), align: center, row-gutter: 10pt,
  [#set par(leading: 0.5em)
{issuer}],
  [#set par(leading: 0.5em)
#bold(12pt, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") #linebreak()
#ruled(bold(13pt, "Độc lập - Tự do - Hạnh phúc"), 100%)],
  text(size: 13pt, {string(paper.head.number)}), text(size: 13pt, style: "italic", {string(paper.head.place_date)})))"""


def _name(paper: Paper) -> str:
    lines = paper.subject.split("\n")
    longest = max(lines, key=len)
    set_lines = " #linebreak()\n".join(f"#bold(14pt, {string(words)})" for words in lines)
    to = f"#block(above: 14pt, below: 14pt, width: 100%, align(center, plain(text({string(paper.addressee)}))))" if paper.addressee else ""
    return f"""#block(above: 22pt, below: 14pt, width: 100%, align(center, plain[
#bold(14pt, {string(paper.kind)}) #linebreak()
{set_lines}
#context v(-0.35em)
#context line(length: 40% * measure(bold(14pt, {string(longest)})).width, stroke: 0.6pt)
]))
{to}"""


def _section(section: Section) -> str:
    return "\n".join((f"#part({string(section.title)})", *(_item(item) for item in section.items)))


def _item(item: Item) -> str:
    if isinstance(item, Heading):
        return f"#part({string(item.text)})"
    return _para(item) if isinstance(item, Para) else _table(item)


def _para(para: Para) -> str:
    words = f"point({string(_breakable(para.opening))}, {string(_breakable(para.text))})"
    return f"#block(sticky: true, {words})" if para.text.endswith(":") else f"#{words}"


def _end(paper: Paper) -> str:
    gets = " #linebreak()\n".join(f"#text(size: 11pt, {string(words)})" for words in paper.recipients)
    signs = " #linebreak()\n".join(f"#bold(14pt, {string(words)})" for words in paper.signature)
    return f"""#block(sticky: true, point("", {string(paper.closing)}))
#block(breakable: false, width: 100%, above: 14pt, plain(grid(columns: (50%, 50%),
  [#set par(leading: 0.45em)
#text(size: 12pt, weight: "bold", style: "italic", "Nơi nhận:") #linebreak()
{gets}],
  align(center)[{signs} #v(72pt)])))"""


def _annex(annex: Annex) -> str:
    titles = "\n".join(f"#titled(13pt, {string(words)})" for words in annex.title.split("\n"))
    return f"""#counter(page).update(0)
#pagebreak(weak: true)
#set page(flipped: {str(annex.landscape).lower()})
#titled(14pt, {string(annex.label)})
{titles}
#block(sticky: true, width: 100%, above: 6pt, below: 10pt,
  align(center, plain(text(size: 13pt, style: "italic", {string(annex.with_what)}))))
{chr(10).join(_item(item) for item in annex.items)}"""


def _proof(paper: Paper) -> str:
    lines = " #linebreak()\n".join(f"#text({string(words)})" for words in paper.proof)
    return f"""#block(breakable: false, width: 100%, above: 16pt, stroke: (top: 0.6pt), inset: (top: 5pt), plain[#set text(size: 9pt)
#set par(leading: 0.5em)
{lines}])"""


def _table(table: Table) -> str:
    """A table whose heading comes again on each page; a first column without width keeps a group's name and its first line together."""
    widths = ", ".join(f"{column.share}fr" for column in table.columns)
    heads = ", ".join(_cell(column.name, table.size, "center", bold=True) for column in table.columns)
    rows = ",\n".join(f"{hook}{words}" for hook, words in zip(_hooks(table), _lines(table), strict=True))
    return f"""#block(width: 100%, above: 8pt, below: 10pt, plain[#set par(leading: 0.45em)
#table(columns: (0pt, {widths}), stroke: 0.5pt, inset: (x: 3pt, y: 3.5pt), align: horizon,
table.header({_HOOK.format(lines=1)}{heads}),
{rows})])"""


_HOOK = "table.cell(rowspan: {lines}, breakable: false, inset: 0pt, []), "


def _hooks(table: Table) -> list[str]:
    """What stands in the column without width before each line: nothing where the line above reaches down to it."""
    lines = [*table.rows, Group("")]
    holds = [isinstance(one, Group) and not isinstance(after, Group) for one, after in pairwise(lines)]
    return ["" if place and holds[place - 1] else _HOOK.format(lines=2 if hold else 1) for place, hold in enumerate(holds)]


def _lines(table: Table) -> list[str]:
    last = len(table.rows) - 1
    return [_line(table, row, total=table.total and place == last) for place, row in enumerate(table.rows)]


def _line(table: Table, row: tuple[str, ...] | Group, *, total: bool) -> str:
    if isinstance(row, Group):
        return _cell(row.text, table.size, "left", bold=True, across=len(table.columns))
    return ", ".join(_cell(words, table.size, column.at, bold=total) for words, column in zip(row, table.columns, strict=True))


def _cell(words: str, size: float, at: str, *, bold: bool = False, across: int = 1) -> str:
    lines = ", linebreak(), ".join(f"[#{string(_breakable(line))}]" for line in words.split("\n"))
    whole = "false" if len(words) < TALL else "true"
    return f"table.cell(breakable: {whole}, colspan: {across}, cell({size}pt, ({lines},).join(), {at}, bold: {str(bold).lower()}))"


def _breakable(words: str) -> str:
    """The words with room for a break in whatever is longer than any word, such as the name of a file."""
    return _LONG.sub(lambda found: "\u200b".join(_PIECE.findall(found[0])), words)
