"""What a new edition changes against what readers have: every word of it, and what is not words. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ttdn.docgen.compare import Change, word_diff
from ttdn.portal.choices import Audience, Rights
from ttdn.portal.snapshots import media_of, plain_paragraphs

_HREF = re.compile(r'href="([^"]*)"')


@dataclass(frozen=True)
class Comparison:
    """`words`: the stretches of title and text in order; `others`: changes that no word shows, a sentence each."""

    words: list[Change]
    others: list[str]

    @property
    def same_words(self) -> bool:
        """Whether not one word differs."""
        return all(each.kind == "same" for each in self.words)


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """The way from one snapshot to another."""
    return Comparison(word_diff(_text(old), _text(new)), list(_others(old, new)))


def _text(snapshot: dict[str, Any]) -> str:
    return "\n".join([snapshot["title"], *plain_paragraphs(snapshot)])


def _others(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    details: dict[str, tuple[str, Callable[[str], object]]] = {
        "audience": (_("Dành cho"), lambda value: Audience(value).label),
        "rights": (_("Quyền dùng lại"), lambda value: Rights(value).label),
        "number": (_("Số văn bản"), str),
        "number_on": (_("Ngày văn bản"), str),
        "slug": (_("Phần cuối của địa chỉ"), str),
    }
    for key, (label, shown) in details.items():
        if old[key] != new[key]:
            yield _("%(label)s: “%(old)s” thành “%(new)s”.") % {
                "label": label,
                "old": shown(old[key]) if old[key] else "–",
                "new": shown(new[key]) if new[key] else "–",
            }
    if old["channel"] != new["channel"]:
        yield _("Phương thức theo Điều 5 đã đổi.")
    if old["topics"] != new["topics"]:
        yield _("Chủ đề đã đổi.")
    if old["unit"] != new["unit"]:
        yield _("Đơn vị soạn đã đổi.")
    yield from _media(old, new)
    if _links(old) != _links(new):
        added = [link for link in _links(new) if link not in _links(old)]
        removed = [link for link in _links(old) if link not in _links(new)]
        yield _("Đường dẫn thêm: %(added)s; bỏ: %(removed)s.") % {
            "added": ", ".join(added) or "–",
            "removed": ", ".join(removed) or "–",
        }
    elif [block["type"] for block in old["blocks"]] != [block["type"] for block in new["blocks"]]:
        yield _("Cách trình bày (thứ tự, loại khối) đã đổi.")


def _media(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    before = {each["id"]: each for each in media_of(old)}
    after = {each["id"]: each for each in media_of(new)}
    for key, each in after.items():
        if key not in before:
            yield _("Thêm tư liệu: %(title)s.") % {"title": each["title"]}
        elif each != before[key]:
            yield _("Tư liệu đã đổi tệp, lời hoặc ghi công: %(title)s.") % {"title": each["title"]}
    for key, each in before.items():
        if key not in after:
            yield _("Bỏ tư liệu: %(title)s.") % {"title": each["title"]}


def _links(snapshot: dict[str, Any]) -> list[str]:
    found = [
        link for block in snapshot["blocks"] if block["type"] == "paragraph" for link in _HREF.findall(block["html"])
    ]
    for block in snapshot["blocks"]:
        if block["type"] == "figures":
            found += [row["source_url"] for row in block["rows"] if row.get("source_url")]
    return sorted(found)
