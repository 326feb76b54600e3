"""Withdrawal: a published text loses its force, in public, with a reason, and stays readable as what it was."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.portal.actions.locking import lock_edition, require_state, roles_on, write_audit
from ttdn.portal.actions.media_release import release_media
from ttdn.portal.actions.releasing import next_sequence
from ttdn.portal.choices import Standing, State
from ttdn.portal.cleaning import compose
from ttdn.portal.errors import Incomplete
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.models import Edition, PublicRecord
from ttdn.portal.permissions import may_withdraw
from ttdn.portal.publishing import log_end
from ttdn.web.errors import require
from ttdn.web.once import claim_once


@transaction.atomic(durable=True)
def withdraw(*, edition: Edition, reason: str, acting_user: User, at: datetime, once: str = "") -> PublicRecord:
    """Withdraw a published edition; readers see the reason at the same address, harvesters a deletion that persists.

    Raises:
        NotAllowed, WrongState, AlreadyDone; Incomplete: no reason.
    """
    claim_once(once, result=edition.public_id)
    locked = lock_edition(edition)
    require_state(locked, {State.PUBLISHED}, _("rút bài"))
    require(
        may_withdraw(roles_on(acting_user, locked.item.body_id, at), locked.state),
        _("Chỉ lãnh đạo cơ quan được rút bài đã đăng."),
    )
    clean = compose(reason).strip()
    if not clean:
        raise Incomplete(_("Hãy ghi lý do rút bài; lý do này được công bố cho người đọc."))
    locked.state, locked.ended_at, locked.ended_reason = State.WITHDRAWN, at, clean
    locked.save(update_fields=["state", "ended_at", "ended_reason"])
    record = (
        PublicRecord.objects.select_for_update(of=("self",))
        .select_related("item", "body")
        .get(item=locked.item, language=locked.language)
    )
    record.standing, record.reason, record.changed_at = Standing.WITHDRAWN, clean, at
    record.sequence = next_sequence(at)
    record.save(update_fields=["standing", "reason", "changed_at", "sequence"])
    release_media(record)
    log_end(record, at)
    write_audit(
        "withdrawn", locked.item, acting_user=acting_user, at=at, after={"language": locked.language}, note=clean
    )
    tell_public_change([record.pk], at)
    return record
