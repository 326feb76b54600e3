"""Screens of the register: the list, a body's page, and the upkeep of what belongs to a body."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ttdn.accounts.signed_in import user_of
from ttdn.organisations import actions, pages
from ttdn.organisations.choices import MemberRole
from ttdn.organisations.errors import MayNot
from ttdn.organisations.form_pages import form_page
from ttdn.organisations.forms import ChannelForm, CloseUnitForm, FocalForm, NumberingForm, RegisterFilter, UnitForm
from ttdn.organisations.models import Body
from ttdn.organisations.permissions import may_keep, may_record_succession, may_set_numbering
from ttdn.organisations.queries import (
    access_body,
    access_own_body,
    access_unit,
    members_with_role,
    name_on,
    roles_at,
    units_of,
)
from ttdn.organisations.requests import reach_in
from ttdn.web.paging import keyset

_UPKEEP = ("GET", "HEAD", "POST")


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The bodies that exist on a day, by kind and name."""
    user, today = user_of(request), timezone.localdate()
    reach = reach_in(request, today)
    if not reach.bodies and not user.is_system_administrator:
        raise Http404
    form = RegisterFilter(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    on = chosen.get("on") or today
    bodies = pages.register_bodies(user, today, on, chosen)
    page = keyset(bodies, order=("sort_key",), cursor=request.GET.get("cursor"))
    context = {
        "form": form,
        "on": on,
        "page": page,
        "rows": pages.register_rows(page.rows, on, reach),
        "shows_focal": reach.is_coordinator,
        "may_record": may_record_succession(
            is_coordinator=reach.is_coordinator, is_administrator=user.is_system_administrator
        ),
    }
    return render(request, "organisations/list.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Everything about a body that the user may see."""
    user, on = user_of(request), timezone.localdate()
    reach = reach_in(request, on)
    body = access_body(user, public_id, on, reach)
    return render(request, "organisations/detail.html", pages.body_page(body, user, reach, on))


def _kept_body(request: HttpRequest, public_id: uuid.UUID, on: date) -> Body:
    """A body of the user whose units, focal assignment and channels the user may keep."""
    user = user_of(request)
    body = access_own_body(user, public_id, on)
    if not may_keep(roles_at(user, body, on)):
        raise MayNot(_("Chỉ lãnh đạo và trưởng đơn vị của cơ quan này sửa được mục này."))
    return body


@login_required
@require_http_methods(_UPKEEP)
def unit_add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add a unit."""
    at, on = timezone.now(), timezone.localdate()
    body = _kept_body(request, public_id, on)
    form = UnitForm(request.POST or None, initial={"first_day": on})
    return form_page(
        request,
        body=body,
        on=on,
        form=form,
        title=_("Thêm đơn vị"),
        done=_("Đã thêm đơn vị."),
        act=lambda: actions.add_unit(
            body=body,
            name=form.name(),
            first_day=form.cleaned_data["first_day"],
            acting_user=user_of(request),
            at=at,
            once=request.POST.get("once", ""),
        ),
    )


@login_required
@require_http_methods(_UPKEEP)
def unit_rename(request: HttpRequest, public_id: uuid.UUID, unit_id: uuid.UUID) -> HttpResponse:
    """Rename a unit."""
    at, on = timezone.now(), timezone.localdate()
    body = _kept_body(request, public_id, on)
    unit = access_unit(body, unit_id, on)
    name = name_on(unit, on)
    initial = {field: getattr(name, field) for field in actions.NameFields.__dataclass_fields__}
    form = UnitForm(request.POST or None, initial={**initial, "first_day": on})
    return form_page(
        request,
        body=body,
        on=on,
        form=form,
        title=_("Đổi tên %(unit)s") % {"unit": name.label},
        done=_("Đã ghi tên mới của đơn vị."),
        act=lambda: actions.rename_unit(
            body=body,
            unit=unit,
            name=form.name(),
            first_day=form.cleaned_data["first_day"],
            acting_user=user_of(request),
            at=at,
        ),
    )


@login_required
@require_http_methods(_UPKEEP)
def unit_close(request: HttpRequest, public_id: uuid.UUID, unit_id: uuid.UUID) -> HttpResponse:
    """Close a unit and name who carries on its work."""
    at, on = timezone.now(), timezone.localdate()
    body = _kept_body(request, public_id, on)
    unit = access_unit(body, unit_id, on)
    heirs = [body, *units_of(body, on).exclude(pk=unit.pk)]
    form = CloseUnitForm(request.POST or None, heirs=heirs, on=on, initial={"first_day": on})
    return form_page(
        request,
        body=body,
        on=on,
        form=form,
        title=_("Kết thúc %(unit)s") % {"unit": name_on(unit, on).label},
        lead=_("Người của đơn vị giữ vai trò ở đơn vị kế tục; việc đã ghi vẫn mang tên đơn vị cũ."),
        submit=_("Kết thúc đơn vị"),
        done=_("Đã kết thúc đơn vị và chuyển người sang đơn vị kế tục."),
        act=lambda: actions.close_unit(
            body=body,
            unit=unit,
            first_day=form.cleaned_data["first_day"],
            heir=form.cleaned_data["heir"],
            legal_act=form.cleaned_data["legal_act"],
            acting_user=user_of(request),
            at=at,
        ),
    )


@login_required
@require_http_methods(_UPKEEP)
def focal_assign(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Name the focal unit or officer."""
    at, on = timezone.now(), timezone.localdate()
    body = _kept_body(request, public_id, on)
    people = members_with_role(body, MemberRole.values, on)
    form = FocalForm(request.POST or None, units=units_of(body, on), people=people, on=on, initial={"first_day": on})
    return form_page(
        request,
        body=body,
        on=on,
        form=form,
        title=_("Phân công đầu mối"),
        lead=_("Mỗi cơ quan có đúng một đầu mối; phân công trước kết thúc khi phân công mới có hiệu lực."),
        done=_("Đã ghi phân công đầu mối."),
        act=lambda: actions.assign_focal(
            body=body, acting_user=user_of(request), at=at, once=request.POST.get("once", ""), **form.cleaned_data
        ),
    )


@login_required
@require_http_methods(_UPKEEP)
def channel_add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note a channel."""
    at, on = timezone.now(), timezone.localdate()
    body = _kept_body(request, public_id, on)
    form = ChannelForm(request.POST or None)
    return form_page(
        request,
        body=body,
        on=on,
        form=form,
        title=_("Thêm kênh nhận văn bản"),
        done=_("Đã thêm kênh nhận văn bản."),
        act=lambda: actions.add_channel(
            body=body, acting_user=user_of(request), at=at, once=request.POST.get("once", ""), **form.cleaned_data
        ),
    )


@login_required
@require_POST
def channel_remove(request: HttpRequest, public_id: uuid.UUID, channel_id: uuid.UUID) -> HttpResponse:
    """Remove a channel."""
    body = _kept_body(request, public_id, timezone.localdate())
    channel = get_object_or_404(body.channels, public_id=channel_id)
    actions.remove_channel(channel=channel, acting_user=user_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ kênh nhận văn bản."))
    return redirect("organisations_detail", public_id=public_id)


@login_required
@require_http_methods(_UPKEEP)
def numbering(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose which register numbers the body's documents."""
    at, on, user = timezone.now(), timezone.localdate(), user_of(request)
    body = access_own_body(user, public_id, on, for_people=True)
    if not may_set_numbering(roles_at(user, body, on), is_administrator=user.is_system_administrator):
        raise MayNot(_("Chỉ lãnh đạo cơ quan hoặc quản trị hệ thống chọn cách lấy số văn bản."))
    initial = {"numbering": body.numbering, "number_start": body.number_start}
    form = NumberingForm(request.POST or None, initial=initial)
    return form_page(
        request,
        body=body,
        on=on,
        form=form,
        title=_("Cách lấy số văn bản"),
        lead=_("Mỗi cơ quan có một sổ đăng ký văn bản (Nghị định 30/2020/NĐ-CP, Điều 15)."),
        done=_("Đã ghi cách lấy số văn bản."),
        act=lambda: actions.set_numbering(body=body, acting_user=user, at=at, **form.cleaned_data),
    )
