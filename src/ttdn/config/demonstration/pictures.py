"""Pictures that the demonstration makes itself: charts of real figures and the tile map, drawn as SVG, kept as PNG.

No photograph: what is shown can be counted again from the law data and the register.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from ttdn.config.demonstration import figures
from ttdn.docgen.model import Figure
from ttdn.docgen.pictures import as_png
from ttdn.portal.tiles import ISLANDS, PLACES, find_place

FONT = "Arimo, Liberation Sans, Noto Sans, sans-serif"
WIDTH = 1000
MILLIMETRES = 170.0
INK, SOFT, PAPER, BAR, GOLD = "#182231", "#4c596b", "#fbfaf7", "#7d1416", "#f4c84a"
CLASSES = ("#eceae4", "#dbe6f4", "#b3cdea", "#7fa9d9", "#4379b8")
TILE, GAP = 46, 3


@dataclass(frozen=True)
class Words:
    """Title, alternative for who cannot see it, caption."""

    title: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Picture:
    """A picture in one language of words."""

    name: str
    language: str
    words: Words
    svg: str

    def png(self) -> bytes:
        """The picture as PNG."""
        return as_png(Figure(self.svg.encode(), "image/svg+xml", alt=self.words.alt, width_mm=MILLIMETRES))


def draw(name: str, language: str, on: date) -> Picture:
    """One of `NAMES` with Vietnamese words, or with English ones for every other language."""
    spoken = "vi" if language == "vi" else "en"
    return _DRAWN[name](spoken, on)


def _chart(name: str, language: str, titles: tuple[str, str], rows: Sequence[tuple[str, int]]) -> Picture:
    title = titles[language != "vi"]
    told = "; ".join(f"{label}: {value}" for label, value in rows)
    words = Words(title, f"{title}. {told}.", title)
    return Picture(name, language, words, _bars(title, rows, figures.SOURCE[language]))


def _bars(title: str, rows: Sequence[tuple[str, int]], source: str) -> str:
    height = 150 + 62 * len(rows)
    top = max(value for _label, value in rows)
    drawn = []
    for index, (label, value) in enumerate(rows):
        y = 118 + 62 * index
        width = max(6, round(820 * value / top))
        drawn.append(
            f'<text x="40" y="{y}" font-size="19" fill="{INK}">{escape(_cut(label))}</text>'
            f'<rect x="40" y="{y + 9}" width="{width}" height="22" rx="4" fill="{BAR if index == 0 else "#1d4f8f"}"/>'
            f'<text x="{width + 52}" y="{y + 27}" font-size="21" font-weight="700" fill="{INK}">{value}</text>'
        )
    return _sheet(height, title, "".join(drawn), source)


def _cut(label: str, longest: int = 92) -> str:
    return label if len(label) <= longest else label[: longest - 1].rsplit(" ", 1)[0] + "…"


def _sheet(height: int, title: str, drawn: str, source: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="{FONT}">'
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/><rect width="{WIDTH}" height="8" fill="{BAR}"/>'
        f'<rect x="40" y="36" width="6" height="34" fill="{GOLD}"/>'
        f'<text x="60" y="62" font-size="27" font-weight="700" fill="{INK}">{escape(title)}</text>'
        f"{drawn}"
        f'<text x="40" y="{height - 18}" font-size="14" fill="{SOFT}">{escape(source)}</text></svg>'
    )


def _duties(language: str, on: date) -> Picture:
    titles = ("Nghĩa vụ thông tin đối ngoại theo dịp phát sinh", "External information duties by occasion")
    return _chart("duties", language, titles, figures.duties_by_trigger(on, language))


def _instruments(language: str, on: date) -> Picture:
    titles = ("Nghĩa vụ thông tin đối ngoại theo văn bản", "External information duties by instrument")
    return _chart("instruments", language, titles, figures.duties_by_instrument(on, language))


def _tasks(language: str, _on: date) -> Picture:
    titles = (
        "Nhiệm vụ trọng tâm trong Phụ lục Quyết định 1486/QĐ-TTg",
        "Focus tasks in the annex of Decision 1486/QĐ-TTg",
    )
    return _chart("tasks", language, titles, figures.tasks_by_group(language))


def _bodies(language: str, on: date) -> Picture:
    titles = ("Số bộ, ngành và tỉnh, thành phố trước và sau năm 2025", "Ministries and provinces before and after 2025")
    return _chart("bodies", language, titles, figures.bodies_before_and_now(on, language))


def _map(language: str, on: date) -> Picture:
    """The tile map; Hoàng Sa and Trường Sa are drawn and named, the sea is Biển Đông (decisions.md 24)."""
    titles = (
        "34 tỉnh, thành phố và số tỉnh, thành phố cũ hợp thành",
        "The 34 provinces and cities, and how many former ones each is made of",
    )
    title = titles[language != "vi"]
    values = {place.code: value for name, value in figures.merged_provinces(on) if (place := find_place(name))}
    step = TILE + GAP
    sea = "Biển Đông" if language == "vi" else "East Sea"
    drawn = [
        f'<text x="330" y="560" font-size="24" font-style="italic" fill="{SOFT}" text-anchor="middle">{sea}</text>'
    ]
    for place in PLACES:
        x, y, value = place.column * step, place.row * step, values.get(place.code, 0)
        drawn.append(
            f'<rect x="{x}" y="{y}" width="{TILE}" height="{TILE}" rx="5" fill="{CLASSES[min(value, 4)]}" stroke="#cfd4db"/>'
            f'<text x="{x + 23}" y="{y + 20}" font-size="10.5" fill="{INK}" text-anchor="middle">{escape(place.short)}</text>'
            f'<text x="{x + 23}" y="{y + 37}" font-size="13" font-weight="700" fill="{INK}" text-anchor="middle">{value}</text>'
        )
    for name, of, name_en, column, row in ISLANDS:
        x, y = column * step, row * step
        drawn.append(
            "".join(
                f'<circle cx="{x + dx}" cy="{y + dy}" r="{r}" fill="#1d4f8f"/>'
                for dx, dy, r in ((14, 14, 5), (30, 22, 4), (18, 32, 3))
            )
            + f'<text x="{x + 23}" y="{y + 54}" font-size="11.5" fill="{INK}" text-anchor="middle">'
            f"{escape(name if language == 'vi' else name_en)}</text>"
            f'<text x="{x + 23}" y="{y + 69}" font-size="11" fill="{SOFT}" text-anchor="middle">({escape(of)})</text>'
        )
    body = f'<g transform="translate(300 100) scale(0.95)">{"".join(drawn)}</g>'
    told = "; ".join(f"{name}: {value}" for name, value in figures.merged_provinces(on))
    islands = (
        "Quần đảo Hoàng Sa (Đà Nẵng) và quần đảo Trường Sa (Khánh Hòa) được vẽ và ghi tên."
        if language == "vi"
        else "The Hoàng Sa Archipelago (Đà Nẵng) and the Trường Sa Archipelago (Khánh Hòa) are drawn and named."
    )
    words = Words(title, f"{title}. {told}. {islands}", title)
    return Picture("map", language, words, _sheet(1010, title, body, figures.SOURCE[language]))


_DRAWN: dict[str, Callable[[str, date], Picture]] = {
    "duties": _duties,
    "instruments": _instruments,
    "tasks": _tasks,
    "bodies": _bodies,
    "map": _map,
}
NAMES = tuple(_DRAWN)
