"""Screens for who acts for a body."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ttdn.accounts.signed_in import user_of
from ttdn.organisations import actions, pages
from ttdn.organisations.choices import MemberRole
from ttdn.organisations.errors import MayNot
from ttdn.organisations.form_pages import form_page
from ttdn.organisations.forms import DelegationForm, EndForm, HandOverForm, MembershipForm
from ttdn.organisations.models import Body, Membership
from ttdn.organisations.people import roles_to_give
from ttdn.organisations.permissions import may_manage_people
from ttdn.organisations.queries import access_body, access_own_body, members_with_role, roles_at, units_of
from ttdn.organisations.requests import reach_in

_METHODS = ("GET", "HEAD", "POST")


def _managed_body(request: HttpRequest, public_id: uuid.UUID, on: date) -> Body:
    """A body whose people the user manages."""
    user = user_of(request)
    body = access_own_body(user, public_id, on, for_people=True)
    if not may_manage_people(roles_at(user, body, on), is_administrator=user.is_system_administrator):
        raise MayNot(_("Chỉ lãnh đạo, trưởng đơn vị và quản trị hệ thống phân vai trò ở cơ quan này."))
    return body


@login_required
@require_safe
def people(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The people of a body: for those who act for it, and for the system administrator."""
    user, on = user_of(request), timezone.localdate()
    reach = reach_in(request, on)
    body = access_body(user, public_id, on, reach)
    context = pages.people_page(body, user, reach, on)
    if not context["sees_people"]:
        raise Http404
    return render(request, "organisations/people.html", context)


@login_required
@require_http_methods(_METHODS)
def membership_add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a person a role."""
    at, on, user = timezone.now(), timezone.localdate(), user_of(request)
    body = _managed_body(request, public_id, on)
    form = MembershipForm(
        request.POST or None,
        roles=roles_to_give(body, user, on),
        units=units_of(body, on),
        on=on,
        initial={"first_day": on},
    )
    return form_page(
        request,
        body=body,
        back="organisations_people",
        on=on,
        form=form,
        title=_("Thêm người"),
        done=_("Đã trao vai trò."),
        act=lambda: actions.add_membership(
            body=body,
            user=form.cleaned_data["email"],
            role=form.cleaned_data["role"],
            unit=form.cleaned_data["unit"],
            first_day=form.cleaned_data["first_day"],
            last_day=form.cleaned_data["last_day"],
            acting_user=user,
            at=at,
            once=request.POST.get("once", ""),
        ),
    )


def _membership(body: Body, membership_id: uuid.UUID) -> Membership:
    """A role held at the body."""
    found: Membership = get_object_or_404(body.memberships.select_related("user"), public_id=membership_id)
    return found


def _who(membership: Membership) -> str:
    """The person and the role, for the line under the heading."""
    role = str(MemberRole(membership.role).label)
    return _("%(name)s, %(role)s") % {"name": membership.user.full_name, "role": role}


@login_required
@require_http_methods(_METHODS)
def membership_end(request: HttpRequest, public_id: uuid.UUID, membership_id: uuid.UUID) -> HttpResponse:
    """End a role."""
    at, on = timezone.now(), timezone.localdate()
    body = _managed_body(request, public_id, on)
    membership = _membership(body, membership_id)
    form = EndForm(request.POST or None, initial={"last_day": on})
    return form_page(
        request,
        body=body,
        back="organisations_people",
        on=on,
        form=form,
        title=_("Kết thúc vai trò"),
        lead=_who(membership),
        submit=_("Kết thúc vai trò"),
        done=_("Đã ghi ngày cuối của vai trò."),
        act=lambda: actions.end_membership(
            membership=membership, last_day=form.cleaned_data["last_day"], acting_user=user_of(request), at=at
        ),
    )


@login_required
@require_http_methods(_METHODS)
def membership_hand_over(request: HttpRequest, public_id: uuid.UUID, membership_id: uuid.UUID) -> HttpResponse:
    """Hand a role over."""
    at, on = timezone.now(), timezone.localdate()
    body = _managed_body(request, public_id, on)
    membership = _membership(body, membership_id)
    form = HandOverForm(request.POST or None, initial={"first_day": on})
    return form_page(
        request,
        body=body,
        back="organisations_people",
        on=on,
        form=form,
        title=_("Bàn giao vai trò"),
        lead=_who(membership),
        submit=_("Bàn giao"),
        done=_("Đã bàn giao vai trò."),
        act=lambda: actions.hand_over(
            membership=membership,
            to_user=form.cleaned_data["email"],
            first_day=form.cleaned_data["first_day"],
            acting_user=user_of(request),
            at=at,
            once=request.POST.get("once", ""),
        ),
    )


@login_required
@require_http_methods(_METHODS)
def delegation_add(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delegate a role for some days: one's own, or one that the user may give."""
    at, on, user = timezone.now(), timezone.localdate(), user_of(request)
    body = access_own_body(user, public_id, on, for_people=True)
    give = roles_to_give(body, user, on)
    rows = Membership.objects.on(on).filter(body=body, user__is_active=True).select_related("user")
    own = [row for row in rows.order_by("user__full_name", "role") if row.role in give or row.user_id == user.pk]
    people = members_with_role(body, MemberRole.values, on)
    form = DelegationForm(request.POST or None, memberships=own, people=people, initial={"first_day": on})
    return form_page(
        request,
        body=body,
        back="organisations_people",
        on=on,
        form=form,
        title=_("Ủy quyền, giao thay"),
        lead=_("Người được ủy quyền làm được việc của vai trò này trong thời gian ghi dưới đây."),
        done=_("Đã ghi ủy quyền."),
        act=lambda: actions.delegate(
            body=body,
            grantor=form.cleaned_data["membership"].user,
            user=form.cleaned_data["user"],
            role=form.cleaned_data["membership"].role,
            first_day=form.cleaned_data["first_day"],
            last_day=form.cleaned_data["last_day"],
            document=form.cleaned_data["document"],
            acting_user=user,
            at=at,
            once=request.POST.get("once", ""),
        ),
    )


@login_required
@require_http_methods(_METHODS)
def delegation_end(request: HttpRequest, public_id: uuid.UUID, delegation_id: uuid.UUID) -> HttpResponse:
    """End a delegation early."""
    at, on, user = timezone.now(), timezone.localdate(), user_of(request)
    body = access_own_body(user, public_id, on, for_people=True)
    delegation = get_object_or_404(body.delegations.select_related("user", "grantor"), public_id=delegation_id)
    form = EndForm(request.POST or None, initial={"last_day": on})
    return form_page(
        request,
        body=body,
        back="organisations_people",
        on=on,
        form=form,
        title=_("Kết thúc ủy quyền"),
        lead=_("%(grantor)s ủy quyền cho %(name)s")
        % {"grantor": delegation.grantor.full_name, "name": delegation.user.full_name},
        submit=_("Kết thúc ủy quyền"),
        done=_("Đã ghi ngày cuối của ủy quyền."),
        act=lambda: actions.end_delegation(
            delegation=delegation, last_day=form.cleaned_data["last_day"], acting_user=user, at=at
        ),
    )
