"""Screens of the notices."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from ttdn.notifications.actions import mark_read
from ttdn.notifications.queries import access_notice, notices_of
from ttdn.web.paging import keyset


@login_required
@require_GET
def notifications_list(request: HttpRequest) -> HttpResponse:
    """The notices of the person, newest first; `?chua-doc=1` shows unread ones only."""
    found = notices_of(request.user)
    unread_only = request.GET.get("chua-doc") == "1"
    if unread_only:
        found = found.filter(read_at=None)
    page = keyset(found, order=("-id",), cursor=request.GET.get("cursor"))
    return render(request, "notifications/list.html", {"page": page, "unread_only": unread_only})


@login_required
@require_POST
def notifications_open(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Mark a notice as read and go to its page (a path of this site; anything else leads back to the list)."""
    notice = access_notice(request.user, public_id)
    mark_read(request.user, [notice.public_id], at=timezone.now())  # type: ignore[arg-type]  # signed in
    if notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("notifications_list")


@login_required
@require_POST
def notifications_read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice of the person as read."""
    mark_read(request.user, None, at=timezone.now())  # type: ignore[arg-type]  # signed in
    return redirect("notifications_list")
