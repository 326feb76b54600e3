"""Marks of a state secret (Mật, Tối mật, Tuyệt mật): found in text, refused with a sentence.

A mark is a stamp: alone on its line or cell, beside the heading of the document, or after "Độ mật:". Words that only
contain the syllable ("bảo mật", "mật độ", "mật ong") and sentences about the law of state secrets are no marks.
Marks on pages that are pictures only (scans without a text layer) cannot be read here.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from ttdn.files.errors import SecretMark

HEAD_LINES = 30
"""So many lines at the beginning of a part are read as its heading: there a mark counts in any letter case."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LEVEL = r"(?:tuyệt\s*mật|tối\s*mật|m\s*ậ\s*t)"
_OLD_FONTS = r"(?:TUYÖT MËT|TèI MËT|MËT|TUYEÄT MAÄT|TOÁI MAÄT|MAÄT|TUYET MAT|TOI MAT)"
_WRAP = r"[\s\W\d_]*"
_ALONE = re.compile(
    rf"^{_WRAP}(?P<mark>(?:(?:tài\s+liệu|văn\s+bản|dấu|điện)\s+)?{_LEVEL}|{_OLD_FONTS}){_WRAP}$", re.IGNORECASE
)
_STAMP_LINES = re.compile(
    rf"^{_WRAP}(?P<mark>bí\s+mật\s+nhà\s+nước(?:\s*[-–:,(]?\s*(?:độ\s+|mức\s+độ\s+)?{_LEVEL})?|vật\s+(?:chứa|mang)\s+bí\s+mật\s+nhà\s+nước"
    rf"|chỉ\s+người\s+có\s+tên\s+mới\s+được\s+bóc\s+bì){_WRAP}$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?:\bđộ|\bmức\s+độ|\bcấp\s+độ|\bdấu(?:\s+chỉ)?(?:\s+mức)?\s+độ)\s*mật\s*[:=：]\s*[\s\[(\"'“‘☒☑✓✔xX]*(?P<mark>{_LEVEL})(?!\w)",
    re.IGNORECASE,
)
_HEADING = r"(?:CỘNG\s+H[ÒO][AÀ]\s+XÃ|ĐẢNG\s+CỘNG\s+SẢN|Độc\s+lập|Số\s*:|Hà\s+Nội,\s+ngày)"
_BESIDE = re.compile(
    rf"(?:^|[\s|]){_WRAP}(?P<mark>(?:TUYỆT\s+|TỐI\s+)?MẬT)\s+(?={_HEADING})|(?:VIỆT\s+NAM|[Hh]ạnh\s+phúc|Số\s*:\s*\S*)\s+(?P<after>(?:TUYỆT\s+|TỐI\s+)?MẬT)\s*$"
)
_NAME = re.compile(r"(?:^|[^\w])(?P<mark>tuyệt\s*mật|tối\s*mật|tuyet\s*mat)(?:$|[^\w])", re.IGNORECASE)
_NAME_CAPITALS = re.compile(r"^\W*MẬT(?:$|[^\w])(?!(?:ONG|ĐỘ|MÃ|KHẨU|THIẾT|VỤ|MÍA)\b)|[(\[]MẬT[)\]]")
_CELLS = re.compile(r"\t+|\s{3,}|\|")


def _clean(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\u00a0", " ")


def _words(mark: str) -> str:
    return " ".join(mark.split()).upper()


def _mark_of_line(line: str, *, head: bool) -> str:
    if found := _LABELLED.search(line):
        return _words(found["mark"])
    if found := _BESIDE.search(line):
        return _words(found["mark"] or found["after"])
    for cell in _CELLS.split(line):
        found = _ALONE.match(cell) or _STAMP_LINES.match(cell)
        if found and (head or found["mark"].isupper()):
            return _words(found["mark"])
    return ""


def find_mark(text: str) -> str:
    """The first mark of a state secret in a text (capital letters), or an empty string.

    Each form feed begins a new page or part, whose first lines are read as a heading.
    """
    for part in _clean(text).split("\f"):
        read = 0
        for line in part.splitlines():
            if not line.strip():
                continue
            if mark := _mark_of_line(line, head=read < HEAD_LINES):
                return mark
            read += 1
    return ""


def find_mark_in_name(name: str) -> str:
    """The mark that a file name carries, or an empty string."""
    plain = re.sub(r"[_\-.]+", " ", _clean(name))
    if found := _NAME.search(plain):
        return _words(found["mark"])
    return "MẬT" if _NAME_CAPITALS.search(plain) else ""


def refuse_if_secret_text(text: str) -> None:
    """Refuse pasted or typed text that carries a mark of a state secret.

    Raises:
        SecretMark: with a sentence that names the mark and nothing else of the text.
    """
    if mark := find_mark(text):
        raise SecretMark(
            _(
                "Nội dung mang dấu chỉ độ mật “%(mark)s” nên không được nhập vào hệ thống: ở đây chỉ làm việc với thông tin "
                "công khai và thông tin dùng nội bộ. Không phần nào của nội dung được giữ lại. Xin xử lý theo chế độ mật."
            )
            % {"mark": mark}
        )


def refuse_if_secret_file(name: str, parts: Iterable[str]) -> None:
    """Refuse a file whose name or any part of its text or properties carries a mark.

    Raises:
        SecretMark: with a sentence that names the mark and nothing else of the file.
    """
    mark = find_mark_in_name(name)
    for part in parts:
        mark = mark or find_mark(part)
        if mark:
            break
    if mark:
        raise SecretMark(
            _(
                "Tệp mang dấu chỉ độ mật “%(mark)s” nên không được đưa vào hệ thống: ở đây chỉ làm việc với thông tin công khai "
                "và thông tin dùng nội bộ. Không phần nào của tệp được giữ lại. Xin xử lý theo chế độ mật."
            )
            % {"mark": mark}
        )
