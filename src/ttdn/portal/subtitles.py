"""Subtitles in WebVTT, read strictly and written anew: what a player needs, nothing that a page could be fooled with."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from ttdn.files.errors import RefusedFile
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise

LONGEST = 2_000_000
MOST_CUES = 20_000
_MOMENT = r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)[.,](\d{3})"
_TIMING = re.compile(rf"^{_MOMENT}[ \t]+-->[ \t]+{_MOMENT}(?:[ \t]+(.*))?$")
_SETTING = re.compile(
    r"^(?:vertical:(?:rl|lr)|line:-?\d{1,3}%?|position:\d{1,3}%|size:\d{1,3}%|align:(?:start|center|end))$"
)
_TAG = re.compile(r"<(/?)([biu]|v|lang|c)?(?:[.\s][^<>]*)?>|<[^<>]*>")


def read_subtitles(data: bytes) -> str:
    """The cues of a WebVTT file (or SubRip, which differs in the comma), written anew.

    Raises:
        RefusedFile: not text, no cue, a damaged time, a cue that ends before it begins; SecretMark.
    """
    if len(data) > LONGEST:
        raise RefusedFile(_("Tệp phụ đề quá lớn. Một tệp phụ đề dài nhất 2 MB."))
    try:
        text = normalise(data.decode("utf-8-sig")).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    except UnicodeDecodeError as error:
        raise RefusedFile(_("Tệp phụ đề phải là tệp chữ mã UTF-8 (.vtt). Xin lưu lại rồi gửi.")) from error
    refuse_if_secret_text(text)
    cues = [cue for block in re.split(r"\n{2,}", text.strip()) if (cue := _cue(block.split("\n")))]
    if not cues or len(cues) > MOST_CUES:
        raise RefusedFile(
            _("Không tìm thấy phụ đề trong tệp. Mỗi câu cần một dòng giờ, ví dụ 00:01.000 --> 00:04.000, rồi đến chữ.")
        )
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def _cue(lines: list[str]) -> str:
    """One cue: its times, its harmless settings, its words; empty for headers, notes and styles."""
    for at, line in enumerate(lines[:2]):
        if "-->" not in line:
            continue
        found = _TIMING.match(line.strip())
        if found is None:
            raise RefusedFile(_("Dòng giờ “%(line)s” của phụ đề chưa đúng. Hãy sửa rồi gửi lại.") % {"line": line[:80]})
        if _milliseconds(found.groups()[:4]) >= _milliseconds(found.groups()[4:8]):
            raise RefusedFile(
                _("Phụ đề ở dòng “%(line)s” kết thúc trước khi bắt đầu. Hãy sửa rồi gửi lại.") % {"line": line[:80]}
            )
        settings = [each for each in (found[9] or "").split() if _SETTING.match(each)]
        times = f"{_stamp(found.groups()[:4])} --> {_stamp(found.groups()[4:8])}"
        words = [_plain(each) for each in lines[at + 1 :] if each.strip()]
        return "\n".join([" ".join([times, *settings]), *words]) if words else ""
    return ""


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(each or 0) for each in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _stamp(parts: tuple[str | None, ...]) -> str:
    hours, minutes, seconds, rest = (int(each or 0) for each in parts)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def _plain(line: str) -> str:
    """A line of words: bold, italic and underline stay, every other tag goes, stray brackets become entities."""
    kept: list[str] = []
    at = 0
    for tag in _TAG.finditer(line):
        kept.append(_escaped(line[at : tag.start()]))
        if tag[2] in {"b", "i", "u"}:
            kept.append(f"<{tag[1]}{tag[2]}>")
        at = tag.end()
    kept.append(_escaped(line[at:]))
    return "".join(kept).strip()


def _escaped(text: str) -> str:
    return text.replace("-->", "→").replace("<", "&lt;").replace(">", "&gt;")
