"""The workspace of content: what waits for whom, one item, one edition and the steps of the flow."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.organisations.requests import reach_in
from ttdn.portal.models import Item
from ttdn.portal.queries import access_edition
from ttdn.web.paging import keyset


@login_required
@require_http_methods(["GET"])
def content_list(request: HttpRequest) -> HttpResponse:
    """The items of the reader's bodies, the newest first."""
    on = timezone.localdate()
    items = Item.objects.visible_to(user_of(request), on, reach_in(request, on)).select_related("body")
    page = keyset(items, order=("-id",), cursor=request.GET.get("trang"))
    return render(request, "portal/workspace/list.html", {"page": page})


@login_required
@require_http_methods(["GET"])
def edition_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One edition: its state, its people, and the page exactly as readers will get it."""
    on = timezone.localdate()
    edition = access_edition(user_of(request), public_id, on, reach_in(request, on))
    return render(request, "portal/workspace/edition.html", {"edition": edition})
