"""The written part of the portal's demonstration (`data/portal.yaml`) as values of drafts: fields and blocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ttdn.config.demonstration import figures
from ttdn.config.demonstration.leaflets import TITLES
from ttdn.config.demonstration.script import script
from ttdn.law.text import normalise
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.organisations.queries import name_on
from ttdn.portal.choices import Kind

Block = dict[str, Any]
Media = Callable[[str, str], int]
"""Gives the key of the picture or leaflet of a name in a language."""


def all_items() -> list[dict[str, Any]]:
    """Topics, profiles and the written items, each with its texts by language."""
    written = script("portal")
    return [*_topics(written), *_profiles(written), *written["items"]]


def languages_of(entry: dict[str, Any]) -> list[str]:
    """The languages an item is told in, Vietnamese first."""
    return [code for code in ("vi", "en", "fr", "lo", "zh-hans") if code in entry]


def content(entry: dict[str, Any], language: str, on: date, media: Media) -> dict[str, Any]:
    """Title, lead, own fields and body of a draft."""
    text = entry[language]
    told = on - timedelta(days=entry.get("ago", 0))  # figures are those of the day on which they are told
    blocks = [block for each in text.get("blocks", []) for block in _block(each, language, told, media)]
    if language != "vi":
        blocks.append(_paragraph(f"<em>{script('portal')['notes'][language]}</em>"))
    body = json.dumps(
        [block | {"id": str(uuid5(NAMESPACE_URL, f"{entry['key']}/{language}/{n}"))} for n, block in enumerate(blocks)]
    )
    return {"lead": text.get("lead", ""), "body": body, **_fields(entry, text, on)}


def _fields(entry: dict[str, Any], text: dict[str, Any], on: date) -> dict[str, Any]:
    """What only the kind has; the days among them move with the calendar."""
    fields = dict(text.get("fields", {}))
    told = on - timedelta(days=entry.get("ago", 0))
    if entry["kind"] == Kind.EVENT:
        fields["starts_on"] = on + timedelta(days=entry["event_in"])
    if entry["kind"] == Kind.STATEMENT:
        fields["said_on"] = told
    if entry["kind"] == Kind.FACT_SHEET:
        fields["as_of"] = told
    if entry["kind"] == Kind.CLARIFICATION:
        fields["claim_on"] = told - timedelta(days=2)
    return fields


def _topics(written: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The six themes of khoản 4 Điều 3, in the exact words of the law."""
    themes = current_book().category_list("themes", date(2020, 1, 1))
    for code, titles in written["themes"].items():
        words = themes.item(code)
        yield {
            "key": f"topic-{code}",
            "body": "bvhttdl",
            "kind": Kind.TOPIC,
            "ago": 80,
            "vi": {"title": titles["vi"], "lead": f"{words.vi} ({words.clause} Thông tư số 02/2019/TT-BTTTT)."},
            "en": {
                "title": titles["en"],
                "lead": f"{words.en} (Article 3, paragraph 4, of Circular No. 02/2019/TT-BTTTT).",
            },
        }


def _profiles(written: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a body is, from the register, and what the law asks of it; nobody is named."""
    told = written["profiles"]
    for code, languages in told["languages"].items():
        yield {
            "key": f"profile-{code}",
            "body": code,
            "kind": Kind.PROFILE,
            "ago": 75,
            **{language: {"profile": True, "title": "", "blocks": []} for language in languages},
        }


def fill_profile(entry: dict[str, Any], body: Body, on: date) -> None:
    """Write the words of a profile, which need the register."""
    told = script("portal")["profiles"]
    name = name_on(body, on)
    for language in languages_of(entry):
        called = name.name_vi if language == "vi" else name.name_en or name.name_vi
        entry[language] = {
            "title": called,
            "lead": told["lead"][language].replace("{name}", called),
            "fields": {
                "field": told["field"][language],
                "functions": "\n".join(figures.duties_of(body, on, language)),
            },
        }


def _paragraph(html: str) -> Block:
    return {"type": "paragraph", "value": f"<p>{html}</p>"}


def _block(written: dict[str, Any], language: str, on: date, media: Media) -> Iterator[Block]:
    (kind, value), *_rest = written.items()
    if kind in ("picture", "leaflet"):
        yield _medium(kind, value, language, media)
    elif kind == "figures":
        yield {"type": "figures", "value": {"rows": _main_figures(language, on)}}
    elif kind == "map":
        yield {"type": "tile_map", "value": _map(language, on)}
    else:
        yield _words(kind, value, language)


def _medium(kind: str, name: str, language: str, media: Media) -> Block:
    if kind == "picture":
        return {"type": "picture", "value": {"media": media(name, language), "caption": ""}}
    label = TITLES[name]["vi" if language == "vi" else "en"]
    return {"type": "document", "value": {"media": media(name, "vi"), "label": label, "language": "vi"}}


def _words(kind: str, value: Any, language: str) -> Block:
    """A block that is nothing but words."""
    match kind:
        case "p":
            return _paragraph(value)
        case "list":
            lines = guidance(language) if value == "guidance" else value
            return {"type": "paragraph", "value": "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"}
        case "h":
            return {"type": "heading", "value": {"text": value, "level": "2"}}
        case "quote":
            return {"type": "quote", "value": value}
        case "table":
            return {"type": "table", "value": _TABLES[value](language)}
        case "timeline":
            return {"type": "timeline", "value": {"rows": [{"on": day, "text": text} for day, text in value]}}
    raise ValueError(kind)


def guidance(language: str) -> list[str]:
    """The seven numbered points of công văn 947."""
    letter = current_book().guidance("cv-947-btttt-2024")
    titles = [
        (item.title_vi if language == "vi" else item.title_en or item.title_vi) for item in letter.items if item.label
    ]
    return [normalise(title) for title in titles if title]


def _grid(caption: str, head: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {
        "data": [head, *rows],
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_header_choice": "both",
        "table_caption": caption,
    }


def _programme(language: str) -> dict[str, Any]:
    vi = language == "vi"
    rows = [
        [
            task.label,
            task.title_vi if vi else task.title_en or task.title_vi,
            task.period_text if vi else _period(task.period_text),
        ]
        for group in figures.programme().groups
        for task in group.tasks
    ]
    head = ["Số", "Nhiệm vụ", "Thời gian"] if vi else ["No.", "Task", "Period"]
    return _grid(
        "Các nhiệm vụ trong phụ lục" if vi else "Tasks of the annex",
        head,
        [[str(cell or "") for cell in row] for row in rows],
    )


def _period(text: str | None) -> str:
    return "Every year" if text == "Hàng năm" else text or ""


def _deadlines(language: str) -> dict[str, Any]:
    if language == "vi":
        return _grid(
            "Thời hạn theo Thông tư số 02/2019/TT-BTTTT và Quyết định số 1486/QĐ-TTg",
            ["Việc", "Thời hạn", "Căn cứ"],
            [
                ["Báo cáo tổng kết và kế hoạch năm sau", "trước ngày 30 tháng 11", "khoản 5 Điều 10 Thông tư 02/2019"],
                ["Giải thích, làm rõ", "không quá 07 ngày sau khi nhận thông báo", "khoản 5 Điều 6 Thông tư 02/2019"],
                ["Thông báo sự kiện ở nước ngoài", "chậm nhất 15 ngày trước", "khoản 3 Điều 8 Thông tư 02/2019"],
                ["Báo cáo thực hiện Quyết định 1486", "trước ngày 10 tháng 12", "mục IV Điều 1 Quyết định 1486"],
            ],
        )
    return _grid(
        "Time limits under Circular No. 02/2019/TT-BTTTT and Decision No. 1486/QĐ-TTg",
        ["What", "Time limit", "Basis"],
        [
            ["Yearly report and next year's plan", "before 30 November", "Article 10(5), Circular 02/2019"],
            ["Explanation and clarification", "within 7 days of the notice", "Article 6(5), Circular 02/2019"],
            ["Notice of an event abroad", "15 days before at the latest", "Article 8(3), Circular 02/2019"],
            ["Report on Decision 1486", "before 10 December", "Article 1, section IV, Decision 1486"],
        ],
    )


_TABLES: dict[str, Callable[[str], dict[str, Any]]] = {"programme": _programme, "deadlines": _deadlines}


def _main_figures(language: str, on: date) -> list[dict[str, str]]:
    told = figures.numbers(on)
    vi = language == "vi"
    day = f"{on:%d/%m/%Y}"
    register = "Danh mục cơ quan của hệ thống" if vi else "Register of bodies of this system"
    law = "Dữ liệu pháp luật của hệ thống" if vi else "Law data of this system"
    circular = "Điều 5 Thông tư số 02/2019/TT-BTTTT" if vi else "Article 5, Circular No. 02/2019/TT-BTTTT"
    annex = "Phụ lục Quyết định số 1486/QĐ-TTg" if vi else "Annex of Decision No. 1486/QĐ-TTg"
    rows = (
        (("Bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ", "Ministries, ministerial and government agencies"), told.ministries, ("cơ quan", "bodies"), day, register),
        (("Tỉnh, thành phố trực thuộc Trung ương", "Provinces and centrally-run cities"), told.provinces, ("đơn vị", "units"), day, register),
        (("Nghĩa vụ về thông tin đối ngoại đang có hiệu lực", "External information duties in force"), told.duties, ("nghĩa vụ", "duties"), day, law),
        (("Phương thức cung cấp thông tin của Bộ", "Channels of information of a ministry"), told.channels, ("phương thức", "channels"), "22/04/2019", circular),
        (("Nhiệm vụ trọng tâm giai đoạn 2018 - 2020", "Focus tasks 2018-2020"), told.tasks, ("nhiệm vụ", "tasks"), "06/11/2018", annex),
        (("Văn bản trong dữ liệu pháp luật", "Instruments in the law data"), told.instruments, ("văn bản", "instruments"), day, law),
    )  # fmt: skip
    return [
        {
            "label": label[not vi],
            "value": str(value),
            "unit": unit[not vi],
            "as_of": as_of,
            "source": source,
            "source_url": "",
        }
        for label, value, unit, as_of, source in rows
    ]


def _map(language: str, on: date) -> dict[str, str]:
    vi = language == "vi"
    return {
        "title": "Số tỉnh, thành phố cũ hợp thành mỗi tỉnh, thành phố"
        if vi
        else "How many former provinces each province is made of",
        "unit": "tỉnh, thành phố cũ" if vi else "former provinces",
        "values": "\n".join(f"{name}: {value}" for name, value in figures.merged_provinces(on)),
        "source": figures.SOURCE["vi" if vi else "en"],
    }
