"""What makes an activity complete and consistent; one place for the form, the import and the actions."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from ttdn.activities import catalogue as lists
from ttdn.activities.catalogue import Catalogue
from ttdn.law.schema import CategoryItem
from ttdn.law.text import fold, normalise

LONGEST_FIGURE = 10**12
LONGEST_MONEY = 10**15


@dataclass(frozen=True)
class ActivityData:
    """What a person says about an activity; codes are those of the law book's lists."""

    kind: str
    title: str
    starts_on: date
    ends_on: date
    unit_id: int | None = None
    place: str = ""
    country: str = ""
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    partners: str = ""
    figures: Mapping[str, int] = field(default_factory=dict)
    cost: int = 0
    cost_source: str = ""
    links: tuple[str, ...] = ()
    note: str = ""
    notable: bool = False
    task_id: uuid.UUID | None = None
    programme_task_id: uuid.UUID | None = None


def problems(data: ActivityData, catalogue: Catalogue) -> dict[str, list[str]]:
    """Sentences by field on what is missing or does not fit; empty when the activity can be kept."""
    found: dict[str, list[str]] = {}
    kind = catalogue.kind(data.kind)
    if kind is None:
        return {"kind": [_("Chưa chọn loại hoạt động có trong danh mục.")]}
    if not data.title.strip():
        found["title"] = [_("Chưa ghi tên hoạt động.")]
    if data.ends_on < data.starts_on:
        found["ends_on"] = [_("Ngày kết thúc phải bằng hoặc sau ngày bắt đầu.")]
    found |= _list_problems(data, catalogue, kind)
    found |= _figure_problems(data.figures, kind)
    found |= _plain_problems(data)
    return found


def _list_problems(data: ActivityData, catalogue: Catalogue, kind: CategoryItem) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    chosen: dict[str, tuple[Sequence[str], tuple[CategoryItem, ...]]] = {
        "channels": (data.channels, catalogue.channels),
        "languages": (data.languages, catalogue.languages),
        "topics": (data.topics, catalogue.topics),
        "themes": (data.themes, catalogue.themes),
        "country": ([data.country] if data.country and data.country != "vn" else [], catalogue.countries),
        "cost_source": ([data.cost_source] if data.cost_source else [], catalogue.sources),
    }
    for name, (codes, items) in chosen.items():
        unknown = set(codes) - {item.code for item in items}
        if unknown:
            found[name] = [_("Không có trong danh mục: %(codes)s.") % {"codes": ", ".join(sorted(unknown))}]
    if lists.promotes(kind) and not data.channels:
        found["channels"] = [_("Loại hoạt động này phải ghi ít nhất một phương thức (Điều 5).")]
    if lists.wants_topics(kind) and not data.topics:
        found["topics"] = [_("Lớp tập huấn phải ghi ít nhất một nội dung (khoản 3 Điều 3).")]
    if lists.wants_themes(kind) and not data.themes:
        found["themes"] = [_("Đề án, dự án phải ghi ít nhất một nội dung trọng tâm (khoản 4 Điều 3).")]
    return found


def _figure_problems(figures: Mapping[str, int], kind: CategoryItem) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    known = {figure.code: figure for figure in kind.figures}
    for code, value in figures.items():
        if code not in known:
            found[f"figure_{code}"] = [_("Loại hoạt động này không có chỉ tiêu “%(code)s”.") % {"code": code}]
        elif not 0 <= value <= LONGEST_FIGURE:
            found[f"figure_{code}"] = [_("Số liệu phải từ 0 đến 1.000.000.000.000.")]
    for figure in kind.figures:
        if figure.required and figure.code not in figures:
            found[f"figure_{figure.code}"] = [
                _("Chưa ghi số liệu “%(name)s”; không có thì ghi 0.") % {"name": lists.words(figure)}
            ]
    return found


def _plain_problems(data: ActivityData) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if not 0 <= data.cost <= LONGEST_MONEY:
        found["cost"] = [_("Số tiền phải từ 0 đồng trở lên.")]
    wrong = [link for link in data.links if not is_web_address(link)]
    if wrong:
        found["links"] = [
            _("Liên kết phải bắt đầu bằng http:// hoặc https://: %(links)s.") % {"links": ", ".join(wrong)}
        ]
    return found


def is_web_address(link: str) -> bool:
    """Whether a link leads to the web; nothing that a browser would run is kept."""
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def folded_text(data: ActivityData) -> str:
    """Title, place and partners without marks, for the plain search of the list."""
    return fold(" ".join((normalise(data.title), normalise(data.place), normalise(data.partners))))


def channel_key(channels: Sequence[str]) -> str:
    """Channels as one text that a filter finds one of: "|portal|events|"."""
    return f"|{'|'.join(channels)}|" if channels else ""
