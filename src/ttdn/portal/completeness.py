"""What an item still lacks before a second person should read it."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ttdn.portal.choices import Kind
from ttdn.portal.languages import KNOWN

_LONGEST_TITLE = 250


def _needs(snapshot: dict[str, Any]) -> list[tuple[bool, str]]:
    fields = snapshot["fields"]
    return {
        Kind.STATEMENT: [(not fields.get("speaker"), _("chưa ghi người phát ngôn"))],
        Kind.PRESS_RELEASE: [(not fields.get("contact_name"), _("chưa ghi đầu mối cho báo chí"))],
        Kind.CLARIFICATION: [
            (not fields.get("claim"), _("chưa nêu thông tin sai lệch")),
            (not fields.get("finding"), _("chưa nêu thông tin đúng")),
        ],
        Kind.EVENT: [
            (not fields.get("starts_on"), _("chưa ghi ngày bắt đầu")),
            (
                bool(fields.get("ends_on")) and (fields["ends_on"] < (fields.get("starts_on") or "")),
                _("ngày kết thúc trước ngày bắt đầu"),
            ),
        ],
        Kind.FACT_SHEET: [
            (not any(block["type"] == "figures" for block in snapshot["blocks"]), _("chưa có bảng số liệu có nguồn"))
        ],
        Kind.GALLERY: [
            (not any(block["type"] in {"picture", "video"} for block in snapshot["blocks"]), _("chưa có ảnh hoặc phim"))
        ],
        Kind.PUBLICATION: [
            (not any(block["type"] == "document" for block in snapshot["blocks"]), _("chưa có tệp của ấn phẩm"))
        ],
        Kind.PROFILE: [(not fields.get("functions"), _("chưa ghi chức năng, nhiệm vụ"))],
    }.get(snapshot["kind"], [])


def _pictures(snapshot: dict[str, Any]) -> list[dict[str, Any]]:
    """The pictures of a snapshot, each once."""
    return list(
        {block["media"]["id"]: block["media"] for block in snapshot["blocks"] if block["type"] == "picture"}.values()
    )


def _undescribed(media: dict[str, Any], language: str) -> str:
    known = KNOWN.get(language)
    name = known.name_en if known else language
    if known and get_language() == "vi":
        name = known.name_vi[0].lower() + known.name_vi[1:]
    return _("ảnh “%(title)s” chưa có lời mô tả bằng %(language)s cho người không nhìn được (ghi ở thư viện)") % {
        "title": media["title"],
        "language": name,
    }


def what_is_missing(snapshot: dict[str, Any]) -> list[str]:
    """Short phrases, each naming one thing that is missing; empty: ready to be read."""
    needs = [
        (not snapshot["title"], _("chưa có tiêu đề")),
        (len(snapshot["title"]) > _LONGEST_TITLE, _("tiêu đề dài quá 250 chữ cái")),
        (
            not snapshot["blocks"] and not any(snapshot["fields"].values()) and not snapshot["lead"],
            _("chưa có nội dung"),
        ),
        *_needs(snapshot),
        *((not media["alt"], _undescribed(media, snapshot["language"])) for media in _pictures(snapshot)),
    ]
    return [phrase for lacking, phrase in needs if lacking]
