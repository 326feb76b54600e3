"""The tile map of the 34 provinces and cities: schematic, made here, no outline of others (decisions.md 24).

Hoàng Sa (Đà Nẵng) and Trường Sa (Khánh Hòa) are drawn and named on every map, whatever its figures; the sea is Biển
Đông. Every map comes with its figures as a table: nobody needs to see colours to read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ttdn.law.text import NumberFormatError, fold, read_number

TILE = 46
GAP = 3
CLASSES = 5


@dataclass(frozen=True)
class Place:
    """A tile: code of the province, name, column and row, and the letters that fit on it."""

    code: str
    name: str
    column: int
    row: int
    short: str


PLACES = tuple(
    Place(*each)
    for each in (
        ("tinh-lai-chau", "Lai Châu", 1, 0, "L.Châu"),
        ("tinh-lao-cai", "Lào Cai", 2, 0, "L.Cai"),
        ("tinh-tuyen-quang", "Tuyên Quang", 3, 0, "T.Quang"),
        ("tinh-cao-bang", "Cao Bằng", 4, 0, "C.Bằng"),
        ("tinh-dien-bien", "Điện Biên", 0, 1, "Đ.Biên"),
        ("tinh-son-la", "Sơn La", 1, 1, "Sơn La"),
        ("tinh-phu-tho", "Phú Thọ", 2, 1, "P.Thọ"),
        ("tinh-thai-nguyen", "Thái Nguyên", 3, 1, "T.Nguyên"),
        ("tinh-lang-son", "Lạng Sơn", 4, 1, "L.Sơn"),
        ("tp-ha-noi", "Hà Nội", 2, 2, "Hà Nội"),
        ("tinh-bac-ninh", "Bắc Ninh", 3, 2, "B.Ninh"),
        ("tinh-quang-ninh", "Quảng Ninh", 4, 2, "Q.Ninh"),
        ("tinh-ninh-binh", "Ninh Bình", 2, 3, "N.Bình"),
        ("tinh-hung-yen", "Hưng Yên", 3, 3, "H.Yên"),
        ("tp-hai-phong", "Hải Phòng", 4, 3, "H.Phòng"),
        ("tinh-thanh-hoa", "Thanh Hóa", 2, 4, "T.Hóa"),
        ("tinh-nghe-an", "Nghệ An", 2, 5, "N.An"),
        ("tinh-ha-tinh", "Hà Tĩnh", 3, 6, "H.Tĩnh"),
        ("tinh-quang-tri", "Quảng Trị", 3, 7, "Q.Trị"),
        ("tp-hue", "Huế", 4, 8, "Huế"),
        ("tp-da-nang", "Đà Nẵng", 4, 9, "Đ.Nẵng"),
        ("tinh-quang-ngai", "Quảng Ngãi", 4, 10, "Q.Ngãi"),
        ("tinh-gia-lai", "Gia Lai", 4, 11, "G.Lai"),
        ("tinh-dak-lak", "Đắk Lắk", 4, 12, "Đ.Lắk"),
        ("tinh-lam-dong", "Lâm Đồng", 3, 13, "L.Đồng"),
        ("tinh-khanh-hoa", "Khánh Hòa", 4, 13, "K.Hòa"),
        ("tinh-tay-ninh", "Tây Ninh", 1, 14, "T.Ninh"),
        ("tinh-dong-nai", "Đồng Nai", 2, 14, "Đ.Nai"),
        ("tinh-dong-thap", "Đồng Tháp", 1, 15, "Đ.Tháp"),
        ("tp-ho-chi-minh", "Thành phố Hồ Chí Minh", 2, 15, "TP.HCM"),
        ("tinh-an-giang", "An Giang", 0, 16, "A.Giang"),
        ("tp-can-tho", "Cần Thơ", 1, 16, "C.Thơ"),
        ("tinh-vinh-long", "Vĩnh Long", 2, 16, "V.Long"),
        ("tinh-ca-mau", "Cà Mau", 0, 17, "C.Mau"),
    )
)
ISLANDS = (
    ("Quần đảo Hoàng Sa", "Đà Nẵng", "Hoàng Sa Archipelago", 6, 8),
    ("Quần đảo Trường Sa", "Khánh Hòa", "Trường Sa Archipelago", 6, 15),
)
"""Name, the province it belongs to, English name, column and row."""
_STEMS = ("tinh ", "thanh pho ", "tp. ", "tp ")

_ENGLISH = {"tp-ho-chi-minh": "Ho Chi Minh City"}
"""Names that English does not take over as they are."""


def find_place(name: str) -> Place | None:
    """The tile of a province named with or without its marks, "tỉnh" or "thành phố"; None: there is none."""
    wanted = _bare(name)
    return next((place for place in PLACES if _bare(place.name) == wanted or place.code == name.strip()), None)


def _bare(name: str) -> str:
    folded = fold(name).strip()
    for stem in _STEMS:
        folded = folded.removeprefix(stem)
    return folded


def tile_map(block: Mapping[str, Any], *, chrome: str) -> SafeString:
    """A map block of a snapshot as SVG with its table.

    Args:
        block: title, unit, values ([name, figure] each), source.
        chrome: `vi` or `en`: the language of the names.
    """
    values = {place.code: figure for name, figure in block["values"] if (place := find_place(name))}
    ranks = _ranks(values)
    tiles = [
        {
            "name": _ENGLISH.get(place.code, place.name) if chrome == "en" else place.name,
            "short": place.short,
            "x": place.column * (TILE + GAP),
            "y": place.row * (TILE + GAP),
            "figure": values.get(place.code, ""),
            "rank": ranks.get(place.code, 0),
        }
        for place in PLACES
    ]
    islands = [
        {"name": vi if chrome == "vi" else en, "of": of, "x": column * (TILE + GAP), "y": row * (TILE + GAP)}
        for vi, of, en, column, row in ISLANDS
    ]
    text = render_to_string(
        "portal/blocks/tile_map_svg.html",
        {
            "block": block,
            "tiles": tiles,
            "islands": islands,
            "tile": TILE,
            "half": TILE / 2,
            "sea": "Biển Đông" if chrome == "vi" else "East Sea",
        },
    )
    return SafeString(text)


def _ranks(values: Mapping[str, str]) -> dict[str, int]:
    """Class 1 (low) to 5 (high) of each figure; 0 for words that are no figure."""
    numbers: dict[str, Decimal] = {}
    for code, figure in values.items():
        try:
            numbers[code] = read_number(figure)
        except NumberFormatError:
            continue
    if not numbers:
        return {}
    low, high = min(numbers.values()), max(numbers.values())
    step = (high - low) / CLASSES or Decimal(1)
    return {code: min(CLASSES, int((number - low) / step) + 1) for code, number in numbers.items()}
