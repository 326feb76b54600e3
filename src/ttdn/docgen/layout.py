"""The page, sizes and paragraph styles of Nghị định 30/2020/NĐ-CP, Phụ lục I, as one table.

Both writers read this table, so Word and PDF have the same measures. Each style fixes a *line
pitch* no smaller than single spacing (mục II.6.e: single to 1.5); Word is told "at least" that
pitch and Typst exactly it, so both give every line the same height whatever the metrics of the
font at hand, and pages break alike. Space stands only after a paragraph, never before it: the two
programs disagree about what happens to space before at the top of a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

StyleAlign = Literal["left", "center", "right", "justify"]

PAGE_WIDTH_MM: Final = 210.0
PAGE_HEIGHT_MM: Final = 297.0
MARGIN_TOP_MM: Final = 20.0
MARGIN_BOTTOM_MM: Final = 20.0
MARGIN_LEFT_MM: Final = 30.0
MARGIN_RIGHT_MM: Final = 15.0
HEADER_FROM_EDGE_MM: Final = 10.0
FOOTER_FROM_EDGE_MM: Final = 8.0
TEXT_WIDTH_MM: Final = PAGE_WIDTH_MM - MARGIN_LEFT_MM - MARGIN_RIGHT_MM
LANDSCAPE_TEXT_WIDTH_MM: Final = PAGE_HEIGHT_MM - MARGIN_LEFT_MM - MARGIN_RIGHT_MM
HEAD_LEFT_MM: Final = 71.0
HEAD_RIGHT_MM: Final = TEXT_WIDTH_MM - HEAD_LEFT_MM
FOOT_LEFT_MM: Final = 86.0
FOOT_RIGHT_MM: Final = TEXT_WIDTH_MM - FOOT_LEFT_MM
INDENT_MM: Final = 12.7
CELL_INSET_X_PT: Final = 5.4
CELL_INSET_Y_PT: Final = 2.0
BORDER_PT: Final = 0.5
SIGNATURE_ROOM_PT: Final = 68.0
# Tables with more columns than this are set one size smaller, or figures in đồng would be cut.
WIDE_TABLE_COLUMNS: Final = 6

PITCH: Final[dict[float, float]] = {14: 17.0, 13: 15.5, 12: 14.5, 11: 13.0, 2: 3.0}
"""Line pitch in points by type size; single spacing of Times New Roman is 1.15 of the size."""


@dataclass(frozen=True, slots=True)
class Style:
    """One named paragraph style; lengths in millimetres, sizes and spaces in points."""

    id: str
    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: StyleAlign = "left"
    first_line_mm: float = 0
    left_mm: float = 0
    after_pt: float = 0
    keep_next: bool = False
    outline: int | None = None
    color: str | None = None

    @property
    def pitch(self) -> float:
        """Line pitch in points."""
        return PITCH[self.size]


STYLES: Final[tuple[Style, ...]] = (
    Style("Normal", "Normal", align="justify", first_line_mm=INDENT_MM, after_pt=6),
    Style("TTDNQuocHieu", "TTDN Quốc hiệu", size=12, bold=True, align="center"),
    Style("TTDNTieuNgu", "TTDN Tiêu ngữ", size=13, bold=True, align="center"),
    Style("TTDNChuQuan", "TTDN Cơ quan chủ quản", size=12, align="center"),
    Style("TTDNBanHanh", "TTDN Cơ quan ban hành", size=12, bold=True, align="center"),
    Style("TTDNSoKyHieu", "TTDN Số ký hiệu", size=13, align="center"),
    Style("TTDNVeViec", "TTDN Trích yếu công văn", size=12, align="center"),
    Style("TTDNDiaDanh", "TTDN Địa danh thời gian", size=13, italic=True, align="center"),
    Style("TTDNDuongKe", "TTDN Đường kẻ", size=2, align="center", after_pt=3),
    Style("TTDNMucDo", "TTDN Dấu chỉ mức độ", size=13, bold=True, align="center"),
    Style("TTDNTenLoai", "TTDN Tên loại", bold=True, align="center", keep_next=True),
    Style("TTDNTrichYeu", "TTDN Trích yếu", bold=True, align="center", after_pt=3, keep_next=True),
    Style("TTDNTamDung", "TTDN Tạm dùng", size=13, italic=True, align="center", after_pt=6),
    Style("TTDNKinhGui", "TTDN Kính gửi", left_mm=25, after_pt=6),
    Style("TTDNKinhGuiDong", "TTDN Kính gửi, từng dòng", left_mm=44, after_pt=6),
    Style(
        "TTDNCanCu",
        "TTDN Căn cứ",
        italic=True,
        align="justify",
        first_line_mm=INDENT_MM,
        after_pt=6,
    ),
    Style(
        "TTDNPhan",
        "TTDN Phần, chương",
        bold=True,
        align="center",
        after_pt=6,
        keep_next=True,
    ),
    Style(
        "Heading1",
        "heading 1",
        bold=True,
        align="justify",
        first_line_mm=INDENT_MM,
        after_pt=6,
        keep_next=True,
        outline=0,
    ),
    Style(
        "Heading2",
        "heading 2",
        bold=True,
        align="justify",
        first_line_mm=INDENT_MM,
        after_pt=6,
        keep_next=True,
        outline=1,
    ),
    Style(
        "Heading3",
        "heading 3",
        align="justify",
        first_line_mm=INDENT_MM,
        after_pt=6,
        keep_next=True,
        outline=2,
    ),
    Style(
        "Heading4",
        "heading 4",
        align="justify",
        first_line_mm=INDENT_MM,
        after_pt=6,
        keep_next=True,
        outline=3,
    ),
    Style(
        "TTDNGachDauDong",
        "TTDN Gạch đầu dòng",
        align="justify",
        first_line_mm=INDENT_MM,
        after_pt=6,
    ),
    Style("TTDNTenBang", "TTDN Tên bảng", size=13, bold=True, align="center", after_pt=6, keep_next=True),
    Style("TTDNDauBang", "TTDN Đầu bảng", size=13, bold=True, align="center"),
    Style("TTDNOBang", "TTDN Ô bảng", size=13),
    Style("TTDNDauBangNho", "TTDN Đầu bảng nhiều cột", size=12, bold=True, align="center"),
    Style("TTDNOBangNho", "TTDN Ô bảng nhiều cột", size=12),
    Style("TTDNSauBang", "TTDN Sau bảng", size=2, after_pt=6),
    Style("TTDNHinh", "TTDN Hình", align="center", after_pt=6, keep_next=True),
    Style("TTDNTenHinh", "TTDN Tên hình", size=13, italic=True, align="center", after_pt=6),
    Style(
        "TTDNGhiChu",
        "TTDN Ghi chú",
        size=12,
        italic=True,
        align="justify",
        first_line_mm=INDENT_MM,
        after_pt=6,
    ),
    Style("TTDNChucVu", "TTDN Quyền hạn, chức vụ", bold=True, align="center"),
    Style("TTDNHoTen", "TTDN Họ tên", bold=True, align="center"),
    Style("TTDNNoiNhan", "TTDN Nơi nhận", size=12, bold=True, italic=True),
    Style("TTDNNoiNhanDong", "TTDN Nơi nhận, từng dòng", size=11),
    Style("TTDNPhuLuc", "TTDN Phụ lục", bold=True, align="center", keep_next=True, outline=0),
    Style("TTDNTenPhuLuc", "TTDN Tên phụ lục", bold=True, align="center", keep_next=True),
    Style("TTDNKemTheo", "TTDN Kèm theo", size=13, italic=True, align="center", after_pt=3, keep_next=True),
    Style("TTDNSoTrang", "TTDN Số trang", size=13, align="center"),
    Style("TTDNDiaChi", "TTDN Địa chỉ", size=11, align="center"),
)

STYLE_BY_ID: Final[dict[str, Style]] = {style.id: style for style in STYLES}

# Average advance of a letter as a share of the type size, for Times New Roman. Rules under titles
# must measure a third to a half of the line above (II.2.b, II.5.b); 0.42 of an estimate that is
# right to a tenth stays inside that band.
_UPPER_BOLD: Final = 0.70
_LOWER_BOLD: Final = 0.50
_SPACE: Final = 0.25
RULE_SHARE: Final = 0.42
# In squared shares of a line: worth an unevenness of about a third on each of two lines.
_GOOD_BREAK: Final = 0.25


def estimated_width_pt(text: str, size: float) -> float:
    """Give about how wide bold text is, in points."""
    total = 0.0
    for letter in text:
        if letter.isspace():
            total += _SPACE
        elif letter.isupper():
            total += _UPPER_BOLD
        else:
            total += _LOWER_BOLD
    return total * size


def word_width_pt(word: str, size: float) -> float:
    """Give about how wide a word of running text is, in points; digits are exact."""
    total = 0.0
    for letter in word:
        if letter.isdigit():
            total += 0.5
        elif letter.isupper():
            total += 0.7
        elif letter.isalpha():
            total += 0.47
        else:
            total += 0.35
    return total * size


def column_widths_mm(shares: Sequence[float], words: Sequence[str], size: float, width_mm: float) -> list[float]:
    """Give column widths by share, but none narrower than the longest word of its column.

    A figure in đồng cut in two lines is misread, so narrow columns take what they need from the
    wider ones; when there is not enough for all, the shares stand as they are.
    """
    total = sum(shares)
    wanted = [width_mm * share / total for share in shares]
    inset = 2 * (CELL_INSET_X_PT + BORDER_PT)
    least = [(word_width_pt(word, size) * 1.03 + inset) * 25.4 / 72 if word else 0.0 for word in words]
    missing = sum(max(low - width, 0) for low, width in zip(least, wanted, strict=True))
    spare = sum(max(width - low, 0) for low, width in zip(least, wanted, strict=True))
    if missing == 0 or missing > spare:
        return wanted
    return [
        low if width < low else width - (width - low) * missing / spare
        for low, width in zip(least, wanted, strict=True)
    ]


def rule_width_mm(text: str, size: float, available_mm: float) -> float:
    """Give the length of the rule under a title: between a third and a half of its (longest) line."""
    line_mm = min(estimated_width_pt(text, size) * 25.4 / 72, available_mm * 0.92)
    return round(line_mm * RULE_SHARE, 1)


TIEU_NGU: Final = "Độc lập - Tự do - Hạnh phúc"
QUOC_HIEU: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
TIEU_NGU_WIDTH_MM: Final = 56.1
URGENCY_WIDTH_MM: Final = {"HỎA TỐC": 30.0, "HOẢ TỐC": 30.0, "THƯỢNG KHẨN": 40.0, "KHẨN": 20.0}
WATERMARK_WIDTH_PT: Final = 440


def balanced_lines(text: str, size: float, available_mm: float) -> list[str]:
    """Give a title as lines that fit a width, as even as may be, so that no single word hangs.

    Bodies' names are long and their column narrow (II.2.b lets them take several lines).
    """
    room = available_mm * 0.97 * 72 / 25.4
    words = text.split()
    total = estimated_width_pt(" ".join(words), size)
    if total <= room or len(words) == 1:
        return [" ".join(words)]
    for count in range(int(total // room) + 1, len(words)):
        lines = _even_split(words, size, count)
        if all(estimated_width_pt(line, size) <= room for line in lines):
            return lines
    return words


def _even_split(words: list[str], size: float, count: int) -> list[str]:
    """Split words into a number of lines of like width, rather after a comma and before "và"."""
    target = estimated_width_pt(" ".join(words), size) / count
    best: dict[tuple[int, int], tuple[float, list[str]]] = {(0, 0): (0.0, [])}
    for end in range(1, len(words) + 1):
        for made in range(1, min(count, end) + 1):
            choices = []
            for start in range(made - 1, end):
                if (start, made - 1) in best:
                    cost, lines = best[start, made - 1]
                    line = " ".join(words[start:end])
                    share = estimated_width_pt(line, size) / target - 1
                    choices.append((cost + share * share + _break_cost(words, end), [*lines, line]))
            if choices:
                best[end, made] = min(choices)
    return best[len(words), count][1]


def _break_cost(words: list[str], end: int) -> float:
    """Give how bad it is to end a line before the word at `end`; a comma makes it good."""
    if end == len(words):
        return 0.0
    if words[end - 1].endswith(","):
        return -_GOOD_BREAK
    return _GOOD_BREAK if words[end - 1].lower() in {"và", "-", "của"} else 0.0
