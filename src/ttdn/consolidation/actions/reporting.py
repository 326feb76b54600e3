"""Beginning the coordinator's reports, sharing the issued one, remarks back to the bodies."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.consolidation.board import GROUPS
from ttdn.consolidation.building import FORM, current_report
from ttdn.consolidation.inputs import coordinators
from ttdn.consolidation.models import Remark
from ttdn.consolidation.permissions import may_draft, may_remark, may_share
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions import deliver, save_header, start_filing
from ttdn.filings.choices import Part, State
from ttdn.filings.models import Delivery, Filing, FilingVersion
from ttdn.law.text import normalise
from ttdn.notifications.actions import notify_all
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body, FocalAssignment
from ttdn.organisations.queries import Reach, members_with_role, name_on, reach_of, successor_for
from ttdn.plans.queries import day_of
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

MINISTER_FORM = "minister_report"
READERS = ("officer", "unit_head", "leader", "clerk", "coordinator_staff")


def coordinator_of(reach: Reach) -> tuple[Body, frozenset[str]]:
    """Today's coordinator and the user's roles there. Raises NotAllowed for a day without coordinator."""
    body = reach.coordinator_body
    if body is None:
        raise NotAllowed(
            _("Chưa ghi cơ quan nào giữ vai trò quản lý nhà nước về thông tin đối ngoại; hãy ghi vai trò trước.")
        )
    return body, reach.roles_at(body.pk)


def focal_unit(body: Body, on: date) -> Body | None:
    """The unit that does the work at a body on a day: its symbol stands in letters."""
    row = FocalAssignment.objects.on(on).filter(body=body).select_related("unit").order_by("-valid_from").first()
    unit: Body | None = row.unit if row else None
    return unit


def start_national_report(*, year: int, acting_user: User, at: datetime, once: str = "") -> Filing:
    """Begin the coordinator's report to the Prime Minister for a year, drafted from the accepted reports (Đ10.5).

    Raises:
        NotAllowed: the user writes nothing at the coordinator.
        WrongState: it was begun already.
    """
    on = day_of(at)
    body, roles = coordinator_of(reach_of(acting_user, on))
    if not may_draft(roles):
        raise NotAllowed(_("Chỉ cán bộ của cơ quan quản lý nhà nước về thông tin đối ngoại được lập báo cáo quốc gia."))
    found = current_report(year)
    if found is not None:
        return found.filing
    return start_filing(
        form_id=FORM,
        body=body,
        period=str(year),
        year=year,
        unit=focal_unit(body, on),
        acting_user=acting_user,
        at=at,
        once=once,
    )


def start_minister_report(*, year: int, month: int, acting_user: User, at: datetime, once: str = "") -> Filing:
    """Begin the periodic report to the Minister on a year's duties, as they stand in a month (Đ11.2).

    The circular sets no period: a report per month asked for, none twice.
    """
    on = day_of(at)
    body, roles = coordinator_of(reach_of(acting_user, on))
    if not may_draft(roles):
        raise NotAllowed(_("Chỉ cán bộ của cơ quan quản lý nhà nước về thông tin đối ngoại được lập báo cáo này."))
    period = f"{year}-{month:02d}"
    found = Filing.objects.filter(form_id=MINISTER_FORM, body_id__in=coordinators(), period=period).first()
    if found is not None:
        return found
    filing = start_filing(
        form_id=MINISTER_FORM,
        body=body,
        period=period,
        year=year,
        unit=focal_unit(body, on),
        title=f"Kết quả triển khai, đôn đốc, kiểm tra việc thực hiện công tác thông tin đối ngoại năm {year}"
        f" (đến tháng {month:02d})",
        acting_user=acting_user,
        at=at,
        once=once,
    )
    version = filing.versions.get()
    save_header(
        version=version,
        values={
            "addressees": [{"body": None, "text": name_on(body, on).head_title_vi or "Bộ trưởng", "part": Part.TO}]
        },
        lock=version.header_lock,
        acting_user=acting_user,
        at=at,
    )
    return filing


def readers_of(year: int, on: date) -> list[Body]:
    """Who the issued report is shared with: every body that owed documents of the year, or its successor today."""
    bearers = Body.objects.filter(
        kind__in=GROUPS, pk__in=Obligation.objects.filter(year=year, fulfilment="filing").values("bearer_id")
    )
    found: dict[int, Body] = {}
    for body in bearers:
        heir = body if body.alive_on(on) else _heir(body, on)
        if heir is not None:
            found.setdefault(heir.pk, heir)
    return list(found.values())


def _heir(body: Body, on: date) -> Body | None:
    try:
        return successor_for(body, "ttdn", on)
    except UserError:
        return None  # nobody carries on the work yet: the board shows the body as ended


def share_report(*, version: FilingVersion, bodies: Iterable[Body], acting_user: User, at: datetime) -> int:
    """Send copies of the issued national report to bodies; gives how many are new.

    Each delivery is its own transaction: a second click, or a second run after a crash, sends only what is missing.

    Raises:
        NotAllowed, UserError: not issued yet.
    """
    on = day_of(at)
    _body, roles = coordinator_of(reach_of(acting_user, on))
    if not may_share(roles):
        raise NotAllowed(_("Chỉ chuyên viên hoặc văn thư của cơ quan quản lý nhà nước được gửi báo cáo này."))
    if version.state != State.ISSUED:
        raise UserError(_("Báo cáo quốc gia chưa phát hành. Hãy phát hành trước rồi gửi cho các cơ quan."))
    have = set(Delivery.objects.filter(version=version).values_list("addressee_id", flat=True))
    sent = 0
    for body in bodies:
        if body.pk in have or body.pk == version.body_id:
            continue
        deliver(version=version, addressee=body, part=Part.COPY, acting_user=acting_user, at=at)
        sent += 1
    return sent


@transaction.atomic(durable=True)
def add_remark(
    *, version: FilingVersion, text: str, acting_user: User, at: datetime, section: str = "", once: str = ""
) -> Remark:
    """Say something back to the body that sent an issued version; its people are told.

    Raises:
        NotAllowed: not coordinator staff.
        UserError: no words.
        AlreadyDone: the form was sent before.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    on = day_of(at)
    coordinator, roles = coordinator_of(reach_of(acting_user, on))
    if not may_remark(roles):
        raise NotAllowed(_("Chỉ chuyên viên cơ quan quản lý nhà nước về thông tin đối ngoại được nhận xét."))
    words = normalise(text).strip()
    if not words:
        raise UserError(_("Hãy ghi nội dung nhận xét."))
    refuse_if_secret_text(words)
    remark = Remark.objects.create(
        public_id=public_id,
        version=version,
        body=version.body,
        written_at=coordinator,
        section=section,
        text=words,
        by=acting_user,
        at=at,
    )
    record(
        "consolidation.remark.made",
        acting_user=acting_user,
        at=at,
        chain=coordinator.public_id,
        object_kind="filings.version",
        object_id=version.public_id,
        after={"section": section},
        note=words,
    )
    _tell(remark, on)
    return remark


def _tell(remark: Remark, on: date) -> None:
    """The people of the body, or of the body that carries on its work."""
    heir = remark.body if remark.body.alive_on(on) else _heir(remark.body, on)
    if heir is None:
        return
    notify_all(
        members_with_role(heir, READERS, on),
        kind="consolidation.remark",
        subject=gettext_lazy("Nhận xét về: %(title)s"),
        text=remark.text,
        values={"title": remark.version.filing.title},
        url=reverse("consolidation_remarks"),
        at=remark.at,
        key=f"consolidation.remark:{remark.public_id}",
    )
