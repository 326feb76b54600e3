"""The three answers of the check, apart: unchanged? still in force? issued by whom, when?"""

import datetime
from dataclasses import dataclass

from ttdn.proofs import standing
from ttdn.proofs.keys import jwks_document
from ttdn.proofs.matching import Match, find_file, find_received, find_reference, match_received, match_text
from ttdn.proofs.models import ReceivedText, SealedText
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
    match: Match[SealedText] | None = None


@dataclass(frozen=True)
class ReceivedAnswer:
    """What the check says of one text that was received from another system.

    Attributes:
        text: what was received: words, source, moment, and the seal that came along with what its check said.
        standing: whether it is still in force, as its source tells.
        newest_edition: whether no later edition in that language was received.
        match: the comparison with what was pasted; None when it was found by address, code or number.
    """

    text: ReceivedText
    standing: standing.Standing
    newest_edition: bool
    match: Match[ReceivedText] | None = None


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


def _answer(text: SealedText, at: datetime.datetime, match: Match[SealedText] | None = None) -> Answer:
    later = SealedText.objects.filter(item=text.item, language=text.language, edition__gt=text.edition)
    return Answer(
        text=text,
        seal=check_seal(text.seal, jwks_document(), at=at, logged_at=text.entry.at),
        standing=standing.of(text.item_kind, text.item, text.language),
        newest_edition=not later.exists(),
        match=match,
    )


def received_pasted(pasted: str) -> list[ReceivedAnswer]:
    """The answers for a pasted text among what was received, best match first. Raises PastedTextRefused."""
    return [_received(match.text, match) for match in match_received(pasted)]


def received_reference(reference: str) -> list[ReceivedAnswer]:
    """The answers for an address, a code or a document number among what was received; newest editions first."""
    return [_received(text) for text in find_received(reference)]


def _received(text: ReceivedText, match: Match[ReceivedText] | None = None) -> ReceivedAnswer:
    later = ReceivedText.objects.filter(item=text.item, language=text.language, edition__gt=text.edition)
    return ReceivedAnswer(
        text=text,
        standing=standing.of(text.item_kind, text.item, text.language),
        newest_edition=not later.exists(),
        match=match,
    )
