"""One edition: the page exactly as readers will get it, what it changes, and the step of whoever is next."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ttdn.accounts.models import User
from ttdn.accounts.signed_in import user_of
from ttdn.organisations.queries import name_on
from ttdn.organisations.requests import reach_in
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.groups import add_member
from ttdn.portal.actions.releasing import release, schedule, unschedule
from ttdn.portal.actions.review import approve, drop, pass_review, return_edition
from ttdn.portal.choices import PUBLIC, State
from ttdn.portal.comparing import compare
from ttdn.portal.content_forms import MinuteForm, ReturnForm, WithdrawForm
from ttdn.portal.content_queries import open_groups
from ttdn.portal.languages import KNOWN
from ttdn.portal.models import Edition, PublicRecord
from ttdn.portal.permissions import may_approve, may_drop, may_release, may_review, may_withdraw
from ttdn.portal.queries import access_edition, access_group, is_stale, record_of
from ttdn.portal.rendering import render_edition
from ttdn.portal.requests import done, today
from ttdn.web.errors import UserError


def _edition(request: HttpRequest, public_id: UUID) -> Edition:
    on = today()
    return access_edition(user_of(request), public_id, on, reach_in(request, on))


@login_required
@require_safe
def edition_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The edition with the buttons of whoever decides; the forms carry the hash of what is shown."""
    return _show(request, _edition(request, public_id))


def _show(
    request: HttpRequest,
    edition: Edition,
    *,
    return_form: ReturnForm | None = None,
    withdraw_form: WithdrawForm | None = None,
    minute_form: MinuteForm | None = None,
) -> HttpResponse:
    refused = any(form is not None for form in (return_form, withdraw_form, minute_form))
    record = record_of(edition.item, edition.language)
    before = _before(edition, record)
    source = record_of(edition.item, edition.item.source_language)
    local = timezone.localtime(edition.release_at) if edition.release_at else None
    context = {
        "edition": edition,
        "item": edition.item,
        "language": KNOWN[edition.language],
        "body_name": name_on(edition.item.body, today()).label,
        "record": record,
        "is_current": record is not None and record.edition_id == edition.pk,
        "before": before,
        "comparison": compare(before.snapshot, edition.snapshot) if before else None,
        "stale": bool(edition.translated_from_hash)
        and source is not None
        and source.edition.content_hash != edition.translated_from_hash,
        "public_stale": record is not None and is_stale(record, source),
        "return_form": return_form or ReturnForm(),
        "withdraw_form": withdraw_form or WithdrawForm(),
        "minute_form": minute_form
        or MinuteForm(initial={"on": local.date() if local else None, "at": local.time() if local else None}),
        "tab": "items",
    }
    context |= _rights(request, edition)
    if context["may_release"] and edition.state == State.APPROVED and edition.group is None:
        context["groups"] = open_groups(edition.item.body)
    return render(request, "portal/workspace/edition.html", context, status=422 if refused else 200)


def _before(edition: Edition, record: PublicRecord | None) -> Edition | None:
    """What to compare with: what readers have now; for what they have now or had, the public edition before it."""
    if record is not None and edition.state not in PUBLIC:
        current: Edition = record.edition
        return current
    return (
        Edition.objects.filter(
            item=edition.item_id, language=edition.language, ordinal__lt=edition.ordinal, sequence__isnull=False
        )
        .order_by("-ordinal")
        .first()
    )


def _rights(request: HttpRequest, edition: Edition) -> dict[str, bool]:
    """The steps open to the reader in this state."""
    user = user_of(request)
    roles = reach_in(request, today()).roles_at(edition.item.body_id)
    mine = edition.submitted_by_id == user.pk
    state, alone = edition.state, edition.group_id is None
    decides = may_review(roles, is_submitter=mine) or may_approve(roles, is_submitter=mine)
    dropping = may_drop(roles, state) or mine
    return {
        "mine": mine,
        "may_pass": state == State.IN_REVIEW and may_review(roles, is_submitter=mine),
        "may_approve": state == State.REVIEWED and may_approve(roles, is_submitter=mine),
        "may_return": edition.is_open and decides,
        "may_drop": edition.is_open and dropping,
        "may_release": alone and may_release(roles, state),
        "may_unschedule": alone and state == State.SCHEDULED and may_release(roles, state),
        "may_withdraw": may_withdraw(roles, state),
    }


@login_required
@require_safe
def edition_frame(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page of the edition exactly as readers get it, for the frame of the edition's page; kept by nobody."""
    return render_edition(request, _edition(request, public_id))


class _Step(Protocol):
    """An action on an edition."""

    def __call__(self, *, edition: Edition, acting_user: User, at: datetime, once: str) -> object: ...


def _step(request: HttpRequest, public_id: UUID, act: _Step, words: str) -> HttpResponse:
    """One step of the flow, then back to the edition."""
    edition = _edition(request, public_id)
    return done(request, partial(act, edition=edition), words, "portal_edition", edition.public_id)


@login_required
@require_POST
def edition_pass(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The second person has read it."""
    return _step(request, public_id, pass_review, _("Đã chuyển lãnh đạo duyệt."))


@login_required
@require_POST
def edition_approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve exactly what the screen showed."""
    shown = request.POST.get("content_hash", "")
    words = _("Đã duyệt. Bài có thể đăng ngay hoặc hẹn giờ.")
    return _step(request, public_id, partial(approve, content_hash=shown), words)


@login_required
@require_POST
def edition_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send it back with a reason."""
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _show(request, _edition(request, public_id), return_form=form)
    act = partial(return_edition, reason=form.cleaned_data["reason"])
    return _step(request, public_id, act, _("Đã trả lại để sửa."))


@login_required
@require_POST
def edition_drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take it out of the flow."""
    return _step(request, public_id, drop, _("Đã bỏ bản trình. Bản thảo vẫn còn."))


@login_required
@require_POST
def edition_release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish now."""
    return _step(request, public_id, release, _("Đã đăng. Người đọc thấy bài ngay."))


@login_required
@require_POST
def edition_schedule(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Set the minute."""
    form = MinuteForm(request.POST)
    edition = _edition(request, public_id)
    if not form.is_valid():
        return _show(request, edition, minute_form=form)
    return _step(request, public_id, partial(schedule, release_at=form.moment()), _("Đã hẹn giờ đăng."))


@login_required
@require_POST
def edition_unschedule(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the minute back."""
    return _step(request, public_id, unschedule, _("Đã huỷ hẹn giờ; bài vẫn ở trạng thái đã duyệt."))


@login_required
@require_POST
def edition_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a published text out of force, in public."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _show(request, _edition(request, public_id), withdraw_form=form)
    act = partial(withdraw, reason=form.cleaned_data["reason"])
    return _step(request, public_id, act, _("Đã rút bài. Người đọc thấy lý do ở địa chỉ cũ."))


@login_required
@require_POST
def edition_join(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put an approved edition into a release group."""
    on = today()
    _edition(request, public_id)  # a foreign edition is missing, whatever the form says
    try:
        wanted = UUID(request.POST.get("group", ""))
    except ValueError as error:
        raise UserError(_("Chưa chọn đợt đăng. Hãy chọn một đợt rồi bấm lại.")) from error
    group = access_group(user_of(request), wanted, on, reach_in(request, on))
    words = _("Đã đưa vào đợt đăng “%(title)s”.") % {"title": group.title}
    return _step(request, public_id, partial(add_member, group=group), words)
