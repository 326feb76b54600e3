"""Bringing a filled-in sheet in: all rows or none."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.activities import permissions
from ttdn.activities.actions import add_activity
from ttdn.activities.errors import ImportRefused, InvalidActivity, NotAllowed
from ttdn.activities.rules import ActivityData
from ttdn.organisations.models import Body
from ttdn.plans.queries import day_of, workplace_of
from ttdn.web.errors import UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once


@transaction.atomic(durable=True)
def import_activities(*, body: Body, rows: list[ActivityData], acting_user: User, at: datetime, once: str = "") -> int:
    """Record every row of a sheet in one transaction; gives how many.

    Raises:
        ImportRefused: some row cannot be kept; nothing was written.
        NotAllowed: the person does not write for the body.
        AlreadyDone: the form was sent before.
    """
    claim_once(once, result=uuid7())
    workplace = workplace_of(acting_user, day_of(at))
    if not permissions.may_record(workplace.roles(body.pk)):
        raise NotAllowed(_("Bạn không có quyền ghi hoạt động của cơ quan này."))
    for number, data in enumerate(rows, 1):
        try:
            add_activity(body=body, data=data, workplace=workplace, acting_user=acting_user, at=at)
        except (InvalidActivity, NotAllowed, UserError) as error:
            text = _("Hoạt động thứ %(number)d (%(title)s): %(text)s") % {
                "number": number,
                "title": data.title,
                "text": error.sentence,
            }
            raise ImportRefused(_("Tệp có chỗ cần sửa; chưa ghi hoạt động nào."), [text]) from error
    return len(rows)
