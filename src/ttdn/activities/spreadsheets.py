"""Activities out to a spreadsheet and in from one; the columns are the same, so that an export can be read back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ttdn.activities.catalogue import Catalogue, words
from ttdn.activities.errors import ImportRefused
from ttdn.activities.models import Activity
from ttdn.activities.rules import ActivityData, problems
from ttdn.law.schema import CategoryItem
from ttdn.law.text import fold, normalise
from ttdn.web.xlsx import Sheet

MOST_ROWS = 5000
MOST_ERRORS = 200
SEPARATOR = ";"


def plain_columns() -> list[tuple[str, str]]:
    """(key, header) of the columns every kind has."""
    return [
        ("kind", _("Loại hoạt động")),
        ("title", _("Tên hoạt động")),
        ("starts_on", _("Từ ngày")),
        ("ends_on", _("Đến ngày")),
        ("unit", _("Đơn vị")),
        ("place", _("Địa điểm")),
        ("country", _("Nước")),
        ("channels", _("Phương thức")),
        ("languages", _("Ngôn ngữ")),
        ("topics", _("Nội dung tập huấn")),
        ("themes", _("Nội dung trọng tâm")),
        ("partners", _("Đơn vị phối hợp")),
        ("cost", _("Kinh phí (đồng)")),
        ("cost_source", _("Nguồn kinh phí")),
        ("links", _("Liên kết")),
        ("note", _("Ghi chú")),
    ]


def figure_columns(catalogue: Catalogue) -> list[tuple[str, str]]:
    """(code, header) of the figures, each code once: a kind reads only its own."""
    found: dict[str, list[str]] = {}
    for kind in catalogue.kinds:
        for figure in kind.figures:
            names = found.setdefault(figure.code, [])
            if words(figure) not in names:
                names.append(words(figure))
    return [(code, " / ".join(names)) for code, names in found.items()]


# Out


def export_sheet(
    activities: Iterable[Activity], catalogue: Catalogue, units: Mapping[int, str], *, heading: Sequence[str]
) -> Sheet:
    """The list as a sheet: one row per activity, figures in their columns."""
    figures = figure_columns(catalogue)
    return Sheet(
        name=_("Hoạt động"),
        columns=[header for _key, header in (*plain_columns(), *figures)],
        rows=(_row(each, catalogue, units, figures) for each in activities),
        heading=heading,
        widths=(26, 60, 12, 12, 26, 24, 16, 40, 26, 30, 30, 30, 16, 22, 40, 40),
    )


def _row(
    activity: Activity, catalogue: Catalogue, units: Mapping[int, str], figures: Sequence[tuple[str, str]]
) -> list[Any]:
    kind = catalogue.kind(activity.kind)
    lists = {
        name: f"{SEPARATOR} ".join(_names(getattr(catalogue, name), getattr(activity, name)))
        for name in ("channels", "languages", "topics", "themes")
    }
    country = _("Việt Nam") if activity.country == "vn" else ", ".join(_names(catalogue.countries, [activity.country]))
    source = ", ".join(_names(catalogue.sources, [activity.cost_source]))
    return [
        words(kind) if kind else activity.kind,
        activity.title,
        activity.starts_on,
        activity.ends_on,
        units.get(activity.unit_id, "") if activity.unit_id else "",
        activity.place,
        country,
        lists["channels"],
        lists["languages"],
        lists["topics"],
        lists["themes"],
        activity.partners,
        activity.cost or None,
        source,
        "\n".join(activity.links),
        activity.note,
        *(activity.figures.get(code) for code, _header in figures),
    ]


def _names(items: Sequence[CategoryItem], codes: Iterable[str]) -> list[str]:
    known = {item.code: words(item) for item in items}
    return [known.get(code, code) for code in codes if code]


def template_sheets(catalogue: Catalogue, units: Iterable[str]) -> list[Sheet]:
    """The empty sheet to fill in, and what may stand in each column."""
    figures = figure_columns(catalogue)
    names = {
        _("Loại hoạt động"): [words(kind) for kind in catalogue.kinds],
        _("Đơn vị"): list(units),
        _("Nước"): [_("Việt Nam"), *(words(item) for item in catalogue.countries)],
        _("Phương thức"): [words(item) for item in catalogue.channels],
        _("Ngôn ngữ"): [words(item) for item in catalogue.languages],
        _("Nội dung tập huấn"): [words(item) for item in catalogue.topics],
        _("Nội dung trọng tâm"): [words(item) for item in catalogue.themes],
        _("Nguồn kinh phí"): [words(item) for item in catalogue.sources],
    }
    longest = max(len(values) for values in names.values())
    rows = [[values[place] if place < len(values) else None for values in names.values()] for place in range(longest)]
    needs = [
        [words(kind), f"{SEPARATOR} ".join(words(each) + (" *" if each.required else "") for each in kind.figures)]
        for kind in catalogue.kinds
    ]
    return [
        Sheet(
            name=_("Hoạt động"),
            columns=[header for _key, header in (*plain_columns(), *figures)],
            rows=(),
            widths=(26, 60, 12, 12, 26, 24, 16, 40, 26, 30, 30, 30, 16, 22, 40, 40),
        ),
        Sheet(name=_("Danh mục"), columns=list(names), rows=rows, widths=(40,) * len(names)),
        Sheet(
            name=_("Chỉ tiêu"), columns=[_("Loại hoạt động"), _("Chỉ tiêu (* phải ghi)")], rows=needs, widths=(40, 90)
        ),
    ]


# In


@dataclass
class _Reader:
    """Reads one sheet; every error names its row and column, and none hides the next."""

    catalogue: Catalogue
    units: Mapping[str, int]
    errors: list[str] = field(default_factory=list)

    def complain(self, row: int, column: str, text: str) -> None:
        """Keep one error: "Dòng 3, cột “Từ ngày”: …"."""
        self.errors.append(_("Dòng %(row)d, cột “%(column)s”: %(text)s") % {"row": row, "column": column, "text": text})


def read_sheet(content: bytes, catalogue: Catalogue, units: Mapping[str, int]) -> list[ActivityData]:
    """The activities of a filled-in sheet; `units` gives keys by name.

    Raises:
        ImportRefused: the file cannot be read, or some row is wrong: every error named, nothing given.
    """
    rows = _rows_of(content)
    header_row, columns = _header(rows, catalogue)
    reader = _Reader(catalogue, {_key(name): key for name, key in units.items()})
    found: list[ActivityData] = []
    for number, cells in rows[header_row + 1 :]:
        values = {key: cells[place] if place < len(cells) else None for key, place in columns.items()}
        if all(value in (None, "") for value in values.values()):
            continue
        data = _read_row(reader, number, values)
        if data is not None:
            found.append(data)
        if len(reader.errors) >= MOST_ERRORS:
            break
    if reader.errors:
        text = _("Tệp có %(count)d chỗ cần sửa; chưa ghi hoạt động nào.") % {"count": len(reader.errors)}
        raise ImportRefused(text, reader.errors)
    if not found:
        raise ImportRefused(_("Tệp không có dòng hoạt động nào."), [])
    return found


def _rows_of(content: bytes) -> list[tuple[int, tuple[Any, ...]]]:
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows: list[tuple[int, tuple[Any, ...]]] = []
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            rows.append((number, cells))
            if number > MOST_ROWS + 10:
                raise ImportRefused(_("Tệp có quá 5.000 dòng; hãy chia thành nhiều tệp."), [])
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError) as error:
        raise ImportRefused(_("Không đọc được tệp; hãy dùng tệp .xlsx theo mẫu."), []) from error
    return rows


def _header(rows: Sequence[tuple[int, tuple[Any, ...]]], catalogue: Catalogue) -> tuple[int, dict[str, int]]:
    """Where the header row is, and which column holds what; lines above it (a title) are skipped."""
    wanted = {_key(header): key for key, header in plain_columns()}
    for code, header in figure_columns(catalogue):
        # a figure that kinds call by several names is found by any of them
        for name in (header, *header.split(" / ")):
            wanted.setdefault(_key(name), f"so__{code}")
    for index, (_number, cells) in enumerate(rows[:10]):
        columns = {
            wanted[_key(str(cell))]: place for place, cell in enumerate(cells) if cell and _key(str(cell)) in wanted
        }
        if {"kind", "title", "starts_on"} <= columns.keys():
            return index, columns
    raise ImportRefused(
        _("Không thấy dòng tiêu đề có các cột “Loại hoạt động”, “Tên hoạt động”, “Từ ngày”; hãy dùng tệp mẫu."), []
    )


def _read_row(reader: _Reader, row: int, values: dict[str, Any]) -> ActivityData | None:
    headers = dict(plain_columns())
    before = len(reader.errors)
    kind = _one(reader, row, headers["kind"], values.get("kind"), reader.catalogue.kinds)
    starts = _day(reader, row, headers["starts_on"], values.get("starts_on"))
    if not kind and not _text(values.get("kind")):
        reader.complain(row, headers["kind"], _("chưa ghi loại hoạt động."))
    if starts is None and not _text(values.get("starts_on")):
        reader.complain(row, headers["starts_on"], _("chưa ghi ngày."))
    ends = _day(reader, row, headers["ends_on"], values.get("ends_on"))
    country = _country(reader, row, headers["country"], values.get("country"))
    figures = _figures(reader, row, kind, values)
    cost = _number(reader, row, headers["cost"], values.get("cost"))
    unit = _unit(reader, row, headers["unit"], values.get("unit"))
    lists = {
        name: tuple(_many(reader, row, headers[name], values.get(name), getattr(reader.catalogue, name)))
        for name in ("channels", "languages", "topics", "themes")
    }
    source = _one(reader, row, headers["cost_source"], values.get("cost_source"), reader.catalogue.sources)
    if len(reader.errors) > before or starts is None or not kind:
        return None
    data = ActivityData(
        kind=kind,
        title=_text(values.get("title")),
        starts_on=starts,
        ends_on=ends or starts,
        unit_id=unit,
        place=_text(values.get("place"))[:300],
        country=country,
        partners=_text(values.get("partners")),
        figures=figures,
        cost=cost or 0,
        cost_source=source,
        links=tuple(_text(values.get("links")).split()),
        note=_text(values.get("note")),
        channels=lists["channels"],
        languages=lists["languages"],
        topics=lists["topics"],
        themes=lists["themes"],
    )
    _complain_of(reader, row, data, headers)
    return data


def _complain_of(reader: _Reader, row: int, data: ActivityData, headers: Mapping[str, str]) -> None:
    """The rules of the kind, said at their columns."""
    figures = {f"figure_{code}": header for code, header in figure_columns(reader.catalogue)}
    for name, texts in problems(data, reader.catalogue).items():
        for text in texts:
            reader.complain(row, headers.get(name) or figures.get(name, name), text)


def _figures(reader: _Reader, row: int, kind: str, values: Mapping[str, Any]) -> dict[str, int]:
    own = {figure.code for figure in reader.catalogue.figures(kind)}
    found: dict[str, int] = {}
    for code, header in figure_columns(reader.catalogue):
        value = _number(reader, row, header, values.get(f"so__{code}"))
        if value is None:
            continue
        if kind and code not in own:
            reader.complain(row, header, _("loại hoạt động này không có chỉ tiêu này."))
        found[code] = value
    return found


def _text(value: Any) -> str:
    return normalise(str(value)).strip() if value is not None else ""


def _key(value: str) -> str:
    """Words compared without marks, case and doubled blanks, so that a retyped name still fits."""
    return " ".join(fold(value).split())


def _named(items: Iterable[CategoryItem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in items:
        for name in (item.code, item.vi, item.en):
            found.setdefault(_key(name), item.code)
    return found


def _one(reader: _Reader, row: int, column: str, value: Any, items: Sequence[CategoryItem]) -> str:
    text = _text(value)
    if not text:
        return ""
    code = _named(items).get(_key(text), "")
    if not code:
        reader.complain(row, column, _("“%(text)s” không có trong danh mục.") % {"text": text})
    return code


def _many(reader: _Reader, row: int, column: str, value: Any, items: Sequence[CategoryItem]) -> list[str]:
    """Several names separated by ";"; a name that itself holds ";" is found as a whole first."""
    text = _text(value)
    if not text:
        return []
    names = _named(items)
    found: list[str] = []
    rest = [part.strip() for part in text.replace("\n", SEPARATOR).split(SEPARATOR)]
    place = 0
    while place < len(rest):
        for end in range(len(rest), place, -1):
            whole = _key(f"{SEPARATOR} ".join(rest[place:end]))
            if whole in names or not whole:
                found += [names[whole]] if whole and names[whole] not in found else []
                place = end
                break
        else:
            reader.complain(row, column, _("“%(text)s” không có trong danh mục.") % {"text": rest[place]})
            place += 1
    return found


def _country(reader: _Reader, row: int, column: str, value: Any) -> str:
    text = _text(value)
    if _key(text) in ("vn", "viet nam", "vietnam"):
        return "vn"
    return _one(reader, row, column, value, reader.catalogue.countries)


def _unit(reader: _Reader, row: int, column: str, value: Any) -> int | None:
    text = _text(value)
    if not text:
        return None
    found = reader.units.get(_key(text))
    if found is None:
        reader.complain(row, column, _("“%(text)s” không phải đơn vị của cơ quan.") % {"text": text})
    return found


def _day(reader: _Reader, row: int, column: str, value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        return None
    parts = text.replace("-", "/").replace(".", "/").split("/")
    try:
        day, month, year = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        reader.complain(row, column, _("“%(text)s” không phải ngày; hãy ghi ngày/tháng/năm.") % {"text": text})
        return None


def _number(reader: _Reader, row: int, column: str, value: Any) -> int | None:
    if value in (None, ""):
        return None
    if isinstance(value, bool):
        value = str(value)
    if isinstance(value, int):
        return _not_negative(reader, row, column, value)
    if isinstance(value, float) and value.is_integer():
        return _not_negative(reader, row, column, int(value))
    text = _text(value).replace(".", "").replace(" ", "")
    if isinstance(value, str) and text.lstrip("-").isdigit():
        return _not_negative(reader, row, column, int(text))
    reader.complain(row, column, _("“%(text)s” không phải số nguyên.") % {"text": _text(value)})
    return None


def _not_negative(reader: _Reader, row: int, column: str, value: int) -> int | None:
    if value < 0:
        reader.complain(row, column, _("số không được nhỏ hơn 0."))
        return None
    return value
