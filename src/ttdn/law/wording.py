"""Words of the count: days with their weekday, citations in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: as the Official Gazette and vbpl.vn translate them; longer words first
_CITATION_EN = (
    ("Thông tư liên tịch số", "Joint Circular No."),
    ("Thông tư số", "Circular No."),
    ("Nghị định số", "Decree No."),
    ("Nghị quyết số", "Resolution No."),
    ("Quyết định số", "Decision No."),
    ("Bộ luật số", "Code No."),
    ("Luật số", "Law No."),
    ("Chỉ thị số", "Directive No."),
    ("Công văn số", "Official Letter No."),
    ("Kết luận số", "Conclusion No."),
    ("Hướng dẫn số", "Guideline No."),
    ("Kế hoạch số", "Plan No."),
    ("Thông báo số", "Notice No."),
    ("toàn văn", "the whole of"),
    ("Phụ lục số", "Annex No."),
    ("Phụ lục", "Annex"),
    ("Chương", "Chapter"),
    ("Điều", "Article"),
    ("khoản", "clause"),
    ("điểm", "point"),
    ("Mục", "Section"),
    ("mục", "item"),
    ("đoạn cuối", "last paragraph"),
    ("câu thứ hai", "second sentence"),
    ("câu cuối", "last sentence"),
    (" và ", " and "),
)


@dataclass(frozen=True)
class Sentence:
    """One sentence in Vietnamese and English."""

    vi: str
    en: str

    def text(self, lang: str) -> str:
        """The sentence in `lang`: Vietnamese, unless English is asked for."""
        return self.en if lang == "en" else self.vi


def day_vi(day: date) -> str:
    """24/11/2026 (thứ Ba)."""
    return f"{day:%d/%m/%Y} ({_VI[day.weekday()]})"


def day_en(day: date) -> str:
    """24/11/2026 (Tuesday)."""
    return f"{day:%d/%m/%Y} ({_EN[day.weekday()]})"


def clause_en(citation: str) -> str:
    """A citation with its Vietnamese words of structure in English; numbers stay as they are."""
    for vi, en in _CITATION_EN:
        citation = citation.replace(vi, en)
    return citation
