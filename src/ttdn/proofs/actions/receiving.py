"""Keeping what other systems published, with their seal when they make one: building blocks of the app that collects it."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.proofs import fingerprints
from ttdn.proofs.canonical import Statement, body_text, canonical_hash, canonical_text, clean
from ttdn.proofs.errors import AlreadySealed
from ttdn.proofs.models import ReceivedFingerprint, ReceivedText, SealedText
from ttdn.proofs.words import cut, words_hash


@dataclass(frozen=True)
class CheckedSeal:
    """A seal that came along, and what its check against the keys of its source said."""

    token: str
    code: str


@transaction.atomic
def keep_received(
    *,
    statement: Statement,
    item_kind: str,
    item: uuid.UUID,
    edition: int,
    source: uuid.UUID,
    published_at: datetime.datetime,
    at: datetime.datetime,
    seal: CheckedSeal | None,
) -> ReceivedText:
    """Building block: make one edition that another system published findable by pasted text.

    Args:
        statement: what was published there, as it was sealed there.
        item_kind: kind of the item, as registered in `standing`.
        item: public id of the item, the same as there.
        edition: its number there.
        source: public id of the source here.
        published_at: the instant of publishing there.
        at: now.
        seal: of that system; None: it makes none.

    Raises:
        AlreadySealed: the item is one that this system sealed, or this edition came before with other words.
    """
    canonical = canonical_text(statement)
    digest = canonical_hash(canonical)
    checked = {
        "seal": seal.token if seal else "",
        "seal_code": seal.code if seal else "",
        "checked_at": at if seal else None,
    }
    known = ReceivedText.objects.filter(item=item, language=statement.language, edition=edition).first()
    if known is not None:
        if known.content_hash != digest or known.source != source:
            raise AlreadySealed(_("Bản này đã nhận trước đó với lời khác hoặc từ nguồn khác."))
        ReceivedText.objects.filter(pk=known.pk).update(**checked)
        return known
    if SealedText.objects.filter(item=item).exists():
        raise AlreadySealed(_("Văn bản này do chính hệ thống này đóng dấu xác thực."))
    text = ReceivedText(
        source=source,
        item_kind=item_kind,
        item=item,
        language=statement.language,
        edition=edition,
        published_at=published_at,
        received_at=at,
        canonical=canonical,
        content_hash=digest,
        **checked,
    )
    return _keep(text, statement)


def _keep(text: ReceivedText, statement: Statement) -> ReceivedText:
    """Keep a text with what finds it again: its words and fingerprints."""
    words, title = cut(body_text(statement)), clean(statement.title)
    text.title, text.issuer_name, text.number = title, clean(statement.issuer), clean(statement.number)[:120]
    text.words_hash = words_hash(words)
    text.save(force_insert=True)
    hashes = fingerprints.of_text(cut(title), words)
    ReceivedFingerprint.objects.bulk_create(ReceivedFingerprint(text=text, hash=each) for each in hashes)
    return text


@transaction.atomic
def note_check(text: ReceivedText, code: str, *, at: datetime.datetime) -> bool:
    """Building block: keep what a new check of a received seal said; gives whether it says something else than before."""
    ReceivedText.objects.filter(pk=text.pk).exclude(seal="").update(seal_code=code, checked_at=at)
    return text.seal_code != code


@transaction.atomic
def erase_received(*, item: uuid.UUID, at: datetime.datetime) -> int:
    """Building block of a purge: blank what a received item said, so that it can no longer be found or shown.

    Its hashes and its seal stay. Gives the number of texts.
    """
    texts = ReceivedText.objects.filter(item=item, erased_at=None)
    ReceivedFingerprint.objects.filter(text__in=texts).delete()
    return texts.update(canonical="", title="", issuer_name="", erased_at=at)
