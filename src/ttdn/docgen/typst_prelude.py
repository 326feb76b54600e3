"""The Typst definitions that every document shares, made from the layout table."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from ttdn.docgen.fonts import BUNDLED_FAMILY, find_serif
from ttdn.docgen.layout import (
    BORDER_PT,
    CELL_INSET_X_PT,
    CELL_INSET_Y_PT,
    INDENT_MM,
    MARGIN_BOTTOM_MM,
    MARGIN_LEFT_MM,
    MARGIN_RIGHT_MM,
    MARGIN_TOP_MM,
    STYLES,
    Style,
)

# Share of the type size below the baseline in Times New Roman; what the pitch adds goes above,
# as Word does with "at least" spacing.
_DESCENT: Final = 0.216


def text_settings(style: Style) -> str:
    """Give `set text` for a style: the edges make every line exactly one pitch high."""
    low = style.size * _DESCENT
    return (
        f"set text(size: {style.size}pt, top-edge: {style.pitch - low:.3f}pt, "
        f"bottom-edge: -{low:.3f}pt, weight: {'700' if style.bold else '400'}, "
        f'style: "{"italic" if style.italic else "normal"}")'
    )


def _style_function(style: Style) -> str:
    """Give the function of a style: a block of text; `outer: false` leaves out the paragraph."""
    side = f", inset: (left: {style.left_mm}mm)" if style.left_mm else ""
    sticky = ", sticky: true" if style.keep_next else ""
    justify = "true" if style.align == "justify" else "false"
    align = "left" if style.align == "justify" else style.align
    return (
        f"#let {style.id}(body, after: {style.after_pt}pt, shift: 0mm) = "
        f"block(width: 100%, above: 0pt, below: after{side}{sticky}, "
        f"pad(left: shift, {{\n  {text_settings(style)}\n"
        f"  set par(justify: {justify}, leading: 0pt, "
        f"first-line-indent: (amount: {style.first_line_mm}mm, all: true))\n"
        f"  set align({align})\n  par(body)\n}}))\n"
    )


def _heading_function(name: str, style: Style) -> str:
    """Give the function of a heading as it looks; what it means to a reader is `depth`."""
    return (
        f"#let Look{name}(depth, body) = block(width: 100%, above: 0pt, "
        f"below: {style.after_pt}pt, sticky: true, {{\n"
        f"  set par(justify: {'true' if style.align == 'justify' else 'false'}, leading: 0pt)\n"
        f"  set align({'left' if style.align == 'justify' else style.align})\n"
        f"  show heading: it => {{ {text_settings(style)}; "
        f"h({style.first_line_mm}mm) + it.body }}\n"
        "  heading(level: depth, body)\n})\n"
    )


def _margins() -> str:
    return f"top: {MARGIN_TOP_MM}mm, bottom: {MARGIN_BOTTOM_MM}mm, left: {MARGIN_LEFT_MM}mm, right: {MARGIN_RIGHT_MM}mm"


@lru_cache(maxsize=1)
def prelude() -> str:
    """Give the definitions; they depend on nothing but the layout table and the font found."""
    family = find_serif().family
    fonts = ", ".join(f'"{name}"' for name in dict.fromkeys((family, BUNDLED_FAMILY)))
    by_id = {style.id: style for style in STYLES}
    parts = [
        f"#set text(font: ({fonts}), hyphenate: false, overhang: false)\n",
        '#set par(leading: 0pt, spacing: 0pt, linebreaks: "simple")\n',
        "#set block(spacing: 0pt)\n",
        f'#set page(paper: "a4", margin: ({_margins()}))\n',
        *(_style_function(style) for style in STYLES),
        *(
            _style_function(replace(by_id["Normal"], id=f"Normal{align.title()}", align=align))
            for align in ("left", "right")
        ),
        _style_function(replace(by_id["Normal"], id="NormalCenter", align="center", first_line_mm=0)),
        *(_heading_function(str(n), by_id[f"Heading{n}"]) for n in range(1, 5)),
        _heading_function("Part", by_id["TTDNPhan"]),
        _heading_function("Annex", by_id["TTDNTenPhuLuc"]),
        _MACROS,
    ]
    for suffix in ("", "Nho"):
        cell = by_id[f"TTDNOBang{suffix}"]
        parts.append(
            f"#let Bang{suffix}(widths, aligns, heads, cells) = "
            "block(above: 0pt, below: 9pt, width: 100%, {\n"
            f"  {text_settings(cell)}\n"
            "  set par(justify: false, leading: 0pt)\n"
            "  set table.cell(breakable: false)\n"
            "  table(columns: widths, align: aligns,\n"
            f"    inset: (x: {CELL_INSET_X_PT}pt, y: {CELL_INSET_Y_PT + BORDER_PT / 2}pt),\n"
            f"    stroke: {BORDER_PT}pt + black,\n"
            "    table.header(repeat: true, ..heads.map(c => "
            "table.cell(align: center + horizon, b(c)))),\n    ..cells)\n})\n"
        )
    return "".join(parts)


# `z` is a place to break inside a word that is too long for its line: a space of no visible width,
# because nothing at all offers no break and a zero width space would come out when text is copied.
_MACROS: Final = f"""
#let b(body) = text(weight: 700, body)
#let i(body) = text(style: "italic", body)
#let bi(body) = text(weight: 700, style: "italic", body)
#let z = h(0.01pt)
#let at(line) = [#metadata(line)<ttdn-line>]
#let stale(body) = highlight(fill: rgb("#ffe08a"), extent: 1pt, body)
#let estimate(body) = underline(stroke: (paint: rgb("#1f5fa8"), dash: "dotted"), offset: 2pt, body)
#let rule(length) = block(width: 100%, height: 3pt, above: 0pt, below: 3pt,
  align(center + bottom, line(length: length, stroke: 0.75pt)))
#let step = {INDENT_MM}mm
#let stamp(width, color, body) = block(width: 100%, above: 6pt, below: 4pt, align(center,
  box(width: width, stroke: 1pt + color, inset: 2.5pt, {{ set text(fill: color); body }})))
#let numbered = context {{
  let n = counter(page).get().first()
  if n > 1 {{ TTDNSoTrang(str(n)) }}
}}
#let picture(body, caption) = {{
  block(width: 100%, above: 0pt, below: 6pt, sticky: caption != none, align(center, body))
  if caption != none {{ TTDNTenHinh(caption) }}
}}
#let contact(words) = context {{
  if here().page() == 1 {{
    line(length: 100%, stroke: 0.75pt)
    TTDNDiaChi(words)
  }}
}}
#let diagonal(size, words) = rotate(-45deg, reflow: false,
  box(width: 480pt, text(size: size, fill: luma(217), align(center, words))))
"""
