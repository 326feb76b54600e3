"""Sentences of the report in administrative Vietnamese, from figures.

The report is a Vietnamese document, so nothing here is translated. Counts below ten are written with a leading
zero, thousands with a dot, as official documents do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ttdn.law.schema import CategoryItem
from ttdn.law.text import format_number

#: up to this many activities are all named; beyond, the notable ones
NAMED_ALL = 3
NAMED_MOST = 5
#: up to this many languages are named in the sentence without a count
LANGUAGES_INLINE = 3


@dataclass(frozen=True)
class Phrase:
    """How a kind reads: "Tổ chức" + [thêm] + "05" + "lớp …", then the figures that follow.

    `main` is the figure counted; `tail` holds (figure code, words with {n}) in the order they are written.
    """

    verb: str
    main: str
    noun: str
    tail: tuple[tuple[str, str], ...] = ()


PHRASES: dict[str, Phrase] = {
    "directive_document": Phrase("Ban hành", "documents", "văn bản chỉ đạo, điều hành hoạt động thông tin đối ngoại"),
    "staffing": Phrase(
        "Bố trí",
        "full_time",
        "cán bộ chuyên trách làm công tác thông tin đối ngoại",
        (("part_time", "{n} cán bộ kiêm nhiệm"),),
    ),
    "training_course": Phrase(
        "Tổ chức",
        "courses",
        "lớp tập huấn, bồi dưỡng nghiệp vụ thông tin đối ngoại",
        (("participants", "với {n} lượt người tham gia"), ("days", "tổng thời lượng {n} ngày")),
    ),
    "scheme_project": Phrase(
        "Xây dựng và triển khai",
        "schemes",
        "chương trình, đề án, dự án về thông tin đối ngoại",
        (("products", "hoàn thành {n} sản phẩm"),),
    ),
    "cooperation_programme": Phrase("Ký kết", "programmes", "chương trình phối hợp về thông tin đối ngoại"),
    "monitoring": Phrase(
        "Thực hiện",
        "reports",
        "bản tin, báo cáo tổng hợp thông tin báo chí",
        (
            ("items_followed", "theo dõi {n} tin, bài"),
            ("misleading_items", "phát hiện {n} thông tin sai lệch"),
        ),
    ),
    "press_release": Phrase("Phát hành", "releases", "thông cáo báo chí"),
    "press_conference": Phrase(
        "Tổ chức",
        "conferences",
        "cuộc họp báo, gặp gỡ báo chí",
        (("participants", "với {n} lượt người tham dự"), ("outlets", "{n} lượt cơ quan báo chí đưa tin")),
    ),
    "statement": Phrase("Người phát ngôn thực hiện", "statements", "lần phát ngôn"),
    "press_reply": Phrase(
        "Thực hiện",
        "replies",
        "lượt trả lời, cung cấp thông tin cho báo chí",
        (("outlets", "phục vụ {n} lượt cơ quan báo chí"),),
    ),
    "database_update": Phrase("Cập nhật", "records", "mục tin, dữ liệu vào cơ sở dữ liệu về thông tin đối ngoại"),
    "portal_item": Phrase(
        "Đăng tải",
        "items",
        "tin, bài trên cổng thông tin điện tử",
        (
            ("foreign_items", "trong đó có {n} tin, bài bằng tiếng nước ngoài"),
            ("reach", "thu hút {n} lượt xem, nghe, đọc"),
        ),
    ),
    "publication": Phrase("Xuất bản", "titles", "đầu xuất bản phẩm", (("copies", "với tổng số {n} bản in"),)),
    "broadcast_product": Phrase(
        "Sản xuất",
        "programmes",
        "chương trình phát thanh, truyền hình",
        (("minutes", "với tổng thời lượng {n} phút"),),
    ),
    "online_product": Phrase(
        "Sản xuất",
        "products",
        "sản phẩm truyền thông trên mạng internet",
        (("reach", "thu hút {n} lượt xem, nghe, đọc"),),
    ),
    "event_home": Phrase(
        "Tổ chức",
        "events",
        "sự kiện thông tin đối ngoại trong nước",
        (("participants", "với {n} lượt người tham dự"),),
    ),
    "event_abroad": Phrase(
        "Tổ chức",
        "events",
        "sự kiện thông tin đối ngoại ở nước ngoài",
        (("participants", "với {n} lượt người tham dự"),),
    ),
    "foreign_press_support": Phrase(
        "Hỗ trợ, hợp tác với",
        "delegations",
        "đoàn báo chí nước ngoài",
        (("reporters", "gồm {n} lượt phóng viên"), ("products", "đã phát hành {n} sản phẩm")),
    ),
    "press_trip": Phrase(
        "Tổ chức",
        "trips",
        "chuyến đi thực tế cho báo chí",
        (("reporters", "với {n} lượt phóng viên"), ("products", "đã phát hành {n} sản phẩm")),
    ),
    "border_cluster": Phrase(
        "Vận hành",
        "clusters",
        "cụm thông tin đối ngoại tại cửa khẩu",
        (("updates", "cập nhật nội dung {n} lần"),),
    ),
    "emulation": Phrase(
        "Đăng ký",
        "entries",
        "tác phẩm, đơn vị tham gia phong trào thi đua, giải thưởng về thông tin đối ngoại",
    ),
    "other": Phrase("Thực hiện", "activities", "hoạt động thông tin đối ngoại khác"),
}


def count(number: int) -> str:
    """A number as officials write it: "05", "12", "1.250"; nought stays "0"."""
    return f"{number:02d}" if 0 < number < 10 else format_number(number)  # noqa: PLR2004


def money(amount: int) -> str:
    """Đồng in words of the report: "1.250.000.000 đồng"."""
    return f"{format_number(amount)} đồng"


def day(on: date) -> str:
    """A day as documents print it: "05/02/2024", "05/3/2024" (zero for days below 10 and months 1 and 2)."""
    month = f"{on.month:02d}" if on.month <= 2 else str(on.month)  # noqa: PLR2004
    return f"{on.day:02d}/{month}/{on.year}"


def days(start: date, end: date) -> str:
    """Such as "ngày 05/3/2024" or "từ ngày 05/3/2024 đến ngày 07/3/2024"."""
    return f"ngày {day(start)}" if start == end else f"từ ngày {day(start)} đến ngày {day(end)}"


def joined(parts: Sequence[str]) -> str:
    """Such as "a", "a và b", "a, b và c"."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} và {parts[-1]}"


def lower_first(text: str) -> str:
    """The text to stand inside a sentence: a small first letter, unless it begins an abbreviation."""
    if len(text) > 1 and text[1].isupper():
        return text
    return text[:1].lower() + text[1:]


def phrase_for(kind: CategoryItem) -> Phrase:
    """The phrase of a kind; a kind the law book added later is worded from its own name and figures."""
    if kind.code in PHRASES:
        return PHRASES[kind.code]
    figures = [figure for figure in kind.figures if figure.code not in ("languages", "countries")]
    if not figures:
        return Phrase("Thực hiện", "", f"hoạt động: {lower_first(kind.vi)}")
    tail = tuple((each.code, f"{lower_first(each.vi)}: {{n}} {each.unit or ''}".rstrip()) for each in figures[1:])
    return Phrase("Thực hiện", figures[0].code, f"{figures[0].unit or ''} ({lower_first(kind.vi)})".strip(), tail)


def main_clause(
    kind: CategoryItem,
    figures: Mapping[str, int],
    records: int,
    *,
    more: bool = False,
    languages: Sequence[str] = (),
    countries: Sequence[str] = (),
) -> str:
    """The kind's sentence without its full stop: "Tổ chức 05 lớp … với 320 lượt người tham gia".

    Args:
        kind: the kind of activity.
        figures: sums over the records.
        records: number of records, counted where the kind's main figure was left empty.
        more: write "thêm" after the verb (the estimated part).
        languages: names of the languages used ("Tiếng Anh").
        countries: names of the countries it took place in.
    """
    phrase = phrase_for(kind)
    tail = list(phrase.tail)
    number = figures.get(phrase.main, 0)
    if not number and tail and figures.get(tail[0][0]) and kind.code == "staffing":
        # nobody full-time: the sentence counts those who do it beside other work
        code, text = tail.pop(0)
        head = f"{phrase.verb}{' thêm' if more else ''} {text.format(n=count(figures[code]))} làm công tác thông tin đối ngoại"
    else:
        head = f"{phrase.verb}{' thêm' if more else ''} {count(number or records)} {phrase.noun}"
    pieces = [text.format(n=count(figures[code])) for code, text in tail if figures.get(code)]
    sentence = head
    if countries:
        sentence += " " + _countries(countries)
    if languages:
        sentence += " " + _languages(languages)
    for piece in pieces:
        glue = " " if piece.startswith(("với ", "gồm ")) else ", "
        if kind.code == "staffing":
            glue = " và "
        sentence += f"{glue}{piece}"
    return sentence


def _languages(names: Sequence[str]) -> str:
    small = [lower_first(name) for name in names]
    if len(small) <= LANGUAGES_INLINE:
        return f"bằng {joined(small)}"
    return f"bằng {count(len(small))} ngôn ngữ ({', '.join(small)})"


def _countries(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"tại {names[0]}"
    return f"tại {count(len(names))} nước ({', '.join(names)})"


@dataclass(frozen=True)
class Named:
    """An activity to be named in the report."""

    title: str
    start: date
    end: date
    place: str = ""


def naming(items: Sequence[Named], *, of: int) -> str:
    """The sentence that names activities; `of` is how many there were."""
    listed = "; ".join(_named(item) for item in items)
    opening = "Cụ thể" if len(items) == of else "Tiêu biểu"
    return f"{opening}: {listed}."


def _named(item: Named) -> str:
    place = f", tại {item.place}" if item.place else ""
    return f"{item.title.rstrip('. ')} ({days(item.start, item.end)}{place})"


def nothing(*, planned: Sequence[str] = ()) -> str:
    """What stands where no activity was recorded: nothing planned either, or planned and not yet recorded."""
    if not planned:
        return "Trong kỳ không phát sinh."
    return f"Chưa ghi nhận kết quả của {count(len(planned))} nhiệm vụ trong kế hoạch: {'; '.join(planned)}."


def estimated(clauses: Iterable[str], *, closing: date, year: int) -> str:
    """The separate sentence of the estimated part: what is expected after the closing date."""
    listed = "; ".join(lower_first(clause) for clause in clauses)
    return f"Ước thực hiện từ sau ngày {day(closing)} đến hết năm {year}: {listed} (số ước thực hiện)."
