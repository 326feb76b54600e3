"""Sealing statements, and logging what becomes of them: building blocks of the app that publishes."""

import datetime
import hashlib
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.proofs import fingerprints
from ttdn.proofs.actions.keys import ensure_key
from ttdn.proofs.actions.log import append, locked_head
from ttdn.proofs.actions.receiving import erase_received
from ttdn.proofs.canonical import VERSION, Statement, body_text, canonical_hash, canonical_text, clean
from ttdn.proofs.choices import TEXT_ENTRIES, EntryKind
from ttdn.proofs.errors import AlreadySealed, NotSealed
from ttdn.proofs.keys import holder
from ttdn.proofs.models import Fingerprint, LogEntry, SealedFile, SealedText, SigningKey
from ttdn.proofs.seal import Claims
from ttdn.proofs.seal import seal as make_seal
from ttdn.proofs.words import cut, words_hash
from ttdn.web.people import Person


@transaction.atomic
def seal_statement(
    *,
    statement: Statement,
    item_kind: str,
    item: uuid.UUID,
    edition: int,
    kind: EntryKind,
    body: uuid.UUID,
    published_at: datetime.datetime,
    acting_user: Person | None,
    at: datetime.datetime,
    files: Mapping[str, str] | None = None,
) -> SealedText:
    """Building block: seal one edition of a statement in one language, log it, and make it findable by pasted text.

    The head of the log stays locked until the transaction ends.

    Args:
        statement: what is published.
        item_kind: kind of the item, as registered in `standing`.
        item: public id of the item; the same in every language.
        edition: 1, then one more for each correction.
        kind: release, or correction for a later edition.
        body: public id of the body that issues it; a first key is made if it, or the log, has none.
        published_at: the instant of publishing.
        acting_user: who publishes; None: the clock.
        at: now.
        files: SHA-256 → name of files that carry this text.

    Raises:
        AlreadySealed: this edition in this language was sealed before.
    """
    if kind not in TEXT_ENTRIES:
        raise ValueError(f"An entry of kind {kind} carries no text.")
    _refuse_twice(item, statement.language, edition)
    ensure_key(body=None, acting_user=acting_user, at=at)  # so that a proof can be had at once
    key = ensure_key(body=body, acting_user=acting_user, at=at)
    canonical = canonical_text(statement)
    claims = Claims(
        item_kind=item_kind,
        item=item,
        language=statement.language,
        edition=edition,
        canon=VERSION,
        content_hash=canonical_hash(canonical),
        issuer=body,
        number=clean(statement.number),
        published_at=published_at,
        sealed_at=at,
        files=tuple(sorted(files or {})),
    )
    token = make_seal(claims, holder(key))
    entry = _log(kind, claims, token)
    return _keep(statement, claims, canonical=canonical, seal=token, key=key, entry=entry, files=files or {})


def _refuse_twice(item: uuid.UUID, language: str, edition: int) -> None:
    locked_head()
    if SealedText.objects.filter(item=item, language=language, edition=edition).exists():
        raise AlreadySealed(_("Bản này đã được đóng dấu xác thực; muốn thay đổi phải ra bản mới."))


def _log(kind: EntryKind, claims: Claims, token: str) -> LogEntry:
    """Log a sealed text."""
    return append(
        kind,
        item_kind=claims.item_kind,
        item=claims.item,
        body=claims.issuer,
        language=claims.language,
        edition=claims.edition,
        content_hash=claims.content_hash,
        seal_hash=hashlib.sha256(token.encode()).hexdigest(),
        at=claims.sealed_at,
    )


def _keep(
    statement: Statement,
    claims: Claims,
    *,
    canonical: str,
    seal: str,
    key: SigningKey,
    entry: LogEntry,
    files: Mapping[str, str],
) -> SealedText:
    """Keep a sealed text with what finds it again: its words, fingerprints and files."""
    words, title = cut(body_text(statement)), clean(statement.title)
    text = SealedText.objects.create(
        item_kind=claims.item_kind,
        item=claims.item,
        language=claims.language,
        edition=claims.edition,
        body=claims.issuer,
        title=title,
        issuer_name=clean(statement.issuer),
        number=claims.number,
        published_at=claims.published_at,
        sealed_at=claims.sealed_at,
        canonical=canonical,
        content_hash=claims.content_hash,
        words_hash=words_hash(words),
        seal=seal,
        key=key,
        entry=entry,
    )
    hashes = fingerprints.of_text(cut(title), words)
    Fingerprint.objects.bulk_create(Fingerprint(text=text, hash=each) for each in hashes)
    SealedFile.objects.bulk_create(SealedFile(text=text, sha256=each, name=name) for each, name in files.items())
    return text


@transaction.atomic
def log_withdrawal(
    *, item_kind: str, item: uuid.UUID, body: uuid.UUID, at: datetime.datetime, language: str = ""
) -> LogEntry:
    """Building block: log that an item was withdrawn (in one language, or in all)."""
    _sealed(item)
    return append(EntryKind.WITHDRAWAL, item_kind=item_kind, item=item, body=body, language=language, at=at)


@transaction.atomic
def log_replacement(
    *,
    item_kind: str,
    item: uuid.UUID,
    body: uuid.UUID,
    replaced_by: uuid.UUID,
    at: datetime.datetime,
    language: str = "",
) -> LogEntry:
    """Building block: log that an item was replaced by another."""
    _sealed(item)
    return append(
        EntryKind.REPLACEMENT, item_kind=item_kind, item=item, body=body, language=language, related=replaced_by, at=at
    )


def _sealed(item: uuid.UUID) -> None:
    if not SealedText.objects.filter(item=item).exists():
        raise NotSealed(_("Văn bản này chưa từng được đóng dấu xác thực."))


@transaction.atomic
def erase_texts(*, item: uuid.UUID, at: datetime.datetime) -> int:
    """Building block of a purge: blank what an item said, so that it can no longer be found or shown.

    Hashes, seals and log entries stay: the log remains whole. Gives the number of texts.
    """
    texts = SealedText.objects.filter(item=item, erased_at=None)
    Fingerprint.objects.filter(text__in=texts).delete()
    SealedFile.objects.filter(text__in=texts).delete()
    return texts.update(canonical="", title="", issuer_name="", erased_at=at) + erase_received(item=item, at=at)
