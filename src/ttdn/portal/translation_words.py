"""What the translation page calls the places of a text."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ttdn.portal.models import PAGE_TYPES

_BLOCKS: dict[str, str | Promise] = {
    "paragraph": _("Đoạn văn"),
    "heading": _("Đề mục"),
    "quote": _("Trích lời"),
    "picture": _("Chú thích"),
    "video": _("Chú thích"),
    "document": _("Tài liệu"),
    "table": pgettext_lazy("block", "Bảng"),
    "figures": _("Số liệu"),
    "timeline": _("Dòng thời gian"),
    "tile_map": _("Bản đồ tỉnh, thành phố"),
}
_PARTS: dict[str, str | Promise] = {
    "speaker": _("Người nói"),
    "role": _("Chức vụ"),
    "caption": _("Chú thích"),
    "label": _("Chỉ tiêu"),
    "value": _("Giá trị"),
    "unit": _("Đơn vị"),
    "as_of": _("Thời điểm"),
    "source": _("Nguồn số liệu"),
}


def place_of(key: str, source: dict[str, Any]) -> str:
    """Where a segment stands, in words: "Tiêu đề", "Bảng, hàng 2, cột 1"."""
    first, *rest = key.split(".")
    if first == "title":
        return _now("Tiêu đề")
    if first == "lead":
        return _now("Tóm tắt")
    if first == "fields":
        field = PAGE_TYPES[source["kind"]]._meta.get_field(rest[0])
        return str(field.verbose_name)
    kind = source["blocks"][int(rest[0])]["type"]
    words = str(_BLOCKS.get(kind, kind))
    if kind == "table" and rest[1] == "row":
        return _now("%(what)s, hàng %(row)d, cột %(column)d") % {
            "what": words,
            "row": int(rest[2]) + 1,
            "column": int(rest[3]) + 1,
        }
    part = _PARTS.get(rest[-1]) if kind in {"quote", "figures", "tile_map"} else None
    return f"{words} · {part}" if part else words
