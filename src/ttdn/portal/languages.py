"""The content languages of the deployment and what each needs: its name, its direction, its fonts."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Language:
    """A content language: code (BCP 47), its own name, English name, and whether its script writes no spaces."""

    code: str
    name: str
    name_en: str
    name_vi: str
    spaced: bool = True
    rtl: bool = False


KNOWN = {
    each.code: each
    for each in (
        Language("vi", "Tiếng Việt", "Vietnamese", "Tiếng Việt"),
        Language("en", "English", "English", "Tiếng Anh"),
        Language("lo", "ລາວ", "Lao", "Tiếng Lào", spaced=False),
        Language("km", "ខ្មែរ", "Khmer", "Tiếng Khmer", spaced=False),
        Language("zh-hans", "简体中文", "Chinese (Simplified)", "Tiếng Trung Quốc", spaced=False),
        Language("fr", "Français", "French", "Tiếng Pháp"),
        Language("ru", "Русский", "Russian", "Tiếng Nga"),
        Language("es", "Español", "Spanish", "Tiếng Tây Ban Nha"),
        Language("ja", "日本語", "Japanese", "Tiếng Nhật", spaced=False),
        Language("ko", "한국어", "Korean", "Tiếng Hàn Quốc"),
        Language("de", "Deutsch", "German", "Tiếng Đức"),
        Language("th", "ไทย", "Thai", "Tiếng Thái Lan", spaced=False),
        Language("id", "Bahasa Indonesia", "Indonesian", "Tiếng Indonesia"),
        Language("pt", "Português", "Portuguese", "Tiếng Bồ Đào Nha"),
        Language("ar", "العربية", "Arabic", "Tiếng Ả Rập", rtl=True),
    )
}


def content_languages() -> dict[str, Language]:
    """The languages that this deployment publishes in, in the order set (`TTDN_CONTENT_LANGUAGES`)."""
    return {code: KNOWN[code] for code in settings.CONTENT_LANGUAGES}


def chrome_language(code: str) -> str:
    """The language of the interface around content in a language: Vietnamese, else English (decisions.md 20)."""
    return "vi" if code == "vi" else "en"
