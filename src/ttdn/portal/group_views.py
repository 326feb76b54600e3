"""Release groups: several items and languages at one instant, or none of them, and why one was stopped."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ttdn.accounts.signed_in import user_of
from ttdn.audit.queries import entries_for
from ttdn.organisations.models import Body
from ttdn.organisations.queries import name_on
from ttdn.organisations.requests import reach_in
from ttdn.portal.actions.groups import (
    add_member,
    cancel_group,
    make_group,
    release_group,
    remove_member,
    schedule_group,
)
from ttdn.portal.auditing import GROUP_KIND
from ttdn.portal.choices import GroupState
from ttdn.portal.content_forms import GroupForm, MemberForm, MinuteForm
from ttdn.portal.content_queries import body_names, free_editions, groups_of
from ttdn.portal.models import ReleaseGroup
from ttdn.portal.permissions import may_group
from ttdn.portal.queries import access_edition, access_group
from ttdn.portal.requests import Act, done, sent, today, tried
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset

WAITING = frozenset({GroupState.OPEN, GroupState.SCHEDULED, GroupState.STOPPED})


def _group(request: HttpRequest, public_id: UUID) -> ReleaseGroup:
    on = today()
    return access_group(user_of(request), public_id, on, reach_in(request, on))


def _own_bodies(request: HttpRequest) -> list[Body]:
    """The bodies alive today that the reader may release for."""
    on = today()
    own = [body for body, roles in reach_in(request, on).roles.items() if may_group(roles)]
    return list(Body.objects.alive(on).filter(pk__in=own).order_by("sort_key", "pk"))


@login_required
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """The groups of the reader's bodies, the newest first."""
    on = today()
    page = keyset(groups_of(reach_in(request, on)), order=("-id",), cursor=request.GET.get("cursor"), size=30)
    names = body_names({group.body_id for group in page.rows}, on)
    context = {
        "page": page,
        "rows": [(group, names.get(group.body_id, "")) for group in page.rows],
        "may_make": bool(_own_bodies(request)),
        "tab": "groups",
    }
    return render(request, "portal/workspace/groups.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    bodies = _own_bodies(request)
    wanted = request.GET.get("co-quan", "")
    body = next((each for each in bodies if not wanted or str(each.public_id) == wanted), None)
    if body is None:
        raise Http404
    form = GroupForm(sent(request))
    made: list[ReleaseGroup] = []

    def act() -> None:
        made.append(
            make_group(
                body=body,
                title=form.cleaned_data["title"],
                acting_user=user_of(request),
                at=timezone.now(),
                once=request.POST.get("once", ""),
            )
        )

    try:
        if request.method == "POST" and tried(form, act):
            messages.success(request, _("Đã lập đợt đăng. Hãy thêm bài đã duyệt."))
            return redirect("portal_group", made[0].public_id)
    except AlreadyDone as before:
        return redirect("portal_group", before.result)
    names = body_names(bodies, today())
    context = {
        "form": form,
        "title": _("Lập đợt đăng"),
        "lead": _("Nhiều bài, nhiều ngôn ngữ cùng ra vào một lúc; một bài bị sửa sau khi duyệt thì cả đợt dừng."),
        "body": body,
        "bodies": [(each, names.get(each.pk, each.code)) for each in bodies],
        "tab": "groups",
    }
    return render(request, "portal/workspace/form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def group_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A group: its members, its minute, and loudly why it stopped."""
    return _show(request, _group(request, public_id))


def _show(request: HttpRequest, group: ReleaseGroup, minute_form: MinuteForm | None = None) -> HttpResponse:
    on = today()
    waiting = group.state in WAITING
    local = timezone.localtime(group.release_at) if group.release_at else None
    may = may_group(reach_in(request, on).roles_at(group.body_id)) and waiting
    context = {
        "group": group,
        "body_name": name_on(group.body, on).label,
        "members": group.members.select_related("item").defer("snapshot").order_by("title", "language"),
        "may": may,
        "waiting": waiting,
        "member_form": MemberForm(editions=free_editions(group.body)) if may else None,
        "minute_form": minute_form
        or MinuteForm(initial={"on": local.date() if local else None, "at": local.time() if local else None}),
        "entries": entries_for(GROUP_KIND, group.public_id),
        "tab": "groups",
    }
    return render(request, "portal/workspace/group.html", context, status=422 if minute_form else 200)


def _step(request: HttpRequest, group: ReleaseGroup, act: Act, words: str) -> HttpResponse:
    return done(request, act, words, "portal_group", group.public_id)


@login_required
@require_POST
def group_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put an approved edition into the group."""
    group = _group(request, public_id)
    form = MemberForm(request.POST, editions=free_editions(group.body))
    if not form.is_valid():
        messages.error(request, _("Chưa chọn bài, hoặc bài vừa đổi trạng thái. Hãy chọn lại."))
        return redirect("portal_group", group.public_id)
    act = partial(add_member, group=group, edition=form.cleaned_data["edition"])
    return _step(request, group, act, _("Đã thêm bài vào đợt đăng."))


@login_required
@require_POST
def group_remove(request: HttpRequest, public_id: UUID, edition_id: UUID) -> HttpResponse:
    """Take an edition out of the group."""
    on = today()
    group = _group(request, public_id)
    edition = access_edition(user_of(request), edition_id, on, reach_in(request, on))
    if edition.group_id != group.pk:
        raise Http404
    words = _("Đã đưa bài ra khỏi đợt đăng; bài vẫn ở trạng thái đã duyệt.")
    return _step(request, group, partial(remove_member, group=group, edition=edition), words)


@login_required
@require_POST
def group_schedule(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Set the minute of the whole group."""
    group = _group(request, public_id)
    form = MinuteForm(request.POST)
    if not form.is_valid():
        return _show(request, group, form)
    act = partial(schedule_group, group=group, release_at=form.moment())
    return _step(request, group, act, _("Đã hẹn giờ đăng cả đợt."))


@login_required
@require_POST
def group_release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish the whole group now; when a member was changed the page says which and nothing is public."""
    group = _group(request, public_id)
    result: list[ReleaseGroup] = []
    try:
        result.append(
            release_group(
                group=group, acting_user=user_of(request), at=timezone.now(), once=request.POST.get("once", "")
            )
        )
    except AlreadyDone:
        return redirect("portal_group", group.public_id)
    if result[0].state == GroupState.RELEASED:
        messages.success(request, _("Đã đăng cả đợt cùng một lúc."))
    return redirect("portal_group", group.public_id)


@login_required
@require_POST
def group_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the group up."""
    group = _group(request, public_id)
    words = _("Đã huỷ đợt đăng; các bài vẫn ở trạng thái đã duyệt.")
    return _step(request, group, partial(cancel_group, group=group), words)
