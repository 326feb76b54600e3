"""What the check of authenticity tells readers: the three answers in plain words, and every altered word."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from ttdn.portal.item_pdf import MARK, kept_pdfs
from ttdn.portal.models import PublicPath
from ttdn.portal.verdicts import MOST_PIECES, NO, OPEN, STATES, VERDICTS, YES, Said, altered_places
from ttdn.portal.verifying_received import (
    ShownReceived,
    received_by_code,
    received_by_proof,
    received_by_reference,
    received_by_text,
    spellings,
)
from ttdn.proofs.answers import Answer, answer_file, answer_pasted, answer_text
from ttdn.proofs.bundle import FORMAT
from ttdn.proofs.choices import SealCode, StandingState
from ttdn.proofs.compare import Segment
from ttdn.proofs.matching import LONGEST_TEXT, find_reference
from ttdn.proofs.models import SealedText

MOST_ANSWERS = 10
_LONGEST_REFERENCE = 500


@dataclass(frozen=True)
class Shown:
    """What a page shows of one sealed text.

    Attributes:
        answer: what the check found.
        unchanged: is it unchanged?
        in_force: is it still in force?
        pieces: the comparison with what was pasted; empty: nothing was pasted.
        cut_short: more pieces than are shown.
        trusted: the seal is true, so that issuer and moment may be believed.
    """

    answer: Answer
    unchanged: Said
    in_force: Said
    pieces: tuple[Segment, ...]
    cut_short: bool
    trusted: bool

    @property
    def proof_path(self) -> str:
        """Where the proof of exactly this edition is had."""
        text = self.answer.text
        return f"/s/{text.item}/{text.language}/proof.json?ban={text.edition}"

    @property
    def permanent_path(self) -> str:
        """The permanent address of the statement."""
        return f"/s/{self.answer.text.item}/{self.answer.text.language}"

    @property
    def altered(self) -> int:
        """How many places differ."""
        return altered_places(self.pieces)


Found = Shown | ShownReceived


def by_reference(reference: str, *, at: datetime) -> list[Found]:
    """The answers for an address of this site, a permanent address, a code or a document number; newest editions only."""
    asked = reference.replace("\x00", "").strip()[:_LONGEST_REFERENCE]
    texts = _by_address(asked) or _by_number(asked)
    here: list[Found] = [_shown(answer_text(text, at=at), _REFERENCE) for text in _newest(texts)]
    return [*here, *received_by_reference(_code_of(asked) or asked)][:MOST_ANSWERS]


def by_text(pasted: str, *, at: datetime) -> list[Found]:
    """The answers for a pasted text, what was sealed here first, each best first. Raises PastedTextRefused."""
    return [*(_shown(each, None) for each in answer_pasted(pasted, at=at)), *received_by_text(pasted)]


def by_file(data: bytes, *, at: datetime) -> list[Found]:
    """The answers for a file: one that a seal names, a PDF or a proof of this site, or a plain text.

    Raises:
        PastedTextRefused: a text too short or too long to be looked up.
    """
    if found := answer_file(data, at=at):
        return [_shown(each, _SAME_FILE) for each in found[:MOST_ANSWERS]]
    if data.startswith(b"%PDF-"):
        return _by_pdf(data, at)
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    if "\x00" in words:
        return []
    if f'"{FORMAT}"' in words[:200_000] and words.lstrip().startswith("{"):
        return _by_proof(words, at)
    return by_text(words[: LONGEST_TEXT + 1], at=at)


def _path_of(asked: str) -> str:
    try:
        return unquote(urlsplit(asked if "//" in asked else f"//x/{asked.lstrip('/')}").path).replace("\x00", "")
    except ValueError:
        return ""


def _code_of(asked: str) -> str:
    """The code of the item that an address of this site or a permanent address of any site leads to."""
    path = _path_of(asked)
    known = PublicPath.objects.filter(path=path if path.endswith("/") else f"{path}/").select_related("item").first()
    if known is not None:
        return f"{known.item.public_id}/{known.language}"
    found = _CODE.search(path)
    return f"{found[1]}/{(found[2] or '').removesuffix('.pdf')}" if found else ""


def _by_address(asked: str) -> list[SealedText]:
    """The sealed texts of an address: in its language when it names one."""
    path = _path_of(asked)
    known = PublicPath.objects.filter(path=path if path.endswith("/") else f"{path}/").select_related("item").first()
    if known is not None:
        return [text for text in find_reference(str(known.item.public_id)) if text.language == known.language]
    found = _CODE.search(path)
    if found is None:
        return []
    texts = find_reference(found[1])
    language = (found[2] or "").removesuffix(".pdf")
    return [text for text in texts if text.language == language] or texts


_CODE = re.compile(r"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:/([a-z-]{2,12}(?:\.pdf)?))?")


def _by_number(asked: str) -> list[SealedText]:
    """The sealed texts of a document number, in any case and with blanks around its strokes."""
    return next((found for each in spellings(asked) if (found := find_reference(each))), [])


def _newest(texts: Iterable[SealedText]) -> list[SealedText]:
    """The newest edition of each item in each language."""
    found: dict[tuple[uuid.UUID, str], SealedText] = {}
    for text in texts:
        known = found.get((text.item, text.language))
        if known is None or known.edition < text.edition:
            found[text.item, text.language] = text
    return list(found.values())[:MOST_ANSWERS]


def _by_pdf(data: bytes, at: datetime) -> list[Found]:
    """A PDF that this site made, by the code that stands in it unpacked: exactly these bytes, or changed since."""
    for code in islice(MARK.finditer(data), _MOST_CODES):
        item, language, edition = (part.decode() for part in code.groups())
        text = (
            SealedText.objects.select_related("entry", "key")
            .filter(item=uuid.UUID(item), language=language, edition=int(edition), erased_at=None)
            .first()
        )
        if text is not None:
            same = any(data == each for each in kept_pdfs(text.item, language, text.edition))
            return [_shown(answer_text(text, at=at), _SAME_FILE if same else _OTHER_FILE)]
        if received := received_by_code(uuid.UUID(item), language, int(edition)):
            return [received]
    return []


def _by_proof(words: str, at: datetime) -> list[Found]:
    """A proof that was downloaded here: whether text and seal are those of this site."""
    try:
        proof: Any = json.loads(words)
        named = proof["item"]
        item, language, edition = uuid.UUID(str(named["id"])), str(named["language"]), int(named["edition"])
        seal, canonical = proof["seal"], proof["canonical"]
        if not 0 < edition < _MOST_EDITIONS:
            return []
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return []
    text = (
        SealedText.objects.select_related("entry", "key")
        .filter(item=item, language=language[:12], edition=edition, erased_at=None)
        .first()
    )
    if text is None:
        received = received_by_proof(item, language[:12], edition, seal=seal, canonical=canonical)
        return [received] if received else []
    same = seal == text.seal and canonical == text.canonical
    return [_shown(answer_text(text, at=at), _SAME_PROOF if same else _OTHER_FILE)]


_MOST_CODES = 4
_MOST_EDITIONS = 2**31
_REFERENCE = Said(
    OPEN,
    _(
        "Văn bản lưu ở đây đúng từng chữ với văn bản đã đóng dấu. Muốn biết bản bạn đang có trong tay có bị sửa không, "
        "hãy dán bản đó vào ô bên dưới."
    ),
)
_SAME_FILE = Said(YES, _("Đúng: tệp này trùng từng byte với tệp đã công bố."))
_SAME_PROOF = Said(YES, _("Đúng: văn bản và dấu trong bản chứng thực này là của hệ thống."))
_OTHER_FILE = Said(
    NO,
    _(
        "Không: tệp này tự nhận là văn bản dưới đây, nhưng nội dung tệp không phải tệp mà hệ thống đã cấp. Đừng dùng tệp này."
    ),
)
_BROKEN = Said(NO, _("Không tin được: dấu xác thực của hệ thống trên văn bản này không đúng."))


def _shown(answer: Answer, file: Said | None) -> Shown:
    """The answers in words. A seal that is not true overrules every comparison."""
    trusted = answer.seal.code == SealCode.VALID
    match = answer.match
    unchanged = file or (VERDICTS[match.verdict] if match else _REFERENCE)
    state = StandingState(answer.standing.state)
    if state == StandingState.IN_FORCE and not answer.newest_edition:
        state = StandingState.CORRECTED
    segments: Sequence[Segment] = match.segments if match else ()
    return Shown(
        answer=answer,
        unchanged=unchanged if trusted else _BROKEN,
        in_force=STATES[state],
        pieces=tuple(segments[:MOST_PIECES]),
        cut_short=len(segments) > MOST_PIECES,
        trusted=trusted,
    )
