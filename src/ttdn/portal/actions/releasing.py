"""Release: what was approved becomes public, the whole of it at one instant, and nothing else ever does."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.law import local_day
from ttdn.portal.actions.locking import lock_edition, require_state, roles_on, write_audit
from ttdn.portal.actions.media_release import publish_media
from ttdn.portal.choices import APPROVED, Change, Kind, Standing, State
from ttdn.portal.errors import ContentChanged, Incomplete
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.models import Edition, Item, PublicationClock, PublicPath, PublicRecord
from ttdn.portal.permissions import may_release
from ttdn.portal.publishing import log_end, seal_release
from ttdn.portal.snapshots import hash_of
from ttdn.portal.tombstones import erased_path
from ttdn.portal.tree import section_word
from ttdn.web.errors import require
from ttdn.web.once import claim_once

LATEST_SCHEDULE = timedelta(days=366)


@transaction.atomic(durable=True)
def release(*, edition: Edition, acting_user: User, at: datetime, once: str = "") -> PublicRecord:
    """Publish an approved edition now.

    Raises:
        NotAllowed, WrongState (not approved, or a member of a release group), ContentChanged, AlreadyDone.
    """
    claim_once(once, result=edition.public_id)
    locked = _releasable(edition, acting_user, at)
    record = put_out(locked, acting_user=acting_user, at=at)
    tell_public_change([record.pk], at)
    return record


@transaction.atomic(durable=True)
def schedule(*, edition: Edition, release_at: datetime, acting_user: User, at: datetime, once: str = "") -> Edition:
    """Publish an approved edition at a set minute.

    Raises:
        NotAllowed, WrongState; Incomplete: a moment that has passed or is more than a year away.
    """
    claim_once(once, result=edition.public_id)
    locked = _releasable(edition, acting_user, at)
    if not at < release_at <= at + LATEST_SCHEDULE:
        raise Incomplete(_("Giờ hẹn đăng phải sau lúc này và không quá một năm. Hãy chọn lại."))
    locked.state, locked.release_at = State.SCHEDULED, release_at.replace(second=0, microsecond=0)
    locked.save(update_fields=["state", "release_at"])
    write_audit("scheduled", locked.item, acting_user=acting_user, at=at, after={"release_at": locked.release_at})
    return locked


@transaction.atomic(durable=True)
def unschedule(*, edition: Edition, acting_user: User, at: datetime, once: str = "") -> Edition:
    """Take back a set minute; the edition stays approved.

    Raises:
        NotAllowed, WrongState.
    """
    claim_once(once, result=edition.public_id)
    locked = _releasable(edition, acting_user, at)
    require_state(locked, {State.SCHEDULED}, _("huỷ hẹn giờ"))
    locked.state, locked.release_at = State.APPROVED, None
    locked.save(update_fields=["state", "release_at"])
    write_audit("unscheduled", locked.item, acting_user=acting_user, at=at)
    return locked


def _releasable(edition: Edition, user: User, at: datetime) -> Edition:
    locked = lock_edition(edition)
    require_state(locked, APPROVED, _("đăng"))
    require(
        may_release(roles_on(user, locked.item.body_id, at), locked.state),
        _("Chỉ biên tập viên, văn thư hoặc lãnh đạo của cơ quan được đăng bài đã duyệt."),
    )
    if locked.group_id is not None:
        raise Incomplete(_("Bài này thuộc một đợt đăng chung. Hãy đăng hoặc hẹn giờ ở đợt đăng đó."))
    return locked


def release_due(at: datetime) -> int:
    """Publish every edition whose minute has come, one transaction each; gives how many. A late run catches up."""
    due = Edition.objects.filter(state=State.SCHEDULED, release_at__lte=at, group=None).order_by("release_at", "pk")
    done = 0
    for edition in due:
        done += _release_when_due(edition, at)
    return done


@transaction.atomic(durable=True)
def _release_when_due(edition: Edition, at: datetime) -> int:
    locked = lock_edition(edition)
    if locked.state != State.SCHEDULED or locked.release_at is None or locked.release_at > at or locked.group_id:
        return 0
    record = put_out(locked, acting_user=None, at=at)
    tell_public_change([record.pk], at)
    return 1


def put_out(locked: Edition, *, acting_user: User | None, at: datetime) -> PublicRecord:
    """Building block: make a locked, approved edition public. The caller tells the world (`tell_public_change`).

    Raises:
        ContentChanged: the kept text is not the one approved.
    """
    if not locked.content_hash == locked.approved_hash == hash_of(locked.snapshot):
        raise ContentChanged
    item = locked.item
    end_published(item, locked.language, at, locked.public_reason)
    locked.state, locked.published_at, locked.published_by = State.PUBLISHED, at, acting_user
    locked.sequence = next_sequence(at)
    locked.save(update_fields=["state", "published_at", "published_by", "sequence"])
    record = show(locked, at)
    publish_media(record, at)
    seal_release(locked, acting_user=acting_user, at=at, on=local_day(at))
    if locked.replaces_item is not None:
        _replace(locked, locked.replaces_item, at)
    write_audit(
        "published",
        item,
        acting_user=acting_user,
        at=at,
        after={
            "language": locked.language,
            "ordinal": locked.ordinal,
            "content_hash": locked.content_hash,
            "path": record.path,
        },
        note=locked.public_reason,
    )
    return record


def next_sequence(at: datetime) -> int:
    """Building block: the next number of the one line in which everything public changes; locked until the commit."""
    PublicationClock.objects.get_or_create(pk=1)
    clock = PublicationClock.objects.select_for_update().get(pk=1)
    number = clock.next_sequence
    clock.next_sequence, clock.changed_at = number + 1, at
    clock.save(update_fields=["next_sequence", "changed_at"])
    return number


def end_published(item: Item, language: str, at: datetime, reason: str) -> None:
    """Building block: what readers had of the item in the language until now becomes a page of its history."""
    Edition.objects.filter(item=item, language=language, state=State.PUBLISHED).update(
        state=State.SUPERSEDED, ended_at=at, ended_reason=reason
    )


def show(edition: Edition, at: datetime, *, first: datetime | None = None) -> PublicRecord:
    """Building block: the public face of the item in the language, made or renewed; `first`: when readers first had it."""
    item, snapshot = edition.item, edition.snapshot
    pictures = [block["media"] for block in snapshot["blocks"] if block["type"] == "picture"]
    found = PublicRecord.objects.select_for_update().filter(item=item, language=edition.language).first()
    record = found or PublicRecord(item=item, language=edition.language, first_published_at=first or at)
    record.edition, record.standing, record.kind, record.body = edition, Standing.IN_FORCE, item.kind, item.body
    record.title, record.lead = snapshot["title"][:300], snapshot["lead"]
    record.picture = pictures[0] if pictures else None
    record.changed_at, record.sequence = at, edition.sequence or 0
    record.reason = edition.public_reason if edition.change == Change.CORRECTION else ""
    record.path = claim_path(item, edition.language, snapshot["slug"], record.first_published_at)
    record.save()
    return record


def claim_path(item: Item, language: str, slug: str, first: datetime) -> str:
    """Building block: the address of an item in a language; earlier addresses stay and lead to it."""
    base = f"/{language}/{item.body.code}/"
    if item.kind == Kind.TOPIC:
        base = f"/{language}/{section_word(item.kind, language)}/{slug}/"
    elif item.kind != Kind.PROFILE:
        base += f"{section_word(item.kind, language)}/{local_day(first).year}/{slug}/"
    path, number = base, 2
    while PublicPath.objects.filter(path__in=[path, erased_path(path)]).exclude(item=item, language=language).exists():
        path, number = f"{base.removesuffix('/')}-{number}/", number + 1
    PublicPath.objects.filter(item=item, language=language, current=True).exclude(path=path).update(current=False)
    PublicPath.objects.update_or_create(path=path, defaults={"item": item, "language": language, "current": True})
    return path


def _replace(edition: Edition, old: Item, at: datetime) -> None:
    """The replaced item stays at its addresses, out of force, and names its successor."""
    Item.objects.filter(pk=old.pk).update(replaced_by=edition.item)
    changed = []
    for record in (
        PublicRecord.objects.select_for_update(of=("self",))
        .select_related("item", "body")
        .filter(item=old)
        .exclude(standing=Standing.WITHDRAWN)
    ):
        record.standing, record.reason, record.changed_at = Standing.REPLACED, edition.public_reason, at
        record.sequence = next_sequence(at)
        record.save(update_fields=["standing", "reason", "changed_at", "sequence"])
        log_end(record, at, replaced_by=edition.item.public_id)
        changed.append(record.pk)
    tell_public_change(changed, at)
