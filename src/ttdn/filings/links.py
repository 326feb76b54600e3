"""Reads of answer links: the link that an address and a secret open, its state, who may make one, whom to call."""

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from django.http import Http404
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ttdn.filings.models import AnswerLink
from ttdn.filings.permissions import may_ask_by_link, may_key_in
from ttdn.filings.queries import find_filing
from ttdn.obligations.choices import Fulfilling
from ttdn.obligations.choices import Origin as DutyOrigin
from ttdn.obligations.models import Obligation, Request
from ttdn.organisations.choices import ChannelKind, StateRole
from ttdn.organisations.errors import NoHolder
from ttdn.organisations.models import Body, FocalAssignment, Membership
from ttdn.organisations.models import Channel as BodyChannel
from ttdn.organisations.queries import Reach, has_product_login, holder_of_role, name_on

SALT = "ttdn.filings.answer_link"
NOBODY = "0" * 64
"""Compared with where there is no link, so that a missing one takes as long as a wrong secret."""


class LinkState(TextChoices):
    """What a link is good for at a moment."""

    OPEN = "open", pgettext_lazy("answer link", "Còn dùng được")
    USED = "used", pgettext_lazy("answer link", "Đã trả lời")
    REVOKED = "revoked", pgettext_lazy("answer link", "Đã thu hồi")
    EXPIRED = "expired", pgettext_lazy("answer link", "Hết hạn")
    SETTLED = "settled", _("Nghĩa vụ đã xong bằng đường khác")


@dataclass(frozen=True)
class Contact:
    """Whom the person who holds a link may call."""

    body: str
    unit: str = ""
    officer: str = ""
    phone: str = ""
    email: str = ""


def secret_hash(link: AnswerLink, secret: str) -> str:
    """The keyed hash of a secret, bound to this link, its duty and its last day: none of them can be exchanged."""
    whole = f"{link.public_id}|{link.obligation_id}|{int(link.expires_at.timestamp())}|{secret}"
    return salted_hmac(SALT, whole, algorithm="sha256").hexdigest()


def find_link(public_id: uuid.UUID, secret: str) -> AnswerLink | None:
    """The link, when the secret is its own; None alike for a wrong secret and for a link that does not exist."""
    link = (
        AnswerLink.objects.select_related("obligation__bearer", "obligation__derivation", "asker", "draft_file")
        .filter(public_id=public_id)
        .first()
    )
    given = secret_hash(link, secret) if link is not None else hashlib.sha256(secret.encode()).hexdigest()
    same = hmac.compare_digest(given, link.secret_hash if link is not None else NOBODY)
    return link if same else None


def state_of(link: AnswerLink, at: datetime) -> LinkState:
    """What the link is good for; `expires_at` is exclusive: its last second is still good."""
    if link.used_at is not None:
        return LinkState.USED
    if link.revoked_at is not None:
        return LinkState.REVOKED
    if at >= link.expires_at:
        return LinkState.EXPIRED
    return LinkState.OPEN if is_unmet(link.obligation) else LinkState.SETTLED


def is_unmet(duty: Obligation) -> bool:
    """Whether the duty still waits for a document of this body."""
    return duty.met_at is None and duty.waived_at is None and duty.carried_to_id is None


def links_of(duty: Obligation, at: datetime) -> list[tuple[AnswerLink, LinkState]]:
    """Every link made for a duty, the newest first, with its state."""
    rows = AnswerLink.objects.filter(obligation=duty).select_related("made_by", "version__filing", "obligation")
    return [(row, state_of(row, at)) for row in rows.defer("version__document")]


def asking_body(duty: Obligation, reach: Reach) -> Body | None:
    """The body for which the reader may ask for this duty by link: the issuer of its request, or the coordinator."""
    if duty.origin == DutyOrigin.REQUEST:
        asked = Request.objects.select_related("issuer").filter(public_id=duty.origin_id).first()
        if asked is not None and asked.issuer_id in reach.bodies and may_ask_by_link(reach.roles_at(asked.issuer_id)):
            return asked.issuer
    body = reach.coordinator_body
    return body if body is not None and may_key_in(reach.roles_at(body.pk)) else None


def access_asked_duty(reach: Reach, public_id: uuid.UUID) -> tuple[Obligation, Body]:
    """The duty and the body that asks, when the reader may ask for it by link. Raises Http404 alike otherwise."""
    duty = Obligation.objects.select_related("bearer", "derivation").filter(public_id=public_id).first()
    asker = asking_body(duty, reach) if duty is not None else None
    if duty is None or asker is None:
        raise Http404
    return duty, asker


def access_link(reach: Reach, public_id: uuid.UUID) -> AnswerLink:
    """A link that the reader may revoke: whoever may make one for its duty. Raises Http404."""
    link = AnswerLink.objects.select_related("obligation__bearer").filter(public_id=public_id).first()
    if link is None or asking_body(link.obligation, reach) is None:
        raise Http404
    return link


def hindrance(duty: Obligation, on: date) -> str:
    """Why no link can be made for a duty; an empty string when it can."""
    if duty.fulfilment != Fulfilling.FILING or not duty.form_id:
        return str(
            _("Nghĩa vụ này không được thực hiện bằng một văn bản theo mẫu nên không có gì để trả lời qua liên kết.")
        )
    if not is_unmet(duty):
        return str(_("Nghĩa vụ này đã xong, được miễn hoặc đã chuyển cho cơ quan kế thừa; không cần liên kết."))
    if duty.bearer.dissolved_on is not None and on >= duty.bearer.dissolved_on:
        return str(_("Cơ quan này không còn hoạt động. Hãy liên hệ cơ quan kế thừa."))
    if has_product_login(duty.bearer, on):
        return str(_("Cơ quan này có tài khoản trong phần mềm: họ soạn và gửi ngay ở đây, không cần liên kết."))
    if find_filing(duty.bearer, duty.form_id, duty.period, duty.public_id if duty.trigger_key else None) is not None:
        return str(_("Cơ quan này đã có văn bản cùng mẫu, cùng kỳ trong phần mềm. Hãy mở văn bản đó."))
    return ""


def without_login(bodies: Iterable[Body], on: date) -> set[int]:
    """The keys of the bodies at which nobody can sign in: those that a link may ask (one query)."""
    keys = {body.pk for body in bodies}
    held = Membership.objects.on(on).filter(body__in=keys, user__is_active=True).values_list("body_id", flat=True)
    return keys - set(held)


def addresses_of(body: Body) -> list[str]:
    """The verified e-mail addresses of a body in the register, to which a link may be sent."""
    rows = BodyChannel.objects.filter(body=body, kind=ChannelKind.EMAIL, verified_on__isnull=False)
    return [address for address in rows.values_list("address", flat=True) if address]


def contact_of(body: Body | None, on: date) -> Contact | None:
    """The focal unit of the asking body (of today's coordinator, when no link says who asked), as the register has it.

    Where no focal unit is named, the verified e-mail address of the body.
    """
    if body is None:
        try:
            body = holder_of_role(StateRole.COORDINATOR, on)
        except NoHolder:
            return None
    row = FocalAssignment.objects.on(on).filter(body=body).select_related("unit", "officer").first()
    if row is None:
        return Contact(name_on(body, on).label, email=next(iter(addresses_of(body)), ""))
    return Contact(
        name_on(body, on).label,
        name_on(row.unit, on).label if row.unit else "",
        row.officer_name or (row.officer.full_name if row.officer else ""),
        row.phone,
        row.email,
    )


def draft_digest(link: AnswerLink) -> str:
    """Names exactly what waits to be confirmed; empty when nothing waits."""
    draft: dict[str, Any] | None = link.draft
    if draft is None or link.draft_file is None:
        return ""
    parts = [f"{key}={draft[key]}" for key in sorted(draft)] + [link.draft_file.sha256, link.draft_file.name]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
