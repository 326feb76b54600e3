"""The three answers of the check, apart: unchanged? still in force? issued by whom, when?"""

import datetime
from dataclasses import dataclass

from ttdn.proofs import standing
from ttdn.proofs.keys import jwks_document
from ttdn.proofs.matching import Match, find_file, find_reference, match_text
from ttdn.proofs.models import SealedText
from ttdn.proofs.seal import SealCheck, check_seal


@dataclass(frozen=True)
class Answer:
    """What the check says of one sealed text.

    Attributes:
        text: who issued it, when, under which number: `issuer_name`, `published_at`, `number`; place: `entry.index`.
        seal: whether the system authenticity seal of that edition is true.
        standing: whether it is still in force.
        newest_edition: whether no later edition in that language was sealed.
        match: the comparison with what was pasted; None when it was found by address, code, number or file.
    """

    text: SealedText
    seal: SealCheck
    standing: standing.Standing
    newest_edition: bool
    match: Match | None = None


def answer_pasted(pasted: str, *, at: datetime.datetime) -> list[Answer]:
    """The answers for a pasted text, best match first; empty: not found. Raises PastedTextRefused."""
    return [_answer(match.text, at, match) for match in match_text(pasted)]


def answer_reference(reference: str, *, at: datetime.datetime) -> list[Answer]:
    """The answers for an address, a code or a document number."""
    return [_answer(text, at) for text in find_reference(reference)]


def answer_file(data: bytes, *, at: datetime.datetime) -> list[Answer]:
    """The answers for a file: those texts whose seal names exactly these bytes."""
    return [_answer(text, at) for text in find_file(data)]


def answer_text(text: SealedText, *, at: datetime.datetime) -> Answer:
    """The answer for one sealed text."""
    return _answer(text, at)


def _answer(text: SealedText, at: datetime.datetime, match: Match | None = None) -> Answer:
    later = SealedText.objects.filter(item=text.item, language=text.language, edition__gt=text.edition)
    return Answer(
        text=text,
        seal=check_seal(text.seal, jwks_document(), at=at, logged_at=text.entry.at),
        standing=standing.of(text.item_kind, text.item, text.language),
        newest_edition=not later.exists(),
        match=match,
    )
