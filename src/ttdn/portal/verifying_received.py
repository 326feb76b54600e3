"""What the check of authenticity tells of texts that were collected from other systems: whose seal, checked when, by whom.

A text that came without a seal is never called authentic: that it is the same as what was collected is all that can be said.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ttdn.portal import provenance
from ttdn.portal.models import PublicRecord
from ttdn.portal.provenance import Provenance
from ttdn.portal.verdicts import MOST_PIECES, NO, OPEN, STATES, VERDICTS, YES, Said, altered_places
from ttdn.proofs.answers import ReceivedAnswer, received_pasted, received_reference
from ttdn.proofs.choices import SealCode, StandingState, Verdict
from ttdn.proofs.compare import Segment
from ttdn.proofs.models import ReceivedText


@dataclass(frozen=True)
class ShownReceived:
    """What a page shows of one collected text.

    Attributes:
        answer: what the check found.
        source: where it was collected; None: the source is no longer known here.
        unchanged: is it unchanged?
        in_force: is it still in force?
        pieces: the comparison with what was pasted; empty: nothing was pasted.
        cut_short: more pieces than are shown.
    """

    answer: ReceivedAnswer
    source: Provenance | None
    unchanged: Said
    in_force: Said
    pieces: tuple[Segment, ...]
    cut_short: bool

    is_received = True

    @property
    def sealed(self) -> bool:
        """Whether it came with a seal."""
        return bool(self.answer.text.seal_code)

    @property
    def trusted(self) -> bool:
        """Whether that seal was true when it was last checked against the keys of the source."""
        return self.answer.text.seal_code == SealCode.VALID

    @property
    def seal_sentence(self) -> str:
        """What the last check of the seal said, in the reader's language."""
        return str(SealCode(self.answer.text.seal_code).label) if self.sealed else ""

    @property
    def permanent_path(self) -> str:
        """Where the collected text is read here."""
        return f"/s/{self.answer.text.item}/{self.answer.text.language}"

    @property
    def altered(self) -> int:
        """How many places differ."""
        return altered_places(self.pieces)


def received_by_text(pasted: str) -> list[ShownReceived]:
    """The answers for a pasted text among what was collected, best first. Raises PastedTextRefused."""
    return [_shown(each, None) for each in received_pasted(pasted)]


def received_by_reference(reference: str) -> list[ShownReceived]:
    """The answers for a code (with a language or without) or a document number; the newest edition in each language."""
    code, _slash, language = reference.partition("/")
    asked = [code] if _is_code(code) else spellings(reference)
    found = next((found for each in asked if (found := received_reference(each))), [])
    chosen = [each for each in found if each.newest_edition and not each.text.erased_at]
    if _is_code(code) and language:
        chosen = [each for each in chosen if each.text.language == language] or chosen
    return [_shown(each, _REFERENCE) for each in chosen]


def received_by_code(item: uuid.UUID, language: str, edition: int) -> ShownReceived | None:
    """The answer for a file that names an edition of a collected text; the file itself lies at the source only."""
    answer = _edition(item, language, edition)
    return _shown(answer, _FILE_AT_SOURCE) if answer else None


def received_by_proof(
    item: uuid.UUID, language: str, edition: int, *, seal: Any, canonical: Any
) -> ShownReceived | None:
    """The answer for a proof that the source gave: whether its text and seal are those that were collected."""
    answer = _edition(item, language, edition)
    if answer is None:
        return None
    same = seal == answer.text.seal and canonical == answer.text.canonical
    return _shown(answer, _SAME_PROOF if same else _OTHER_PROOF)


def spellings(number: str) -> list[str]:
    """How a document number may have been written: in any case and with blanks around its strokes."""
    tidy = re.sub(r"\s*([/-])\s*", r"\1", number)
    return [each for each in dict.fromkeys((number, tidy, tidy.upper())) if each]


def _is_code(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _edition(item: uuid.UUID, language: str, edition: int) -> ReceivedAnswer | None:
    found = received_reference(str(item))
    return next((each for each in found if (each.text.language, each.text.edition) == (language, edition)), None)


_REFERENCE = Said(
    OPEN,
    _(
        "Văn bản lưu ở đây đúng từng chữ với văn bản nguồn đã đóng dấu. Muốn biết bản bạn đang có trong tay có bị sửa "
        "không, hãy dán bản đó vào ô bên dưới."
    ),
)
_REFERENCE_UNSEALED = Said(
    OPEN, _("Không chứng minh được: nguồn không đóng dấu xác thực. Ở đây chỉ lưu bản thu thập được.")
)
_FILE_AT_SOURCE = Said(
    OPEN, _("Tệp này do hệ thống nguồn cấp; ở đây không có tệp đó để so từng byte. Hãy kiểm tra tệp ở nguồn.")
)
_SAME_PROOF = Said(YES, _("Đúng: văn bản và dấu trong bản chứng thực này là của nguồn, trùng với bản thu thập ở đây."))
_OTHER_PROOF = Said(
    NO, _("Không: bản chứng thực này tự nhận là văn bản dưới đây, nhưng văn bản hoặc dấu khác với bản thu thập ở đây.")
)
_BROKEN = Said(NO, _("Không tin được: dấu xác thực của hệ thống nguồn trên văn bản này không còn đúng."))
_SAME_UNSEALED = Said(
    OPEN,
    _("Trùng với bản thu thập ở đây. Nhưng bản đó không mang dấu xác thực, nên không chứng minh được là nguyên văn."),
)
_OTHER_UNSEALED = Said(
    NO, _("Không trùng với bản thu thập ở đây. Từng chỗ khác được tô bên dưới. Bản đó không mang dấu xác thực.")
)
_IN_FORCE_THERE = Said(YES, _("Còn: theo nguồn, đây là bản đang có hiệu lực."))
_NOT_TOLD = Said(OPEN, _("Nguồn chưa báo sửa hay rút bài này; nguồn không đóng dấu nên không chứng minh được."))


def _shown(answer: ReceivedAnswer, told: Said | None) -> ShownReceived:
    """The answers in words: what a seal proves, and no more than that."""
    text, match = answer.text, answer.match
    record = (
        PublicRecord.objects.select_related("item", "edition")
        .filter(item__public_id=text.item, language=text.language)
        .first()
    )
    segments = match.segments if match else ()
    return ShownReceived(
        answer=answer,
        source=provenance.of(record) if record else None,
        unchanged=_unchanged(text, match.verdict if match else None, told),
        in_force=_in_force(answer),
        pieces=tuple(segments[:MOST_PIECES]),
        cut_short=len(segments) > MOST_PIECES,
    )


def _unchanged(text: ReceivedText, verdict: Verdict | None, told: Said | None) -> Said:
    if not text.seal_code:
        if verdict is None:
            return _REFERENCE_UNSEALED
        return _OTHER_UNSEALED if verdict == Verdict.ALTERED else _SAME_UNSEALED
    if text.seal_code != SealCode.VALID:
        return _BROKEN
    return VERDICTS[verdict] if verdict is not None else told or _REFERENCE


def _in_force(answer: ReceivedAnswer) -> Said:
    state = StandingState(answer.standing.state)
    if state == StandingState.IN_FORCE and not answer.newest_edition:
        state = StandingState.CORRECTED
    if state != StandingState.IN_FORCE:
        return STATES[state]
    return _IN_FORCE_THERE if answer.text.seal_code else _NOT_TOLD
