"""The answers of the check of authenticity in plain words, for texts sealed here and for texts that were collected."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ttdn.proofs.choices import StandingState, Verdict
from ttdn.proofs.compare import Segment, SegmentKind

MOST_PIECES = 3_000
"""Stretches of a comparison that are shown; more would be a page nobody reads and few browsers bear."""
YES, NO, OPEN = "yes", "no", "open"


@dataclass(frozen=True)
class Said:
    """One of the three answers: `tone` is yes, no or open; `words` say it."""

    tone: str
    words: str | Promise


VERDICTS = {
    Verdict.IDENTICAL: Said(YES, _("Đúng: nguyên văn, không chữ nào bị thay đổi.")),
    Verdict.SAME_WORDS: Said(YES, _("Đúng: đủ và đúng từng chữ, chỉ khác cách trình bày (chữ hoa, xuống dòng).")),
    Verdict.EXCERPT: Said(YES, _("Đúng: đây là một đoạn nguyên văn, không chữ nào trong đoạn bị thay đổi.")),
    Verdict.UNMARKED: Said(
        OPEN, _("Các chữ trùng nhau khi bỏ dấu; bản dán vào không có dấu tiếng Việt nên không kiểm được dấu.")
    ),
    Verdict.ALTERED: Said(NO, _("Không: có chữ đã bị thay đổi so với bản công bố. Từng chỗ được tô bên dưới.")),
}
STATES = {
    StandingState.IN_FORCE: Said(YES, _("Còn: đây là bản đang có hiệu lực.")),
    StandingState.CORRECTED: Said(NO, _("Không: bản này đã được đính chính. Hãy dùng bản mới.")),
    StandingState.REPLACED: Said(NO, _("Không: văn bản này đã được thay thế.")),
    StandingState.WITHDRAWN: Said(NO, _("Không: cơ quan đã rút lại văn bản này.")),
    StandingState.UNKNOWN: Said(OPEN, _("Không xác định được văn bản này còn hiệu lực hay không.")),
}


def altered_places(pieces: tuple[Segment, ...]) -> int:
    """How many places of a comparison differ."""
    return sum(each.kind not in {SegmentKind.SAME, SegmentKind.OUTSIDE} for each in pieces)
